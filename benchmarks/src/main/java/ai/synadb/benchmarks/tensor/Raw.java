/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.benchmarks.tensor;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/** The tensor's bytes in a mapping that no engine stands before: the elements of the .npy file. */
final class Raw {
  private static final int PIECE = 1 << 20;

  private final ByteBuffer mapped;
  private final int[] sums;

  /** Maps the file, reads it once and takes the checksum of each piece. */
  Raw(TensorTask task) throws IOException {
    mapped = map(task.npy(), task.tensorBytes());
    int bytes = mapped.limit();
    sums = new int[(bytes + PIECE - 1) / PIECE];
    for (int i = 0; i < sums.length; i++) {
      sums[i] = sum(i * PIECE, Math.min(PIECE, bytes - i * PIECE));
    }
  }

  /** Maps the elements of a .npy file: all behind the header. */
  static ByteBuffer map(Path npy, int bytes) throws IOException {
    try (FileChannel channel = FileChannel.open(npy)) {
      long at = channel.size() - bytes;
      return channel.map(FileChannel.MapMode.READ_ONLY, at, bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
  }

  private int sum(int at, int bytes) {
    CRC32C crc = new CRC32C();
    crc.update(mapped.slice(at, bytes));
    return (int) crc.getValue();
  }

  /** Copies all elements into an array. */
  float[] copy() {
    float[] all = new float[mapped.limit() / Float.BYTES];
    mapped.asFloatBuffer().get(all);
    return all;
  }

  /** Copies them piece by piece, and checks each piece. */
  float[] copyChecked() {
    float[] all = new float[mapped.limit() / Float.BYTES];
    for (int i = 0; i < sums.length; i++) {
      int at = i * PIECE;
      int bytes = Math.min(PIECE, mapped.limit() - at);
      require(i, sum(at, bytes));
      mapped
          .slice(at, bytes)
          .order(ByteOrder.LITTLE_ENDIAN)
          .asFloatBuffer()
          .get(all, at / Float.BYTES, bytes / Float.BYTES);
    }
    return all;
  }

  private void require(int piece, int sum) {
    if (sum != sums[piece]) {
      throw new IllegalStateException("Piece " + piece + " changed");
    }
  }

  /** Copies a part of the bytes, a whole number of pieces but for the last, into a buffer. */
  void copyTo(ByteBuffer target, int part, int parts, boolean check) {
    int from = part * sums.length / parts;
    int to = (part + 1) * sums.length / parts;
    if (!check) {
      int at = from * PIECE;
      int bytes = Math.min(to * PIECE, mapped.limit()) - at;
      target.put(at, mapped, at, bytes);
      return;
    }
    for (int i = from; i < to; i++) {
      int at = i * PIECE;
      int bytes = Math.min(PIECE, mapped.limit() - at);
      require(i, sum(at, bytes));
      target.put(at, mapped, at, bytes);
    }
  }
}

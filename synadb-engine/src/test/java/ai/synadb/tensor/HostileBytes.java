/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import ai.synadb.error.SynaFormatException;
import ai.synadb.internal.io.DiskStorage;
import ai.synadb.internal.io.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What becomes of a file that is cut or changed. */
final class HostileBytes {
  private final Path name;
  private final byte[] whole;

  HostileBytes(Path name, byte[] whole) {
    this.name = name;
    this.whole = whole;
  }

  /** One of the files that Python wrote. */
  static HostileBytes of(String name) {
    return new HostileBytes(Path.of(name), PythonFiles.bytes(name));
  }

  /** All tensors of a file in memory. */
  static Map<String, Tensor> readAll(Path file, ImportOption... options) {
    try (TensorImport in = TensorImport.open(file, options)) {
      return readAll(in);
    }
  }

  private static Map<String, Tensor> readAll(TensorImport in) {
    Map<String, Tensor> all = new LinkedHashMap<>();
    in.entries().forEach(e -> all.put(e.name(), in.read(e.name())));
    return all;
  }

  private Map<String, Tensor> read(byte[] bytes) throws IOException {
    FileBytes file = FileBytes.of(new Memory(name, bytes), name);
    return readAll(TensorImport.read(DiskStorage.INSTANCE, file, Set.of()));
  }

  /** Every shorter file is refused, with the name in the message. */
  void refusesEveryCut() throws IOException {
    for (int length = 0; length < whole.length; length++) {
      try {
        Map<String, Tensor> read = read(Arrays.copyOf(whole, length));
        throw new AssertionError("Cut to " + length + " bytes it is read as " + read);
      } catch (SynaFormatException e) {
        assertThat(e).hasMessageContaining(String.valueOf(name.getFileName()));
      }
    }
  }

  /** What a change to the file may lead to. */
  interface Judge {
    boolean isRight(int byteAt, Map<String, Tensor> read);
  }

  /** With any bit flipped the file is refused or read as a judge thinks right. */
  void judgesEveryFlip(Judge judge) throws IOException {
    judgesFlips(1, judge);
  }

  /** As {@link #judgesEveryFlip}, of one bit in {@code step}. */
  void judgesFlips(int step, Judge judge) throws IOException {
    for (int bit = 0; bit < 8 * whole.length; bit += step) {
      byte[] flipped = whole.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      Map<String, Tensor> read;
      try {
        read = read(flipped);
      } catch (SynaFormatException e) {
        continue;
      }
      if (!judge.isRight(bit / 8, read)) {
        throw new AssertionError("With bit " + bit + " flipped it is read as " + read);
      }
    }
  }

  /** A file in memory. */
  private record Memory(Path path, byte[] bytes) implements StorageFile {

    @Override
    public long length() {
      return bytes.length;
    }

    @Override
    public int read(long position, byte[] target, int offset, int length) {
      int n = (int) Math.max(0, Math.min(length, bytes.length - position));
      System.arraycopy(bytes, n == 0 ? 0 : (int) position, target, offset, n);
      return n;
    }

    @Override
    public void write(long position, byte[] source, int offset, int length) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void write(long position, ByteBuffer source) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void truncate(long length) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void sync() {
      throw new UnsupportedOperationException();
    }

    @Override
    public ByteBuffer map(long position, int length, MapMode mode) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void force(ByteBuffer mapping, int from, int length) {
      throw new UnsupportedOperationException();
    }

    @Override
    public @Nullable Object identity() {
      return null;
    }

    @Override
    public void close() {}
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.benchmarks.vector;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** Rows of 32-bit floats in a mapped file. Thread safety: safe for use by multiple threads. */
final class Floats {
  private final FloatBuffer all;
  private final int dim;
  private final int rows;

  private Floats(FloatBuffer all, int dim) {
    this.all = all;
    this.dim = dim;
    this.rows = all.limit() / dim;
  }

  static Floats map(Path file, int dim) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      ByteBuffer bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
      return new Floats(bytes.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer(), dim);
    }
  }

  int rows() {
    return rows;
  }

  int dim() {
    return dim;
  }

  void read(int row, float[] target) {
    all.get(row * dim, target, 0, dim);
  }

  float[] row(int row) {
    float[] x = new float[dim];
    read(row, x);
    return x;
  }

  float[][] rowsAsArrays() {
    float[][] a = new float[rows][];
    for (int i = 0; i < rows; i++) {
      a[i] = row(i);
    }
    return a;
  }

  /** Writes such a file. Thread safety: confined to one thread. */
  static final class Writer implements AutoCloseable {
    private final OutputStream out;
    private final ByteBuffer bytes;

    Writer(Path file, int dim) throws IOException {
      this.out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20);
      this.bytes = ByteBuffer.allocate(4 * dim).order(ByteOrder.LITTLE_ENDIAN);
    }

    void write(float[] row) throws IOException {
      bytes.clear().asFloatBuffer().put(row);
      out.write(bytes.array());
    }

    @Override
    public void close() throws IOException {
      out.close();
    }
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.vector;

import ai.synadb.testing.SimulatedDisk;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

/** Makes index files of the original's formats, right ones and wrong ones, byte by byte. */
final class RawIndex {
  private final VectorImport.Format format;
  private final int dimensions;
  private final ByteArrayOutputStream rows = new ByteArrayOutputStream();
  private long count;
  private int metric;
  private int version = 1;
  private long statedCount = -1;
  private long writeOffset = -1;
  private long gap;
  private int zeros;

  RawIndex(VectorImport.Format format, int dimensions) {
    this.format = format;
    this.dimensions = dimensions;
  }

  static float[] vector(int dimensions, long seed) {
    float[] v = new float[dimensions];
    Random random = new Random(seed);
    for (int i = 0; i < dimensions; i++) {
      v[i] = (float) random.nextGaussian();
    }
    return v;
  }

  static byte[] utf8(String s) {
    return s.getBytes(StandardCharsets.UTF_8);
  }

  RawIndex metric(int m) {
    metric = m;
    return this;
  }

  RawIndex version(int v) {
    version = v;
    return this;
  }

  RawIndex statedCount(long n) {
    statedCount = n;
    return this;
  }

  RawIndex writeOffset(long offset) {
    writeOffset = offset;
    return this;
  }

  /** The write offset is where the rows end now, and the count so many as there are now. */
  RawIndex checkpoint() {
    writeOffset = start() + rows.size();
    statedCount = count;
    return this;
  }

  /** Zeros behind the rows. */
  RawIndex zeros(int n) {
    zeros = n;
    return this;
  }

  RawIndex row(String key, float[] vector) {
    return row(utf8(key), vector);
  }

  RawIndex row(byte[] key, float[] vector) {
    return row(key, key.length, vector);
  }

  /** A row that says that its key has another length than it has. */
  RawIndex row(byte[] key, long statedLength, float[] vector) {
    ByteBuffer b =
        ByteBuffer.allocate(64 + key.length + 4 * vector.length).order(ByteOrder.LITTLE_ENDIAN);
    switch (format) {
      case HNSW:
        b.putLong(statedLength).put(key).putLong(vector.length);
        break;
      case MMAP:
        b.putShort((short) statedLength).put(key);
        break;
      case GWI:
        b.putShort((short) statedLength).putShort((short) 1).put(key);
        break;
    }
    for (float f : vector) {
      b.putFloat(f);
    }
    if (format == VectorImport.Format.HNSW) {
      b.putLong(1).putLong(1).putLong(count == 0 ? 1 : 0).putFloat(0.5f);
    }
    return raw(Arrays.copyOf(b.array(), b.position()));
  }

  /** Bytes in the place of a row. */
  RawIndex raw(byte[] bytes) {
    rows.writeBytes(bytes);
    count++;
    return this;
  }

  /** Where the first row begins. */
  int start() {
    switch (format) {
      case HNSW:
        return 57;
      case MMAP:
        return 64;
      case GWI:
        return 64 + 3 * 4 * dimensions + 2 * 16; // two clusters, three attractors
    }
    throw new AssertionError(format);
  }

  /** Where the next row would begin. */
  int end() {
    return start() + rows.size();
  }

  byte[] bytes() {
    ByteBuffer b =
        ByteBuffer.allocate(start() + rows.size() + zeros + 25).order(ByteOrder.LITTLE_ENDIAN);
    long n = statedCount >= 0 ? statedCount : count;
    long end = writeOffset >= 0 ? writeOffset : start() + rows.size();
    switch (format) {
      case HNSW:
        b.put(utf8("HNSW")).putShort((short) version).putShort((short) dimensions);
        b.put((byte) metric).putLong(16).putLong(32).putLong(200).putLong(100);
        b.putDouble(1 / Math.log(16)).putLong(n).put(rows.toByteArray());
        b.put((byte) 1).putLong(0).putLong(0).putLong(42);
        return Arrays.copyOf(b.array(), b.position());
      case MMAP:
        b.put(utf8("CEVM")).putInt(version).putShort((short) dimensions).put((byte) metric);
        break;
      case GWI:
        b.put(utf8("GWIX")).putInt(version).putShort((short) dimensions).putShort((short) 2);
        b.put((byte) 1).put((byte) metric);
        b.putLong(32, 64).putLong(40, start() - 32).putLong(48, start() + gap);
        break;
    }
    b.putLong(16, n).putLong(24, end);
    b.position(start()).put(rows.toByteArray());
    return Arrays.copyOf(b.array(), b.position() + zeros);
  }

  /** The head of a {@code .gwi} is off by so much about where rows begin. */
  RawIndex gap(long bytes) {
    gap = bytes;
    return this;
  }

  VectorImport open() {
    return open(bytes());
  }

  static VectorImport open(byte[] file) {
    return open("index", file);
  }

  static VectorImport open(String name, byte[] file) {
    SimulatedDisk disk = new SimulatedDisk();
    disk.setContents(name, file);
    return VectorImport.open(disk, disk.path(name), null);
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;

/** Rows in memory, and loaders of them. Counts what is open and what is read. */
final class ArrayRows implements RowSource {
  final AtomicLong rowsRead = new AtomicLong();
  final AtomicLong digests = new AtomicLong();
  volatile long badRow = -1;
  private final String name;
  private final DType dtype;
  private final Shape shape;
  private final ByteBuffer bytes;
  private final AtomicInteger open;

  private ArrayRows(String name, DType dtype, Shape shape, ByteBuffer bytes, AtomicInteger open) {
    this.name = name;
    this.dtype = dtype;
    this.shape = shape;
    this.bytes = bytes;
    this.open = open;
  }

  /** Columns by their names. */
  static final class Table implements RowSources {
    final AtomicInteger open = new AtomicInteger();
    final Map<String, ArrayRows> columns = new LinkedHashMap<>();
    private long[] starts = {};

    /** Adds a column of int64, one or more per row. */
    Table longs(String name, long rows, int perRow, LongFunction<Long> values) {
      Shape shape = perRow == 1 ? Shape.of(rows) : Shape.of(rows, perRow);
      ByteBuffer b = buffer(shape, DType.INT64);
      for (long i = 0; i < rows * perRow; i++) {
        b.putLong(values.apply(i));
      }
      return add(name, DType.INT64, shape, b);
    }

    /** Adds a column whose only element is the number of the row. */
    Table rowNumbers(String name, long rows) {
      return longs(name, rows, 1, i -> i);
    }

    Table floats(String name, float... values) {
      ByteBuffer b = buffer(Shape.of(values.length), DType.FLOAT32);
      b.asFloatBuffer().put(values);
      return add(name, DType.FLOAT32, Shape.of(values.length), b);
    }

    Table series(long... firstRows) {
      starts = firstRows;
      return this;
    }

    private static ByteBuffer buffer(Shape shape, DType type) {
      int size = Math.toIntExact(shape.sizeBytes(type));
      return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    private Table add(String name, DType type, Shape shape, ByteBuffer b) {
      columns.put(name, new ArrayRows(name, type, shape, b.clear(), open));
      return this;
    }

    TensorLoader.Builder loader(String... names) {
      return new TensorLoader.Builder(() -> this, List.of(names));
    }

    @Override
    public RowSource open(String name) {
      open.incrementAndGet();
      return Objects.requireNonNull(columns.get(name), name);
    }

    @Override
    public long[] seriesStarts() {
      return starts.clone();
    }

    @Override
    public void close() {}
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public DType dtype() {
    return dtype;
  }

  @Override
  public Shape shape() {
    return shape;
  }

  @Override
  public long position() {
    return 7;
  }

  @Override
  public OptionalLong digest(long rows) {
    digests.incrementAndGet();
    int size = Math.toIntExact(rows * rowBytes());
    return OptionalLong.of(Arrays.hashCode(Arrays.copyOf(bytes.array(), size)));
  }

  @Override
  public void readRows(long from, long to, ByteBuffer target) {
    Objects.checkFromToIndex(from, to, rows());
    if (badRow >= from && badRow < to) {
      throw new IllegalArgumentException("Row " + badRow + " is bad");
    }
    rowsRead.addAndGet(to - from);
    int size = Math.toIntExact(rowBytes());
    target.put(bytes.duplicate().position((int) from * size).limit((int) to * size));
  }

  @Override
  public void gatherRows(long[] rows, int offset, int count, ByteBuffer target) {
    for (int i = offset; i < offset + count; i++) {
      readRows(rows[i], rows[i] + 1, target);
    }
  }

  @Override
  public void close() {
    open.decrementAndGet();
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Makes the batches of one epoch, in any order: finds their rows, reads them, and transforms them.
 *
 * <p>Thread safety: safe for use by multiple threads.
 */
final class BatchMaker {
  private final LoaderInput input;
  private final RowItems items;
  private final Order order;
  private final LoaderState start;

  /**
   * A maker.
   *
   * @param items the items of the epoch
   * @param start where reading begins
   * @param order their order
   */
  BatchMaker(LoaderInput input, RowItems items, LoaderState start, Order order) {
    this.input = input;
    this.items = items;
    this.start = start;
    this.order = order;
  }

  /** The number of batches. */
  long batches() {
    return input.sharding().batches(items.size(), start.position());
  }

  /** Makes a batch, counted from where reading begins. */
  Batch make(long number) {
    Sharding.Slice slice = input.sharding().slice(items.size(), start.position(), number);
    long beyond = slice.from() + slice.count() - items.size();
    int padding = (int) Math.max(0, Math.min(slice.count(), beyond));
    return make(slice, chosen(slice), padding);
  }

  /** Makes a batch of any items. */
  Batch make(long[] chosen) {
    return make(new Sharding.Slice(0, chosen.length, start.position()), chosen, 0);
  }

  private Batch make(Sharding.Slice slice, long[] chosen, int padding) {
    long begin = System.nanoTime();
    List<BatchColumn> columns = new ArrayList<>();
    try {
      BatchRows rows = read(chosen, columns).at(slice.from(), padding);
      long read = System.nanoTime();
      transform(columns, rows);
      input.meter().readNanos.add(read - begin);
      input.meter().transformNanos.add(System.nanoTime() - read);
      input.meter().batches.increment();
      input.meter().rows.add(slice.count());
      return new Batch(columns, rows, stateAt(slice.next()));
    } catch (RuntimeException | Error e) {
      columns.forEach(c -> c.lease().close());
      throw e;
    }
  }

  private LoaderState stateAt(long position) {
    return new LoaderState(
        start.digest(),
        start.seed(),
        start.epoch(),
        position,
        start.rows(),
        input.sharding().globalBatch(),
        start.shuffle());
  }

  private long[] chosen(Sharding.Slice slice) {
    long[] chosen = new long[slice.count()];
    for (int i = 0; i < chosen.length; i++) {
      chosen[i] = order.itemAt((slice.from() + i) % items.size());
    }
    return chosen;
  }

  private BatchRows read(long[] chosen, List<BatchColumn> columns) {
    long[] ids = new long[chosen.length];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = items.row(chosen[i]);
    }
    WindowSpec spec = input.windows();
    int[] steps = {};
    int[] horizonSteps = {};
    if (spec == null) {
      for (RowSource s : input.sources()) {
        readRows(s, ids, add(columns, s.name(), s, Shape.of(ids.length)));
      }
    } else {
      long[] ends = Arrays.stream(chosen).map(items::endRow).toArray();
      steps = valid(ids, ends, 0, spec.size());
      horizonSteps = valid(ids, ends, spec.size() + spec.offset(), spec.horizon());
      long[] targets = Arrays.stream(ids).map(r -> r + spec.size() + spec.offset()).toArray();
      for (RowSource s : input.sources()) {
        if (isNamed(spec.inputs(), s)) {
          Shape shape = Shape.of(ids.length, spec.size());
          readWindows(s, ids, steps, add(columns, s.name(), s, shape));
        }
        if (spec.horizon() > 0 && isNamed(spec.targets(), s)) {
          Shape shape = Shape.of(ids.length, spec.horizon());
          String name = s.name() + Batch.HORIZON;
          readWindows(s, targets, horizonSteps, add(columns, name, s, shape));
        }
      }
    }
    return new BatchRows(0, ids, 0, steps, horizonSteps);
  }

  static boolean isNamed(List<String> names, RowSource source) {
    return names.isEmpty() || names.contains(source.name());
  }

  private static int[] valid(long[] ids, long[] ends, int skipped, int wanted) {
    int[] steps = new int[ids.length];
    for (int i = 0; i < ids.length; i++) {
      steps[i] = (int) Math.max(0, Math.min(wanted, ends[i] - ids[i] - skipped));
    }
    return steps;
  }

  private BatchColumn add(List<BatchColumn> columns, String name, RowSource s, Shape outer) {
    long[] extents = Arrays.copyOf(outer.toArray(), outer.rank() + s.shape().rank() - 1);
    for (int i = 1; i < s.shape().rank(); i++) {
      extents[outer.rank() + i - 1] = s.shape().extent(i);
    }
    Shape shape = Shape.of(extents);
    int size = size(name, s.dtype(), shape);
    BufferPool.Lease lease = input.pool().take(s.dtype(), shape, size);
    BatchColumn made = new BatchColumn(name, s.dtype(), shape, lease);
    columns.add(made);
    input.meter().bytes.add(size);
    return made;
  }

  /** So many rows of a shape. */
  static Shape shape(int rows, Shape row) {
    long[] extents = new long[row.rank() + 1];
    extents[0] = rows;
    System.arraycopy(row.toArray(), 0, extents, 1, row.rank());
    return Shape.of(extents);
  }

  /** The bytes of a buffer. */
  static int size(String name, DType dtype, Shape shape) {
    long size = shape.sizeBytes(dtype);
    if (size > LoaderInput.MAX_BUFFER_BYTES) {
      throw new IllegalArgumentException(
          "A batch of '"
              + name
              + "' has "
              + size
              + " bytes; a buffer holds at most "
              + LoaderInput.MAX_BUFFER_BYTES);
    }
    return (int) size;
  }

  private void readRows(RowSource s, long[] ids, BatchColumn column) {
    ByteBuffer target = column.lease().buffer();
    if (isConsecutive(ids)) {
      s.readRows(ids[0], ids[0] + ids.length, target);
    } else {
      s.gatherRows(ids, 0, ids.length, target);
    }
    input.meter().copiedBytes.add(target.capacity());
  }

  private static boolean isConsecutive(long[] ids) {
    for (int i = 1; i < ids.length; i++) {
      if (ids[i] != ids[i - 1] + 1) {
        return false;
      }
    }
    return ids.length > 0;
  }

  /** Rows that the window before has too are copied from there. */
  private void readWindows(RowSource s, long[] firsts, int[] steps, BatchColumn column) {
    ByteBuffer target = column.lease().buffer();
    int rowBytes = (int) s.rowBytes();
    int windowBytes = firsts.length == 0 ? 0 : target.capacity() / firsts.length;
    for (int i = 0; i < firsts.length; i++) {
      int at = i * windowBytes;
      int shared = i == 0 ? 0 : shared(firsts, steps, i);
      if (shared > 0) {
        int from = at - windowBytes + (int) (firsts[i] - firsts[i - 1]) * rowBytes;
        target.put(at, target, from, shared * rowBytes);
      }
      target.position(at + shared * rowBytes);
      if (steps[i] > shared) {
        s.readRows(firsts[i] + shared, firsts[i] + steps[i], target);
      }
      zero(target, at + steps[i] * rowBytes, at + windowBytes);
      input.meter().copiedBytes.add((long) steps[i] * rowBytes);
    }
  }

  private static int shared(long[] firsts, int[] steps, int i) {
    long distance = firsts[i] - firsts[i - 1];
    return distance < 0 || distance >= steps[i - 1]
        ? 0
        : (int) Math.min(steps[i], steps[i - 1] - distance);
  }

  private static void zero(ByteBuffer target, int from, int to) {
    for (int i = from; i < to; i++) {
      target.put(i, (byte) 0);
    }
  }

  private void transform(List<BatchColumn> columns, BatchRows rows) {
    if (input.transforms().isEmpty()) {
      return;
    }
    long key = Mix.hash(start.seed(), start.epoch());
    BatchEditor editor = new BatchEditor(columns, rows, input.pool(), key);
    input.transforms().forEach(editor::apply);
  }
}

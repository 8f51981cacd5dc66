/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import java.util.Arrays;

/**
 * Windows over stretches of consecutive rows, numbered by stretch and start. Where a window lies is
 * found by a binary search over the numbers of windows before each stretch: the memory grows with
 * the stretches, not with the windows.
 *
 * <p>Thread safety: immutable.
 */
final class WindowItems extends RowItems {
  private final WindowSpec spec;
  private final long[] starts;
  private final long[] ends;
  private final long[] before; // windows before each stretch, and in all at the end

  private WindowItems(WindowSpec spec, long[] starts, long[] ends) {
    this.spec = spec;
    this.starts = starts;
    this.ends = ends;
    before = new long[starts.length + 1];
    for (int i = 0; i < starts.length; i++) {
      before[i + 1] = Math.addExact(before[i], spec.count(ends[i] - starts[i]));
    }
  }

  @Override
  long size() {
    return before[starts.length];
  }

  @Override
  long row(long item) {
    int stretch = RowList.floor(before, starts.length, item);
    return starts[stretch] + (item - before[stretch]) * spec.stride();
  }

  @Override
  long endRow(long item) {
    return ends[RowList.floor(before, starts.length, item)];
  }

  @Override
  RowItems upTo(long rows) {
    Builder b = new Builder();
    for (int i = 0; i < starts.length && starts[i] < rows; i++) {
      b.add(starts[i], Math.min(ends[i], rows));
    }
    return b.build(spec);
  }

  @Override
  long sizeBytes() {
    return 24L * starts.length;
  }

  @Override
  long digest() {
    long h = spec.digest();
    for (int i = 0; i < starts.length; i++) {
      h = Mix.hash(h, starts[i], ends[i]);
    }
    return h;
  }

  /** Collects stretches in ascending order. Thread safety: not safe, guard externally. */
  static final class Builder {
    private long[] starts = new long[4];
    private long[] ends = new long[4];
    private int stretches;

    /** Adds the rows from {@code from} to {@code to - 1}, which are behind all that were added. */
    void add(long from, long to) {
      if (from >= to) {
        return;
      }
      if (stretches == starts.length) {
        starts = Arrays.copyOf(starts, 2 * stretches);
        ends = Arrays.copyOf(ends, 2 * stretches);
      }
      starts[stretches] = from;
      ends[stretches++] = to;
    }

    WindowItems build(WindowSpec spec) {
      return new WindowItems(
          spec, Arrays.copyOf(starts, stretches), Arrays.copyOf(ends, stretches));
    }
  }
}

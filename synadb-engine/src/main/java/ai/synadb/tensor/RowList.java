/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import java.util.Arrays;

/**
 * Some of the rows of a tensor, ascending. Kept as runs of consecutive rows, or as one bit per row
 * where there are too many runs for that to be smaller.
 *
 * <p>Thread safety: immutable.
 */
abstract class RowList extends RowItems {
  private RowList() {}

  /** Receives the runs of a list, longest possible, in their order. */
  interface RunVisitor {
    /** Takes the rows from {@code from} to {@code to - 1}. */
    void run(long from, long to);
  }

  /** Calls the visitor with each run. */
  abstract void forEachRun(RunVisitor visitor);

  /** All of so many rows. */
  static RowList all(long rows) {
    Builder b = new Builder(rows);
    b.add(0, rows);
    return b.build();
  }

  @Override
  long endRow(long item) {
    return row(item) + 1;
  }

  @Override
  RowItems upTo(long rows) {
    Builder b = new Builder(rows);
    forEachRun(
        (from, to) -> {
          if (from < rows) {
            b.add(from, Math.min(to, rows));
          }
        });
    return b.build();
  }

  @Override
  long digest() {
    long[] h = {0};
    forEachRun((from, to) -> h[0] = Mix.hash(h[0], from, to));
    return h[0];
  }

  /** Collects rows in ascending order. Thread safety: not safe, guard externally. */
  static final class Builder {
    private static final int FEW_RUNS = 1024;
    private final long rows;
    private long[] starts = new long[4];
    private long[] ends = new long[4];
    private int runs;
    private long[] words = {};

    /** None of so many rows. */
    Builder(long rows) {
      this.rows = rows;
    }

    /** Adds the rows from {@code from} to {@code to - 1}, which are behind all that were added. */
    void add(long from, long to) {
      if (from >= to) {
        return;
      }
      if (words.length > 0) {
        set(from, to);
        return;
      }
      if (runs > 0 && ends[runs - 1] == from) {
        ends[runs - 1] = to;
        return;
      }
      if (runs == starts.length) {
        if (runs >= FEW_RUNS && runs * 24L > rows / 7 && rows >> 6 < Integer.MAX_VALUE - 16) {
          toBits();
          set(from, to);
          return;
        }
        starts = Arrays.copyOf(starts, 2 * runs);
        ends = Arrays.copyOf(ends, 2 * runs);
      }
      starts[runs] = from;
      ends[runs++] = to;
    }

    private void toBits() {
      words = new long[(int) ((rows + 63) >> 6)];
      for (int i = 0; i < runs; i++) {
        set(starts[i], ends[i]);
      }
    }

    private void set(long from, long to) {
      int first = (int) (from >> 6);
      int last = (int) ((to - 1) >> 6);
      long head = -1L << from;
      long tail = -1L >>> -to;
      if (first == last) {
        words[first] |= head & tail;
        return;
      }
      words[first] |= head;
      Arrays.fill(words, first + 1, last, -1L);
      words[last] |= tail;
    }

    RowList build() {
      return words.length > 0
          ? new Bits(words)
          : new Runs(Arrays.copyOf(starts, runs), Arrays.copyOf(ends, runs));
    }
  }

  private static final class Runs extends RowList {
    private final long[] starts;
    private final long[] ends;
    private final long[] before; // the number of rows in all runs before, and in all at the end

    Runs(long[] starts, long[] ends) {
      this.starts = starts;
      this.ends = ends;
      before = new long[starts.length + 1];
      for (int i = 0; i < starts.length; i++) {
        before[i + 1] = before[i] + (ends[i] - starts[i]);
      }
    }

    @Override
    long size() {
      return before[starts.length];
    }

    @Override
    long row(long item) {
      int run = floor(before, starts.length, item);
      return starts[run] + (item - before[run]);
    }

    @Override
    void forEachRun(RunVisitor visitor) {
      for (int i = 0; i < starts.length; i++) {
        visitor.run(starts[i], ends[i]);
      }
    }

    @Override
    long sizeBytes() {
      return 24L * starts.length;
    }
  }

  private static final class Bits extends RowList {
    private static final int SHIFT = 3; // 8 words, 512 rows, to a count
    private final long[] words;
    private final long[] before; // rows before each 8 words, and in all at the end

    Bits(long[] words) {
      this.words = words;
      before = new long[((words.length + 7) >> SHIFT) + 1];
      long n = 0;
      for (int i = 0; i < words.length; i++) {
        if ((i & 7) == 0) {
          before[i >> SHIFT] = n;
        }
        n += Long.bitCount(words[i]);
      }
      before[before.length - 1] = n;
    }

    @Override
    long size() {
      return before[before.length - 1];
    }

    @Override
    long row(long item) {
      int block = floor(before, before.length - 1, item);
      int left = (int) (item - before[block]);
      int w = block << SHIFT;
      for (int n = Long.bitCount(words[w]); n <= left; n = Long.bitCount(words[w])) {
        left -= n;
        w++;
      }
      long word = words[w];
      for (; left > 0; left--) {
        word &= word - 1;
      }
      return 64L * w + Long.numberOfTrailingZeros(word);
    }

    @Override
    void forEachRun(RunVisitor visitor) {
      long from = -1;
      for (int w = 0; w < words.length; w++) {
        long word = words[w];
        if (from < 0 ? word == 0 : word == -1) {
          continue;
        }
        for (int at = 0; at < 64; ) {
          long rest = (from < 0 ? word : ~word) >>> at;
          if (rest == 0) {
            break;
          }
          at += Long.numberOfTrailingZeros(rest);
          if (from < 0) {
            from = 64L * w + at;
          } else {
            visitor.run(from, 64L * w + at);
            from = -1;
          }
        }
      }
      if (from >= 0) {
        visitor.run(from, 64L * words.length);
      }
    }

    @Override
    long sizeBytes() {
      return 8L * (words.length + before.length);
    }
  }

  /** The last of the first {@code n} ascending numbers that is at most {@code value}. */
  static int floor(long[] ascending, int n, long value) {
    int low = 0;
    int high = n - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (ascending[middle] <= value) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }
}

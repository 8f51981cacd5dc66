/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.function.IntToLongFunction;

/**
 * Divides rows into named parts, such as those to train and to test with. A row's part depends on
 * the row alone, on its number, its group or its time: it stays when rows are appended. Every row
 * is in exactly one part, but for those in the embargo of a split by time, which are in none.
 *
 * <pre>{@code
 * SplitSpec split = SplitSpec.byRow(42).part("train", 0.8).part("test", 0.2).build();
 * TensorLoader loader = TensorLoader.builder(engine, "x", "y").split(split, "train")...
 * }</pre>
 *
 * <p>Ratios are of the hashes: of n rows, a part with ratio r gets r · n with a standard deviation
 * of √(r (1 - r) n); by group, that holds of the groups.
 *
 * <p>Thread safety: immutable.
 *
 * @since 0.1.0
 */
public final class SplitSpec {
  /** The tag that keeps hashes of splits apart from others with the same seed. */
  private static final long HASH = 0x53504c4954L;

  private static final double ROUNDING = 1e-9;

  private final List<String> parts;
  private final PartRule rule;

  private interface PartRule {
    RowFilter part(int number);
  }

  private SplitSpec(List<String> parts, PartRule rule) {
    this.parts = List.copyOf(parts);
    this.rule = rule;
  }

  /** A split by a hash of the row's number. */
  public static RatioBuilder byRow(long seed) {
    return new RatioBuilder("", seed);
  }

  /**
   * A split by a hash of the row's bytes in a column: all rows with the same go to the same part.
   *
   * @param column a tensor of any type, such as the number of a patient or a hash of a name
   */
  public static RatioBuilder byGroup(String column, long seed) {
    return new RatioBuilder(Objects.requireNonNull(column, "column"), seed);
  }

  /**
   * A split by time.
   *
   * @param column a tensor with one int32 or int64 per row, in any order
   */
  public static TimeBuilder byTime(String column) {
    return new TimeBuilder(Objects.requireNonNull(column, "column"));
  }

  /** The names of the parts. */
  public List<String> parts() {
    return parts;
  }

  /**
   * The rows of a part.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public RowFilter part(String name) {
    int number = parts.indexOf(Objects.requireNonNull(name, "name"));
    if (number < 0) {
      throw new IllegalArgumentException("The split has no part '" + name + "', only " + parts);
    }
    return rule.part(number);
  }

  private static void addName(List<String> names, String name) {
    Objects.requireNonNull(name, "name");
    if (names.contains(name)) {
      throw new IllegalArgumentException("The split has a part '" + name + "' already");
    }
    names.add(name);
  }

  /** Collects the parts of a split by hash. Thread safety: not safe, guard externally. */
  public static final class RatioBuilder {
    private final String column;
    private final long seed;
    private final List<String> names = new ArrayList<>();
    private final List<Double> ratios = new ArrayList<>();

    private RatioBuilder(String column, long seed) {
      this.column = column;
      this.seed = seed;
    }

    /**
     * A part.
     *
     * @param ratio how much of the rows or groups it gets, more than 0 and at most 1
     */
    public RatioBuilder part(String name, double ratio) {
      if (!(ratio > 0 && ratio <= 1)) {
        throw new IllegalArgumentException("A ratio is more than 0, at most 1, not " + ratio);
      }
      addName(names, name);
      ratios.add(ratio);
      return this;
    }

    /**
     * The split.
     *
     * @throws IllegalArgumentException if the ratios do not add up to 1
     */
    public SplitSpec build() {
      double sum = 0;
      double[] ends = new double[names.size()];
      for (int i = 0; i < ends.length; i++) {
        sum += ratios.get(i);
        ends[i] = sum * 0x1p63;
      }
      if (Math.abs(sum - 1) > ROUNDING) {
        throw new IllegalArgumentException("The ratios add up to " + sum + ", not to 1");
      }
      long[] until = new long[ends.length];
      for (int i = 0; i < ends.length - 1; i++) {
        until[i] = (long) ends[i];
      }
      until[ends.length - 1] = Long.MAX_VALUE;
      String by = column;
      long key = Mix.hash(seed, HASH);
      return new SplitSpec(
          names,
          n -> {
            long from = n == 0 ? 0 : until[n - 1];
            long to = until[n];
            return by.isEmpty()
                ? new RowFilter(Set.of(), c -> i -> isIn(rowHash(key, c, i), from, to))
                : new RowFilter(Set.of(by), c -> groups(c, by, key, from, to));
          });
    }

    private static IntPredicate groups(RowChunk c, String column, long key, long from, long to) {
      ByteBuffer bytes = c.bytes(column);
      int length = c.rowBytes(column);
      return i -> isIn(Mix.hash(key, bytes, i * length, length), from, to);
    }

    private static long rowHash(long key, RowChunk c, int i) {
      return Mix.hash(key, c.firstRow() + i);
    }

    /** Of 63 bits; the largest value is in the last part. */
    private static boolean isIn(long hash, long from, long to) {
      long h = hash >>> 1;
      return h >= from && (h < to || to == Long.MAX_VALUE);
    }
  }

  /** Collects the parts of a split by time. Thread safety: not safe, guard externally. */
  public static final class TimeBuilder {
    private final String column;
    private final List<String> names = new ArrayList<>();
    private final List<Long> cuts = new ArrayList<>();
    private boolean isComplete;
    private long embargo;

    private TimeBuilder(String column) {
      this.column = column;
    }

    /** A part with the rows before a time that are in no part before. */
    public TimeBuilder until(String name, long time) {
      if (isComplete) {
        throw new IllegalStateException("Nothing follows the rest");
      }
      if (!cuts.isEmpty() && time <= cuts.get(cuts.size() - 1)) {
        throw new IllegalArgumentException(
            "The times ascend; " + time + " follows " + cuts.get(cuts.size() - 1));
      }
      addName(names, name);
      cuts.add(time);
      return this;
    }

    /** The part with all later rows, also those yet to come. */
    public TimeBuilder rest(String name) {
      if (isComplete) {
        throw new IllegalStateException("Nothing follows the rest");
      }
      addName(names, name);
      isComplete = true;
      return this;
    }

    /**
     * Leaves out the first rows of each part but the first: those less than this behind the cut, so
     * that what is known at one side tells nothing of the other.
     *
     * @param time 0 or more, in the unit of the column
     */
    public TimeBuilder embargo(long time) {
      if (time < 0) {
        throw new IllegalArgumentException("An embargo is 0 or more, not " + time);
      }
      embargo = time;
      return this;
    }

    /**
     * The split.
     *
     * @throws IllegalArgumentException if it has no {@linkplain #rest rest}
     */
    public SplitSpec build() {
      if (!isComplete) {
        throw new IllegalArgumentException("A split by time needs a rest, so that no row is lost");
      }
      String by = column;
      long gap = embargo;
      List<Long> ends = List.copyOf(cuts);
      return new SplitSpec(
          names,
          n ->
              new RowFilter(
                  Set.of(by),
                  chunk -> {
                    IntToLongFunction times = chunk.longs(by);
                    long from = n == 0 ? Long.MIN_VALUE : saturated(ends.get(n - 1), gap);
                    return i -> {
                      long t = times.applyAsLong(i);
                      return t >= from && (n == ends.size() || t < ends.get(n));
                    };
                  }));
    }

    private static long saturated(long time, long gap) {
      return time > Long.MAX_VALUE - gap ? Long.MAX_VALUE : time + gap;
    }
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Which windows of rows a loader reads: each {@link #size} consecutive rows, beginning every {@link
 * #stride} rows, and the {@link #horizon} rows to be foretold, which follow after {@link #offset}
 * rows.
 *
 * <pre>
 *   |&lt;---- size ----&gt;|&lt;- offset -&gt;|&lt;- horizon -&gt;|
 *   begin of window                              the next begins stride rows behind this one
 * </pre>
 *
 * <p>A window lies within one stretch of rows. Stretches end where the group changes, where more
 * time than {@link #maxGap} passes from one row to the next, at the end of a history, and where a
 * filter or a split leaves a row out. So no window mixes two series, and no window has a row of
 * another part of a split. A stretch of n rows has (n - size - horizon - offset) / stride + 1
 * windows, rounded down, if it is long enough; with incomplete ones kept, one begins at every
 * multiple of the stride, and what is missing is zero.
 *
 * <p>Thread safety: immutable.
 *
 * @since 0.1.0
 */
public final class WindowSpec {
  private final Builder b;

  private WindowSpec(Builder b) {
    this.b = b;
  }

  /** Windows of a size, beginning every {@code stride} rows, with a horizon; 0 is none. */
  public static WindowSpec of(int size, int stride, int horizon) {
    return builder(size).stride(stride).horizon(horizon).build();
  }

  /** Windows of a size, 1 or more; a stride of 1 and no horizon unless given. */
  public static Builder builder(int size) {
    return new Builder(size);
  }

  /** The rows of a window. */
  public int size() {
    return b.size;
  }

  /** From the begin of one window to that of the next, in rows. */
  public int stride() {
    return b.stride;
  }

  /** The rows to be foretold; 0 is none. */
  public int horizon() {
    return b.horizon;
  }

  /** The rows between a window and its horizon. */
  public int offset() {
    return b.offset;
  }

  /** Whether windows that reach beyond their stretch are left out. */
  public boolean dropsIncomplete() {
    return b.dropsIncomplete;
  }

  /** The column of whole numbers that tells the time of a row; empty if gaps do not matter. */
  public Optional<String> timeColumn() {
    return b.timeColumn.isEmpty() ? Optional.empty() : Optional.of(b.timeColumn);
  }

  /** The longest time from one row to the next within a window. */
  public long maxGap() {
    return b.maxGap;
  }

  /** The column that tells the series of a row; empty if all rows are one. */
  public Optional<String> groupColumn() {
    return b.groupColumn.isEmpty() ? Optional.empty() : Optional.of(b.groupColumn);
  }

  /** The tensors whose windows are read; none stands for all. */
  public List<String> inputs() {
    return b.inputs;
  }

  /** The tensors whose horizons are read; none stands for all. */
  public List<String> targets() {
    return b.targets;
  }

  /** The number of windows in a stretch of rows. */
  public long count(long rows) {
    if (rows <= 0) {
      return 0;
    }
    if (!b.dropsIncomplete) {
      return (rows - 1) / b.stride + 1;
    }
    long room = rows - b.size - b.horizon - b.offset;
    return room < 0 ? 0 : room / b.stride + 1;
  }

  long digest() {
    long h = Mix.hash(b.size, b.stride, b.horizon);
    return Mix.hash(h, b.offset, b.dropsIncomplete ? 1 : 0);
  }

  /** Collects the settings of windows. Thread safety: not safe, guard externally. */
  public static final class Builder {
    private final int size;
    private int stride = 1;
    private int horizon;
    private int offset;
    private boolean dropsIncomplete = true;
    private String timeColumn = "";
    private long maxGap;
    private String groupColumn = "";
    private List<String> inputs = List.of();
    private List<String> targets = List.of();

    private Builder(int size) {
      this.size = size;
    }

    private Builder(Builder other) {
      this(other.size);
      stride = other.stride;
      horizon = other.horizon;
      offset = other.offset;
      dropsIncomplete = other.dropsIncomplete;
      timeColumn = other.timeColumn;
      maxGap = other.maxGap;
      groupColumn = other.groupColumn;
      inputs = other.inputs;
      targets = other.targets;
    }

    /** From the begin of one window to that of the next, 1 or more. */
    public Builder stride(int rows) {
      stride = rows;
      return this;
    }

    /** The rows to be foretold, 0 or more. */
    public Builder horizon(int rows) {
      horizon = rows;
      return this;
    }

    /** The rows between a window and its horizon, 0 or more. */
    public Builder offset(int rows) {
      offset = rows;
      return this;
    }

    /** Whether windows that reach beyond their stretch are left out; true unless given. */
    public Builder dropIncomplete(boolean drop) {
      dropsIncomplete = drop;
      return this;
    }

    /**
     * The longest time from one row to the next within a window.
     *
     * @param column a tensor with one int32 or int64 per row, ascending within a series
     * @param gap 0 or more, in the unit of the column
     */
    public Builder maxGap(String column, long gap) {
      timeColumn = Objects.requireNonNull(column, "column");
      maxGap = gap;
      return this;
    }

    /**
     * Consecutive rows with the same bytes in a column are one series.
     *
     * @param column a tensor of any type
     */
    public Builder groupBy(String column) {
      groupColumn = Objects.requireNonNull(column, "column");
      return this;
    }

    /** The tensors whose windows are read; all unless given. */
    public Builder inputs(String... names) {
      inputs = List.of(names);
      return this;
    }

    /** The tensors whose horizons are read; all unless given. */
    public Builder targets(String... names) {
      targets = List.of(names);
      return this;
    }

    /**
     * The windows.
     *
     * @throws IllegalArgumentException naming everything that is out of its range
     */
    public WindowSpec build() {
      List<String> problems = new ArrayList<>();
      Problems.addIfLess(problems, "size", size, 1);
      Problems.addIfLess(problems, "stride", stride, 1);
      Problems.addIfLess(problems, "horizon", horizon, 0);
      Problems.addIfLess(problems, "offset", offset, 0);
      Problems.addIfLess(problems, "maxGap", maxGap, 0);
      if ((long) size + horizon + offset > Integer.MAX_VALUE) {
        problems.add("size + horizon + offset exceeds 2^31 - 1");
      }
      if (!problems.isEmpty()) {
        throw new IllegalArgumentException("Windows: " + String.join("; ", problems));
      }
      return new WindowSpec(new Builder(this));
    }
  }
}

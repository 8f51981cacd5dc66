/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import ai.synadb.error.ShapeMismatchException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.function.IntToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Finds the items of a loader: the rows that a filter chooses, or the windows in the stretches of
 * such rows. Reads only the columns that decide, each once, and none if all rows are taken.
 */
final class Selection {
  /** Nothing but a number says how many they are. */
  private static final long MAX_EMPTY_ROWS = 1L << 24;

  private final long rows;
  private final @Nullable RowFilter filter;
  private final @Nullable WindowSpec windows;
  private final long[] seriesStarts;

  /**
   * What to choose from.
   *
   * @param seriesStarts the first rows of series, ascending; none if all rows are one
   */
  Selection(
      long rows, @Nullable RowFilter filter, @Nullable WindowSpec windows, long[] seriesStarts) {
    this.rows = rows;
    this.filter = filter;
    this.windows = windows;
    this.seriesStarts = seriesStarts;
  }

  /**
   * Chooses.
   *
   * @param loaded what the rows are of
   * @param opener opens a column by its name
   */
  RowItems items(List<RowSource> loaded, Function<String, RowSource> opener) {
    Set<String> names = columns();
    if (filter == null && names.isEmpty()) {
      return windows == null ? RowList.all(rows) : wholeSeries(windows);
    }
    requireRows(loaded);
    List<RowSource> sources = new ArrayList<>();
    try {
      for (String name : names) {
        RowSource s = opener.apply(name);
        sources.add(s);
        if (s.rows() != rows) {
          throw new ShapeMismatchException(
              "Column '" + name + "' has " + s.rows() + " rows, the tensors " + rows);
        }
        s.requirePresent();
      }
      return windows == null ? chosen(sources) : stretches(sources, windows);
    } finally {
      sources.forEach(RowSource::close);
    }
  }

  /** That there are as many as is claimed: going through them has an end. */
  private void requireRows(List<RowSource> loaded) {
    for (RowSource s : loaded) {
      if (s.rowBytes() > 0) {
        s.requirePresent();
        return;
      }
    }
    if (rows > MAX_EMPTY_ROWS) {
      throw new ShapeMismatchException(
          "Rows without bytes are chosen from at most " + MAX_EMPTY_ROWS + ", not " + rows);
    }
  }

  private Set<String> columns() {
    Set<String> names = new LinkedHashSet<>();
    if (filter != null) {
      names.addAll(filter.columns());
    }
    if (windows != null) {
      windows.timeColumn().ifPresent(names::add);
      windows.groupColumn().ifPresent(names::add);
    }
    return names;
  }

  private WindowItems wholeSeries(WindowSpec spec) {
    WindowItems.Builder b = new WindowItems.Builder();
    long from = 0;
    for (long start : seriesStarts) {
      b.add(from, start);
      from = start;
    }
    b.add(from, rows);
    return b.build(spec);
  }

  private RowList chosen(List<RowSource> sources) {
    RowList.Builder b = new RowList.Builder(rows);
    RowChunk.scan(
        sources,
        rows,
        chunk -> {
          IntPredicate test = test(chunk);
          long first = chunk.firstRow();
          for (int i = 0; i < chunk.rows(); i++) {
            if (test.test(i)) {
              b.add(first + i, first + i + 1);
            }
          }
        });
    return b.build();
  }

  private IntPredicate test(RowChunk chunk) {
    return filter == null ? i -> true : filter.over(chunk);
  }

  private WindowItems stretches(List<RowSource> sources, WindowSpec spec) {
    Cutter cutter = new Cutter(spec, seriesStarts);
    RowChunk.scan(sources, rows, chunk -> cutter.take(chunk, test(chunk)));
    return cutter.end(rows);
  }

  /** Cuts rows into stretches, chunk by chunk. */
  private static final class Cutter {
    private final WindowSpec spec;
    private final long[] seriesStarts;
    private final WindowItems.Builder stretches = new WindowItems.Builder();
    private int nextSeries;
    private long from = -1; // the begin of the open stretch, or none
    private byte[] lastGroup = {};
    private long lastTime;

    Cutter(WindowSpec spec, long[] seriesStarts) {
      this.spec = spec;
      this.seriesStarts = seriesStarts;
    }

    void take(RowChunk chunk, IntPredicate test) {
      String groupColumn = spec.groupColumn().orElse("");
      IntToLongFunction times =
          spec.timeColumn().isPresent() ? chunk.longs(spec.timeColumn().get()) : i -> 0;
      for (int i = 0; i < chunk.rows(); i++) {
        long row = chunk.firstRow() + i;
        boolean begins = row == 0 || beginsSeries(row);
        if (!groupColumn.isEmpty()) {
          begins |= changesGroup(chunk, groupColumn, i);
        }
        long time = times.applyAsLong(i);
        begins |= isGap(lastTime, time);
        lastTime = time;
        boolean isIn = test.test(i);
        if (from >= 0 && (begins || !isIn)) {
          stretches.add(from, row);
          from = -1;
        }
        if (from < 0 && isIn) {
          from = row;
        }
      }
    }

    private boolean beginsSeries(long row) {
      boolean begins = false;
      while (nextSeries < seriesStarts.length && seriesStarts[nextSeries] <= row) {
        begins |= seriesStarts[nextSeries++] == row;
      }
      return begins;
    }

    private boolean changesGroup(RowChunk chunk, String column, int i) {
      int length = chunk.rowBytes(column);
      ByteBuffer bytes = chunk.bytes(column);
      if (lastGroup.length != length) {
        lastGroup = new byte[length];
      }
      ByteBuffer row = bytes.duplicate().clear().position(i * length).limit((i + 1) * length);
      if (row.mismatch(ByteBuffer.wrap(lastGroup)) < 0) {
        return false;
      }
      row.get(lastGroup);
      return true;
    }

    /** A step back in time is one too, and so is one beyond what a long holds. */
    private boolean isGap(long before, long time) {
      long step = time - before;
      return time < before || step < 0 || step > spec.maxGap();
    }

    WindowItems end(long rows) {
      if (from >= 0) {
        stretches.add(from, rows);
      }
      return stretches.build(spec);
    }
  }
}

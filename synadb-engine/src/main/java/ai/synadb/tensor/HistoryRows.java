/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import ai.synadb.HistoryEntry;
import ai.synadb.HistoryQuery;
import ai.synadb.Series;
import ai.synadb.Snapshot;
import ai.synadb.SynaDB;
import ai.synadb.SynaReader;
import ai.synadb.error.KeyNotFoundException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The numbers in the histories of keys as rows, history behind history. Only how many there are is
 * known beforehand; a history is unpacked when rows of it are read, and those read last are kept.
 *
 * <p>Thread safety: safe for use by multiple threads.
 */
final class HistoryRows implements RowSources {
  private static final long MOST_KEPT_BYTES = 256L << 20;
  private static final long BYTES_PER_ROW = 32;

  private final SynaReader reader;
  private final @Nullable Snapshot owned;
  private final List<String> keys;
  private final long[] starts; // the first row of each, and the number of all at the end
  private final long maxKeptBytes;
  private final Map<Integer, Series> kept; // guarded by itself; the least used first
  private long keptBytes; // guarded by kept

  private HistoryRows(SynaReader reader, @Nullable Snapshot owned, List<String> keys) {
    this.reader = reader;
    this.owned = owned;
    this.keys = keys;
    starts = new long[keys.size() + 1];
    for (int i = 0; i < keys.size(); i++) {
      long count = reader.countHistoryFloats(keys.get(i));
      if (count == 0) {
        throw new KeyNotFoundException(keys.get(i));
      }
      starts[i + 1] = starts[i] + count;
    }
    maxKeptBytes = Math.min(MOST_KEPT_BYTES, Runtime.getRuntime().maxMemory() / 8);
    kept = new LinkedHashMap<>(16, 0.75f, true);
  }

  static HistoryRows open(SynaReader state, List<String> keys) {
    if (keys.isEmpty()) {
      throw new IllegalArgumentException("A loader of histories needs 1 key or more");
    }
    Snapshot owned = state instanceof SynaDB db ? db.snapshot() : null;
    try {
      return new HistoryRows(owned == null ? state : owned, owned, keys);
    } catch (RuntimeException | Error e) {
      if (owned != null) {
        owned.close();
      }
      throw e;
    }
  }

  @Override
  public RowSource open(String name) {
    switch (name) {
      case TensorLoader.VALUES:
        return new Column(name, DType.FLOAT64);
      case TensorLoader.TIMES:
      case TensorLoader.STEPS:
        return new Column(name, DType.INT64);
      default:
        throw new IllegalArgumentException(
            "A history has the columns values, times and steps, not '" + name + "'");
    }
  }

  @Override
  public long[] seriesStarts() {
    return Arrays.copyOfRange(starts, 1, keys.size());
  }

  @Override
  public Optional<String> seriesOf(long row) {
    return Optional.of(keys.get(RowList.floor(starts, keys.size(), row)));
  }

  private Series series(int number) {
    synchronized (kept) {
      Series s = kept.get(number);
      if (s != null) {
        return s;
      }
    }
    Series read = reader.series(keys.get(number));
    if (read.size() != starts[number + 1] - starts[number]) {
      throw new IllegalStateException(
          "The history of '" + keys.get(number) + "' changed; a loader reads a snapshot");
    }
    synchronized (kept) {
      if (kept.put(number, read) == null) {
        keptBytes += BYTES_PER_ROW * read.size();
      }
      Iterator<Map.Entry<Integer, Series>> oldest = kept.entrySet().iterator();
      while (keptBytes > maxKeptBytes && kept.size() > 1) {
        keptBytes -= BYTES_PER_ROW * oldest.next().getValue().size();
        oldest.remove();
      }
    }
    return read;
  }

  /** By keys, counts and when the newest entries came: no two histories of a log share that. */
  private long digest() {
    long h = 0;
    for (int i = 0; i < keys.size(); i++) {
      h = Mix.hash(Mix.hash(h, keys.get(i)), starts[i + 1]);
      try (Stream<HistoryEntry> newest =
          reader.history(keys.get(i), HistoryQuery.newestFirst().last(1))) {
        h = Mix.hash(h, newest.findFirst().orElseThrow().position());
      }
    }
    return h;
  }

  @Override
  public void close() {
    if (owned != null) {
      owned.close();
    }
  }

  private final class Column implements RowSource {
    private final String name;
    private final DType dtype;
    private final Shape shape = Shape.of(starts[keys.size()]);

    Column(String name, DType dtype) {
      this.name = name;
      this.dtype = dtype;
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
    public long rows() {
      return starts[keys.size()];
    }

    @Override
    public long position() {
      return reader.position();
    }

    @Override
    public OptionalLong digest(long rows) {
      return rows == rows() ? OptionalLong.of(HistoryRows.this.digest()) : OptionalLong.empty();
    }

    @Override
    public void readRows(long from, long to, ByteBuffer target) {
      Objects.checkFromToIndex(from, to, rows());
      for (long row = from; row < to; ) {
        int number = RowList.floor(starts, keys.size(), row);
        int first = (int) (row - starts[number]);
        int count = (int) (Math.min(to, starts[number + 1]) - row);
        copy(series(number), first, count, target);
        row += count;
      }
    }

    private void copy(Series s, int first, int count, ByteBuffer target) {
      ByteBuffer t = target.slice().order(target.order());
      switch (name) {
        case TensorLoader.VALUES:
          t.asDoubleBuffer().put(s.values(), first, count);
          break;
        case TensorLoader.TIMES:
          t.asLongBuffer().put(s.times(), first, count);
          break;
        default:
          t.asLongBuffer().put(s.steps(), first, count);
      }
      target.position(target.position() + Long.BYTES * count);
    }

    @Override
    public void gatherRows(long[] rows, int offset, int count, ByteBuffer target) {
      Objects.checkFromIndexSize(offset, count, rows.length);
      Series s = null;
      long from = 0;
      long to = 0; // the series' rows; most batches have many of few series
      for (int i = offset; i < offset + count; i++) {
        long row = Objects.checkIndex(rows[i], rows());
        if (s == null || row < from || row >= to) {
          int number = RowList.floor(starts, keys.size(), row);
          s = series(number);
          from = starts[number];
          to = starts[number + 1];
        }
        put(s, (int) (row - from), target);
      }
    }

    private void put(Series s, int at, ByteBuffer target) {
      switch (name) {
        case TensorLoader.VALUES -> target.putDouble(s.values()[at]);
        case TensorLoader.TIMES -> target.putLong(s.times()[at]);
        default -> target.putLong(s.steps()[at]);
      }
    }

    @Override
    public void close() {}
  }
}

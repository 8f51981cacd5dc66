/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.log;

import ai.synadb.internal.format.RecordFormat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The order of the keys, kept so that a listing costs the new keys' sort and no more.
 *
 * <p>Three levels: the sorted, front-coded keys of the checkpoint; sorted runs of record offsets
 * for newer keys; the offsets of keys that came since the last listing, in the order of their
 * coming. A listing sorts the last into a run and merges runs of like size, so that there are few.
 * A key is in exactly one level, whether it is deleted or not; what is deleted is asked of the
 * directory.
 *
 * <p>Thread safety: one writer adds under the writer's lock; listings exclude each other by {@link
 * #lock} only while they tidy the runs.
 */
final class KeyOrder {
  private final Object lock = new Object();
  private final @Nullable SortedKeys base;
  private final Supplier<LogView> views;
  private final LongPages fresh = new LongPages();
  private volatile Runs runs = new Runs(List.of(), 0); // replaced under lock

  /**
   * @param views gives a view in which the records of all keys added so far can be read
   */
  KeyOrder(@Nullable SortedKeys base, Supplier<LogView> views) {
    this.base = base;
    this.views = views;
  }

  /** Sorted runs, largest first, and how many of the fresh keys are in them. */
  private static final class Runs {
    final List<long[]> sorted;
    final long covered;

    Runs(List<long[]> sorted, long covered) {
      this.sorted = sorted;
      this.covered = covered;
    }
  }

  /** Adds a key that is new, by its first record. */
  void add(long offset) {
    fresh.add(offset);
  }

  /** As {@link #add}, of {@code n} keys. */
  void addAll(long[] offsets, int n) {
    fresh.addAll(offsets, n);
  }

  /** Keys that no checkpoint has in order. */
  long freshCount() {
    return fresh.size();
  }

  long baseCount() {
    return base == null ? 0 : base.count();
  }

  long heapBytes() {
    long n = fresh.heapBytes();
    for (long[] r : runs.sorted) {
      n += 16 + 8L * r.length;
    }
    return n;
  }

  private Runs tidy(long upTo) {
    Runs now = runs;
    if (now.covered >= upTo) {
      return now;
    }
    synchronized (lock) {
      now = runs;
      if (now.covered >= upTo) {
        return now;
      }
      long[] run = fresh.copy(now.covered, upTo);
      LogView view = views.get();
      KeySorter.sort(run, view);
      List<long[]> sorted = new ArrayList<>(now.sorted);
      while (!sorted.isEmpty() && sorted.get(sorted.size() - 1).length <= 2L * run.length) {
        run = merge(sorted.remove(sorted.size() - 1), run, view);
      }
      sorted.add(run);
      runs = new Runs(List.copyOf(sorted), upTo);
      fresh.release(upTo);
      return runs;
    }
  }

  private static long[] merge(long[] a, long[] b, LogView view) {
    long[] m = new long[a.length + b.length];
    RunCursor x = new RunCursor(a, 0, Long.MAX_VALUE, view);
    RunCursor y = new RunCursor(b, 0, Long.MAX_VALUE, view);
    boolean hasX = x.next();
    boolean hasY = y.next();
    for (int i = 0; i < m.length; i++) {
      if (!hasY || (hasX && KeyCursor.compare(x, y) < 0)) {
        m[i] = x.offset();
        hasX = x.next();
      } else {
        m[i] = y.offset();
        hasY = y.next();
      }
    }
    return m;
  }

  /** All keys from {@code from} on, deleted ones too. */
  KeyCursor cursor(byte[] from) {
    return cursor(from, fresh.size(), Long.MAX_VALUE);
  }

  /**
   * The keys whose first record lies before {@code end}.
   *
   * @param freshCount how many fresh keys there were when the log ended there
   */
  KeyCursor cursor(byte[] from, long freshCount, long end) {
    Runs r = tidy(freshCount);
    LogView view = views.get(); // after the runs: it covers them
    List<KeyCursor> parts = new ArrayList<>();
    if (base != null) {
      parts.add(base.cursor(from));
    }
    for (long[] run : r.sorted) {
      parts.add(new RunCursor(run, RunCursor.lowerBound(run, from, view), end, view));
    }
    return parts.size() == 1 ? parts.get(0) : new MergedCursor(parts);
  }

  /** How many keys are smaller, deleted ones too. */
  long rank(byte[] key) {
    long n = base == null ? 0 : base.rank(key);
    Runs r = tidy(fresh.size());
    LogView view = views.get();
    for (long[] run : r.sorted) {
      n += RunCursor.lowerBound(run, key, view);
    }
    return n;
  }

  private static final class RunCursor implements KeyCursor {
    private final long[] run;
    private final LogView view;
    private final long end; // keys that are newer than this are left out
    private int next;
    private byte[] key = new byte[64];
    private int length;
    private final byte[] scratchHeader = new byte[RecordFormat.HEADER_BYTES];

    RunCursor(long[] run, int next, long end, LogView view) {
      this.run = run;
      this.next = next;
      this.end = end;
      this.view = view;
    }

    static int lowerBound(long[] run, byte[] key, LogView view) {
      RunCursor c = new RunCursor(run, 0, Long.MAX_VALUE, view);
      int low = 0;
      int high = run.length;
      while (low < high) {
        int mid = (low + high) >>> 1;
        c.load(run[mid]);
        if (KeyCursor.compare(c.key, c.length, key, key.length) < 0) {
          low = mid + 1;
        } else {
          high = mid;
        }
      }
      return low;
    }

    private void load(long offset) {
      view.read(offset, scratchHeader, 0, scratchHeader.length);
      length = RecordFormat.getUnsignedShort(scratchHeader, RecordFormat.KEY_LENGTH_AT);
      if (key.length < length) {
        key = new byte[length * 2];
      }
      view.read(offset + RecordFormat.HEADER_BYTES, key, 0, length);
    }

    long offset() {
      return run[next - 1];
    }

    @Override
    public boolean next() {
      while (next < run.length) {
        if (run[next++] < end) {
          load(run[next - 1]);
          return true;
        }
      }
      return false;
    }

    @Override
    public byte[] key() {
      return key;
    }

    @Override
    public int length() {
      return length;
    }
  }

  /** Merges a few cursors; their keys all differ. */
  private static final class MergedCursor implements KeyCursor {
    private final KeyCursor[] parts; // the first `live` have a key
    private int live;
    private int current = -1;

    MergedCursor(List<KeyCursor> all) {
      parts = new KeyCursor[all.size()];
      for (KeyCursor c : all) {
        if (c.next()) {
          parts[live++] = c;
        }
      }
    }

    @Override
    public boolean next() {
      if (current >= 0 && !parts[current].next()) {
        parts[current] = parts[--live];
      }
      if (live == 0) {
        current = -1;
        return false;
      }
      int least = 0;
      for (int i = 1; i < live; i++) {
        if (KeyCursor.compare(parts[i], parts[least]) < 0) {
          least = i;
        }
      }
      current = least;
      return true;
    }

    @Override
    public byte[] key() {
      return parts[current].key();
    }

    @Override
    public int length() {
      return parts[current].length();
    }
  }

  /**
   * The smallest byte string that is larger than all with this prefix, or null if there is none.
   */
  static byte @Nullable [] afterPrefix(byte[] prefix) {
    int n = prefix.length;
    while (n > 0 && prefix[n - 1] == (byte) 0xff) {
      n--;
    }
    if (n == 0) {
      return null;
    }
    byte[] after = Arrays.copyOf(prefix, n);
    after[n - 1]++;
    return after;
  }
}

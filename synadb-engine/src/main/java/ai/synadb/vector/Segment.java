/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.vector;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Some of the rows of an index. A row counts as long as its {@link RowTable} says so.
 *
 * <p>Thread safety: safe for use by multiple threads; changed under the index's lock.
 */
final class Segment {
  /** So many filters are kept. */
  static final int MAX_PREPARED = 32;

  private final RowTable rows;
  private final Structure structure;
  private final Recent prepared = new Recent(); // guarded by itself
  private volatile boolean isFrozen;
  private volatile long fileNumber;
  private volatile int savedRows;

  Segment(RowTable rows, Structure structure) {
    this.rows = rows;
    this.structure = structure;
  }

  RowTable rows() {
    return rows;
  }

  Structure structure() {
    return structure;
  }

  /** Takes no more rows: it is being built into another. */
  void freeze() {
    isFrozen = true;
  }

  boolean isFrozen() {
    return isFrozen;
  }

  /** Whether so many rows do not count any more that it should be built anew. */
  boolean isSparse() {
    int n = rows.size();
    return rows.liveCount() < n - n / 3;
  }

  /** The number of the file that holds the first {@link #savedRows} rows; 0 if there is none. */
  long fileNumber() {
    return fileNumber;
  }

  int savedRows() {
    return savedRows;
  }

  void setSaved(long number, int rowsInFile) {
    fileNumber = number;
    savedRows = rowsInFile;
  }

  /**
   * The rows that match a filter, live or not, of the first {@code n} or more. What was found once
   * is kept: the next time only rows are looked at that are new, or that got other attributes.
   */
  Prepared matching(Filter filter, int n) {
    synchronized (prepared) {
      Prepared p = prepared.get(filter);
      int changes = rows.changes(); // before what they changed is read
      if (p != null && p.changes == changes && p.set.rows() >= n) {
        return p;
      }
      int done = p == null ? 0 : p.set.rows();
      RowSet set = p == null ? new RowSet(n) : p.set.grown(Math.max(n, done));
      for (int c = p == null ? changes : p.changes; c < changes; c++) {
        int row = rows.changedRow(c);
        if (row < done) {
          set.set(row, filter.matches(rows.key(row), rows.attributes(row)));
        }
      }
      for (int i = done; i < n; i++) {
        set.set(i, filter.matches(rows.key(i), rows.attributes(i)));
      }
      Prepared now = new Prepared(set, changes, p == null ? noCodes() : p.codes);
      prepared.put(filter, now);
      return now;
    }
  }

  /** The heap that codes side by side take, of filters' rows and of all, in bytes. */
  long codeBytes() {
    long all = structure instanceof Coded c ? c.heapBytesOfAll() : 0;
    synchronized (prepared) {
      return all
          + prepared.values().stream()
              .mapToLong(p -> p.codes == null ? 0 : p.codes.heapBytes())
              .sum();
    }
  }

  private @Nullable RowCodes noCodes() {
    return structure instanceof Coded c && !c.isLoose() ? new RowCodes(c) : null;
  }

  /**
   * What is kept for a filter.
   *
   * @param set its rows, after so many changes of attributes
   * @param codes null where a search reads all codes anyway
   */
  record Prepared(RowSet set, int changes, @Nullable RowCodes codes) {}

  /** The filters that were used last. */
  private static final class Recent extends LinkedHashMap<Filter, Prepared> {
    private static final long serialVersionUID = 1L;

    Recent() {
      super(16, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<Filter, Prepared> eldest) {
      return size() > MAX_PREPARED;
    }
  }
}

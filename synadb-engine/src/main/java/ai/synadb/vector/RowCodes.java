/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.vector;

import ai.synadb.internal.codes.Best;
import ai.synadb.internal.codes.ByteRows;
import ai.synadb.internal.codes.CodeList;
import ai.synadb.internal.codes.Slab;
import ai.synadb.internal.simd.Kernels;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * The codes of some rows of a segment, side by side: of those that match a filter, kept with the
 * filter's {@link RowSet}, or of all where nothing leads to the near ones. They are made when a
 * search first asks for them. To estimate all of few rows is less work than to look for the near
 * ones among the others, and none is missed but by an estimate's error.
 *
 * <p>Rows are only added. One that is not among the rows any more, or does not count any more, is
 * passed over, until there are so many of these that all is made anew.
 *
 * <p>Thread safety: safe for use by multiple threads.
 */
final class RowCodes {
  /** So many rows are on their way from memory at a time. */
  private static final int AT_ONCE = 16;

  private final Coded structure;
  private final long mostRows;
  private final BitSet held = new BitSet(); // the rows that are there; guarded by this object
  private volatile Content content; // written under this object's lock

  /**
   * The codes of the first {@code count} of some rows, which are those of a set and maybe some
   * more; beyond, arrays may be longer.
   */
  private record Content(CodeList codes, int[] rows, int count, @Nullable RowSet set) {}

  RowCodes(Coded structure) {
    this.structure = structure;
    int width = structure.space().width();
    long rowBytes = (width / Long.SIZE + 2) * (long) Long.BYTES;
    this.mostRows = structure.heapBytes() / Segment.MAX_PREPARED / rowBytes;
    this.content = empty();
  }

  private Content empty() {
    return new Content(new CodeList(structure.space(), false), new int[16], 0, null);
  }

  /**
   * Whether the codes of so many rows may be kept for a filter: those of as many filters as are
   * kept then take about what the segment does.
   */
  boolean mayHold(int rows) {
    return rows <= mostRows;
  }

  /** The heap that this takes, in bytes. */
  long heapBytes() {
    Content c = content;
    return c.codes.heapBytes() + (long) Integer.BYTES * c.rows.length;
  }

  private Content of(Kernels kernels, RowSet set) {
    Content c = content;
    if (c.set != set) {
      synchronized (this) {
        c = content;
        if (c.set != set) {
          c = with(c, kernels, set);
          content = c;
        }
      }
    }
    return c;
  }

  private Content with(Content before, Kernels kernels, RowSet set) {
    Content c = before;
    boolean isStale = c.count > set.cardinality() + set.cardinality() / 2 + Kernels.LANES;
    if (isStale || c.count != c.codes.size()) { // the latter if memory ran out here before
      c = empty();
      held.clear();
    }
    CodeList codes = c.codes;
    int[] rows = c.rows;
    int width = structure.space().width();
    float[] x = new float[width];
    for (int row = set.next(0); row >= 0; row = set.next(row + 1)) {
      if (!held.get(row)) {
        int n = codes.size();
        if (n == rows.length) {
          rows = Arrays.copyOf(rows, n + n / 2);
        }
        rows[n] = row;
        long[] page = structure.page(row);
        int at = structure.at(row);
        ByteRows.floats(kernels, page, at, width, x, 0);
        codes.add(kernels, x, ByteRows.penalty(page, at, width));
        held.set(row);
      }
    }
    return new Content(codes, rows, codes.size(), set);
  }

  /**
   * Collects the best rows.
   *
   * @param set of which rows, at least
   * @param k of which place in {@code best} the score is the bar
   */
  void search(
      Kernels kernels,
      MappedQuery q,
      Effort effort,
      int k,
      RowSet set,
      Selection selection,
      Best best) {
    Content c = of(kernels, set);
    float deviations = (float) (effort.eps() * Math.sqrt(q.norm2()));
    Candidates candidates = new Candidates(kernels, q, selection, c.rows, best);
    c.codes.search(
        kernels, q.prepared, c.count, deviations, k, q.estimates, best, candidates::take);
    candidates.compare();
  }

  /** Rows that are compared when there are some, all of them on their way at once. */
  final class Candidates {
    private final Kernels kernels;
    private final MappedQuery query;
    private final Selection selection;
    private final int[] rows;
    private final Best best;
    private final int[] waiting = new int[AT_ONCE];
    private int count;
    private long touched;

    Candidates(Kernels kernels, MappedQuery query, Selection selection, int[] rows, Best best) {
      this.kernels = kernels;
      this.query = query;
      this.selection = selection;
      this.rows = rows;
      this.best = best;
    }

    void take(int place) {
      int row = rows[place];
      if (selection.allowed().test(row)) {
        int longs = structure.space().width() / Long.BYTES;
        touched ^= Slab.load(structure.page(row), structure.at(row), longs);
        waiting[count++] = row;
        if (count == AT_ONCE) {
          compare();
        }
      }
    }

    void compare() {
      for (int i = 0; i < count; i++) {
        int row = waiting[i];
        long[] page = structure.page(row);
        best.offer(ByteRows.score(kernels, query.prepared, page, structure.at(row)), row);
      }
      count = 0;
    }

    /** Means nothing, see {@link Slab#load}. */
    long touched() {
      return touched;
    }
  }
}

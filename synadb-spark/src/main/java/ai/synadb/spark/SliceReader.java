/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.spark;

import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.jspecify.annotations.Nullable;

/**
 * Reads slices, one after the other, one file open at a time.
 *
 * @param <R> what a row is made of
 */
final class SliceReader<R extends TableRow> implements PartitionReader<InternalRow> {
  private final ScanPlan plan;
  private final RowSource<R> source;
  private final Layout<R> layout;
  private final Predicate<R> isWanted;
  private final Function<R, InternalRow> projection;
  private final Iterator<Slice> slices;

  private @Nullable OpenFile file;
  private @Nullable Iterator<R> rows;
  private Iterator<InternalRow> gathered = Collections.emptyIterator();
  private boolean isEnd;
  private @Nullable InternalRow row;
  private long handedOut;

  private SliceReader(ScanPlan plan, List<Slice> slices, RowSource<R> source) {
    this.plan = plan;
    this.source = source;
    this.layout = source.layout();
    this.isWanted = Evaluator.all(plan.conditions(), layout);
    this.projection = layout.projection(plan.columns());
    this.slices = slices.iterator();
  }

  static <R extends TableRow> SliceReader<R> of(
      ScanPlan plan, List<Slice> slices, RowSource<R> source) {
    return new SliceReader<>(plan, slices, source);
  }

  @Override
  public boolean next() {
    if (plan.grouping() != null || !plan.order().isEmpty()) {
      while (!gathered.hasNext() && !isEnd) {
        gathered = gather();
      }
      row = gathered.hasNext() ? gathered.next() : null;
    } else if (plan.limit() != ScanPlan.NO_LIMIT && handedOut >= plan.limit()) {
      row = null;
    } else {
      R next = nextRow();
      row = next == null ? null : projection.apply(next);
      handedOut++;
    }
    return row != null;
  }

  /** What all rows that are left come to; of groups, those of as many as are kept at a time. */
  private Iterator<InternalRow> gather() {
    Grouping grouping = plan.grouping();
    if (grouping != null) {
      Groups<R> groups = new Groups<>(grouping, layout);
      while (!groups.isFull()) {
        R r = nextRow();
        if (r == null) {
          isEnd = true;
          break;
        }
        groups.add(r);
      }
      return groups.rows();
    }
    isEnd = true;
    FirstRows<R> first = new FirstRows<>(plan.order(), plan.limit(), layout, projection);
    for (R r = nextRow(); r != null; r = nextRow()) {
      first.add(r);
    }
    return first.rows();
  }

  /** The next row that meets the conditions; null if there is none. */
  private @Nullable R nextRow() {
    while (true) {
      Iterator<R> current = rows;
      if (current == null) {
        if (!slices.hasNext()) {
          return null;
        }
        current = open(slices.next());
      }
      while (current.hasNext()) {
        R r = current.next();
        if (isWanted.test(r)) {
          return r;
        }
      }
      close();
    }
  }

  private Iterator<R> open(Slice slice) {
    OpenFile opened = OpenFile.at(slice.file());
    file = opened;
    Iterator<R> iterator = source.rows(opened, slice, plan);
    rows = iterator;
    return iterator;
  }

  @Override
  public InternalRow get() {
    InternalRow r = row;
    if (r == null) {
      throw new NoSuchElementException();
    }
    return r;
  }

  @Override
  public void close() {
    rows = null;
    OpenFile f = file;
    file = null;
    if (f != null) {
      f.close();
    }
  }
}

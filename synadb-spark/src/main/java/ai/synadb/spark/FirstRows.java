/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.spark;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Function;
import org.apache.spark.sql.catalyst.InternalRow;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the first rows of an order, of however many come.
 *
 * @param <R> what a row is made of
 */
final class FirstRows<R extends TableRow> {
  private final List<Function<R, @Nullable Object>> keys = new ArrayList<>();
  private final Comparator<Kept> order;
  private final PriorityQueue<Kept> worstFirst;
  private final Function<R, InternalRow> projection;
  private final int count;
  private long seen;

  /** A row that is among the first so far; of equal ones the one that came first is before. */
  @SuppressWarnings("ArrayRecordComponent") // compared by the order alone
  private record Kept(@Nullable Object[] keys, long number, InternalRow row) {}

  FirstRows(List<SortKey> order, int count, Layout<R> layout, Function<R, InternalRow> projection) {
    List<Comparator<@Nullable Object>> comparators = new ArrayList<>();
    for (SortKey key : order) {
      keys.add(layout.require(key.column().path()).value());
      comparators.add(Values.order(key.isDescending(), key.isNullsFirst()));
    }
    this.order = (a, b) -> compare(comparators, a, b);
    this.worstFirst = new PriorityQueue<>(this.order.reversed());
    this.projection = projection;
    this.count = count;
  }

  private static int compare(List<Comparator<@Nullable Object>> comparators, Kept a, Kept b) {
    for (int i = 0; i < comparators.size(); i++) {
      int c = comparators.get(i).compare(a.keys[i], b.keys[i]);
      if (c != 0) {
        return c;
      }
    }
    return Long.compare(a.number, b.number);
  }

  void add(R row) {
    if (count == 0) {
      return;
    }
    @Nullable Object[] values = new Object[keys.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = keys.get(i).apply(row);
    }
    if (worstFirst.size() == count) {
      if (order.compare(new Kept(values, seen, InternalRow.empty()), worstFirst.peek()) >= 0) {
        seen++;
        return;
      }
      worstFirst.poll();
    }
    worstFirst.add(new Kept(values, seen++, projection.apply(row)));
  }

  Iterator<InternalRow> rows() {
    List<Kept> kept = new ArrayList<>(worstFirst);
    kept.sort(order);
    return kept.stream().map(Kept::row).iterator();
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.experiment;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Sorts runs by some fields, or finds the first of them without sorting the rest. Values are read
 * once for each run; of the first field, the group of values and the number are kept so that most
 * comparisons look at nothing else.
 *
 * <p>Thread safety: confined.
 */
final class RunSorter {
  private static final Comparator<RunInfo> OLDEST_FIRST =
      Comparator.comparing(RunInfo::startedAt).thenComparing(RunInfo::id);

  private final List<RunSort> sorts;
  private final FieldValue scratchValue = new FieldValue();

  RunSorter(List<RunSort> sorts) {
    this.sorts = sorts;
  }

  /**
   * A run.
   *
   * @param group where the kind of its first value is sorted, the direction included
   * @param number its first value if it is a number, rounded; negative if it is sorted descending
   */
  private record Row(RunInfo run, List<FieldValue> values, int group, double number) {}

  /** The first so many of the runs, sorted. */
  List<RunInfo> first(List<RunInfo> runs, long count) {
    if (sorts.isEmpty()) {
      List<RunInfo> sorted = new ArrayList<>(runs);
      sorted.sort(OLDEST_FIRST);
      return sorted.subList(0, (int) Math.min(count, sorted.size()));
    }
    List<Row> rows = new ArrayList<>(runs.size());
    runs.forEach(run -> rows.add(row(run)));
    List<Row> chosen = count < runs.size() / 4 ? least(rows, (int) count) : rows;
    chosen.sort(this::compare);
    return chosen.subList(0, (int) Math.min(count, chosen.size())).stream().map(Row::run).toList();
  }

  private List<Row> least(List<Row> rows, int count) {
    if (count == 0) {
      return new ArrayList<>();
    }
    PriorityQueue<Row> greatestFirst = new PriorityQueue<>(count, (a, b) -> compare(b, a));
    for (Row row : rows) {
      if (greatestFirst.size() < count) {
        greatestFirst.add(row);
      } else if (compare(row, greatestFirst.element()) < 0) {
        greatestFirst.remove();
        greatestFirst.add(row);
      }
    }
    return new ArrayList<>(greatestFirst);
  }

  private Row row(RunInfo run) {
    List<FieldValue> values = new ArrayList<>(sorts.size());
    for (RunSort s : sorts) {
      values.add(s.read(run, scratchValue));
    }
    FieldValue first = values.get(0);
    RunSort sort = sorts.get(0);
    double number = first.isNumber() && !first.isNan() ? first.rounded() : 0;
    return new Row(run, values, sort.group(first), sort.isDescending() ? -number : number);
  }

  private int compare(Row a, Row b) {
    if (a.group != b.group) {
      return Integer.compare(a.group, b.group);
    }
    if (a.number != b.number) {
      return a.number < b.number ? -1 : 1;
    }
    for (int i = 0; i < sorts.size(); i++) {
      int order = sorts.get(i).compare(a.values.get(i), b.values.get(i));
      if (order != 0) {
        return order;
      }
    }
    return OLDEST_FIRST.compare(a.run, b.run);
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.spark;

import ai.synadb.SynaException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.connector.expressions.Expression;
import org.apache.spark.sql.connector.expressions.NamedReference;
import org.apache.spark.sql.connector.expressions.NullOrdering;
import org.apache.spark.sql.connector.expressions.SortDirection;
import org.apache.spark.sql.connector.expressions.SortOrder;
import org.apache.spark.sql.connector.expressions.aggregate.AggregateFunc;
import org.apache.spark.sql.connector.expressions.aggregate.Aggregation;
import org.apache.spark.sql.connector.expressions.aggregate.Count;
import org.apache.spark.sql.connector.expressions.aggregate.CountStar;
import org.apache.spark.sql.connector.expressions.aggregate.Max;
import org.apache.spark.sql.connector.expressions.aggregate.Min;
import org.apache.spark.sql.connector.expressions.filter.Predicate;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.SupportsPushDownAggregates;
import org.apache.spark.sql.connector.read.SupportsPushDownLimit;
import org.apache.spark.sql.connector.read.SupportsPushDownRequiredColumns;
import org.apache.spark.sql.connector.read.SupportsPushDownTopN;
import org.apache.spark.sql.connector.read.SupportsPushDownV2Filters;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Takes from Spark what is done better here: conditions, columns, aggregates, limits.
 *
 * <p>A limit, and the first rows of an order, are done here for good if there is one partition,
 * whose rows come in that order. With several each hands out its own first rows, of which Spark
 * takes the first. An aggregation of all rows is likewise; groups are always put together by Spark.
 */
final class SynaScanBuilder
    implements SupportsPushDownV2Filters,
        SupportsPushDownRequiredColumns,
        SupportsPushDownAggregates,
        SupportsPushDownTopN,
        SupportsPushDownLimit {
  private final SynaTable table;
  private final int rowsPerPartition;
  private final RowSource<?> source;
  private final Conditions conditions;

  private final List<Condition> pushed = new ArrayList<>();
  private final List<Predicate> pushedPredicates = new ArrayList<>();
  private StructType columns;
  private List<SortKey> order = List.of();
  private int limit = ScanPlan.NO_LIMIT;
  private @Nullable Grouping grouping;
  private boolean isAllPushed = true;
  private @Nullable List<SynaPartition> partitions;

  SynaScanBuilder(SynaTable table, int rowsPerPartition) {
    this.table = table;
    this.rowsPerPartition = rowsPerPartition;
    this.source = RowSource.of(table.tableId(), table.tableSchema());
    this.conditions = new Conditions(source.layout());
    this.columns = table.tableSchema();
  }

  @Override
  public Predicate[] pushPredicates(Predicate[] predicates) {
    List<Predicate> left = new ArrayList<>();
    for (Predicate p : predicates) {
      Optional<Condition> condition = conditions.of(p);
      if (condition.isPresent()) {
        pushed.add(condition.get());
        pushedPredicates.add(p);
      } else {
        left.add(p);
      }
    }
    isAllPushed &= left.isEmpty();
    partitions = null;
    return left.toArray(Predicate[]::new);
  }

  @Override
  public Predicate[] pushedPredicates() {
    return pushedPredicates.toArray(Predicate[]::new);
  }

  @Override
  public void pruneColumns(StructType required) {
    columns = required;
  }

  // ---- aggregates

  /** Of groups there may be too many to keep: Spark puts together what comes in pieces. */
  @Override
  public boolean supportCompletePushDown(Aggregation aggregation) {
    Grouping found = isAllPushed ? grouping(aggregation) : null;
    return found != null && found.by().isEmpty() && !isPartiallyPushed();
  }

  @Override
  public boolean pushAggregation(Aggregation aggregation) {
    Grouping found = isAllPushed ? grouping(aggregation) : null;
    grouping = found;
    return found != null;
  }

  private @Nullable Grouping grouping(Aggregation aggregation) {
    List<Operand.Ref> by = new ArrayList<>();
    for (Expression e : aggregation.groupByExpressions()) {
      Operand.Ref ref = ordered(e);
      if (ref == null) {
        return null;
      }
      by.add(ref);
    }
    List<Measure> measures = new ArrayList<>();
    for (AggregateFunc f : aggregation.aggregateExpressions()) {
      Measure measure = measure(f);
      if (measure == null) {
        return null;
      }
      measures.add(measure);
    }
    return new Grouping(by, measures);
  }

  private @Nullable Measure measure(AggregateFunc f) {
    if (f instanceof CountStar) {
      return new Measure(Measure.Function.COUNT, null);
    } else if (f instanceof Count c && !c.isDistinct()) {
      Operand.Ref ref = c.column() instanceof NamedReference r ? conditions.ref(r) : null;
      return ref == null ? null : new Measure(Measure.Function.COUNT, ref);
    } else if (f instanceof Min m) {
      return measure(Measure.Function.MIN, m.column());
    }
    return f instanceof Max m ? measure(Measure.Function.MAX, m.column()) : null;
  }

  private @Nullable Measure measure(Measure.Function function, Expression e) {
    Operand.Ref ref = ordered(e);
    return ref == null ? null : new Measure(function, ref);
  }

  /** A column whose values can be compared here; null if it is none. */
  private Operand.@Nullable Ref ordered(Expression e) {
    Operand.Ref ref = e instanceof NamedReference r ? conditions.ref(r) : null;
    return ref == null || !Values.isOrdered(ref.type()) ? null : ref;
  }

  // ---- limits

  @Override
  public boolean pushTopN(SortOrder[] orders, int count) {
    if (!isAllPushed || grouping != null) {
      return false;
    }
    List<SortKey> keys = new ArrayList<>();
    for (SortOrder o : orders) {
      Operand.Ref ref = ordered(o.expression());
      if (ref == null) {
        return false;
      }
      keys.add(
          new SortKey(
              ref,
              o.direction() == SortDirection.DESCENDING,
              o.nullOrdering() == NullOrdering.NULLS_FIRST));
    }
    order = keys;
    limit = count;
    return true;
  }

  @Override
  public boolean pushLimit(int count) {
    if (!isAllPushed || grouping != null) {
      return false;
    }
    limit = count;
    return true;
  }

  @Override
  public boolean isPartiallyPushed() {
    return partitions().size() > 1;
  }

  // ---- partitions

  private List<SynaPartition> partitions() {
    List<SynaPartition> planned = partitions;
    if (planned == null) {
      planned = pack(slices());
      partitions = planned;
    }
    return planned;
  }

  private List<Slice> slices() {
    List<Slice> slices = new ArrayList<>();
    for (FileState state : table.files()) {
      try (OpenFile file = OpenFile.at(state)) {
        slices.addAll(source.slices(file, pushed, rowsPerPartition));
      } catch (SynaException e) {
        throw SynaTables.unreadable(state.path(), e);
      }
    }
    return slices;
  }

  /** Puts slices together, in their order, until there are enough rows for a task. */
  private List<SynaPartition> pack(List<Slice> slices) {
    List<SynaPartition> packed = new ArrayList<>();
    List<Slice> now = new ArrayList<>();
    long rows = 0;
    for (Slice s : slices) {
      if (!now.isEmpty() && rows + s.rows() > rowsPerPartition) {
        packed.add(new SynaPartition(now));
        now = new ArrayList<>();
        rows = 0;
      }
      now.add(s);
      rows += s.rows();
    }
    packed.add(new SynaPartition(now)); // there is always one: it counts to 0 where nothing is
    return packed;
  }

  @Override
  public Scan build() {
    ScanPlan plan =
        new ScanPlan(table.tableId(), table.tableSchema(), columns, pushed, order, limit, grouping);
    return new SynaScan(plan, partitions());
  }
}

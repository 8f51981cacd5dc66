/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.spark;

import ai.synadb.experiment.MetricId;
import ai.synadb.experiment.ParamValue;
import ai.synadb.experiment.RunInfo;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Which params and metrics runs have, and of which types, gathered run by run.
 *
 * <p>A param is a BIGINT, a DOUBLE or a BOOLEAN if it is one in all runs, a DOUBLE if it is a whole
 * number in some and not in others, and a STRING else.
 */
final class RunShape {
  private static final Set<ParamValue.Kind> NUMBERS =
      EnumSet.of(ParamValue.Kind.LONG, ParamValue.Kind.DOUBLE);

  private static final int MAX_CACHED = 256;

  /** Shapes of states, which do not change: planning looks at a state several times. */
  private static final Map<FileState, RunShape> CACHE =
      Collections.synchronizedMap(
          new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<FileState, RunShape> eldest) {
              return size() > MAX_CACHED;
            }
          });

  private final Map<String, Set<ParamValue.Kind>> params = new HashMap<>();
  private final Map<String, Integer> paramUses = new HashMap<>();
  private final Map<String, Integer> metricUses = new HashMap<>();

  private long runs;

  /**
   * The shape of the runs of a file. Not to be changed.
   *
   * @throws ai.synadb.SynaException if there is a run that cannot be read
   */
  static RunShape of(OpenFile file) {
    FileState state = file.state();
    RunShape shape = CACHE.get(state);
    if (shape == null) {
      shape = new RunShape();
      Runs.of(file).forEach(shape::add);
      if (state.uuid() != null) { // else nothing tells the file from another in its place
        CACHE.put(state, shape);
      }
    }
    return shape;
  }

  /** How many runs there are. */
  long runs() {
    return runs;
  }

  /** Takes those of another file in, too. */
  void add(RunShape other) {
    other.params.forEach(
        (name, kinds) ->
            params.computeIfAbsent(name, n -> EnumSet.noneOf(ParamValue.Kind.class)).addAll(kinds));
    other.paramUses.forEach((name, n) -> paramUses.merge(name, n, Integer::sum));
    other.metricUses.forEach((name, n) -> metricUses.merge(name, n, Integer::sum));
    runs += other.runs;
  }

  private void add(RunInfo run) {
    runs++;
    run.params()
        .forEach(
            (name, value) -> {
              params
                  .computeIfAbsent(name, n -> EnumSet.noneOf(ParamValue.Kind.class))
                  .add(value.kind());
              paramUses.merge(name, 1, Integer::sum);
            });
    for (MetricId id : run.metrics().keySet()) {
      metricUses.merge(id.toString(), 1, Integer::sum);
    }
  }

  /** The schema of the runs, with so many names as fields, those that most runs have. */
  StructType schema(int maxFields) {
    Map<String, DataType> paramTypes = new TreeMap<>();
    for (String name : mostUsed(paramUses, maxFields)) {
      paramTypes.put(name, type(params.getOrDefault(name, Set.of())));
    }
    Map<String, DataType> metricTypes = new TreeMap<>();
    for (String name : mostUsed(metricUses, maxFields)) {
      metricTypes.put(name, DataTypes.DoubleType);
    }
    return new RunRows(
            paramTypes,
            metricTypes,
            paramTypes.size() < paramUses.size(),
            metricTypes.size() < metricUses.size())
        .layout()
        .schema();
  }

  private static Collection<String> mostUsed(Map<String, Integer> uses, int max) {
    if (uses.size() <= max) {
      return uses.keySet();
    }
    List<Map.Entry<String, Integer>> entries = new ArrayList<>(uses.entrySet());
    entries.sort(
        Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
            .thenComparing(Map.Entry.comparingByKey()));
    Set<String> names = new TreeSet<>();
    entries.subList(0, max).forEach(e -> names.add(e.getKey()));
    return names;
  }

  private static DataType type(Set<ParamValue.Kind> kinds) {
    if (kinds.equals(Set.of(ParamValue.Kind.LONG))) {
      return DataTypes.LongType;
    } else if (NUMBERS.containsAll(kinds)) {
      return DataTypes.DoubleType;
    }
    return kinds.equals(Set.of(ParamValue.Kind.BOOLEAN))
        ? DataTypes.BooleanType
        : DataTypes.StringType;
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.benchmarks.vector;

import ai.synadb.benchmarks.Json;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one process has to do: a map, since it is read by Java and by Python.
 *
 * <ul>
 *   <li>{@code task}: data, build, search, batch, mixed, scale, list
 *   <li>{@code store}: a name of {@link Peers}
 *   <li>{@code data}, {@code index}: directories
 *   <li>{@code sets}: sets of queries; {@code report-10} is the set "report" with a filter that
 *       lets 10 % pass
 *   <li>{@code families}: ways to search, none for all
 *   <li>{@code every}: takes every so manyth number of a ladder
 *   <li>{@code seconds}: measure each setting so long at least; {@code warm}: and before the first
 * </ul>
 *
 * <p>Thread safety: confined to one thread.
 */
final class VectorTask {
  private final Map<String, Object> map;

  private VectorTask(Map<String, Object> map) {
    this.map = map;
  }

  VectorTask(String task, String store) {
    this(new LinkedHashMap<>());
    map.put("task", task);
    map.put("store", store);
  }

  static VectorTask parse(String json) {
    return new VectorTask(Json.parseMap(json));
  }

  VectorTask with(String name, Object value) {
    map.put(name, value instanceof Path p ? p.toString() : value);
    return this;
  }

  String toJson() {
    return Json.write(map);
  }

  String text(String name) {
    Object o = map.get(name);
    if (o == null) {
      throw new IllegalArgumentException("The task has no " + name);
    }
    return o.toString();
  }

  boolean has(String name) {
    return map.containsKey(name);
  }

  Path path(String name) {
    return Path.of(text(name));
  }

  double number(String name, double otherwise) {
    return map.get(name) instanceof Number n ? n.doubleValue() : otherwise;
  }

  int whole(String name, int otherwise) {
    return (int) number(name, otherwise);
  }

  boolean flag(String name) {
    return Boolean.TRUE.equals(map.get(name));
  }

  List<String> list(String name) {
    return map.get(name) instanceof List<?> l
        ? l.stream().map(String::valueOf).toList()
        : List.of();
  }
}

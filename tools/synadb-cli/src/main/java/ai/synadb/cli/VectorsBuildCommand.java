/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.cli;

import ai.synadb.SynaDB;
import ai.synadb.vector.VectorStore;
import ai.synadb.vector.VectorStoreStats;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Builds an index. */
@Command(
    name = "build",
    mixinStandardHelpOptions = true,
    header = {
      "Builds all vectors of a collection into one index and saves it. Writes beside the database.",
      "",
      "Examples:",
      "  syna vectors build docs.db",
      "  syna vectors build docs.db --collection words",
      ""
    })
final class VectorsBuildCommand extends SynaCommand {
  @Mixin Collections collection = new Collections();

  @Override
  int run() {
    long begin = System.nanoTime();
    try (SynaDB db = openForWriting();
        VectorStore store = collection.open(this, db)) {
      try (ProgressBar bar = progress()) {
        store.buildIndex(bar);
      }
      double seconds = CompactCommand.seconds(Duration.ofNanos(System.nanoTime() - begin));
      results().record(parts(collection.name, store, List.of(Map.entry("seconds", seconds))));
    }
    return ExitCodes.OK;
  }

  static Map<String, @Nullable Object> parts(
      String name, VectorStore store, List<Map.Entry<String, Object>> more) {
    VectorStoreStats stats = store.stats();
    Map<String, @Nullable Object> parts = new LinkedHashMap<>();
    parts.put("collection", name);
    parts.put("dimensions", store.dimensions());
    parts.put("metric", Hints.word(store.metric()));
    parts.put("vectors", store.size());
    parts.put("notIndexed", stats.waiting());
    parts.put("indexBytes", stats.heapBytes());
    more.forEach(e -> parts.put(e.getKey(), e.getValue()));
    List<Map<String, Object>> segments = new ArrayList<>();
    for (VectorStoreStats.Part p : stats.segments()) {
      Map<String, Object> segment = new LinkedHashMap<>();
      segment.put("kind", Hints.word(p.kind()));
      segment.put("rows", p.rows());
      segment.put("live", p.live());
      segments.add(segment);
    }
    parts.put("segments", segments);
    return parts;
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.cli;

import ai.synadb.SynaDB;
import ai.synadb.error.OperationCancelledException;
import ai.synadb.vector.SearchHit;
import ai.synadb.vector.SearchOptions;
import ai.synadb.vector.VectorStore;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures how much searches find. */
@Command(
    name = "recall",
    mixinStandardHelpOptions = true,
    header = {
      "Measures which part of the true neighbours searches find, with stored vectors as queries.",
      "",
      "Examples:",
      "  syna vectors recall docs.db",
      "  syna vectors recall docs.db --queries 500 -k 20 --recall 0.99",
      ""
    })
final class VectorsRecallCommand extends SynaCommand {
  @Option(
      names = "--queries",
      paramLabel = "N",
      defaultValue = "100",
      description = "How many queries; 100 unless given.")
  int queries = 100;

  @Option(
      names = "-k",
      paramLabel = "N",
      defaultValue = "10",
      description = "How many neighbours; 10 unless given.")
  int k = 10;

  @Option(
      names = "--recall",
      paramLabel = "PART",
      description = "What searches aim at, above 0 to 1; 0.95 unless given.")
  double recall = SearchOptions.DEFAULT_RECALL_TARGET;

  @Mixin Collections collection = new Collections();

  private long found;
  private long wanted;
  private long exactNanos;
  private long searchNanos;

  @Override
  int run() {
    if (queries < 1) {
      throw new IllegalArgumentException("--queries is 1 or more, not " + queries);
    }
    SearchOptions options = SearchOptions.defaults().recallTarget(recall);
    try (SynaDB db = openForReading();
        VectorStore store = collection.open(this, db)) {
      List<String> keys = store.keys();
      int count = Math.min(queries, keys.size());
      for (int i = 0; i < count; i++) {
        if (Thread.interrupted()) {
          throw new OperationCancelledException("recall");
        }
        // Spread over all keys, so that the same command asks the same again.
        String key = keys.get((int) ((long) i * keys.size() / count));
        store.get(key).ifPresent(query -> measure(store, query, options));
      }
      results().record(parts(store, count));
    }
    return ExitCodes.OK;
  }

  private void measure(VectorStore store, float[] query, SearchOptions options) {
    long a = System.nanoTime();
    List<SearchHit> exact = store.search(query, k, options.asExact());
    long b = System.nanoTime();
    List<SearchHit> hits = store.search(query, k, options);
    long c = System.nanoTime();
    exactNanos += b - a;
    searchNanos += c - b;
    Set<String> keys = new HashSet<>();
    hits.forEach(h -> keys.add(h.key()));
    wanted += exact.size();
    found += exact.stream().filter(h -> keys.contains(h.key())).count();
  }

  private Map<String, @Nullable Object> parts(VectorStore store, int count) {
    Map<String, @Nullable Object> parts = new LinkedHashMap<>();
    parts.put("collection", collection.name);
    parts.put("vectors", store.size());
    parts.put("queries", count);
    parts.put("k", k);
    parts.put("recallTarget", recall);
    parts.put("recall", wanted == 0 ? null : (double) found / wanted);
    parts.put("exactMillis", millis(exactNanos, count));
    parts.put("searchMillis", millis(searchNanos, count));
    return parts;
  }

  /** The mean of a query, in thousandths. */
  private static @Nullable Double millis(long nanos, int count) {
    return count == 0 ? null : (Double) (Math.rint(nanos / 1e3 / count) / 1e3);
  }
}

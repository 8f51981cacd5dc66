/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.benchmarks;

import ai.synadb.benchmarks.Results.Entry;
import ai.synadb.benchmarks.store.Stores;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What results say about each other: ratios, goals, versions. */
final class Remarks {
  private final Results results;

  private Remarks(Results results) {
    this.results = results;
  }

  /** Writes the file, with ratios, goals and all. */
  static void save(Results results, Path file) throws IOException {
    results.put("stores", storesSeen(results));
    results.put("goals", Goals.evaluate(results).stream().map(Outcome::toMap).toList());
    results.save(file, new Remarks(results)::addTo);
  }

  private void addTo(Map<String, Object> m, Entry e) {
    Entry ours = results.find(e.scenario(), e.size(), Stores.OURS);
    if (ours != null && !e.variant().equals(Stores.OURS) && Stores.NAMES.contains(e.variant())) {
      Statistics.Estimate ratio = Statistics.ratio(ours.samples(), e.samples());
      m.put("ours_over_this", List.of(ratio.median(), ratio.low(), ratio.high()));
      m.put("void", Anchors.isVoid(e));
    }
    Entry bare = bareOf(e);
    if (bare != null && !e.variant().startsWith("bare")) {
      m.put("fraction_of_bare", Statistics.ratio(e.samples(), bare.samples()).median());
    }
  }

  /** What the bare machine reached beside an entry, or null. */
  private @Nullable Entry bareOf(Entry entry) {
    return results.entries().stream()
        .filter(
            e ->
                e.scenario().equals(entry.scenario())
                    && e.size().equals(entry.size())
                    && e.variant().startsWith("bare"))
        .findFirst()
        .orElse(null);
  }

  /** The versions and modes that the stores named themselves. */
  static Map<String, Map<String, String>> storesSeen(Results results) {
    Map<String, Map<String, String>> seen = new LinkedHashMap<>();
    for (String store : Stores.NAMES) {
      Map<String, String> facts = new LinkedHashMap<>();
      for (Entry e : results.entries()) {
        if (e.variant().equals(store) && !e.text("mode").isEmpty()) {
          facts.put("version", e.text("version"));
          boolean durable = e.scenario().startsWith("durable");
          facts.put(durable ? "durable" : "buffered", e.text("mode"));
        }
      }
      if (!facts.isEmpty()) {
        facts.put("flags", String.join(" ", Stores.jvmFlags(store)));
        seen.put(store, facts);
      }
    }
    return seen;
  }
}

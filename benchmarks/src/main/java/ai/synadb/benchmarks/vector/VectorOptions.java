/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.benchmarks.vector;

import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What was asked for on the command line of {@link VectorBench}. Thread safety: immutable. */
final class VectorOptions {
  static final List<String> SCENARIOS =
      List.of("search", "build", "noise", "batch", "filter", "mixed", "mmap", "scale");

  private static final Map<String, String> DEFAULTS = new LinkedHashMap<>();

  static {
    DEFAULTS.put("data", "../shared/data");
    DEFAULTS.put("fashion", "/usr/share/datasets/fashion-mnist");
    DEFAULTS.put("sets", DataMaker.WORDNET + "," + DataMaker.FASHION);
    DEFAULTS.put("rows", "0");
    DEFAULTS.put("queries", "1000");
    DEFAULTS.put("stores", "synadb,synadb-gwi,lucene,jvector,hnswlib-core");
    DEFAULTS.put("natives", String.join(",", Peers.NATIVE));
    DEFAULTS.put("modes", "");
    DEFAULTS.put("pages", "thp,4k");
    DEFAULTS.put("rounds", "5");
    DEFAULTS.put("seconds", "0.3");
    DEFAULTS.put("warm", "3");
    DEFAULTS.put("own-seconds", "4");
    DEFAULTS.put("every", "1");
    DEFAULTS.put("heap", "4g");
    DEFAULTS.put("scale-heap", "12g");
    DEFAULTS.put("scale", "10000,50000,200000,1000000");
    DEFAULTS.put("python", System.getenv().getOrDefault("SYNADB_BENCH_PYTHON", ""));
    DEFAULTS.put("script", "benchmarks/python/vector_peers.py");
    DEFAULTS.put("java17", "");
    DEFAULTS.put("java-newest", "");
    DEFAULTS.put("out", "benchmarks/results");
    DEFAULTS.put("work", "benchmarks/target/vectors");
    DEFAULTS.put("date", LocalDate.now(ZoneOffset.UTC).toString());
  }

  static final String USAGE =
      """
      Usage: VectorBench [search build noise batch filter mixed mmap scale] [--option value ...]
        --data ../shared/data   the folder with wordnet-minilm-384
        --fashion DIR         where the Debian package dataset-fashion-mnist puts its files
        --sets wordnet-minilm-384,fashion-mnist-784   for search; also wordnet-768, noise-768
        --rows 0              take only the first so many rows; 0 for all
        --queries 1000        at most so many of each set
        --stores synadb,synadb-gwi,lucene,jvector,hnswlib-core   also synadb-hnsw, float-scan
        --natives hnswlib,faiss-pq4,faiss-hnsw,scann,usearch,symqg,rabitq-ivf   - for none
        --modes 17,17v,25v    JVMs; v: with the module for vectors; all that are there
        --pages thp,4k        with and without -XX:+UseTransparentHugePages
        --rounds 5            each runs all variants, every second one backward (A-B-B-A)
        --seconds 0.3         measure each setting at least so long
        --warm 3              and warm each way to search so long
        --own-seconds 4       for batch, mixed and mmap
        --every 1             takes every so manyth setting
        --heap 4g             largest heap of every JVM
        --scale 10000,50000,200000,1000000   sizes of scale
        --scale-heap 12g      largest heap of its JVMs
        --python EXE          with the native peers; or the variable SYNADB_BENCH_PYTHON
        --script benchmarks/python/vector_peers.py
        --java17 HOME, --java-newest HOME    instead of what lies under /usr/lib/jvm
        --out benchmarks/results
        --work benchmarks/target/vectors
        --date 2026-01-01     of the results file; one of the same date is added to
        --keep                keeps data and indexes in --work, and uses them if they are there
        --no-tune             reports all ways to search, not those that win on other queries
        --quick               5,000 rows, 200 queries, 2 rounds, few settings, huge pages only
        --list                names the scenarios
      """;

  private final List<String> scenarios = new ArrayList<>();
  private final Map<String, String> values = new LinkedHashMap<>(DEFAULTS);
  private boolean keep;
  private boolean tune = true;

  private VectorOptions() {}

  static VectorOptions parse(String[] args) {
    VectorOptions o = new VectorOptions();
    if (List.of(args).contains("--quick")) {
      o.quick();
    }
    for (int i = 0; i < args.length; i++) {
      switch (args[i]) {
        case "--quick" -> {}
        case "--keep" -> o.keep = true;
        case "--no-tune" -> o.tune = false;
        default -> {
          if (!args[i].startsWith("--")) {
            o.scenario(args[i]);
          } else {
            o.value(args[i].substring(2), ++i < args.length ? args[i] : null);
          }
        }
      }
    }
    if (o.scenarios.isEmpty()) {
      o.scenarios.addAll(SCENARIOS);
    }
    return o;
  }

  private void quick() {
    values.put("sets", DataMaker.WORDNET);
    values.put("rows", "5000");
    values.put("queries", "200");
    values.put("pages", "thp");
    values.put("rounds", "2");
    values.put("seconds", "0.05");
    values.put("warm", "0.5");
    values.put("own-seconds", "0.5");
    values.put("every", "3");
    values.put("scale", "5000");
  }

  private void scenario(String name) {
    if (!SCENARIOS.contains(name)) {
      throw new IllegalArgumentException("No scenario is called " + name);
    }
    scenarios.add(name);
  }

  private void value(String name, @Nullable String value) {
    if (!values.containsKey(name)) {
      throw new IllegalArgumentException("No option is called --" + name);
    }
    if (value == null) {
      throw new IllegalArgumentException("--" + name + " needs a value");
    }
    values.put(name, value);
  }

  List<String> scenarios() {
    return scenarios;
  }

  String text(String name) {
    String v = values.get(name);
    if (v == null) {
      throw new IllegalArgumentException(name);
    }
    return v;
  }

  Path path(String name) {
    return Path.of(text(name)).toAbsolutePath().normalize();
  }

  List<String> list(String name) {
    return List.of(text(name).split(",", -1)).stream()
        .map(s -> s.strip().toLowerCase(Locale.ROOT))
        .filter(s -> !s.isEmpty() && !s.equals("-"))
        .toList();
  }

  int whole(String name) {
    return Integer.parseInt(text(name));
  }

  double number(String name) {
    return Double.parseDouble(text(name));
  }

  boolean keep() {
    return keep;
  }

  boolean tune() {
    return tune;
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.benchmarks;

import ai.synadb.benchmarks.store.Stores;
import ai.synadb.benchmarks.work.Measured;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All figures of one date and one class of machine, as they lie in the results file.
 *
 * <p>Thread safety: confined to one thread.
 */
final class Results {
  private static final int PRETTY_LEVELS = 3;

  private final Map<String, Object> root;
  private final List<Entry> entries = new ArrayList<>();

  private Results(Map<String, Object> root) {
    this.root = root;
  }

  /**
   * One variant of one scenario on one size.
   *
   * @param rounds what each round found
   */
  record Entry(
      String scenario,
      String size,
      String variant,
      String unit,
      List<Map<String, @Nullable Object>> rounds) {

    /** A figure of every round; rounds without it are left out. */
    double[] samples(String figure) {
      return rounds.stream()
          .map(r -> r.get(figure))
          .filter(Number.class::isInstance)
          .mapToDouble(o -> ((Number) o).doubleValue())
          .toArray();
    }

    double[] samples() {
      return samples(Measured.VALUE);
    }

    double median() {
      return Statistics.median(samples());
    }

    String text(String name) {
      Object o = rounds.get(rounds.size() - 1).get(name);
      return o instanceof String s ? s : "";
    }
  }

  /** Where the results of a date lie. */
  static Path file(Path directory, String date) {
    return directory.resolve(date + "-" + Machine.hostClass() + ".json");
  }

  /** The results in a file, to be added to; none if there is no file. */
  static Results load(Path file, String date) throws IOException {
    if (!Files.exists(file)) {
      Map<String, Object> root = new LinkedHashMap<>();
      root.put("date", date);
      return new Results(root);
    }
    Results r = new Results(Json.parseMap(Files.readString(file)));
    if (r.root.get("results") instanceof List<?> list) {
      for (Object o : list) {
        r.entries.add(entry(Json.parseMap(Json.write(o))));
      }
    }
    return r;
  }

  private static Entry entry(Map<String, Object> m) {
    List<Map<String, @Nullable Object>> rounds = new ArrayList<>();
    if (m.get("rounds") instanceof List<?> list) {
      for (Object o : list) {
        rounds.add(new LinkedHashMap<>(Json.parseMap(Json.write(o))));
      }
    }
    return new Entry(
        String.valueOf(m.get("scenario")),
        String.valueOf(m.get("size")),
        String.valueOf(m.get("variant")),
        String.valueOf(m.get("unit")),
        rounds);
  }

  void put(String name, Object value) {
    root.put(name, value);
  }

  Map<?, ?> map(String name) {
    return root.get(name) instanceof Map<?, ?> m ? m : Map.of();
  }

  String date() {
    return String.valueOf(root.get("date"));
  }

  /** Adds an entry in the place of an older one of the same name. */
  void add(Entry entry) {
    entries.removeIf(
        e ->
            e.scenario.equals(entry.scenario)
                && e.size.equals(entry.size)
                && e.variant.equals(entry.variant));
    entries.add(entry);
  }

  Stream<Entry> of(Scenario scenario, String variant) {
    return entries.stream()
        .filter(e -> e.scenario.equals(scenario.name()) && e.variant.equals(variant));
  }

  List<Entry> of(Scenario scenario) {
    return entries.stream().filter(e -> e.scenario.equals(scenario.name())).toList();
  }

  @Nullable Entry find(String scenario, String size, String variant) {
    return entries.stream()
        .filter(
            e -> e.scenario.equals(scenario) && e.size.equals(size) && e.variant.equals(variant))
        .findFirst()
        .orElse(null);
  }

  /** What the bare machine reached beside an entry, or null. */
  @Nullable Entry bareOf(Entry entry) {
    return entries.stream()
        .filter(
            e ->
                e.scenario.equals(entry.scenario)
                    && e.size.equals(entry.size)
                    && e.variant.startsWith("bare"))
        .findFirst()
        .orElse(null);
  }

  /** The versions and modes that the stores named themselves. */
  Map<String, Map<String, String>> storesSeen() {
    Map<String, Map<String, String>> seen = new LinkedHashMap<>();
    for (String store : Stores.NAMES) {
      Map<String, String> facts = new LinkedHashMap<>();
      for (Entry e : entries) {
        if (e.variant.equals(store) && !e.text("mode").isEmpty()) {
          facts.put("version", e.text("version"));
          boolean durable = e.scenario.startsWith("durable");
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

  /** Writes the file, with ratios, goals and all. */
  void save(Path file) throws IOException {
    root.put("stores", storesSeen());
    root.put("goals", Goals.evaluate(this).stream().map(Goals.Outcome::toMap).toList());
    root.put("results", entries.stream().map(this::toMap).toList());
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.writeString(file, Json.writePretty(root, PRETTY_LEVELS));
  }

  private Map<String, Object> toMap(Entry e) {
    Map<String, Object> m = new LinkedHashMap<>();
    m.put("scenario", e.scenario);
    m.put("size", e.size);
    m.put("variant", e.variant);
    m.put("unit", e.unit);
    m.put("median", e.median());
    Entry ours = find(e.scenario, e.size, Stores.OURS);
    if (ours != null && !e.variant.equals(Stores.OURS) && Stores.NAMES.contains(e.variant)) {
      Statistics.Estimate ratio = Statistics.ratio(ours.samples(), e.samples());
      m.put("ours_over_this", List.of(ratio.median(), ratio.low(), ratio.high()));
      m.put("void", Anchors.isVoid(e));
    }
    Entry bare = bareOf(e);
    if (bare != null && !e.variant.startsWith("bare")) {
      m.put("fraction_of_bare", Statistics.ratio(e.samples(), bare.samples()).median());
    }
    m.put("rounds", e.rounds);
    return m;
  }
}

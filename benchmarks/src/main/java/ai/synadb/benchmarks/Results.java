/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.benchmarks;

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
public final class Results {
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
  public record Entry(
      String scenario,
      String size,
      String variant,
      String unit,
      List<Map<String, @Nullable Object>> rounds) {

    /** A figure of every round; rounds without it are left out. */
    public double[] samples(String figure) {
      return rounds.stream()
          .map(r -> r.get(figure))
          .filter(Number.class::isInstance)
          .mapToDouble(o -> ((Number) o).doubleValue())
          .toArray();
    }

    public double[] samples() {
      return samples(Measured.VALUE);
    }

    public double median() {
      return Statistics.median(samples());
    }

    public String text(String name) {
      Object o = rounds.get(rounds.size() - 1).get(name);
      return o instanceof String s ? s : "";
    }
  }

  /** Where results lie: under a date, or what else tells them from others. */
  public static Path file(Path directory, String name) {
    return directory.resolve(name + "-" + Machine.hostClass() + ".json");
  }

  /** The results in a file, to be added to; none if there is no file. */
  public static Results load(Path file, String date) throws IOException {
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

  public void put(String name, Object value) {
    root.put(name, value);
  }

  public Map<?, ?> map(String name) {
    return root.get(name) instanceof Map<?, ?> m ? m : Map.of();
  }

  public String date() {
    return String.valueOf(root.get("date"));
  }

  /** Adds an entry in the place of an older one of the same name. */
  public void add(Entry entry) {
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

  public @Nullable Entry find(String scenario, String size, String variant) {
    return entries.stream()
        .filter(
            e -> e.scenario.equals(scenario) && e.size.equals(size) && e.variant.equals(variant))
        .findFirst()
        .orElse(null);
  }

  /** All entries, in the order in which they were measured. */
  public List<Entry> entries() {
    return List.copyOf(entries);
  }

  /** What is written of an entry beside its figures. */
  @FunctionalInterface
  public interface Remarks {
    void addTo(Map<String, Object> map, Entry entry);
  }

  /** Writes the file. */
  public void save(Path file, Remarks remarks) throws IOException {
    root.put("results", entries.stream().map(e -> toMap(e, remarks)).toList());
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.writeString(file, Json.writePretty(root, PRETTY_LEVELS));
  }

  private static Map<String, Object> toMap(Entry e, Remarks remarks) {
    Map<String, Object> m = new LinkedHashMap<>();
    m.put("scenario", e.scenario);
    m.put("size", e.size);
    m.put("variant", e.variant);
    m.put("unit", e.unit);
    m.put("median", e.median());
    remarks.addTo(m, e);
    m.put("rounds", e.rounds);
    return m;
  }
}

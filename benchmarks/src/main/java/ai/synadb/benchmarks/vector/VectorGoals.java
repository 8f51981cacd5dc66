/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.benchmarks.vector;

import ai.synadb.benchmarks.Results;
import ai.synadb.benchmarks.Results.Entry;
import ai.synadb.benchmarks.Statistics;
import ai.synadb.benchmarks.work.Measured;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What was promised, and what came out. A floor is met if the lower end of the interval over five
 * rounds or more reaches nine tenths of it; without huge pages three quarters of a floor are asked.
 */
final class VectorGoals {
  private static final int MIN_ROUNDS = 5;
  private static final double TOLERANCE = 0.9;
  private static final double SMALL_PAGES = 0.75;
  private static final double AT = 0.95;
  private static final List<String> JVM_PEERS = List.of(Peers.LUCENE, Peers.JVECTOR);

  private final Results results;
  private final List<Outcome> all = new ArrayList<>();

  VectorGoals(Results results) {
    this.results = results;
  }

  /**
   * One promise on one size.
   *
   * @param stretch what would be better still; NaN for nothing
   * @param isAtMost whether smaller is better
   * @param rounds over how many
   * @param isVoid whether the peer was slower than it is
   */
  record Outcome(
      String what,
      String size,
      String variant,
      Statistics.Estimate reached,
      double floor,
      double stretch,
      boolean isAtMost,
      int rounds,
      boolean isVoid) {

    String verdict() {
      if (isVoid) {
        return "void: the peer was slower here than it is";
      }
      String verdict = meets(floor) ? "met" : "missed";
      if (Double.isFinite(stretch) && meets(stretch)) {
        verdict = "stretch";
      }
      return rounds < MIN_ROUNDS ? verdict + ", but only " + rounds + " rounds" : verdict;
    }

    private boolean meets(double bound) {
      return isAtMost ? reached.high() <= bound / TOLERANCE : reached.low() >= bound * TOLERANCE;
    }

    Map<String, Object> toMap() {
      Map<String, Object> m = new LinkedHashMap<>();
      m.put("what", what);
      m.put("size", size);
      m.put("variant", variant);
      m.put("reached", List.of(reached.median(), reached.low(), reached.high()));
      m.put(isAtMost ? "at_most" : "at_least", floor);
      m.put("stretch", stretch);
      m.put("verdict", verdict());
      return m;
    }
  }

  List<Outcome> evaluate() {
    for (String size : sizes("search")) {
      for (String pages : List.of(Variant.THP, Variant.SMALL)) {
        search(size, pages);
      }
    }
    for (Entry e : results.entries()) {
      switch (e.scenario()) {
        case "build" -> build(e);
        case "noise" -> noise(e);
        case "batch" -> plain(e, "64 exact queries at once ÷ one by one", 2.5, 4, false);
        case "mixed" ->
            plain(e, "Searches, inserts, deletes ÷ searches", isPlain(e) ? .5 : .7, 1, false);
        case "mmap" -> plain(e, "Bulk inserts ÷ bulk puts into a mapping", .8, 1, false);
        case "filter" -> filter(e);
        case "scale" -> scale(e);
        default -> {}
      }
    }
    return all;
  }

  private Set<String> sizes(String scenario) {
    Set<String> sizes = new LinkedHashSet<>();
    results.entries().stream()
        .filter(e -> e.scenario().equals(scenario))
        .forEach(e -> sizes.add(e.size()));
    return sizes;
  }

  // ---- search

  private void search(String size, String pages) {
    for (String set : List.of(VectorData.REPORT, VectorData.OOD)) {
      boolean out = set.equals(VectorData.OOD);
      String at = VectorBench.figure(set, AT);
      String name = out ? ", out of distribution" : "";
      String plain = Variant.name(Peers.OURS, Mode.PLAIN_17, pages);
      String with = Variant.name(Peers.OURS, Mode.VECTOR_17, pages);
      rate("÷ the better of Lucene and JVector" + name, size, plain, at, jvm("17", pages), 3);
      rate("÷ hnswlib (native)" + name, size, plain, at, List.of("hnswlib"), 1.2);
      rate("÷ ScaNN" + name, size, with, at, List.of("scann"), out ? .8 : 1);
      for (String mode : newerModes()) {
        String ours = Variant.name(Peers.OURS, mode, pages);
        rate("÷ the better of Lucene and JVector" + name, size, ours, at, jvm(mode, pages), 2.5);
        if (!out) {
          rate("÷ ScaNN", size, ours, at, List.of("scann"), 1.2);
          rate("÷ SymQG (stretch)", size, ours, at, List.of("symqg"), 1);
          String at99 = VectorBench.figure(set, .99);
          rate("÷ SymQG at 0.99 (stretch)", size, ours, at99, List.of("symqg"), 1);
        }
      }
    }
  }

  private static List<String> jvm(String mode, String pages) {
    return JVM_PEERS.stream().map(p -> Variant.name(p, mode, pages)).toList();
  }

  private List<String> newerModes() {
    Set<String> modes = new LinkedHashSet<>();
    for (Entry e : results.entries()) {
      String[] parts = e.variant().split("/", -1);
      if (parts.length == 3 && !parts[1].startsWith(Mode.PLAIN_17)) {
        modes.add(parts[1]);
      }
    }
    return List.copyOf(modes);
  }

  /** Ours over the best of some peers, round by round. */
  private void rate(
      String what, String size, String ours, String figure, List<String> peers, double floor) {
    Entry a = results.find("search", size, ours);
    double[] best = new double[0];
    boolean isVoid = false;
    for (String peer : peers) {
      Entry b = results.find("search", size, peer);
      if (b != null) {
        best = larger(best, byRound(b, figure));
        isVoid |= VectorAnchors.isVoid(b, figure.substring(0, figure.indexOf('@')));
      }
    }
    if (a != null && best.length > 0) {
      double factor = ours.endsWith(Variant.SMALL) ? SMALL_PAGES : 1;
      double[] ratios = ratios(byRound(a, figure), best);
      add("QPS " + what, size, ours, ratios, factor * floor, Double.NaN, false, isVoid);
    }
  }

  private static double[] larger(double[] a, double[] b) {
    if (a.length == 0) {
      return b;
    }
    double[] max = new double[Math.min(a.length, b.length)];
    for (int i = 0; i < max.length; i++) {
      max[i] = Double.isNaN(a[i]) || b[i] > a[i] ? b[i] : a[i];
    }
    return max;
  }

  /** A figure of every round; NaN where it is missing. */
  private static double[] byRound(Entry e, String figure) {
    return e.rounds().stream()
        .mapToDouble(r -> r.get(figure) instanceof Number n ? n.doubleValue() : Double.NaN)
        .toArray();
  }

  /** Of the rounds that have both. */
  private static double[] ratios(double[] a, double[] b) {
    double[] r = new double[Math.min(a.length, b.length)];
    int n = 0;
    for (int i = 0; i < r.length; i++) {
      double x = a[i] / b[i];
      if (Double.isFinite(x)) {
        r[n++] = x;
      }
    }
    return Arrays.copyOf(r, n);
  }

  private void add(
      String what,
      String size,
      String variant,
      double[] samples,
      double floor,
      double stretch,
      boolean isAtMost,
      boolean isVoid) {
    if (samples.length > 0) {
      Statistics.Estimate e = Statistics.estimate(samples);
      all.add(
          new Outcome(what, size, variant, e, floor, stretch, isAtMost, samples.length, isVoid));
    }
  }

  // ---- the rest

  private static String mode(Entry e) {
    String[] parts = e.variant().split("/", -1);
    return parts.length == 3 ? parts[1] : "";
  }

  private static String pages(Entry e) {
    return e.variant().substring(e.variant().lastIndexOf('/') + 1);
  }

  private static String store(Entry e) {
    return e.variant().split("/", -1)[0];
  }

  private static boolean isPlain(Entry e) {
    return mode(e).equals(Mode.PLAIN_17);
  }

  /** The mode in which peers run beside one of ours. */
  private static String peerMode(Entry ours) {
    return mode(ours).equals(Mode.VECTOR_17) ? Mode.PLAIN_17 : mode(ours);
  }

  private void plain(Entry e, String what, double floor, double stretch, boolean isAtMost) {
    add(what, e.size(), e.variant(), e.samples(), floor, stretch, isAtMost, false);
  }

  private void build(Entry e) {
    double[] best = new double[0];
    for (String peer : jvm(peerMode(e), pages(e))) {
      Entry b = results.find("build", e.size(), peer);
      if (b != null) {
        best = smaller(best, byRound(b, Measured.VALUE));
      }
    }
    if (best.length == 0) {
      return;
    }
    double[] ours = byRound(e, Measured.VALUE);
    boolean wide = e.size().startsWith(DataMaker.WORDNET_768);
    if (store(e).equals(Peers.OURS_HNSW) && !wide) {
      add(
          "Build of the graph ÷ the better of Lucene and JVector",
          e.size(),
          e.variant(),
          ratios(ours, best),
          .3,
          .2,
          true,
          false);
    } else if (store(e).equals(Peers.OURS_GWI) && wide) {
      add(
          "Build of Lucene or JVector ÷ of cells",
          e.size(),
          e.variant(),
          ratios(best, ours),
          15,
          50,
          false,
          false);
    }
  }

  private static double[] smaller(double[] a, double[] b) {
    double[] min = larger(negated(a), negated(b));
    return negated(min);
  }

  private static double[] negated(double[] a) {
    return Arrays.stream(a).map(x -> -x).toArray();
  }

  private void noise(Entry e) {
    if (!store(e).equals(Peers.OURS)) {
      return;
    }
    String scan = Variant.name(Peers.FLOAT_SCAN, mode(e), pages(e));
    Entry floats = results.find("noise", e.size(), scan);
    double[] best = byRound(e, Measured.VALUE);
    Entry cells = results.find("noise", e.size(), Variant.name(Peers.OURS_GWI, mode(e), pages(e)));
    if (cells != null) {
      best = larger(best, byRound(cells, Measured.VALUE));
    }
    if (floats != null) {
      double[] r = ratios(best, byRound(floats, Measured.VALUE));
      add("Noise: best at 0.95 ÷ scan of floats", e.size(), e.variant(), r, 3, 6, false, false);
    }
  }

  private void filter(Entry e) {
    if (!store(e).equals(Peers.OURS)) {
      return;
    }
    Entry lucene =
        results.find("filter", e.size(), Variant.name(Peers.LUCENE, peerMode(e), pages(e)));
    double[] unfiltered = byRound(e, VectorBench.figure(VectorData.REPORT, AT));
    for (int percent : VectorData.percents()) {
      String figure = VectorBench.figure(VectorData.REPORT + "-" + percent, AT);
      double[] ours = byRound(e, figure);
      String what = "Filter of " + percent + " % ÷ ";
      add(
          what + "unfiltered",
          e.size(),
          e.variant(),
          ratios(ours, unfiltered),
          1 / 1.5,
          1,
          false,
          false);
      if (lucene != null && percent <= 10) {
        double[] r = ratios(ours, byRound(lucene, figure));
        add(what + "Lucene", e.size(), e.variant(), r, 2, 4, false, false);
      }
    }
  }

  private void scale(Entry e) {
    double[] bytes = e.samples("index_bytes_a_vector");
    add("Index file, bytes a vector", e.size(), e.variant(), bytes, 2400, 2000, true, false);
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.benchmarks.vector;

import ai.synadb.benchmarks.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A data set as {@link DataMaker} lays it out: {@code set.json}, {@code base.f32} with the rows,
 * and for each set of queries {@code <set>.f32} and {@code <set>.bound} with the distance of the
 * tenth neighbour of each, an 8-byte float; {@code <set>-<percent>.bound} is that among the rows
 * which {@link #isSelected}. All little-endian. Thread safety: safe for use by multiple threads.
 */
final class VectorData {
  /** How many neighbours are asked for. */
  static final int K = 10;

  /** On these, settings are chosen. */
  static final String TUNE = "tune";

  /** On these, the results are reported. */
  static final String REPORT = "report";

  /** And on these, which are drawn from elsewhere. */
  static final String OOD = "ood";

  private static final int[] PERCENTS = {1, 10, 50};

  private final Path directory;
  private final Map<String, Object> facts;
  private final Floats base;

  private VectorData(Path directory, Map<String, Object> facts, Floats base) {
    this.directory = directory;
    this.facts = facts;
    this.base = base;
  }

  static VectorData open(Path directory) throws IOException {
    Map<String, Object> facts = Json.parseMap(Files.readString(directory.resolve("set.json")));
    int dim = ((Number) facts.getOrDefault("dim", 0)).intValue();
    return new VectorData(directory, facts, Floats.map(directory.resolve("base.f32"), dim));
  }

  static List<Integer> percents() {
    List<Integer> all = new ArrayList<>();
    for (int p : PERCENTS) {
      all.add(p);
    }
    return all;
  }

  /** Whether a row is among a share of all, chosen at random. */
  static boolean isSelected(int row, int percent) {
    int hash = (row + 1) * 0x9E3779B9;
    hash = (hash ^ (hash >>> 15)) * 0x85EBCA6B;
    return Integer.remainderUnsigned(hash ^ (hash >>> 13), 100) < percent;
  }

  /** The key of a row. */
  static String key(int row) {
    return "doc/" + row;
  }

  /** The row of a key. */
  static int rowOf(String key) {
    return Integer.parseInt(key, 4, key.length(), 10);
  }

  String name() {
    return String.valueOf(facts.get("name"));
  }

  /** What tells how hard it is. */
  Map<String, Object> facts() {
    return facts;
  }

  Metric metric() {
    return Metric.valueOf(String.valueOf(facts.get("metric")));
  }

  Floats base() {
    return base;
  }

  int rows() {
    return base.rows();
  }

  int dim() {
    return base.dim();
  }

  boolean hasQueries(String set) {
    return Files.exists(directory.resolve(set + ".f32"));
  }

  Queries queries(String set) throws IOException {
    return queries(set, "");
  }

  /** The same queries for the rows that are selected. */
  Queries selected(String set, int percent) throws IOException {
    return queries(set, "-" + percent);
  }

  private Queries queries(String set, String suffix) throws IOException {
    float[][] vectors = Floats.map(directory.resolve(set + ".f32"), dim()).rowsAsArrays();
    double[] bounds = Truth.readBounds(directory.resolve(set + suffix + ".bound"));
    return new Queries(this, vectors, bounds);
  }

  /**
   * Queries, and how far the last of their true neighbours is.
   *
   * @param vectors not to be changed
   */
  record Queries(VectorData data, float[][] vectors, double[] bounds) {
    /** The share of the true neighbours among what was found; each key counts once. */
    double recall(String[][] found) {
      long hits = 0;
      float[] x = new float[data.dim()];
      Metric metric = data.metric();
      for (int q = 0; q < found.length; q++) {
        double limit = metric.withTies(bounds[q]);
        int ofQuery = 0;
        for (int i = 0; i < found[q].length; i++) {
          if (isRepeated(found[q], i)) {
            continue;
          }
          data.base.read(rowOf(found[q][i]), x);
          if (metric.distance(vectors[q], x) <= limit) {
            ofQuery++;
          }
        }
        hits += Math.min(K, ofQuery);
      }
      return hits / (double) (K * found.length);
    }

    private static boolean isRepeated(String[] keys, int i) {
      for (int j = 0; j < i; j++) {
        if (keys[j].equals(keys[i])) {
          return true;
        }
      }
      return false;
    }
  }
}

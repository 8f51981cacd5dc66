/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.benchmarks.vector;

import ai.synadb.benchmarks.Results.Entry;
import ai.synadb.benchmarks.Statistics;
import java.util.Map;

/**
 * What the peers reached when they were first measured, on all of {@link DataMaker#WORDNET} at a
 * recall of 0.95: a peer that is more than twice slower now was not treated fairly, and its rows
 * are void.
 */
final class VectorAnchors {
  private static final Map<String, Double> PER_SECOND =
      Map.ofEntries(
          Map.entry("report symqg", 42_200.0),
          Map.entry("report scann", 21_500.0),
          Map.entry("report faiss-pq4", 14_700.0),
          Map.entry("report hnswlib", 9_600.0),
          Map.entry("report lucene/25v", 9_700.0),
          Map.entry("report jvector/25v", 9_300.0),
          Map.entry("report lucene/17", 4_000.0),
          Map.entry("report jvector/17", 3_900.0),
          Map.entry("ood symqg", 21_600.0),
          Map.entry("ood scann", 12_500.0),
          Map.entry("ood hnswlib", 5_300.0));

  private static final String SIZE = DataMaker.WORDNET + " x 50000";

  private VectorAnchors() {}

  /** Whether one of the rates of an entry is too low to be fair. */
  static boolean isVoid(Entry e) {
    return isVoid(e, VectorData.REPORT) || isVoid(e, VectorData.OOD);
  }

  static boolean isVoid(Entry e, String set) {
    int pages = e.variant().lastIndexOf('/');
    String store = pages < 0 ? e.variant() : e.variant().substring(0, pages);
    Double anchor = PER_SECOND.get(set + " " + store);
    if (anchor == null || !e.scenario().equals("search") || !e.size().equals(SIZE)) {
      return false;
    }
    double median = Statistics.median(e.samples(VectorBench.figure(set, 0.95)));
    return median < anchor / 2;
  }
}

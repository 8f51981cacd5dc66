/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.benchmarks;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What came out of one promise on one size.
 *
 * @param isAtMost whether smaller is better
 */
public record Outcome(
    String what,
    String size,
    Statistics.Estimate reached,
    double floor,
    double stretch,
    boolean isAtMost) {

  /** Whether it was kept. */
  public String verdict() {
    if (meets(stretch)) {
      return "stretch";
    }
    return meets(floor) ? "met" : "missed";
  }

  private boolean meets(double bound) {
    return isAtMost ? reached.median() <= bound : reached.median() >= bound;
  }

  /** For the results file. */
  public Map<String, Object> toMap() {
    Map<String, Object> m = new LinkedHashMap<>();
    m.put("what", what);
    m.put("size", size);
    m.put("reached", List.of(reached.median(), reached.low(), reached.high()));
    m.put(isAtMost ? "at_most" : "at_least", floor);
    m.put("stretch", stretch);
    m.put("verdict", verdict());
    return m;
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.benchmarks.tensor;

import ai.synadb.benchmarks.Statistics;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures ways in turn, forward and backward, so that what disturbs the machine for a moment meets
 * all of them alike. Of each, the median over its passes counts.
 */
final class Turns {
  private static final int WARM_PASSES = 3;
  private static final int MIN_PASSES = 3;
  private static final int SETTLE_MILLIS = 50;

  /** One pass: what was done, in bytes or operations, and how long that took. */
  record Pass(double amount, long nanos) {
    double perSecond() {
      return amount * 1e9 / nanos;
    }
  }

  /** A way to do something. */
  @FunctionalInterface
  interface Way {
    Pass pass() throws Exception;
  }

  /** Something whose time is that of the pass. */
  @FunctionalInterface
  interface Work {
    void run() throws Exception;
  }

  private final Map<String, Way> ways = new LinkedHashMap<>();
  private boolean isSettling;

  /** Adds a way that measures its own time. */
  Turns add(String name, Way way) {
    ways.put(name, way);
    return this;
  }

  /** Adds a way. */
  Turns add(String name, double amount, Work work) {
    return add(
        name,
        () -> {
          long start = System.nanoTime();
          work.run();
          return new Pass(amount, System.nanoTime() - start);
        });
  }

  /**
   * Has a collection before every pass: memory of a file that was deleted is given back only when
   * its mapping is collected, which would otherwise fall into some later pass.
   */
  Turns settling() {
    isSettling = true;
    return this;
  }

  private Pass pass(Way way) throws Exception {
    if (isSettling) {
      System.gc();
      Thread.sleep(SETTLE_MILLIS);
    }
    return way.pass();
  }

  /** Amounts per second of the variants, by name. */
  Map<String, Object> perSecond(List<String> variants, double seconds) throws Exception {
    List<Runner> order = new ArrayList<>();
    for (String v : variants) {
      Runner runner = new Runner(v, way(v));
      for (int i = 0; i < WARM_PASSES; i++) {
        pass(runner.way);
      }
      order.add(runner);
    }
    // All go on until the fastest has had its time, so that all have as many passes.
    while (order.get(0).rates.size() < MIN_PASSES
        || order.stream().anyMatch(r -> r.nanos < seconds * 1e9)) {
      for (Runner r : order) {
        Pass p = pass(r.way);
        r.rates.add(p.perSecond());
        r.nanos += p.nanos();
      }
      Collections.reverse(order);
    }
    Map<String, Object> medians = new LinkedHashMap<>();
    order.forEach(r -> medians.put(r.name, r.median()));
    return medians;
  }

  /** A way and what its passes found. */
  private static final class Runner {
    final String name;
    final Way way;
    final List<Double> rates = new ArrayList<>();
    long nanos;

    Runner(String name, Way way) {
      this.name = name;
      this.way = way;
    }

    double median() {
      return Statistics.median(rates.stream().mapToDouble(Double::doubleValue).toArray());
    }
  }

  private Way way(String name) {
    Way way = ways.get(name);
    if (way == null) {
      throw new IllegalArgumentException("No way is called " + name);
    }
    return way;
  }
}

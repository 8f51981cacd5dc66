/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.benchmarks.vector;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Queries per second over recall: the points that no other beats in both, and between them straight
 * lines of the logarithm of the rate.
 */
final class Curve {
  /** One setting. */
  record Point(String family, double knob, double recall, double perSecond, double p99Micros) {
    /** As tasks write it. */
    List<Double> toList() {
      return List.of(knob, recall, perSecond, p99Micros);
    }
  }

  private final List<Point> front = new ArrayList<>();

  Curve(List<Point> points) {
    List<Point> sorted = new ArrayList<>(points);
    sorted.sort(
        Comparator.comparingDouble(Point::recall)
            .reversed()
            .thenComparing(Comparator.comparingDouble(Point::perSecond).reversed()));
    double best = 0;
    for (Point p : sorted) {
      if (p.perSecond > best) {
        front.add(0, p);
        best = p.perSecond;
      }
    }
  }

  /** Of the curves of one set of queries, as a task writes them: lists of points by family. */
  static Curve of(Object families) {
    List<Point> points = new ArrayList<>();
    if (families instanceof Map<?, ?> map) {
      map.forEach(
          (family, list) -> {
            for (Object o : list instanceof List<?> l ? l : List.of()) {
              points.add(point(String.valueOf(family), o));
            }
          });
    }
    return new Curve(points);
  }

  private static Point point(String family, Object o) {
    List<Double> n = new ArrayList<>();
    for (Object x : o instanceof List<?> l ? l : List.of()) {
      n.add(x instanceof Number y ? y.doubleValue() : Double.NaN);
    }
    return new Point(family, n.get(0), n.get(1), n.get(2), n.get(3));
  }

  /** The rate at a recall; NaN if it is not reached. */
  double perSecondAt(double recall) {
    Point below = null;
    for (Point p : front) {
      if (p.recall >= recall) {
        if (below == null) {
          return p.perSecond;
        }
        double part = (recall - below.recall) / (p.recall - below.recall);
        return Math.exp(Math.log(below.perSecond) * (1 - part) + Math.log(p.perSecond) * part);
      }
      below = p;
    }
    return Double.NaN;
  }

  /** The 99th percentile of the fastest setting that reaches a recall, in microseconds. */
  double p99MicrosAt(double recall) {
    return front.stream()
        .filter(p -> p.recall >= recall)
        .findFirst()
        .map(Point::p99Micros)
        .orElse(Double.NaN);
  }

  double bestRecall() {
    return front.isEmpty() ? Double.NaN : front.get(front.size() - 1).recall;
  }
}

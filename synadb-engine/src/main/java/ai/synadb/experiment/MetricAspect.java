/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.experiment;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A number of a metric's summary, by which runs are found and sorted.
 *
 * <p>Thread safety: immutable.
 *
 * @since 0.1.0
 */
public enum MetricAspect {
  /** The newest value. */
  LAST,
  /** The first value. */
  FIRST,
  /** The smallest value. */
  MIN,
  /** The largest value. */
  MAX,
  /** How many points there are. */
  COUNT,
  /** The step of the newest point. */
  STEP;

  /** The word in a query. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The aspect of a word, which is in lower case; null if it is none. */
  static @Nullable MetricAspect of(String word) {
    for (MetricAspect aspect : values()) {
      if (aspect.word().equals(word)) {
        return aspect;
      }
    }
    return null;
  }

  void read(MetricSummary summary, FieldValue out) {
    switch (this) {
      case LAST -> out.setReal(summary.last());
      case FIRST -> out.setReal(summary.first());
      case MIN -> out.setReal(summary.min());
      case MAX -> out.setReal(summary.max());
      case COUNT -> out.setInteger(summary.count());
      case STEP -> out.setInteger(summary.lastStep());
    }
  }
}

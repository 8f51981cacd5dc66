/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.benchmarks.work;

import java.util.LinkedHashMap;
import java.util.Map;

/** What one run found: one main figure and whatever else is worth keeping. */
public final class Measured {
  /** The name of the main figure. */
  public static final String VALUE = "value";

  private final Map<String, Object> all = new LinkedHashMap<>();

  /** A result with a main figure. */
  static Measured of(double value) {
    return new Measured().with(VALUE, value);
  }

  Measured with(String name, double value) {
    all.put(name, value);
    return this;
  }

  Measured with(String name, long value) {
    all.put(name, value);
    return this;
  }

  Measured with(String name, String value) {
    all.put(name, value);
    return this;
  }

  /** All figures by name. */
  public Map<String, Object> toMap() {
    return all;
  }
}

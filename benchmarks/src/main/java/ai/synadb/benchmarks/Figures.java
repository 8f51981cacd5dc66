/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.benchmarks;

import java.util.Locale;

/** Figures for people: three digits that mean something. */
public final class Figures {
  private static final String[] PREFIXES = {"", " K", " M", " G", " T"};

  private Figures() {}

  /** With a prefix for thousands. */
  public static String scaled(double v) {
    if (!Double.isFinite(v)) {
      return "–";
    }
    int i = 0;
    double x = v;
    while (Math.abs(x) >= 999.5 && i < PREFIXES.length - 1) {
      x /= 1000;
      i++;
    }
    return plain(x) + PREFIXES[i];
  }

  /** Without one. */
  public static String plain(double v) {
    if (!Double.isFinite(v)) {
      return "–";
    }
    double a = Math.abs(v);
    if (a >= 100 || a == 0) {
      return String.format(Locale.ROOT, "%.0f", v);
    }
    if (a >= 10) {
      return String.format(Locale.ROOT, "%.1f", v);
    }
    return a >= 0.1 ? String.format(Locale.ROOT, "%.2f", v) : String.format(Locale.ROOT, "%.3g", v);
  }
}

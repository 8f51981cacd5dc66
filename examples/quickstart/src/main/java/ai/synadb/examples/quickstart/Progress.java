/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.examples.quickstart;

import java.util.Locale;

/** A bar on a terminal; elsewhere a line at each quarter. */
final class Progress {
  private static final int WIDTH = 30;

  private final String what;
  private final long total;
  private final boolean isTerminal = System.console() != null;
  private long done;

  Progress(String what, long total) {
    this.what = what;
    this.total = total;
  }

  /** Shows that so many are done. */
  void to(long count) {
    long quarter = 4 * count / total;
    boolean isNews = isTerminal ? count != done : quarter != 4 * done / total;
    done = count;
    if (!isNews) {
      return;
    }
    int full = (int) (WIDTH * count / total);
    String text =
        String.format(
            Locale.ROOT,
            "   [%s%s] %,d of %,d %s",
            "=".repeat(full),
            " ".repeat(WIDTH - full),
            count,
            total,
            what);
    System.out.print(isTerminal ? "\r" + text : text);
    if (!isTerminal || count == total) {
      System.out.println();
    }
    System.out.flush();
  }
}

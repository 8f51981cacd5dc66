/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.cli;

import ai.synadb.Progress;
import ai.synadb.ProgressListener;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A bar on a terminal, for work that takes longer than half a second. Cleared at its end. */
final class ProgressBar implements ProgressListener, AutoCloseable {
  private static final Duration DELAY = Duration.ofMillis(500);
  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final int CELLS = 30;

  private final @Nullable PrintWriter terminal;
  private int shownWidth;
  private Duration next = DELAY;

  /** One on a terminal, or one that shows nothing. */
  ProgressBar(@Nullable PrintWriter terminal) {
    this.terminal = terminal;
  }

  @Override
  public void onProgress(Progress p) {
    if (terminal == null || p.elapsed().compareTo(next) < 0) {
      return;
    }
    next = p.elapsed().plus(PAUSE);
    double part = p.total() <= 0 ? 1 : Math.min(1.0, (double) p.done() / p.total());
    int full = (int) (part * CELLS);
    String bar = "#".repeat(full) + "-".repeat(CELLS - full);
    String line =
        String.format(
            Locale.ROOT, "%s [%s] %3d %%%s", p.task(), bar, (int) (100 * part), left(p, part));
    terminal.print("\r" + line + " ".repeat(Math.max(0, shownWidth - line.length())));
    terminal.flush();
    shownWidth = line.length();
  }

  private static String left(Progress p, double part) {
    if (part < 0.02 || part >= 1) {
      return "";
    }
    long seconds = Math.round(p.elapsed().toMillis() / 1000.0 * (1 - part) / part);
    return ", " + seconds + " s left";
  }

  @Override
  public void close() {
    if (terminal != null && shownWidth > 0) {
      terminal.print("\r" + " ".repeat(shownWidth) + "\r");
      terminal.flush();
      shownWidth = 0;
    }
  }
}

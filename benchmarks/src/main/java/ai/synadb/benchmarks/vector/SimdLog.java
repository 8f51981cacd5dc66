/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.benchmarks.vector;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Keeps what libraries log about how they compute, and keeps their logs off the console. */
final class SimdLog {
  private record Line(String logger, String text) {}

  private static final List<Line> LINES = new CopyOnWriteArrayList<>();
  private static final int MAX = 300;

  /** Loggers are collected as garbage with their settings where nobody holds them. */
  private static final Logger ROOT = Logger.getLogger("");

  private SimdLog() {}

  static void install() {
    for (Handler h : ROOT.getHandlers()) {
      ROOT.removeHandler(h);
    }
    ROOT.setLevel(Level.INFO);
    ROOT.addHandler(new Keeper());
  }

  /** What the loggers of a package said about vectors. */
  static String of(String prefix) {
    String all =
        String.join(
            "; ", LINES.stream().filter(l -> l.logger.startsWith(prefix)).map(Line::text).toList());
    if (all.isEmpty()) {
      return "scalar: it says nothing of vectors";
    }
    return all.length() <= MAX ? all : all.substring(0, MAX);
  }

  private static final class Keeper extends Handler {
    @Override
    public void publish(LogRecord r) {
      String logger = String.valueOf(r.getLoggerName());
      String text = new java.util.logging.SimpleFormatter().formatMessage(r);
      if (text.contains("Vector API") || text.contains("vector incubator")) {
        LINES.add(new Line(logger, text.strip()));
      } else if (r.getLevel().intValue() >= Level.SEVERE.intValue()) {
        System.err.println(logger + ": " + text);
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}

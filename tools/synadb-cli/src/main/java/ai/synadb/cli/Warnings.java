/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.cli;

import java.io.PrintWriter;
import java.text.MessageFormat;
import java.util.Locale;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;

/**
 * What the engine logs, as lines on standard error: warnings and errors, with {@code --verbose}
 * everything. Takes the place of the JDK's logging, which takes longer to start than most commands
 * take to run.
 *
 * <p>Thread safety: safe for use by multiple threads.
 */
public final class Warnings extends System.LoggerFinder {
  private static volatile @Nullable PrintWriter out;
  private static volatile boolean isVerbose;

  /** For the JDK, which finds it as a service. */
  public Warnings() {}

  static void to(PrintWriter writer, boolean verbose) {
    isVerbose = verbose;
    out = writer;
  }

  @Override
  public System.Logger getLogger(String name, Module module) {
    return new Lines(name);
  }

  private record Lines(String name) implements System.Logger {
    @Override
    public String getName() {
      return name;
    }

    @Override
    public boolean isLoggable(Level level) {
      Level least = isVerbose ? Level.INFO : Level.WARNING;
      return out != null
          && name.startsWith("ai.synadb")
          && level.getSeverity() >= least.getSeverity();
    }

    @Override
    public void log(
        Level level,
        @Nullable ResourceBundle bundle,
        @Nullable String message,
        @Nullable Throwable thrown) {
      PrintWriter w = out;
      if (w != null && isLoggable(level)) {
        String cause = thrown == null ? "" : ": " + thrown;
        String word = Hints.word(level);
        w.println("syna: " + word + ": " + Printable.line(message + cause));
      }
    }

    @Override
    public void log(
        Level level,
        @Nullable ResourceBundle bundle,
        @Nullable String format,
        @Nullable Object... params) {
      if (isLoggable(level)) {
        boolean hasParams = params != null && params.length > 0 && format != null;
        log(
            level,
            bundle,
            hasParams ? new MessageFormat(format, Locale.ROOT).format(params) : format,
            (Throwable) null);
      }
    }
  }
}

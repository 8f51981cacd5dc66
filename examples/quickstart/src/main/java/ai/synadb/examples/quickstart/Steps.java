/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.examples.quickstart;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What the program says: its steps with their time, what it found, and whether that is as it should
 * be. One thread uses it.
 */
final class Steps {
  private static final List<Step> ALL = new ArrayList<>();
  private static final List<String> FAILURES = new ArrayList<>();
  private static final int WIDTH = 52;

  private Steps() {}

  private static final class Step {
    final String title;
    final long start = System.nanoTime();
    double seconds;
    String result = "";

    Step(String title) {
      this.title = title;
    }
  }

  /** Begins a step, which ends the one before. */
  static void step(String title) {
    end();
    ALL.add(new Step(title));
    System.out.println();
    System.out.println(ALL.size() + "  " + title);
  }

  /** Tells something. */
  static void say(String format, Object... args) {
    System.out.println("   " + text(format, args));
  }

  /** Tells something that the summary is to repeat. */
  static void result(String format, Object... args) {
    say(format, args);
    ALL.get(ALL.size() - 1).result = text(format, args);
  }

  /** Notes whether something is as it should be; if not, the program fails in the end. */
  static void check(String what, boolean isRight) {
    say("%s %s", isRight ? "ok:" : "WRONG: it is not so that", what);
    if (!isRight) {
      FAILURES.add(ALL.size() + ": " + what);
    }
  }

  /** Ends the last step, shows a table of all, and returns the exit status of the program. */
  static int summary() {
    end();
    System.out.println();
    double sum = 0;
    for (int i = 0; i < ALL.size(); i++) {
      Step s = ALL.get(i);
      sum += s.seconds;
      System.out.println(
          text("%3d  %-" + WIDTH + "s %6.1f s  %s", i + 1, s.title, s.seconds, s.result));
    }
    System.out.println(text("     %-" + WIDTH + "s %6.1f s", "All", sum));
    FAILURES.forEach(f -> System.out.println("WRONG in step " + f));
    return FAILURES.isEmpty() ? 0 : 1;
  }

  static double seconds(long startNanos) {
    return (System.nanoTime() - startNanos) / 1e9;
  }

  private static void end() {
    if (!ALL.isEmpty()) {
      Step last = ALL.get(ALL.size() - 1);
      last.seconds = last.seconds == 0 ? seconds(last.start) : last.seconds;
    }
  }

  private static String text(String format, Object... args) {
    return String.format(Locale.ROOT, format, args);
  }
}

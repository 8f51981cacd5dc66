/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What the plain model knows of a {@link CrashHistory}: the steps that were issued, the hash of the
 * whole state behind each of them, and how many of them nothing may take.
 */
final class CrashModel {
  private final boolean hasPositions;
  private final List<Issued> log = new ArrayList<>();
  private long[] hashes = new long[256]; // behind so many steps; 0 is the hash of no key
  private CrashState state;
  private int acknowledged;
  private int flushed;

  private record Issued(CrashStep step, long position) {}

  CrashModel(boolean hasPositions) {
    this.hasPositions = hasPositions;
    this.state = new CrashState(hasPositions);
  }

  /** Whether positions are known and compared. */
  boolean hasPositions() {
    return hasPositions;
  }

  /** The number of steps issued. */
  int issued() {
    return log.size();
  }

  /** The number of steps that no power cut may take. */
  int acknowledged() {
    return acknowledged;
  }

  /** The number of steps that no kill of the process may take. */
  int flushed() {
    return flushed;
  }

  /** The state behind all steps. */
  CrashState state() {
    return state;
  }

  /** A step begins. */
  void issue(CrashStep step, long position) {
    state.apply(step, position);
    log.add(new Issued(step, position));
    if (hashes.length <= issued()) {
      hashes = Arrays.copyOf(hashes, hashes.length * 2);
    }
    hashes[issued()] = state.hash();
  }

  /** Whether the last step changed anything. */
  boolean didSomething() {
    return hashes[issued()] != hashes[issued() - 1];
  }

  /** All steps are with the operating system. */
  void flush() {
    flushed = issued();
  }

  /** All steps are on the disk. */
  void acknowledge() {
    flushed = issued();
    acknowledged = issued();
  }

  /** A crash took all steps but the first few; of those some are on the disk. */
  void goOn(int steps, int onTheDisk) {
    log.subList(steps, log.size()).clear();
    state = behind(steps);
    flushed = steps;
    acknowledged = onTheDisk;
  }

  /** The state behind the first steps. */
  CrashState behind(int steps) {
    CrashState s = new CrashState(hasPositions);
    for (Issued i : log.subList(0, steps)) {
      s.apply(i.step, i.position);
    }
    return s;
  }

  long hashBehind(int steps) {
    return hashes[steps];
  }

  long positionOf(int step) {
    return log.get(step - 1).position;
  }

  /** Whether no compaction behind some steps, and up to others, dropped history. */
  boolean keepsAll(int from, int to) {
    return log.subList(from, to).stream()
        .map(i -> i.step.policy())
        .allMatch(p -> p == null || p.equals(CompactionPolicy.keepAll()));
  }

  /**
   * The largest number of steps in a range behind which the state had a hash; -1 if there is none.
   */
  int stepsOf(long hash, int from, int to) {
    for (int n = to; n >= from; n--) {
      if (hashes[n] == hash) {
        return n;
      }
    }
    return -1;
  }

  /** Throws unless a state is that behind some number of steps in a range. */
  int requireSteps(CrashState read, int atLeast, int atMost) {
    int n = stepsOf(read.hash(), atLeast, atMost);
    if (n < 0) {
      throw new AssertionError(explain(read, atLeast, atMost));
    }
    return n;
  }

  private String explain(CrashState read, int atLeast, int atMost) {
    return String.format(
        Locale.ROOT,
        "The state is that of none of %d to %d steps (of any steps: %d).%nBehind %d:%s%nBehind"
            + " %d:%s",
        atLeast,
        atMost,
        stepsOf(read.hash(), 0, issued()),
        atLeast,
        behind(atLeast).difference(read),
        atMost,
        behind(atMost).difference(read));
  }
}

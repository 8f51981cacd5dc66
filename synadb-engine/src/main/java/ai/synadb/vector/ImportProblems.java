/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.vector;

import ai.synadb.inspect.IntegrityReport.Problem;
import ai.synadb.internal.original.Findings;
import ai.synadb.internal.original.Skip;
import ai.synadb.vector.VectorImport.SkipReason;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What an import finds wrong with its file, up to a bound.
 *
 * <p>Thread safety: confined to one thread.
 */
final class ImportProblems implements Findings {
  static final int MAX = 1000;

  private final List<Problem> problems = new ArrayList<>();
  private final Map<SkipReason, Long> skipped = new EnumMap<>(SkipReason.class);
  private long more;

  ImportProblems() {}

  /** Goes on from what was found in the head. */
  ImportProblems(ImportProblems head) {
    problems.addAll(head.problems);
  }

  @Override
  public void damaged(long offset, long length, String what) {
    if (problems.size() < MAX - 1) {
      problems.add(new Problem(offset, length, what));
    } else {
      more++;
    }
  }

  @Override
  public void skipped(Skip why, long offset, long length) {
    skipped.merge(reason(why), 1L, Long::sum);
    damaged(offset, length, "The row here is left out: " + sentence(why));
  }

  private static SkipReason reason(Skip why) {
    switch (why) {
      case EMPTY_KEY:
        return SkipReason.EMPTY_KEY;
      case KEY_TOO_LONG:
        return SkipReason.KEY_TOO_LONG;
      case KEY_HAS_NUL:
        return SkipReason.KEY_HAS_NUL;
      case KEY_NOT_UTF8:
        return SkipReason.KEY_NOT_UTF8;
      case NOT_FINITE:
        return SkipReason.NOT_FINITE;
      case STALE:
        return SkipReason.STALE;
    }
    throw new AssertionError(why);
  }

  private static String sentence(Skip why) {
    switch (why) {
      case EMPTY_KEY:
        return "its key is empty";
      case KEY_TOO_LONG:
        return "its key is too long";
      case KEY_HAS_NUL:
        return "its key has a NUL";
      case KEY_NOT_UTF8:
        return "its key is not UTF-8";
      case NOT_FINITE:
        return "its vector has a component that is NaN or infinite";
      case STALE:
        return "it is older than the row of the same key before the write offset";
    }
    throw new AssertionError(why);
  }

  /** How many rows were left out, by reason. */
  Map<SkipReason, Long> skipped() {
    return skipped;
  }

  List<Problem> toList() {
    if (more == 0) {
      return List.copyOf(problems);
    }
    List<Problem> all = new ArrayList<>(problems);
    all.add(new Problem(all.get(all.size() - 1).offset(), 0, "And " + more + " more"));
    return List.copyOf(all);
  }
}

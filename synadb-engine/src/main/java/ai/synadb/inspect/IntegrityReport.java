/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.inspect;

import java.util.List;

/**
 * What a check of a whole file found.
 *
 * @param fileBytes the length of the file
 * @param records intact records, ours for bookkeeping included
 * @param checkedRecords those of them that carry a checksum
 * @param problems what is not as it should be, in the order of the file
 * @since 0.1.0
 */
public record IntegrityReport(
    long fileBytes, long records, long checkedRecords, List<Problem> problems) {

  /** Copies the list. */
  public IntegrityReport {
    problems = List.copyOf(problems);
  }

  /** Whether nothing is wrong. */
  public boolean isSound() {
    return problems.isEmpty();
  }

  /**
   * One thing that is wrong.
   *
   * @param offset where it begins
   * @param length how many bytes it takes, 0 where that has no meaning
   * @param what a sentence for people
   */
  public record Problem(long offset, long length, String what) {}
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb;

import java.time.Duration;

/**
 * What a compaction did, or, as a dry run, would do.
 *
 * @param isDryRun whether nothing was changed
 * @param bytesBefore the size of the file before
 * @param bytesAfter the size of the file after; in a dry run an upper bound
 * @param recordsBefore values and deletes before, those in packed histories counted singly
 * @param recordsAfter values and deletes after
 * @param keysBefore keys before, deleted ones included
 * @param keysAfter keys after
 * @param oldestPosition from where on the state is complete
 * @param pause the longest time for which writers waited
 * @param elapsed how long it took
 * @since 0.1.0
 */
public record CompactionReport(
    boolean isDryRun,
    long bytesBefore,
    long bytesAfter,
    long recordsBefore,
    long recordsAfter,
    long keysBefore,
    long keysAfter,
    long oldestPosition,
    Duration pause,
    Duration elapsed) {

  /** The bytes that it frees. */
  public long bytesFreed() {
    return bytesBefore - bytesAfter;
  }
}

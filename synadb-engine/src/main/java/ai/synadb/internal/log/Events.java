/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.log;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/**
 * What the flight recorder gets to see of a log. Without a recording an event costs next to
 * nothing.
 */
final class Events {
  private Events() {}

  /** An open: checkpoint, scan of what lies behind it, cut of a torn tail. */
  @Name("ai.synadb.Recovery")
  @Label("Recovery")
  @Category("SynaDB")
  @StackTrace(false)
  static final class Recovery extends Event {
    @Label("File")
    String file = "";

    @Label("Scanned")
    @DataAmount
    long scannedBytes;

    @Label("Cut")
    @DataAmount
    long cutBytes;

    @Label("Skipped Ranges")
    int skippedRanges;
  }

  /** A compaction. */
  @Name("ai.synadb.Compaction")
  @Label("Compaction")
  @Category("SynaDB")
  @StackTrace(false)
  static final class Compaction extends Event {
    @Label("File")
    String file = "";

    @Label("Bytes Before")
    @DataAmount
    long bytesBefore;

    @Label("Bytes After")
    @DataAmount
    long bytesAfter;

    @Label("Pause Nanoseconds")
    long pauseNanos;
  }

  /** A checkpoint. */
  @Name("ai.synadb.Checkpoint")
  @Label("Checkpoint")
  @Category("SynaDB")
  @StackTrace(false)
  static final class CheckpointWrite extends Event {
    @Label("File")
    String file = "";

    @Label("Bytes")
    @DataAmount
    long bytes;
  }
}

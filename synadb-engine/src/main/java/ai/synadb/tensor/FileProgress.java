/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import ai.synadb.ProgressListener;
import ai.synadb.internal.log.ProgressMeter;

/**
 * Tells how far an import or export is. The end is told when the last byte is there and before
 * anything shows, so that who throws then still cancels all of it.
 *
 * <p>Thread safety: confined to one thread.
 */
final class FileProgress {
  private final ProgressMeter meter;
  private final long total;
  private boolean isTold;

  FileProgress(ProgressListener listener, String task, long total) {
    this.meter = new ProgressMeter(listener, task, total);
    this.total = total;
    if (total == 0) {
      finish();
    }
  }

  /** Says how much is done; throws if the work is to stop. */
  void at(long done) {
    meter.at(done);
    if (done >= total) {
      finish();
    }
  }

  private void finish() {
    if (!isTold) {
      isTold = true;
      meter.at(total);
      meter.finish();
    }
  }
}

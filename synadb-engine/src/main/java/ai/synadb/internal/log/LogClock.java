/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.log;

import java.time.Instant;

/** Wall-clock time in microseconds since 1970. Injected, so that tests have their own. */
@FunctionalInterface
public interface LogClock {

  /** The largest time that a record may have: about the year 148,000. */
  long MAX_TIMESTAMP = 1L << 62;

  /** The machine's clock. */
  LogClock SYSTEM =
      () -> {
        Instant now = Instant.now();
        return now.getEpochSecond() * 1_000_000 + now.getNano() / 1000;
      };

  /** The time. May stand still or run backwards; the log copes. */
  long micros();
}

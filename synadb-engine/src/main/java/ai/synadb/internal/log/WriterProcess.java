/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.log;

/**
 * A process that has a database open for writing.
 *
 * <p>Thread safety: immutable.
 *
 * @param pid its id, 0 if it is not known
 * @param since when it started, in milliseconds since 1970, 0 if that is not known; by its own
 *     account, so that it counts for who is in another container or has processes of its own
 */
public record WriterProcess(long pid, long since) {
  /** This process. */
  static final WriterProcess SELF =
      new WriterProcess(
          ProcessHandle.current().pid(),
          ProcessHandle.current().info().startInstant().map(t -> t.toEpochMilli()).orElse(0L));
}

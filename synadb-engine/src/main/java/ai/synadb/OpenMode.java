/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb;

/**
 * How a database is opened.
 *
 * @since 0.1.0
 */
public enum OpenMode {
  /** Reads and writes; creates the file when it is absent. One process at a time. */
  READ_WRITE,
  /**
   * Reads only: takes no lock, creates no file, and follows what a writer in this or another
   * process flushes. The file must exist.
   */
  READ_ONLY,
  /** As {@link #READ_WRITE}, but the file must not exist yet. */
  CREATE_NEW,
  /**
   * Reads what is intact of a damaged file and lists what is not, without changing anything. The
   * only mode that opens a file with damage in its middle.
   */
  SALVAGE
}

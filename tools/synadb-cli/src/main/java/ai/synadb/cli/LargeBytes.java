/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.cli;

import java.io.InputStream;

/**
 * Bytes that are read when they are written out, and never as a whole in memory.
 *
 * @param size how many
 * @param opening opens a stream of them
 */
record LargeBytes(long size, Opening opening) {
  /** Opens a stream. */
  interface Opening {
    InputStream open();
  }

  InputStream open() {
    return opening.open();
  }
}

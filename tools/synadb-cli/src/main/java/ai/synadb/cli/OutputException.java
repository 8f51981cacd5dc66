/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.cli;

import java.io.IOException;
import java.util.Locale;

/** Standard output cannot be written. Unchecked, so that it passes through a PrintWriter. */
final class OutputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean isBrokenPipe;

  OutputException(IOException cause) {
    super("Standard output cannot be written: " + cause.getMessage(), cause);
    String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
    this.isBrokenPipe = message.contains("broken pipe") || message.contains("pipe is being closed");
  }

  /** Whether the reader has gone, as {@code head} does when it has seen enough. */
  boolean isBrokenPipe() {
    return isBrokenPipe;
  }
}

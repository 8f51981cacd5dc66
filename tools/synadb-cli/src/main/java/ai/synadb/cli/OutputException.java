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

  OutputException(IOException cause) {
    super("Standard output cannot be written: " + cause.getMessage(), cause);
  }

  /** Whether the reader has gone, as {@code head} does when it has seen enough. */
  boolean isBrokenPipe() {
    String message = String.valueOf(getCause().getMessage()).toLowerCase(Locale.ROOT);
    return message.contains("broken pipe") || message.contains("pipe is being closed");
  }
}

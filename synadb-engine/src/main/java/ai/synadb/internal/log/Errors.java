/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.log;

import ai.synadb.error.DiskFullException;
import ai.synadb.error.SynaIOException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/** Turns the JDK's errors into ours. */
public final class Errors {
  private Errors() {}

  /** The exception for a failed action on a file. */
  public static SynaIOException io(String action, Path file, IOException cause) {
    if (isDiskFull(cause)) {
      return new DiskFullException(
          action + " " + file + " failed: the disk is full; nothing of it was acknowledged",
          cause,
          file);
    }
    return new SynaIOException(action + " " + file + " failed: " + cause.getMessage(), cause, file);
  }

  // The JDK has no exception of its own for this; the text is the C library's, or Windows'.
  private static boolean isDiskFull(IOException e) {
    String m = e.getMessage();
    if (m == null) {
      return false;
    }
    String lower = m.toLowerCase(Locale.ROOT);
    return lower.contains("no space left")
        || lower.contains("not enough space")
        || lower.contains("disk quota exceeded");
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.cli;

import ai.synadb.SynaException;
import ai.synadb.error.DatabaseLockedException;
import java.io.IOException;
import java.io.UncheckedIOException;

/** What the program tells its caller by its exit code. */
final class ExitCodes {
  static final int OK = 0;
  static final int FAILED = 1;
  static final int USAGE = 2;
  static final int NOT_FOUND = 3;
  static final int CORRUPT = 4;
  static final int LOCKED = 5;
  static final int IO = 6;
  static final int INTERNAL = 70;
  static final int INTERRUPTED = 130;

  /** As a shell reports a program that the signal PIPE ended: 128 and 13. */
  static final int BROKEN_PIPE = 141;

  private ExitCodes() {}

  static int of(Throwable error) {
    if (error instanceof SynaException e) {
      return of(e);
    }
    if (error instanceof CommandException e) {
      return e.exitCode();
    }
    if (error instanceof IllegalArgumentException) {
      return USAGE;
    }
    if (error instanceof IOException || error instanceof UncheckedIOException) {
      return IO;
    }
    return INTERNAL;
  }

  private static int of(SynaException e) {
    if (e instanceof DatabaseLockedException) {
      return LOCKED;
    }
    switch (e.code()) {
      case NOT_FOUND:
        return NOT_FOUND;
      case FORMAT:
        return CORRUPT;
      case DATABASE_NOT_FOUND:
      case INVALID_PATH:
      case IO:
        return IO;
      case EMPTY_KEY:
      case KEY_TOO_LONG:
        return USAGE;
      case INTERNAL:
        return INTERNAL;
      case CANCELLED:
        return INTERRUPTED;
      case GENERIC:
      case TYPE_MISMATCH:
      case CONFLICT:
      case GPU_UNAVAILABLE:
      case GPU_OUT_OF_MEMORY:
        return FAILED;
    }
    throw new AssertionError(e.code());
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.original;

import ai.synadb.error.SynaIOException;
import ai.synadb.internal.io.StorageFile;
import ai.synadb.internal.log.Errors;
import java.io.IOException;

/**
 * A bounded part of a file in memory.
 *
 * <p>Thread safety: confined to one thread.
 */
final class Window {
  private static final int AHEAD = 1 << 16;

  private final StorageFile file;
  private final long length;
  private final byte[] bytes;
  private long start;
  private int filled;

  /**
   * A window on a file of {@code length} bytes.
   *
   * @param longest how many bytes are asked for at once, at most
   */
  Window(StorageFile file, long length, int longest) {
    this.file = file;
    this.length = length;
    this.bytes = new byte[(int) Math.min(length, (long) longest + AHEAD)];
  }

  long length() {
    return length;
  }

  byte[] bytes() {
    return bytes;
  }

  /** Whether so many bytes are left at a position. */
  boolean has(long position, long count) {
    return count <= length - position;
  }

  /**
   * Brings bytes into memory, which the file must have.
   *
   * @return where in {@link #bytes} they are, until the next call
   */
  int load(long position, int count) {
    if (position < start || position + count > start + filled) {
      fill(position);
      if (count > filled) {
        throw new SynaIOException(
            file.path().getFileName() + " got shorter while it was read", null, file.path());
      }
    }
    return (int) (position - start);
  }

  private void fill(long position) {
    filled = 0;
    start = position;
    try {
      int wanted = (int) Math.min(bytes.length, length - position);
      filled = file.read(position, bytes, 0, wanted);
    } catch (IOException e) {
      throw Errors.io("Reading", file.path(), e);
    }
  }

  /** The first byte from a position on that is not 0, looking at so many; -1 if all are. */
  long firstNonZero(long position, long count) {
    long end = position + Math.min(count, length - position);
    for (long p = position; p < end; ) {
      int n = (int) Math.min(Math.min(bytes.length, 4096), end - p);
      int at = load(p, n);
      for (int i = 0; i < n; i++) {
        if (bytes[at + i] != 0) {
          return p + i;
        }
      }
      p += n;
    }
    return -1;
  }
}

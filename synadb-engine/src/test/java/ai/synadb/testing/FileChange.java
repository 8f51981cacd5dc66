/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.testing;

/** One change of a file that no sync has made durable yet: a write, or a new length. */
final class FileChange {
  private static final byte[] NONE = {};

  final long sequence;
  final boolean isWrite;
  final int position; // of a write; else the new length
  final byte[] bytes;
  final int lengthBefore;
  final int lengthAfter;

  private FileChange(
      long sequence,
      boolean isWrite,
      int position,
      byte[] bytes,
      int lengthBefore,
      int lengthAfter) {
    this.sequence = sequence;
    this.isWrite = isWrite;
    this.position = position;
    this.bytes = bytes;
    this.lengthBefore = lengthBefore;
    this.lengthAfter = lengthAfter;
  }

  static FileChange write(long sequence, int position, byte[] bytes, int lengthBefore) {
    int after = Math.max(lengthBefore, position + bytes.length);
    return new FileChange(sequence, true, position, bytes, lengthBefore, after);
  }

  static FileChange length(long sequence, int lengthBefore, int lengthAfter) {
    return new FileChange(sequence, false, lengthAfter, NONE, lengthBefore, lengthAfter);
  }

  /** The first byte that it touches. */
  int from() {
    return isWrite ? position : Math.min(lengthBefore, lengthAfter);
  }

  /** The byte behind the last that it touches. */
  int to() {
    return isWrite ? position + bytes.length : Math.max(lengthBefore, lengthAfter);
  }
}

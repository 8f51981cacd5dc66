/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.format;

/** Bytes of a log by their offset in the file. */
@FunctionalInterface
public interface ByteSource {

  /** Reads exactly {@code length} bytes, which must all lie before the end of what is valid. */
  void read(long position, byte[] target, int at, int length);
}

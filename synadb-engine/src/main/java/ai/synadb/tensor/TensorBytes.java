/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import java.nio.ByteBuffer;

/** The bytes of a tensor, wherever they come from. Thread safety: safe for multiple threads. */
interface TensorBytes {
  /**
   * Copies bytes from an offset on into a buffer and moves its position. The caller has checked.
   */
  void read(long offset, int length, ByteBuffer target);

  /** Makes sure that a range is there, before memory is allocated for it. */
  void requirePresent(long offset, long length);

  /** Reads and checks everything. */
  void verify();

  /** Lets go of what is held. */
  void release();
}

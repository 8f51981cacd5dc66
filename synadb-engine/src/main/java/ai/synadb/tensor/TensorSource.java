/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import java.io.InputStream;
import java.util.function.LongConsumer;

/** One tensor in a file: what it is, and its elements in row-major, little-endian form. */
interface TensorSource {

  TensorEntry entry();

  /** How much there is to do to read it, in bytes of whatever takes the time. */
  default long work() {
    return entry().sizeBytes();
  }

  /**
   * The bytes of its elements: exactly {@link TensorEntry#sizeBytes} of them, or an exception
   * before the last is handed out.
   *
   * @param progress hears how much of {@link #work} is done
   */
  InputStream open(LongConsumer progress);
}

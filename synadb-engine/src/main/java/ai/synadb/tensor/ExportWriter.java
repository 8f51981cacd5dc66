/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import java.io.IOException;
import java.io.OutputStream;
import java.util.function.LongConsumer;

/** Writes a file of one format. */
interface ExportWriter {

  /** How much there is to do, in bytes of elements. */
  long work();

  /**
   * Writes all of it.
   *
   * @param progress hears how much of the work is done
   */
  void write(OutputStream out, LongConsumer progress) throws IOException;
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.experiment;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/** Writes records of runs. */
interface RunEventWriter {

  void write(RunEvent event) throws IOException;

  /** Hands everything to the stream. */
  void flush() throws IOException;

  static RunEventWriter of(RunFormat format, OutputStream out) throws IOException {
    Writer text = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), 1 << 16);
    return switch (format) {
      case JSON_LINES -> new RunJsonLines.Writing(text);
      case CSV -> new RunCsv.Writing(text);
    };
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.cli;

import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;

/**
 * One text a line, escaped but whole.
 *
 * @param out where to
 */
record PlainLines(PrintWriter out) implements Rows {
  @Override
  public void add(@Nullable Object... values) {
    out.print(Printable.line(String.valueOf(values[0])) + "\n");
  }

  @Override
  public void end() {}

  @Override
  public void close() {}
}

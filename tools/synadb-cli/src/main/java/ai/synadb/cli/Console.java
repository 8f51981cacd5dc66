/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.cli;

import java.io.BufferedWriter;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/**
 * Where a command reads and writes: standard output for data, standard error for talk.
 *
 * <p>Thread safety: confined, but for {@link #isReading}.
 */
final class Console {
  /**
   * Which of the streams are a terminal.
   *
   * @param in standard input
   * @param out standard output
   * @param err standard error
   */
  record Terminals(boolean in, boolean out, boolean err) {
    static final Terminals NONE = new Terminals(false, false, false);
  }

  private final InputStream in;
  private final CountedOutput bytes;
  private final PrintWriter out;
  private final PrintWriter err;
  private final Terminals terminals;
  private volatile boolean isReading;

  Console(InputStream in, OutputStream out, OutputStream err, Terminals terminals) {
    this.in = new WatchedInput(in);
    this.bytes = new CountedOutput(out);
    this.out =
        new PrintWriter(
            new BufferedWriter(new OutputStreamWriter(bytes, StandardCharsets.UTF_8), 1 << 15));
    this.err = new PrintWriter(new OutputStreamWriter(err, StandardCharsets.UTF_8), true);
    this.terminals = terminals;
  }

  InputStream in() {
    return in;
  }

  /** Standard output as text; a failure to write it is an {@link OutputException}. */
  PrintWriter out() {
    return out;
  }

  /** Standard output as bytes, behind the text that was written so far. */
  OutputStream bytes() {
    out.flush();
    return bytes;
  }

  PrintWriter err() {
    return err;
  }

  Terminals terminals() {
    return terminals;
  }

  /** Whether anything has been put out, be it still in a buffer. */
  boolean hasOutput() {
    out.flush();
    return bytes.count > 0;
  }

  /** Whether a read of standard input waits, which an interrupt does not end. */
  boolean isReading() {
    return isReading;
  }

  private final class WatchedInput extends FilterInputStream {
    WatchedInput(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      isReading = true;
      try {
        return in.read();
      } finally {
        isReading = false;
      }
    }

    @Override
    public int read(byte[] b, int off, int len) throws IOException {
      isReading = true;
      try {
        return in.read(b, off, len);
      } finally {
        isReading = false;
      }
    }
  }

  private static final class CountedOutput extends FilterOutputStream {
    private long count;

    CountedOutput(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] b, int off, int len) {
      try {
        out.write(b, off, len);
      } catch (IOException e) {
        throw new OutputException(e);
      }
      count += len;
    }

    @Override
    public void flush() {
      try {
        out.flush();
      } catch (IOException e) {
        throw new OutputException(e);
      }
    }
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.experiment;

import ai.synadb.error.SynaFormatException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads records of runs that anybody may have written. */
abstract class RunEventReader {
  private final Reader in;
  private int pushed = -2; // -2 for nothing
  private long line = 1;

  RunEventReader(Reader in) {
    this.in = in;
  }

  static RunEventReader of(RunFormat format, InputStream in) {
    Reader text =
        new BufferedReader(
            new InputStreamReader(
                in,
                StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)),
            1 << 16);
    return switch (format) {
      case JSON_LINES -> new RunJsonLines.Reading(text);
      case CSV -> new RunCsv.Reading(text);
    };
  }

  /** The next record; null at the end. */
  abstract @Nullable RunEvent next() throws IOException;

  /** The line in which the record that was read last begins, from 1. */
  abstract long recordLine();

  /** The line that is read now, from 1. */
  long line() {
    return line;
  }

  /** The next character; -1 at the end. A line feed is counted when it is taken. */
  int take() throws IOException {
    int c = pushed;
    pushed = -2;
    if (c == -2) {
      try {
        c = in.read();
      } catch (CharacterCodingException e) {
        throw wrong(line, "it is not UTF-8", e);
      }
    }
    line += c == '\n' ? 1 : 0;
    return c;
  }

  /** Gives a character back that was taken last. */
  void giveBack(int c) {
    line -= c == '\n' ? 1 : 0;
    pushed = c;
  }

  SynaFormatException wrong(String why) {
    return wrong(recordLine(), why, null);
  }

  static SynaFormatException wrong(long line, String why, @Nullable Throwable cause) {
    return new SynaFormatException(
        "Line " + line + " of the runs cannot be read: " + why, cause, null, -1, null);
  }

  /** The type of a record. */
  RunEvent.Type type(String word) {
    RunEvent.Type type = RunEvent.Type.of(word);
    if (type == null) {
      throw wrong("there is no type of record " + quoted(word));
    }
    return type;
  }

  long integer(String text, RunEvent.Part part) {
    try {
      if (text.length() <= 20) {
        return Long.parseLong(text);
      }
    } catch (NumberFormatException e) {
      throw wrong(recordLine(), "its " + part.word() + " is no integer: " + quoted(text), e);
    }
    throw wrong("its " + part.word() + " is no integer: " + quoted(text));
  }

  /** A number as {@link Double#toString} writes it, or another that has the same characters. */
  double number(String text) {
    boolean isPlain =
        !text.isEmpty()
            && text.length() <= 64
            && text.chars().allMatch(c -> "+-.0123456789eE".indexOf(c) >= 0);
    boolean isOdd = text.equals("NaN") || text.equals("Infinity") || text.equals("-Infinity");
    if (isPlain || isOdd) {
      try {
        return Double.parseDouble(text);
      } catch (NumberFormatException e) {
        throw wrong(recordLine(), "its value is no number: " + quoted(text), e);
      }
    }
    throw wrong("its value is no number: " + quoted(text));
  }

  static String quoted(String text) {
    return ai.synadb.SynaException.quoted(text);
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.experiment;

import ai.synadb.SynaException;
import java.util.List;

/**
 * A word or a sign of a query.
 *
 * @param start its first character in the query
 * @param text what it says, without quotes; of a path, its source
 * @param parts of a path, its parts
 */
record QueryToken(Kind kind, int start, String text, List<Part> parts) {

  enum Kind {
    /** Words and quoted names between dots. */
    PATH,
    /** Text in single quotes. */
    TEXT,
    NUMBER,
    /** Digits and units of time. */
    SPAN,
    SYMBOL,
    END
  }

  /**
   * A part of a path.
   *
   * @param quote the quote around it, or 0
   */
  record Part(String text, char quote, int start) {
    boolean isQuoted() {
      return quote != 0;
    }
  }

  /** Whether it is a word without quotes and dots, in any case. */
  boolean isWord(String word) {
    return kind == Kind.PATH
        && parts.size() == 1
        && !parts.get(0).isQuoted()
        && text.equalsIgnoreCase(word);
  }

  boolean isSymbol(String symbol) {
    return kind == Kind.SYMBOL && text.equals(symbol);
  }

  /** Whether it is one text in double quotes, which is a name or a value. */
  boolean isDoubleQuoted() {
    return kind == Kind.PATH && parts.size() == 1 && parts.get(0).quote() == '"';
  }

  /** What it is, for a message. */
  String described() {
    return switch (kind) {
      case END -> "the end";
      case TEXT -> "the text " + SynaException.quoted(text);
      case PATH, NUMBER, SPAN, SYMBOL -> SynaException.quoted(text);
    };
  }
}

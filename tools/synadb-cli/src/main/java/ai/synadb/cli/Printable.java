/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.cli;

import java.util.Locale;

/**
 * Text from a database on its way to a terminal. Keys, names and values are anybody's: what a
 * terminal would take as an order, or what would make text look like another, is shown as an
 * escape.
 */
final class Printable {
  private Printable() {}

  /** One line: everything that is not plain text is escaped. */
  static String line(String text) {
    return escape(text, false);
  }

  /** As {@link #line}, but line breaks and tabs stay. */
  static String lines(String text) {
    return escape(text, true);
  }

  private static String escape(String text, boolean keepsLayout) {
    StringBuilder s = null;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      int chars = Character.charCount(c);
      boolean isSafe = isSafe(c) || (keepsLayout && (c == '\n' || c == '\t'));
      if (!isSafe && s == null) {
        s = new StringBuilder(text.length() + 16).append(text, 0, i);
      }
      if (s != null) {
        if (isSafe) {
          s.appendCodePoint(c);
        } else {
          appendEscape(s, c);
        }
      }
      i += chars;
    }
    return s == null ? text : s.toString();
  }

  private static void appendEscape(StringBuilder s, int c) {
    switch (c) {
      case '\n':
        s.append("\\n");
        break;
      case '\t':
        s.append("\\t");
        break;
      case '\r':
        s.append("\\r");
        break;
      default:
        s.append(String.format(Locale.ROOT, c < 0x10000 ? "\\u%04x" : "\\u{%x}", c));
        break;
    }
  }

  /** Whether a code point shows as itself and does nothing else. */
  static boolean isSafe(int c) {
    if (c < 0x7f) {
      return c >= ' ';
    }
    switch (Character.getType(c)) {
      case Character.CONTROL:
      case Character.FORMAT:
      case Character.LINE_SEPARATOR:
      case Character.PARAGRAPH_SEPARATOR:
      case Character.SURROGATE:
      case Character.UNASSIGNED:
        return false;
      default:
        return true;
    }
  }

  /** One line of at most so many columns; what is left out shows as an ellipsis. */
  static String elided(String text, int columns) {
    // Longer text than this need not be looked at: no sign is narrower than nothing at all.
    boolean isCut = text.length() > 8 * columns;
    String s = line(isCut ? text.substring(0, 8 * columns) : text);
    if (!isCut && width(s) <= columns) {
      return s;
    }
    int end = 0;
    int width = 0;
    while (end < s.length()) {
      int c = s.codePointAt(end);
      if (width + width(c) > columns - 1) {
        break;
      }
      width += width(c);
      end += Character.charCount(c);
    }
    return s.substring(0, end) + "…";
  }

  /** The columns that a text takes on a terminal. */
  static int width(String text) {
    int n = 0;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      n += width(c);
      i += Character.charCount(c);
    }
    return n;
  }

  private static int width(int c) {
    if (c < 0x300) {
      return 1;
    }
    int type = Character.getType(c);
    if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK) {
      return 0;
    }
    boolean isWide =
        (c >= 0x1100 && c <= 0x115f)
            || (c >= 0x2e80 && c <= 0xa4cf)
            || (c >= 0xac00 && c <= 0xd7a3)
            || (c >= 0xf900 && c <= 0xfaff)
            || (c >= 0xfe30 && c <= 0xfe6f)
            || (c >= 0xff00 && c <= 0xff60)
            || (c >= 0xffe0 && c <= 0xffe6)
            || (c >= 0x1f300 && c <= 0x1faff)
            || (c >= 0x20000 && c <= 0x3fffd);
    return isWide ? 2 : 1;
  }
}

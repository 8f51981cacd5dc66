/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import ai.synadb.SynaException;
import ai.synadb.error.SynaFormatException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Parses the literal of Python in an {@link NpyHeader}: a dictionary of exactly {@code descr},
 * {@code fortran_order} and {@code shape}, in any order. Nothing else of Python is understood.
 *
 * <p>Thread safety: confined to one thread.
 */
final class NpyLiteral {
  private static final int MAX_DIGITS = 19;

  private final String text;
  private final Set<ImportOption> options;
  private final NpyHeader.Errors errors;
  private int at;
  private @Nullable ElementType type;
  private @Nullable Boolean isFortranOrder;
  private @Nullable Shape shape;

  NpyLiteral(String text, Set<ImportOption> options, NpyHeader.Errors errors) {
    this.text = text;
    this.options = options;
    this.errors = errors;
  }

  NpyHeader header(int headerBytes) {
    expect('{');
    while (peek() != '}') {
      String key = string();
      expect(':');
      value(key);
      if (peek() != '}') {
        expect(',');
      }
    }
    expect('}');
    if (peek() != '\0') {
      throw bad("something follows its dictionary");
    }
    ElementType t = type;
    Boolean order = isFortranOrder;
    Shape s = shape;
    if (t == null || order == null || s == null) {
      String missing = t == null ? "descr" : order == null ? "fortran_order" : "shape";
      throw errors.damaged("its header has no '" + missing + "'", null);
    }
    return new NpyHeader(t, order, s, headerBytes);
  }

  private void value(String key) {
    switch (key) {
      case "descr" -> {
        requireFirst(type, key);
        type = descr();
      }
      case "fortran_order" -> {
        requireFirst(isFortranOrder, key);
        isFortranOrder = truth();
      }
      case "shape" -> {
        requireFirst(shape, key);
        shape = shape();
      }
      default ->
          throw errors.damaged(
              "its header has an entry " + SynaException.quoted(key) + " that is not known", null);
    }
  }

  private void requireFirst(@Nullable Object found, String key) {
    if (found != null) {
      throw errors.damaged("its header has '" + key + "' twice", null);
    }
  }

  private ElementType descr() {
    char c = peek();
    if (c == '[' || c == '(' || c == '{') {
      throw errors.unknown(
          "it holds a structured dtype, "
              + SynaException.quoted(text.substring(at))
              + "; only plain numbers can be imported: export each field by itself");
    }
    return NpyHeader.typeOf(string(), options, errors);
  }

  private boolean truth() {
    peek();
    for (String word : List.of("True", "False")) {
      if (text.startsWith(word, at)) {
        at += word.length();
        return word.equals("True");
      }
    }
    throw bad("True or False is expected");
  }

  private Shape shape() {
    expect('(');
    List<Long> extents = new ArrayList<>();
    while (peek() != ')') {
      if (extents.size() == Shape.MAX_RANK) {
        throw errors.damaged(
            "its shape has more than " + Shape.MAX_RANK + " axes, the most that there can be",
            null);
      }
      extents.add(extent());
      boolean isLast = peek() == ')';
      if (isLast && extents.size() == 1) {
        throw bad("(n) is no tuple of Python, (n,) is");
      }
      if (!isLast) {
        expect(',');
      }
    }
    expect(')');
    try {
      return Shape.of(extents.stream().mapToLong(Long::longValue).toArray());
    } catch (IllegalArgumentException e) {
      throw errors.damaged(String.valueOf(e.getMessage()), e);
    }
  }

  private long extent() {
    peek();
    int from = at;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    int digits = at - from;
    if (digits == 0) {
      throw bad("an extent of 0 or more is expected");
    }
    String number = text.substring(from, at);
    if (digits > 1 && number.charAt(0) == '0') {
      throw bad("an extent has no leading zeros");
    }
    if (at < text.length() && text.charAt(at) == 'L') {
      at++; // Python 2 wrote long integers so
    }
    try {
      if (digits <= MAX_DIGITS) {
        return Long.parseLong(number);
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw errors.damaged(
        "an extent of " + SynaException.quoted(number) + " exceeds 2^63 - 1", null);
  }

  private String string() {
    char quote = peek();
    if (quote != '\'' && quote != '"') {
      throw bad("a string is expected");
    }
    int end = text.indexOf(quote, at + 1);
    if (end < 0) {
      throw bad("a string does not end");
    }
    String s = text.substring(at + 1, end);
    if (s.indexOf('\\') >= 0) {
      throw bad("a string has no escapes");
    }
    at = end + 1;
    return s;
  }

  private void expect(char c) {
    if (peek() != c) {
      throw bad("'" + c + "' is expected");
    }
    at++;
  }

  /** The next character that is not blank; NUL at the end. */
  private char peek() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    if (at == text.length()) {
      return '\0';
    }
    char c = text.charAt(at);
    if (c == '\0') {
      throw bad("there is a NUL");
    }
    return c;
  }

  private SynaFormatException bad(String why) {
    return errors.damaged(
        "its header is not the literal that it should be: "
            + why
            + " at character "
            + at
            + ", before "
            + SynaException.quoted(text.substring(Math.min(at, text.length()))),
        null);
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A pattern of SQL's LIKE: {@code %} stands for any characters, {@code _} for one, all others for
 * themselves, and what follows the escape character for itself too.
 *
 * <p>Matching goes back no further than to the last {@code %}, so it takes at most the product of
 * the two lengths. Characters are code points. Two patterns are equal if they were made from equal
 * arguments.
 *
 * <p>Thread safety: immutable.
 */
public final class LikePattern {
  /** The longest pattern, in characters. */
  public static final int MAX_CHARS = 1000;

  private static final int ANY_TEXT = -1;
  private static final int ANY_CHAR = -2;

  private final String pattern;
  private final int escape; // -1 for none
  private final boolean ignoreCase;
  private final int[] tokens; // code points, or the constants above

  private LikePattern(String pattern, int escape, boolean ignoreCase) {
    this.pattern = pattern;
    this.escape = escape;
    this.ignoreCase = ignoreCase;
    this.tokens = compile(pattern, escape, ignoreCase);
  }

  /**
   * A pattern.
   *
   * @param escape the code point that takes the next character as it is, or -1 for none
   * @throws PatternException if it is longer than {@value #MAX_CHARS} characters, or the escape
   *     character stands before one that needs none
   */
  public static LikePattern of(String pattern, int escape, boolean ignoreCase) {
    if (pattern.length() > MAX_CHARS) {
      throw new PatternException(
          MAX_CHARS,
          "expected a pattern of at most " + MAX_CHARS + " characters, not " + pattern.length());
    }
    return new LikePattern(pattern, escape, ignoreCase);
  }

  private static int[] compile(String pattern, int escape, boolean ignoreCase) {
    List<Integer> tokens = new ArrayList<>();
    for (int i = 0; i < pattern.length(); ) {
      int c = pattern.codePointAt(i);
      int at = i;
      i += Character.charCount(c);
      if (c == escape) {
        int next = i < pattern.length() ? pattern.codePointAt(i) : -1;
        if (next != '%' && next != '_' && next != escape) {
          throw new PatternException(at, "expected %, _ or the escape character itself behind it");
        }
        i += Character.charCount(next);
        tokens.add(ignoreCase ? fold(next) : next);
      } else if (c == '%') {
        if (tokens.isEmpty() || tokens.get(tokens.size() - 1) != ANY_TEXT) {
          tokens.add(ANY_TEXT);
        }
      } else if (c == '_') {
        tokens.add(ANY_CHAR);
      } else {
        tokens.add(ignoreCase ? fold(c) : c);
      }
    }
    return tokens.stream().mapToInt(Integer::intValue).toArray();
  }

  /** One form of a code point for all its cases. */
  static int fold(int c) {
    return Character.toLowerCase(Character.toUpperCase(c));
  }

  /** The pattern as given. */
  public String pattern() {
    return pattern;
  }

  /** The escape character, or -1. */
  public int escape() {
    return escape;
  }

  /** Whether upper and lower case are the same. */
  public boolean ignoresCase() {
    return ignoreCase;
  }

  /** Whether the whole of a text matches. */
  public boolean matches(String text) {
    int i = 0;
    int t = 0;
    int afterAnyText = -1; // the token behind the last %
    int taken = 0; // up to where that takes characters
    while (i < text.length()) {
      int c = text.codePointAt(i);
      if (t < tokens.length && tokens[t] == ANY_TEXT) {
        afterAnyText = ++t;
        taken = i;
      } else if (t < tokens.length
          && (tokens[t] == ANY_CHAR || tokens[t] == (ignoreCase ? fold(c) : c))) {
        t++;
        i += Character.charCount(c);
      } else if (afterAnyText >= 0) {
        t = afterAnyText;
        taken += Character.charCount(text.codePointAt(taken));
        i = taken;
      } else {
        return false;
      }
    }
    while (t < tokens.length && tokens[t] == ANY_TEXT) {
      t++;
    }
    return t == tokens.length;
  }

  @Override
  public boolean equals(@Nullable Object o) {
    return o instanceof LikePattern p
        && p.pattern.equals(pattern)
        && p.escape == escape
        && p.ignoreCase == ignoreCase;
  }

  @Override
  public int hashCode() {
    return Objects.hash(pattern, escape, ignoreCase);
  }

  @Override
  public String toString() {
    return pattern;
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb;

import java.util.regex.Pattern;

/**
 * A pattern of keys: a literal beginning, by which keys are found, and the rest, by which they are
 * told.
 */
final class Glob {
  private static final String SPECIAL_IN_REGEX = "\\^$.|?*+()[]{}&-";

  private final String prefix;
  private final boolean isLiteral;
  private final Pattern pattern;

  private Glob(String prefix, boolean isLiteral, Pattern pattern) {
    this.prefix = prefix;
    this.isLiteral = isLiteral;
    this.pattern = pattern;
  }

  static Glob compile(String glob) {
    StringBuilder prefix = new StringBuilder();
    StringBuilder regex = new StringBuilder();
    boolean literal = true;
    for (int i = 0; i < glob.length(); i++) {
      char c = glob.charAt(i);
      switch (c) {
        case '*':
          literal = false;
          regex.append(".*");
          break;
        case '?':
          literal = false;
          regex.append('.');
          break;
        case '[':
          literal = false;
          i = set(glob, i, regex);
          break;
        case '\\':
          if (++i == glob.length()) {
            throw new IllegalArgumentException(
                "The pattern '" + glob + "' ends with a backslash that takes nothing");
          }
          c = glob.charAt(i);
          literal(c, literal, prefix, regex);
          break;
        default:
          literal(c, literal, prefix, regex);
      }
    }
    return new Glob(prefix.toString(), literal, Pattern.compile(regex.toString(), Pattern.DOTALL));
  }

  private static void literal(char c, boolean inPrefix, StringBuilder prefix, StringBuilder regex) {
    if (inPrefix) {
      prefix.append(c);
    }
    quote(c, regex);
  }

  private static void quote(char c, StringBuilder regex) {
    if (SPECIAL_IN_REGEX.indexOf(c) >= 0) {
      regex.append('\\');
    }
    regex.append(c);
  }

  private static int set(String glob, int open, StringBuilder regex) {
    int i = open + 1;
    regex.append('[');
    if (i < glob.length() && (glob.charAt(i) == '!' || glob.charAt(i) == '^')) {
      regex.append('^');
      i++;
    }
    int first = i;
    while (i < glob.length() && (glob.charAt(i) != ']' || i == first)) {
      char c = glob.charAt(i);
      boolean range =
          i + 2 < glob.length() && glob.charAt(i + 1) == '-' && glob.charAt(i + 2) != ']';
      quote(c, regex);
      if (range) {
        if (glob.charAt(i + 2) < c) {
          throw new IllegalArgumentException(
              "The pattern '" + glob + "' has a range that runs backwards at index " + i);
        }
        regex.append('-');
        quote(glob.charAt(i + 2), regex);
        i += 2;
      }
      i++;
    }
    if (i >= glob.length()) {
      throw new IllegalArgumentException(
          "The pattern '" + glob + "' does not close the set that opens at index " + open);
    }
    regex.append(']');
    return i;
  }

  /** What every key that matches begins with. */
  String prefix() {
    return prefix;
  }

  /** Whether only one key can match: the prefix. */
  boolean isLiteral() {
    return isLiteral;
  }

  boolean matches(String key) {
    return pattern.matcher(key).matches();
  }
}

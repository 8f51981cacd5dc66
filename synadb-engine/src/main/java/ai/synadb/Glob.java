/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb;

import java.util.ArrayList;
import java.util.List;

/**
 * A pattern of keys, as {@link SynaReader#glob} takes it. It has a literal beginning, by which keys
 * are found, and the rest, by which they are told.
 *
 * <p>Matching never goes back further than to the last star, so it takes at most the product of the
 * two lengths.
 *
 * <p>Thread safety: immutable.
 *
 * @since 0.1.0
 */
public final class Glob {
  private static final int STAR = -1;
  private static final int ANY = -2;
  private static final int SET = -3; // and smaller: the set -3 - n

  private final String prefix;
  private final int[] tokens; // code points, or the constants above
  private final List<Set> sets;

  private Glob(String prefix, int[] tokens, List<Set> sets) {
    this.prefix = prefix;
    this.tokens = tokens;
    this.sets = sets;
  }

  /** Ranges of code points, each two of an array, or all but them. */
  private static final class Set {
    private final boolean isNegated;
    private final List<int[]> ranges = new ArrayList<>();

    Set(boolean isNegated) {
      this.isNegated = isNegated;
    }

    boolean matches(int c) {
      for (int[] r : ranges) {
        if (c >= r[0] && c <= r[1]) {
          return !isNegated;
        }
      }
      return isNegated;
    }
  }

  /**
   * Reads a pattern.
   *
   * @throws IllegalArgumentException if a set is not closed or a backslash is the last character
   */
  public static Glob compile(String glob) {
    int[] p = glob.codePoints().toArray();
    List<Integer> tokens = new ArrayList<>();
    List<Set> sets = new ArrayList<>();
    for (int i = 0; i < p.length; i++) {
      switch (p[i]) {
        case '*':
          if (tokens.isEmpty() || tokens.get(tokens.size() - 1) != STAR) {
            tokens.add(STAR);
          }
          break;
        case '?':
          tokens.add(ANY);
          break;
        case '[':
          i = set(glob, p, i, sets);
          tokens.add(SET - (sets.size() - 1));
          break;
        case '\\':
          if (++i == p.length) {
            throw new IllegalArgumentException(
                "The pattern "
                    + SynaException.quoted(glob)
                    + " ends with a backslash that takes nothing");
          }
          tokens.add(p[i]);
          break;
        default:
          tokens.add(p[i]);
      }
    }
    StringBuilder prefix = new StringBuilder();
    for (int t : tokens) {
      if (t < 0) {
        break;
      }
      prefix.appendCodePoint(t);
    }
    return new Glob(prefix.toString(), tokens.stream().mapToInt(Integer::intValue).toArray(), sets);
  }

  /** Reads the set that opens at {@code open}; returns where it closes. */
  private static int set(String glob, int[] p, int open, List<Set> sets) {
    int i = open + 1;
    boolean negated = i < p.length && (p[i] == '!' || p[i] == '^');
    Set set = new Set(negated);
    i += negated ? 1 : 0;
    int first = i;
    while (i < p.length && (p[i] != ']' || i == first)) {
      int low = p[i];
      int high = low;
      if (i + 2 < p.length && p[i + 1] == '-' && p[i + 2] != ']') {
        high = p[i + 2];
        i += 2;
        if (high < low) {
          throw new IllegalArgumentException(
              "The pattern "
                  + SynaException.quoted(glob)
                  + " has a range that runs backwards, from '"
                  + Character.toString(low)
                  + "' to '"
                  + Character.toString(high)
                  + "'");
        }
      }
      set.ranges.add(new int[] {low, high});
      i++;
    }
    if (i >= p.length) {
      throw new IllegalArgumentException(
          "The pattern "
              + SynaException.quoted(glob)
              + " does not close the set that opens at character "
              + open);
    }
    sets.add(set);
    return i;
  }

  /** What every key that matches begins with. */
  String prefix() {
    return prefix;
  }

  /** Whether only one key can match: the prefix. */
  boolean isLiteral() {
    return prefix.codePointCount(0, prefix.length()) == tokens.length;
  }

  /** Whether a key is one of those that the pattern stands for. */
  public boolean matches(String key) {
    int[] k = key.codePoints().toArray();
    int i = 0;
    int t = 0;
    int star = -1; // the last star
    int taken = 0; // up to where it takes characters
    while (i < k.length) {
      if (t < tokens.length && tokens[t] == STAR) {
        star = t++;
        taken = i;
      } else if (t < tokens.length && matches(tokens[t], k[i])) {
        t++;
        i++;
      } else if (star >= 0) {
        t = star + 1;
        i = ++taken;
      } else {
        return false;
      }
    }
    while (t < tokens.length && tokens[t] == STAR) {
      t++;
    }
    return t == tokens.length;
  }

  private boolean matches(int token, int c) {
    if (token >= 0) {
      return token == c;
    }
    return token == ANY || (token <= SET && sets.get(SET - token).matches(c));
  }
}

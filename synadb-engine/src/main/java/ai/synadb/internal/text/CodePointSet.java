/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.text;

import java.util.ArrayList;
import java.util.List;

/** Code points in ranges, or all but them. */
final class CodePointSet {
  private final List<int[]> ranges = new ArrayList<>();
  private final boolean isNegated;

  CodePointSet(boolean isNegated) {
    this.isNegated = isNegated;
  }

  /** The set of an escape: d, w or s, or all but them in upper case. */
  static CodePointSet ofEscape(int letter) {
    CodePointSet set = new CodePointSet(Character.isUpperCase(letter));
    set.addClass(Character.toLowerCase(letter));
    return set;
  }

  void add(int low, int high) {
    ranges.add(new int[] {low, high});
  }

  /** Adds what an escape stands for. */
  void addEscape(int letter) {
    if (Character.isLowerCase(letter)) {
      addClass(letter);
      return;
    }
    CodePointSet all = ofEscape(Character.toLowerCase(letter));
    all.ranges.sort((a, b) -> Integer.compare(a[0], b[0]));
    int from = 0;
    for (int[] r : all.ranges) {
      if (r[0] > from) {
        add(from, r[0] - 1);
      }
      from = r[1] + 1;
    }
    add(from, Character.MAX_CODE_POINT);
  }

  private void addClass(int letter) {
    switch (letter) {
      case 'd':
        add('0', '9');
        break;
      case 'w':
        add('0', '9');
        add('A', 'Z');
        add('_', '_');
        add('a', 'z');
        break;
      default:
        add('\t', '\r');
        add(' ', ' ');
    }
  }

  boolean contains(int c) {
    return isListed(c) != isNegated;
  }

  /** Whether some case of a code point is listed, or none is if the set is negated. */
  boolean containsAnyCase(int c) {
    int upper = Character.toUpperCase(c);
    boolean listed = isListed(c) || isListed(upper) || isListed(LikePattern.fold(c));
    return listed != isNegated;
  }

  private boolean isListed(int c) {
    for (int[] r : ranges) {
      if (c >= r[0] && c <= r[1]) {
        return true;
      }
    }
    return false;
  }

  /** Whether a code point is a letter, a digit or an underscore of ASCII. */
  static boolean isWord(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  }
}

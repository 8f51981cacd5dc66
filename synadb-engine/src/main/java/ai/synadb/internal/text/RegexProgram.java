/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The automaton of a {@link LinearRegex}: states in a row, each an operation and its operands. */
final class RegexProgram {
  static final int CHAR = 0; // x: the code point
  static final int ANY = 1;
  static final int SET = 2; // x: the set
  static final int SPLIT = 3; // goes on at x and at y
  static final int JUMP = 4; // goes on at x
  static final int START = 5;
  static final int END = 6;
  static final int WORD_EDGE = 7;
  static final int NO_WORD_EDGE = 8;
  static final int MATCH = 9;

  private int size;
  private int[] ops = new int[16];
  private int[] xs = new int[16];
  private int[] ys = new int[16];
  private final List<CodePointSet> sets = new ArrayList<>();
  private final boolean ignoreCase;

  RegexProgram(boolean ignoreCase) {
    this.ignoreCase = ignoreCase;
  }

  int size() {
    return size;
  }

  int op(int state) {
    return ops[state];
  }

  int x(int state) {
    return xs[state];
  }

  int y(int state) {
    return ys[state];
  }

  int add(int op) {
    if (size == LinearRegex.MAX_STATES) {
      throw tooLarge();
    }
    if (size == ops.length) {
      ops = Arrays.copyOf(ops, 2 * size);
      xs = Arrays.copyOf(xs, 2 * size);
      ys = Arrays.copyOf(ys, 2 * size);
    }
    ops[size] = op;
    return size++;
  }

  static PatternException tooLarge() {
    return new PatternException(
        0, "expected repetitions that multiply to at most " + LinearRegex.MAX_STATES + " parts");
  }

  void addChar(int c) {
    int state = add(CHAR);
    xs[state] = ignoreCase ? LikePattern.fold(c) : c;
  }

  void addSet(CodePointSet set) {
    int state = add(SET);
    xs[state] = sets.size();
    sets.add(set);
  }

  void target(int state, int x, int y) {
    xs[state] = x;
    ys[state] = y;
  }

  /** Whether a state that waits for a character takes this one. */
  boolean accepts(int state, int c) {
    int x = xs[state];
    switch (ops[state]) {
      case CHAR:
        return x == c || (ignoreCase && x == LikePattern.fold(c));
      case ANY:
        return c != '\n';
      default:
        return ignoreCase ? sets.get(x).containsAnyCase(c) : sets.get(x).contains(c);
    }
  }

  /** Whether a condition on a place holds between two characters; -1 is outside the text. */
  boolean holds(int state, int before, int after) {
    boolean atEdge = CodePointSet.isWord(before) != CodePointSet.isWord(after);
    switch (ops[state]) {
      case START:
        return before < 0;
      case END:
        return after < 0;
      case WORD_EDGE:
        return atEdge;
      default:
        return !atEdge;
    }
  }
}

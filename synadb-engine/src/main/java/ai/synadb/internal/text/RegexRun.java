/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.text;

/**
 * One search for a {@link RegexProgram} in a text.
 *
 * <p>Thread safety: confined.
 */
final class RegexRun {
  private final RegexProgram program;
  private int[] now; // the states that wait for a character
  private int[] next;
  private final int[] scratchStack;
  private final int[] reached; // the step in which a state was last reached, steps from 1
  private int step = 1;

  RegexRun(RegexProgram program) {
    this.program = program;
    this.now = new int[program.size()];
    this.next = new int[program.size()];
    this.scratchStack = new int[program.size()];
    this.reached = new int[program.size()];
  }

  boolean find(String text) {
    int count = 0;
    int before = -1;
    int i = 0;
    while (true) {
      int c = i < text.length() ? text.codePointAt(i) : -1;
      count = reach(0, now, count, before, c);
      if (count < 0 || c < 0) {
        return count < 0;
      }
      i += Character.charCount(c);
      int after = i < text.length() ? text.codePointAt(i) : -1;
      step++;
      int following = 0;
      for (int s = 0; s < count && following >= 0; s++) {
        if (program.accepts(now[s], c)) {
          following = reach(now[s] + 1, next, following, c, after);
        }
      }
      if (following < 0) {
        return true;
      }
      int[] swap = now;
      now = next;
      next = swap;
      count = following;
      before = c;
    }
  }

  /**
   * Adds to a row the states that are reached from one without taking a character.
   *
   * @return how many the row then has, or -1 if the end of the pattern is reached
   */
  private int reach(int from, int[] row, int count, int before, int after) {
    int n = count;
    int depth = push(from, 0);
    while (depth > 0) {
      int s = scratchStack[--depth];
      switch (program.op(s)) {
        case RegexProgram.MATCH:
          return -1;
        case RegexProgram.JUMP:
          depth = push(program.x(s), depth);
          break;
        case RegexProgram.SPLIT:
          depth = push(program.y(s), push(program.x(s), depth));
          break;
        case RegexProgram.CHAR, RegexProgram.ANY, RegexProgram.SET:
          row[n++] = s;
          break;
        default:
          if (program.holds(s, before, after)) {
            depth = push(s + 1, depth);
          }
      }
    }
    return n;
  }

  /** Each state is pushed once in a step at most, so the stack is no deeper than there are. */
  private int push(int state, int depth) {
    if (reached[state] == step) {
      return depth;
    }
    reached[state] = step;
    scratchStack[depth] = state;
    return depth + 1;
  }
}

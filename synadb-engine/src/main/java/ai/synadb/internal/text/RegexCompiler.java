/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.text;

import ai.synadb.internal.text.RegexNode.Char;
import ai.synadb.internal.text.RegexNode.Choice;
import ai.synadb.internal.text.RegexNode.OneOf;
import ai.synadb.internal.text.RegexNode.Plain;
import ai.synadb.internal.text.RegexNode.Repeat;
import ai.synadb.internal.text.RegexNode.Sequence;
import java.util.List;

/** Turns the parts of a regular expression into a {@link RegexProgram}. */
final class RegexCompiler {
  /** Bounds the work where nothing is repeated a thousand times a thousand times. */
  private static final int MAX_STEPS = 20 * LinearRegex.MAX_STATES;

  private final RegexProgram program;
  private int steps;

  private RegexCompiler(RegexProgram program) {
    this.program = program;
  }

  static RegexProgram compile(String pattern) {
    boolean ignoreCase = pattern.startsWith(RegexParser.IGNORE_CASE);
    RegexCompiler compiler = new RegexCompiler(new RegexProgram(ignoreCase));
    compiler.emit(new RegexParser(pattern).parse());
    compiler.program.add(RegexProgram.MATCH);
    return compiler.program;
  }

  private void emit(RegexNode node) {
    if (++steps > MAX_STEPS) {
      throw RegexProgram.tooLarge();
    }
    if (node instanceof Char c) {
      program.addChar(c.codePoint());
    } else if (node instanceof OneOf o) {
      program.addSet(o.set());
    } else if (node instanceof Plain p) {
      program.add(p.op());
    } else if (node instanceof Sequence s) {
      s.parts().forEach(this::emit);
    } else if (node instanceof Choice c) {
      emitChoice(c.parts());
    } else if (node instanceof Repeat r) {
      emitRepeat(r);
    }
  }

  private void emitChoice(List<RegexNode> parts) {
    int last = parts.size() - 1;
    int[] ends = new int[last];
    for (int i = 0; i < last; i++) {
      int split = program.add(RegexProgram.SPLIT);
      emit(parts.get(i));
      ends[i] = program.add(RegexProgram.JUMP);
      program.target(split, split + 1, program.size());
    }
    emit(parts.get(last));
    for (int end : ends) {
      program.target(end, program.size(), 0);
    }
  }

  private void emitRepeat(Repeat r) {
    for (int i = 0; i < r.atLeast(); i++) {
      emit(r.part());
    }
    if (r.atMost() < 0) {
      int split = program.add(RegexProgram.SPLIT);
      emit(r.part());
      program.target(program.add(RegexProgram.JUMP), split, 0);
      program.target(split, split + 1, program.size());
      return;
    }
    for (int i = r.atLeast(); i < r.atMost(); i++) {
      int split = program.add(RegexProgram.SPLIT);
      emit(r.part());
      program.target(split, split + 1, program.size());
    }
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.text;

import java.util.List;

/** A part of a regular expression. */
sealed interface RegexNode {

  /** One character. */
  record Char(int codePoint) implements RegexNode {}

  /** One character of a set. */
  record OneOf(CodePointSet set) implements RegexNode {}

  /** Any character, or a condition on a place: an operation of the program without operands. */
  record Plain(int op) implements RegexNode {}

  /** Parts one behind the other. */
  record Sequence(List<RegexNode> parts) implements RegexNode {}

  /** One of some parts. */
  record Choice(List<RegexNode> parts) implements RegexNode {}

  /** A part some times; at most -1 is without end. */
  record Repeat(RegexNode part, int atLeast, int atMost) implements RegexNode {}
}

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
import java.util.ArrayList;
import java.util.List;

/** Reads the syntax that {@link LinearRegex} describes. */
final class RegexParser {
  static final String IGNORE_CASE = "(?i)";

  private static final int MAX_DEPTH = 50;
  private static final int MAX_COUNT = 1000;
  private static final String CLASSES = "dDwWsS";

  private final String pattern;
  private int at; // in chars
  private int depth;

  RegexParser(String pattern) {
    this.pattern = pattern;
    this.at = pattern.startsWith(IGNORE_CASE) ? IGNORE_CASE.length() : 0;
  }

  RegexNode parse() {
    RegexNode node = choice();
    if (at < pattern.length()) {
      throw wrong("expected an opening parenthesis before this closing one");
    }
    return node;
  }

  private RegexNode choice() {
    List<RegexNode> parts = new ArrayList<>();
    do {
      parts.add(sequence());
    } while (take('|'));
    return parts.size() == 1 ? parts.get(0) : new Choice(parts);
  }

  private RegexNode sequence() {
    List<RegexNode> parts = new ArrayList<>();
    while (at < pattern.length() && !isAt('|') && !isAt(')')) {
      parts.add(repeated(atom()));
    }
    return new Sequence(parts);
  }

  private RegexNode repeated(RegexNode part) {
    int from = at;
    RegexNode node;
    if (take('*')) {
      node = new Repeat(part, 0, -1);
    } else if (take('+')) {
      node = new Repeat(part, 1, -1);
    } else if (take('?')) {
      node = new Repeat(part, 0, 1);
    } else if (take('{')) {
      node = counted(part, from);
    } else {
      return part;
    }
    take('?');
    if (isAt('*') || isAt('+') || isAt('?') || isAt('{')) {
      throw wrong("expected no second repetition of the same part");
    }
    return node;
  }

  private RegexNode counted(RegexNode part, int from) {
    int atLeast = count();
    int atMost = atLeast;
    if (take(',')) {
      atMost = isAt('}') ? -1 : count();
    }
    if (!take('}')) {
      throw wrong("expected a closing brace");
    }
    if (atMost >= 0 && atMost < atLeast) {
      throw new PatternException(from, "expected a first count that is not above the second");
    }
    return new Repeat(part, atLeast, atMost);
  }

  private int count() {
    int from = at;
    int n = 0;
    while (at < pattern.length() && pattern.charAt(at) >= '0' && pattern.charAt(at) <= '9') {
      n = 10 * n + pattern.charAt(at++) - '0';
      if (n > MAX_COUNT) {
        throw new PatternException(from, "expected a count of at most " + MAX_COUNT);
      }
    }
    if (at == from) {
      throw wrong("expected a count");
    }
    return n;
  }

  private RegexNode atom() {
    int from = at;
    int c = next();
    switch (c) {
      case '.':
        return new Plain(RegexProgram.ANY);
      case '^':
        return new Plain(RegexProgram.START);
      case '$':
        return new Plain(RegexProgram.END);
      case '[':
        return new OneOf(set(from));
      case '(':
        return group(from);
      case '\\':
        return escape(from);
      case '*', '+', '?', '{':
        throw new PatternException(from, "expected something to repeat before it");
      default:
        return new Char(c);
    }
  }

  private RegexNode group(int from) {
    if (++depth > MAX_DEPTH) {
      throw new PatternException(from, "expected at most " + MAX_DEPTH + " groups in each other");
    }
    if (take('?') && !take(':')) {
      throw wrong("expected a colon: of the special groups there is only (?:");
    }
    RegexNode node = choice();
    if (!take(')')) {
      throw new PatternException(from, "expected a closing parenthesis for this one");
    }
    depth--;
    return node;
  }

  private RegexNode escape(int from) {
    int c = escaped(from);
    if (CLASSES.indexOf(c) >= 0) {
      return new OneOf(CodePointSet.ofEscape(c));
    }
    if (c == 'b' || c == 'B') {
      return new Plain(c == 'b' ? RegexProgram.WORD_EDGE : RegexProgram.NO_WORD_EDGE);
    }
    return new Char(literal(c, from));
  }

  private int escaped(int from) {
    if (at == pattern.length()) {
      throw new PatternException(from, "expected a character behind the backslash");
    }
    return next();
  }

  private static int literal(int c, int from) {
    switch (c) {
      case 'n':
        return '\n';
      case 'r':
        return '\r';
      case 't':
        return '\t';
      default:
        if (Character.isLetterOrDigit(c)) {
          throw new PatternException(
              from, "expected one of d D w W s S b B n r t or no letter or digit after \\");
        }
        return c;
    }
  }

  private CodePointSet set(int from) {
    CodePointSet set = new CodePointSet(take('^'));
    boolean isFirst = true;
    while (isFirst || !isAt(']')) {
      isFirst = false;
      if (at == pattern.length()) {
        throw new PatternException(from, "expected a closing bracket for this one");
      }
      int start = at;
      int low = next();
      if (low == '\\') {
        low = escaped(start);
        if (CLASSES.indexOf(low) >= 0) {
          set.addEscape(low);
          continue;
        }
        low = literal(low, start);
      }
      set.add(low, rangeEnd(low, start));
    }
    at++;
    return set;
  }

  private int rangeEnd(int low, int start) {
    if (!isAt('-') || at + 1 == pattern.length() || pattern.charAt(at + 1) == ']') {
      return low;
    }
    at++;
    int from = at;
    int high = next();
    if (high == '\\') {
      high = literal(escaped(from), from);
    }
    if (high < low) {
      throw new PatternException(start, "expected a range that does not run backwards");
    }
    return high;
  }

  private int next() {
    int c = pattern.codePointAt(at);
    at += Character.charCount(c);
    return c;
  }

  private boolean isAt(char c) {
    return at < pattern.length() && pattern.charAt(at) == c;
  }

  private boolean take(char c) {
    if (!isAt(c)) {
      return false;
    }
    at++;
    return true;
  }

  private PatternException wrong(String message) {
    return new PatternException(at, message);
  }
}

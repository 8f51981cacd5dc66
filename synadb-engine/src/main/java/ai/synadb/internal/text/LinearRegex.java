/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.text;

import org.jspecify.annotations.Nullable;

/**
 * A regular expression that is found in a text in time proportional to the product of their
 * lengths, whatever they are: all states of the automaton are followed at once [1, 2], so nothing
 * is ever tried twice. References back and looking around have no such automaton and are refused.
 *
 * <p>The syntax is the common one: {@code . [a-z] [^a-z] \d \D \w \W \s \S ^ $ \b \B ( ) (?: ) | *
 * + ? {m} {m,} {m,n}}, and {@code (?i)} at the very beginning for upper case that equals lower
 * case. A question mark behind a repetition is allowed and changes nothing, since only whether
 * there is a match is told. A backslash takes a character that is no letter or digit as it is;
 * {@code \n \r \t} are line feed, carriage return and tab. {@code .} is any character but a line
 * feed; {@code ^} and {@code $} are the ends of the text. Characters are code points; {@code \d \w
 * \s} are ASCII.
 *
 * <p>A pattern has at most {@value #MAX_CHARS} characters, and its automaton at most {@value
 * #MAX_STATES} states, which bounds nested repetitions. Two are equal if their patterns are.
 *
 * <p>[1] K. Thompson, Regular expression search algorithm, CACM 11 (6), 1968. [2] R. Cox, Regular
 * expression matching: the virtual machine approach, 2009.
 *
 * <p>Thread safety: immutable.
 */
public final class LinearRegex {
  /** The longest pattern, in characters. */
  public static final int MAX_CHARS = 1000;

  /** The largest automaton, in states. */
  public static final int MAX_STATES = 2000;

  private final String pattern;
  private final RegexProgram program;

  private LinearRegex(String pattern, RegexProgram program) {
    this.pattern = pattern;
    this.program = program;
  }

  /**
   * Reads a pattern.
   *
   * @throws PatternException if it cannot be read or breaks a bound
   */
  public static LinearRegex compile(String pattern) {
    if (pattern.length() > MAX_CHARS) {
      throw new PatternException(
          MAX_CHARS,
          "expected a pattern of at most " + MAX_CHARS + " characters, not " + pattern.length());
    }
    return new LinearRegex(pattern, RegexCompiler.compile(pattern));
  }

  /** The pattern as given. */
  public String pattern() {
    return pattern;
  }

  /** Whether some part of a text matches. */
  public boolean find(String text) {
    return new RegexRun(program).find(text);
  }

  @Override
  public boolean equals(@Nullable Object o) {
    return o instanceof LinearRegex r && r.pattern.equals(pattern);
  }

  @Override
  public int hashCode() {
    return pattern.hashCode();
  }

  @Override
  public String toString() {
    return pattern;
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb;

/** The kinds of value that a record can hold, in the order of their tags in the file. */
public enum AtomType {
  /** No value. */
  NULL,
  /** A 64-bit IEEE-754 number. */
  FLOAT,
  /** A signed 64-bit integer. */
  INT,
  /** Unicode text. */
  TEXT,
  /** Raw bytes. */
  BYTES,
  /** 1 to 8192 32-bit IEEE-754 numbers. */
  VECTOR;

  private static final AtomType[] BY_TAG = values();

  /** The number that stands for this kind in the file. */
  public int tag() {
    return ordinal();
  }

  /**
   * The kind with a tag.
   *
   * @throws IllegalArgumentException if no kind has it
   */
  public static AtomType ofTag(int tag) {
    if (tag < 0 || tag >= BY_TAG.length) {
      throw new IllegalArgumentException(
          "No type of value has the tag " + tag + "; the tags are 0 to " + (BY_TAG.length - 1));
    }
    return BY_TAG[tag];
  }
}

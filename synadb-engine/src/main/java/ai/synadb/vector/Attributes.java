/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.vector;

/**
 * Typed values beside a vector.
 *
 * <p>Thread safety: immutable.
 *
 * @since 0.1.0
 */
public final class Attributes {
  private static final Attributes EMPTY = new Attributes();

  private Attributes() {}

  String toJson() {
    throw new UnsupportedOperationException();
  }

  static Attributes fromJson(String json) {
    throw new UnsupportedOperationException(json);
  }

  boolean isEmpty() {
    return true;
  }

  /** No attributes. */
  public static Attributes empty() {
    return EMPTY;
  }
}

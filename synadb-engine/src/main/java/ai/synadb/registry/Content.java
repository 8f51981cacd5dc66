/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.registry;

import ai.synadb.SynaException;
import ai.synadb.error.SynaFormatException;
import java.util.Objects;

/**
 * What names a payload: its digest and its length.
 *
 * <p>Thread safety: immutable.
 *
 * @param sha256 the SHA-256 of its bytes, 64 lower-case hexadecimal digits
 * @param size how many bytes it has
 * @since 0.1.0
 */
public record Content(String sha256, long size) {
  private static final int DIGITS = 64;

  /**
   * Checks both.
   *
   * @throws IllegalArgumentException if the digest is not 64 lower-case hexadecimal digits, or the
   *     length is negative
   */
  public Content {
    Objects.requireNonNull(sha256, "sha256");
    if (!isDigest(sha256)) {
      throw new IllegalArgumentException(
          "A SHA-256 is 64 lower-case hexadecimal digits, not " + SynaException.quoted(sha256));
    }
    if (size < 0) {
      throw new IllegalArgumentException("A payload has 0 bytes or more, not " + size);
    }
  }

  static boolean isDigest(String s) {
    return s.length() == DIGITS
        && s.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
  }

  /** As the constructor, of what a file says. */
  static Content read(String sha256, long size, String key) {
    try {
      return new Content(sha256, size);
    } catch (IllegalArgumentException e) {
      throw new SynaFormatException(String.valueOf(e.getMessage()), e, null, -1, key);
    }
  }
}

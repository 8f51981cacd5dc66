/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.experiment;

import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The rules for names and texts that a caller gives. */
final class Names {
  /** The longest name, in bytes of UTF-8. */
  static final int MAX_BYTES = 1024;

  private Names() {}

  /** Checks a name: not empty, not too long, and text that UTF-8 can carry. */
  static String require(String name, String what) {
    requireText(name, what, MAX_BYTES);
    if (name.isEmpty()) {
      throw new IllegalArgumentException(what + " is not empty");
    }
    return name;
  }

  /** The bytes of a text of any length. */
  static byte[] utf8(String text, String what) {
    return requireText(text, what, Integer.MAX_VALUE).getBytes(StandardCharsets.UTF_8);
  }

  /** Checks a text: not too long, and without an unpaired surrogate. */
  static String requireText(String text, String what, int maxBytes) {
    Objects.requireNonNull(text, what);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c)) {
        throw new IllegalArgumentException(what + " has an unpaired surrogate at character " + i);
      }
    }
    if (text.length() > maxBytes / 3) {
      int bytes = text.getBytes(StandardCharsets.UTF_8).length;
      if (bytes > maxBytes) {
        throw new IllegalArgumentException(
            what + " has at most " + maxBytes + " bytes of UTF-8, not " + bytes);
      }
    }
    return text;
  }
}

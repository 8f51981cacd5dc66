/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.cli;

import ai.synadb.Atom;

/** Vectors as people spell them. */
final class Vectors {
  private Vectors() {}

  /** Reads {@code 1,2.5,3} or {@code [1, 2.5, 3]}, with commas or blanks. */
  static float[] parse(String text) {
    String t = text.strip();
    if (t.startsWith("[") && t.endsWith("]")) {
      t = t.substring(1, t.length() - 1).strip();
    }
    if (t.isEmpty()) {
      throw new IllegalArgumentException("A vector has 1 or more elements, not 0");
    }
    String[] parts = t.split("\\s*,\\s*|\\s+", Atom.MAX_VECTOR_DIMENSIONS + 2);
    if (parts.length > Atom.MAX_VECTOR_DIMENSIONS) {
      throw new IllegalArgumentException(
          "A vector has at most " + Atom.MAX_VECTOR_DIMENSIONS + " elements");
    }
    float[] v = new float[parts.length];
    for (int i = 0; i < v.length; i++) {
      try {
        v[i] = Float.parseFloat(parts[i]);
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(
            "Element "
                + i
                + " of the vector is no number: '"
                + Printable.elided(parts[i], 20)
                + "'",
            e);
      }
    }
    return v;
  }
}

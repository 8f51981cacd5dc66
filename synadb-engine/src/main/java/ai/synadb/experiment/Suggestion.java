/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.experiment;

import java.util.Collection;
import java.util.Locale;

/** The known word that is nearest to one that is not known. */
final class Suggestion {
  private static final int MAX_CHARS = 64;

  private Suggestion() {}

  /** The end of a message that asks for the nearest word; empty if none is near. */
  static String of(String word, Collection<String> known) {
    String nearest = "";
    int least = Math.min(3, word.length() / 3 + 1) + 1;
    for (String candidate : known) {
      int d =
          word.length() > MAX_CHARS ? least : distance(word.toLowerCase(Locale.ROOT), candidate);
      if (d < least) {
        least = d;
        nearest = candidate;
      }
    }
    return nearest.isEmpty() ? "" : "; did you mean '" + nearest + "'?";
  }

  /** How many characters are changed, missing, too many, or swapped with their neighbour. */
  private static int distance(String a, String candidate) {
    String b = candidate.toLowerCase(Locale.ROOT);
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        d[i][j] = Math.min(d[i - 1][j - 1] + change, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}

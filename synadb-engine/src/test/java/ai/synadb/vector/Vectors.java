/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.vector;

import java.util.Random;

/** Vectors made up for tests, and what recall is. */
final class Vectors {
  private Vectors() {}

  /** Independent normal components. */
  static float[][] noise(int n, int dimensions, long seed) {
    Random random = new Random(seed);
    float[][] rows = new float[n][dimensions];
    for (float[] row : rows) {
      for (int i = 0; i < dimensions; i++) {
        row[i] = (float) random.nextGaussian();
      }
    }
    return rows;
  }

  /** Points around a hundred centres in a cube, a tenth of its half edge away in each direction. */
  static float[][] clusters(int n, int dimensions, long seed) {
    Random random = new Random(seed);
    float[][] centres = new float[100][dimensions];
    for (float[] c : centres) {
      for (int i = 0; i < dimensions; i++) {
        c[i] = 2 * random.nextFloat() - 1;
      }
    }
    float[][] rows = new float[n][dimensions];
    for (float[] row : rows) {
      float[] c = centres[random.nextInt(centres.length)];
      for (int i = 0; i < dimensions; i++) {
        row[i] = c[i] + 0.2f * (random.nextFloat() - 0.5f);
      }
    }
    return rows;
  }

  static String key(int i) {
    return "row/" + i;
  }
}

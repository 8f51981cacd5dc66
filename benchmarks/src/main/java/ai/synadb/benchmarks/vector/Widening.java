/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.benchmarks.vector;

import java.util.Random;

/**
 * Maps vectors into a space of more dimensions, with distances as they are but for a little noise.
 */
final class Widening {
  private static final double NOISE = 0.01;

  /** As many rows as the vectors have dimensions, of unit length and at right angles. */
  private final float[][] axes;

  private final int width;

  Widening(int dim, int width) {
    this.width = width;
    this.axes = new float[dim][width];
    Random random = new Random(width);
    for (int i = 0; i < dim; i++) {
      for (int j = 0; j < width; j++) {
        axes[i][j] = (float) random.nextGaussian();
      }
      for (int earlier = 0; earlier < i; earlier++) {
        float dot = -Metric.COSINE.rough(axes[i], axes[earlier]);
        for (int j = 0; j < width; j++) {
          axes[i][j] -= dot * axes[earlier][j];
        }
      }
      DataMaker.normalise(axes[i]);
    }
  }

  int width() {
    return width;
  }

  /** Maps one vector; the result has unit length. */
  float[] map(float[] x, Random noise) {
    float[] y = new float[width];
    for (int i = 0; i < x.length; i++) {
      float[] axis = axes[i];
      float f = x[i];
      for (int j = 0; j < width; j++) {
        y[j] += f * axis[j];
      }
    }
    double sigma = NOISE / Math.sqrt(width);
    for (int j = 0; j < width; j++) {
      y[j] += (float) (sigma * noise.nextGaussian());
    }
    DataMaker.normalise(y);
    return y;
  }
}

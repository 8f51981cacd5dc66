/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.examples.quickstart;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Softmax regression, trained by gradient descent: as small as a model gets. */
final class SoftmaxModel {
  private final int inputs;
  private final int classes;
  private final float[] weights; // for each class the inputs' weights, then the bias

  SoftmaxModel(int inputs, int classes) {
    this.inputs = inputs;
    this.classes = classes;
    this.weights = new float[classes * (inputs + 1)];
  }

  static SoftmaxModel of(byte[] bytes, int inputs, int classes) {
    SoftmaxModel model = new SoftmaxModel(inputs, classes);
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(model.weights);
    return model;
  }

  byte[] toBytes() {
    ByteBuffer bytes = ByteBuffer.allocate(4 * weights.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(weights);
    return bytes.array();
  }

  /** The class that a row of pixels most likely shows. */
  int predict(float[] pixels, int at) {
    float[] p = probabilities(pixels, at);
    int best = 0;
    for (int c = 1; c < classes; c++) {
      best = p[c] > p[best] ? c : best;
    }
    return best;
  }

  /** One step along the gradient of some rows; returns their mean loss before it. */
  double train(float[] pixels, long[] labels, int rows, double learningRate) {
    float[] gradient = new float[weights.length];
    double loss = 0;
    for (int r = 0; r < rows; r++) {
      float[] p = probabilities(pixels, r * inputs);
      loss -= Math.log(Math.max(1e-9, p[(int) labels[r]]));
      p[(int) labels[r]] -= 1;
      for (int c = 0; c < classes; c++) {
        int w = c * (inputs + 1);
        for (int i = 0; i < inputs; i++) {
          gradient[w + i] += p[c] * pixels[r * inputs + i];
        }
        gradient[w + inputs] += p[c];
      }
    }
    float step = (float) (learningRate / rows);
    for (int i = 0; i < weights.length; i++) {
      weights[i] -= step * gradient[i];
    }
    return loss / rows;
  }

  private float[] probabilities(float[] pixels, int at) {
    float[] p = new float[classes];
    float max = Float.NEGATIVE_INFINITY;
    for (int c = 0; c < classes; c++) {
      int w = c * (inputs + 1);
      p[c] = weights[w + inputs];
      for (int i = 0; i < inputs; i++) {
        p[c] += weights[w + i] * pixels[at + i];
      }
      max = Math.max(max, p[c]);
    }
    float sum = 0;
    for (int c = 0; c < classes; c++) {
      p[c] = (float) Math.exp(p[c] - max);
      sum += p[c];
    }
    for (int c = 0; c < classes; c++) {
      p[c] /= sum;
    }
    return p;
  }
}

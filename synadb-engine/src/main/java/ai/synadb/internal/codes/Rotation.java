/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.codes;

import ai.synadb.internal.simd.Kernels;
import java.util.SplittableRandom;

/**
 * A random orthonormal map into a multiple of 64 dimensions, at the cost of two Walsh-Hadamard
 * transforms: random signs, a transform of the first 2^k dimensions, signs, a transform of the last
 * 2^k. It spreads what a vector has in few dimensions over all of them, which one-bit codes and a
 * common scale for all bytes need; dot products stay as they are. Vectors are padded with zeros
 * first, so that short ones get more bits than they have dimensions, which makes their codes more
 * precise.
 *
 * <p>The map follows from the dimensions and the seed. Thread safety: immutable.
 */
public final class Rotation {
  private final int dims;
  private final int width;
  private final int block;
  private final long seed;
  private final float[] signs;
  private final float[] signs2;

  /**
   * The map of a seed.
   *
   * @param dims of the vectors
   */
  public Rotation(int dims, long seed) {
    this.dims = dims;
    this.width = width(dims);
    this.block = Integer.highestOneBit(width);
    this.seed = seed;
    SplittableRandom random = new SplittableRandom(seed);
    this.signs = signs(random, width);
    this.signs2 = signs(random, width);
  }

  /** The dimensions behind the map: the next multiple of 64. */
  public static int width(int dims) {
    return (dims + 63) & -64;
  }

  private static float[] signs(SplittableRandom random, int n) {
    float[] s = new float[n];
    for (int i = 0; i < n; i++) {
      s[i] = random.nextBoolean() ? 1 : -1;
    }
    return s;
  }

  /** The dimensions of the vectors. */
  public int dims() {
    return dims;
  }

  /** The dimensions behind the map. */
  public int width() {
    return width;
  }

  /** What the map was made from. */
  public long seed() {
    return seed;
  }

  /** Maps {@code dims} floats of {@code x} to {@code width} floats of {@code target}. */
  public void rotate(Kernels kernels, float[] x, int at, float[] target, int targetAt) {
    for (int i = 0; i < dims; i++) {
      target[targetAt + i] = x[at + i] * signs[i];
    }
    for (int i = dims; i < width; i++) {
      target[targetAt + i] = 0;
    }
    kernels.hadamard(target, targetAt, block);
    for (int i = 0; i < width; i++) {
      target[targetAt + i] *= signs2[i];
    }
    kernels.hadamard(target, targetAt + width - block, block);
  }
}

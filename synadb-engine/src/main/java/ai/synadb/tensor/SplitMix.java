/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import java.util.random.RandomGenerator;

/**
 * The generator SplitMix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number generators",
 * 2014). Written out so that its numbers are the same on every JDK.
 *
 * <p>Thread safety: confined.
 */
final class SplitMix implements RandomGenerator {
  private long state;

  SplitMix(long seed) {
    state = seed;
  }

  @Override
  public long nextLong() {
    state += Mix.GOLDEN;
    return Mix.mix(state);
  }
}

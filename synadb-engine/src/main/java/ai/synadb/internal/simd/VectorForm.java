/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.simd;

/**
 * The one place through which classes that need the Vector API are reached: only if it is there.
 */
record VectorForm(Kernels kernels, int bits) {
  /**
   * A form.
   *
   * @param wanted its name; one that this JVM has not, or no name at all, is the one to be expected
   *     to be fast here
   */
  static VectorForm load(String wanted) {
    boolean counts =
        switch (wanted) {
          case "shuffle" -> false;
          case "popcount" -> CountKernels.isThere();
          default -> CountKernels.isFast();
        };
    return new VectorForm(counts ? new CountKernels() : new ShuffleKernels(), Lanes.BITS);
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.simd;

/**
 * The one place through which classes that need the Vector API are reached: only if it is there.
 */
record VectorForm(Kernels kernels, int bits) {
  static VectorForm load() {
    return new VectorForm(new ShuffleKernels(), Lanes.BITS);
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.simd;

/** Which kernels this JVM has. */
public final class KernelChoice {
  private static final Kernels CHOSEN = new PlainKernels();

  private KernelChoice() {}

  /** The kernels to use. */
  public static Kernels kernels() {
    return CHOSEN;
  }
}

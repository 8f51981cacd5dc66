/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.simd;

/**
 * A query made ready for comparison with one-bit codes and with bytes; what is in it is the
 * business of the kernels that made it. It refers to the floats that it was made of, which stay as
 * they are while it is used. Reused from query to query.
 *
 * <p>Thread safety: confined to one thread.
 */
public abstract class CodeQuery {
  /** The number of dimensions, a multiple of 64. */
  final int dims;

  /** What it was made of, from {@link #at} on. */
  float[] floats = {};

  int at;

  CodeQuery(int dims) {
    this.dims = dims;
  }

  /** The number of dimensions, a multiple of 64. */
  public final int dims() {
    return dims;
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.codes;

import ai.synadb.internal.simd.Kernels;

/**
 * Blocks of codes on their way to a file and back: there their bits are in plain order, whatever
 * the kernels of a JVM make of them. Thread safety: confined to one thread.
 */
public final class CodeBlocks {
  private final Kernels kernels;
  private final int words;
  private final long[] code;

  /** For codes of so many dimensions. */
  public CodeBlocks(Kernels kernels, int width) {
    this.kernels = kernels;
    this.words = width / 64;
    this.code = new long[words];
  }

  /** Writes a block. */
  public void write(Sink sink, long[] block, int at) {
    sink.putLongs(block, at, Kernels.FACTOR_LONGS);
    for (int lane = 0; lane < Kernels.LANES; lane++) {
      kernels.unpackCode(block, at + Kernels.FACTOR_LONGS, lane, code, 0, words);
      sink.putLongs(code, 0, words);
    }
  }

  /** Reads a block. */
  public void read(Source source, long[] block, int at) {
    source.getLongs(block, at, Kernels.FACTOR_LONGS);
    for (int lane = 0; lane < Kernels.LANES; lane++) {
      source.getLongs(code, 0, words);
      kernels.packCode(block, at + Kernels.FACTOR_LONGS, lane, code, 0, words);
    }
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.testing;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * A fast hash of 64 bits for telling states apart: four independent lanes of 128-bit products over
 * eight bytes each. Not for anything that meets an adversary.
 *
 * <p>Thread safety: immutable.
 */
public final class StateHash {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long K1 = 0x9E3779B97F4A7C15L;
  private static final long K2 = 0xC2B2AE3D27D4EB4FL;
  private static final long K3 = 0x165667B19E3779F9L;
  private static final long K4 = 0xD6E8FEB86659FD93L;

  private StateHash() {}

  /** The hash of the first bytes of an array. */
  public static long of(byte[] b, int length, long seed) {
    long h1 = seed ^ K1;
    long h2 = seed ^ K2;
    long h3 = seed ^ K3;
    long h4 = seed ^ K4;
    int i = 0;
    for (; i + 32 <= length; i += 32) {
      h1 = step(h1, (long) LONG.get(b, i), K2);
      h2 = step(h2, (long) LONG.get(b, i + 8), K3);
      h3 = step(h3, (long) LONG.get(b, i + 16), K4);
      h4 = step(h4, (long) LONG.get(b, i + 24), K1);
    }
    for (; i + 8 <= length; i += 8) {
      h1 = step(h1, (long) LONG.get(b, i), K2);
    }
    for (; i < length; i++) {
      h2 = step(h2, b[i], K3);
    }
    return mix(mix(mix(mix(h1) ^ h2) ^ h3) ^ h4 ^ length);
  }

  private static long step(long h, long word, long k) {
    long x = h ^ word;
    return Math.multiplyHigh(x, k) ^ (x * k);
  }

  /** Spreads every bit over all bits. */
  public static long mix(long z) {
    long x = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    x = (x ^ (x >>> 27)) * 0x94D049BB133111EBL;
    return x ^ (x >>> 31);
  }
}

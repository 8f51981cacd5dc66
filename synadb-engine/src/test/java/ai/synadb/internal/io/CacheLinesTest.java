/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** Loads stay inside of what there is, whatever is asked for. */
final class CacheLinesTest {
  @Test
  void stopsBeforeTheEndOfABuffer() {
    for (int size = 0; size < 200; size++) {
      ByteBuffer b = ByteBuffer.allocateDirect(size);
      for (int at = 0; at <= size; at++) {
        assertThat(CacheLines.load(b, at, 4096)).isZero();
        assertThat(CacheLines.load(b, at, Integer.MAX_VALUE - 4096)).isZero();
      }
    }
  }

  @Test
  void takesAWordOfEachLine() {
    long[] array = new long[64];
    for (int i = 0; i < array.length; i += 8) {
      array[i] = 1L << (i / 8);
    }
    assertThat(CacheLines.load(array, 0, 64)).isEqualTo(255);
    assertThat(CacheLines.load(array, 8, 17)).isEqualTo(2 + 4 + 8);
    assertThat(CacheLines.load(array, 0, 0)).isZero();
  }
}

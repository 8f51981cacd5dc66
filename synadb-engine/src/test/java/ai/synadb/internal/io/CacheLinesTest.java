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
  void takesAWordOfEachLineThatARangeIsIn() {
    ByteBuffer b = ByteBuffer.allocate(640);
    for (int line = 0; line < 10; line++) {
      b.putLong(64 * line, 1L << line);
    }
    assertThat(CacheLines.load(b, 0, 640)).isEqualTo(1023);
    assertThat(CacheLines.load(b, 64, 64)).isEqualTo(2);
    assertThat(CacheLines.load(b, 100, 30)).isEqualTo(2 + 4);
    assertThat(CacheLines.load(b, 100, 28)).isEqualTo(2);
  }
}

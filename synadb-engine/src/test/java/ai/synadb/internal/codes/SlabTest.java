/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.codes;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Records keep their places, and all of their lines are loaded. */
final class SlabTest {
  @Test
  void recordsStayWhereTheyAre() {
    Slab slab = new Slab(290);
    for (int i = 0; i < 5000; i++) {
      slab.ensure(i + 1);
      slab.page(i)[slab.at(i)] = i;
      slab.page(i)[slab.at(i) + 289] = -i;
    }
    for (int i = 0; i < 5000; i++) {
      assertThat(slab.page(i)[slab.at(i)]).isEqualTo(i);
      assertThat(slab.page(i)[slab.at(i) + 289]).isEqualTo(-i);
    }
  }

  @Test
  void loadsEachLineAndTheLast() {
    long[] array = new long[64];
    for (int i = 0; i < array.length; i += 8) {
      array[i] = 1L << (i / 8);
    }
    array[63] = 1L << 20;
    assertThat(Slab.load(array, 0, 64)).isEqualTo(255 + (1 << 20));
    assertThat(Slab.load(array, 8, 18)).isEqualTo(2 + 4 + 8);
    assertThat(Slab.load(array, 0, 0)).isZero();
  }
}

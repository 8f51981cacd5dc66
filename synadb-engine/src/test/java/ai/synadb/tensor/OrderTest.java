/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.BitSet;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class OrderTest {

  @Test
  void blockOrdersHaveEveryItemOnce() {
    for (int n = 0; n <= 40; n++) {
      for (int perBlock = 1; perBlock <= 9; perBlock++) {
        for (int inFlight = 1; inFlight <= 6; inFlight++) {
          Order order = Order.of(Shuffle.block(perBlock, inFlight), n, n, perBlock);
          BitSet seen = new BitSet();
          for (int p = 0; p < n; p++) {
            seen.set((int) order.itemAt(p));
          }
          assertThat(seen.cardinality()).isEqualTo(n);
          assertThat(seen.length()).isEqualTo(n);
        }
      }
    }
  }

  @Test
  void blockOrdersTouchFewBlocksAtATime() {
    int n = 103;
    for (long seed = 0; seed < 200; seed++) {
      Order order = Order.of(Shuffle.block(10, 3), n, seed, 0);
      Set<Long> finished = new HashSet<>();
      Set<Long> inFlight = new HashSet<>();
      int left = 0;
      for (int p = 0; p < n; p++) {
        long block = order.itemAt(p) / 10;
        if (left == 0) {
          finished.addAll(inFlight);
          inFlight.clear();
          left = groupSize(order, p);
        }
        left--;
        inFlight.add(block);
        assertThat(inFlight.size()).isLessThanOrEqualTo(3);
        assertThat(finished).doesNotContain(block);
      }
    }
  }

  /** Three blocks of 10, the last two, or less by 7 if the block of 3 is among them. */
  private static int groupSize(Order order, int from) {
    Set<Long> blocks = new HashSet<>();
    int size = 0;
    for (int p = from; p < order.size(); p++) {
      blocks.add(order.itemAt(p) / 10);
      if (blocks.size() > 3) {
        break;
      }
      size = blocks.stream().mapToInt(b -> b == 10 ? 3 : 10).sum();
    }
    return size;
  }

  @Test
  void theLargestOrdersAreExactAndLargerOnesRefused() {
    long most = 1L << 62;
    for (Shuffle shuffle :
        new Shuffle[] {
          Shuffle.full(), Shuffle.block(7, 3), Shuffle.block(Integer.MAX_VALUE, Shuffle.MAX_BLOCKS)
        }) {
      Order order = Order.of(shuffle, most, 5, 6);
      for (long p : new long[] {0, 1, most / 3, most / 2, most - 2, most - 1}) {
        assertThat(order.itemAt(p)).as("%s at %d", shuffle, p).isBetween(0L, most - 1);
      }
      for (long n : new long[] {most + 1, Long.MAX_VALUE}) {
        assertThatThrownBy(() -> Order.of(shuffle, n, 5, 6))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("2^62")
            .hasMessageContaining(String.valueOf(n));
      }
    }
    assertThat(Order.of(Shuffle.none(), Long.MAX_VALUE, 5, 6).itemAt(most + 1)).isEqualTo(most + 1);
  }

  @Test
  void ordersDifferBySeedAndEpoch() {
    Set<Long> firsts = new HashSet<>();
    for (int i = 0; i < 20; i++) {
      firsts.add(Order.of(Shuffle.full(), 1L << 40, i, 0).itemAt(0));
      firsts.add(Order.of(Shuffle.full(), 1L << 40, 0, i).itemAt(0));
      firsts.add(Order.of(Shuffle.block(1000, 16), 1L << 40, i, i).itemAt(0));
    }

    assertThat(firsts).hasSize(59);
  }
}

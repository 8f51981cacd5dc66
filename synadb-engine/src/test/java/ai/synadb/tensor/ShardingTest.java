/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import ai.synadb.tensor.Sharding.Slice;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ShardingTest {

  /** The places that a rank reads, in their order. */
  private static List<Long> places(Sharding s, long items, long start) {
    List<Long> all = new ArrayList<>();
    long batches = s.batches(items, start);
    for (long b = 0; b < batches; b++) {
      Slice slice = s.slice(items, start, b);
      assertThat(slice.count()).isBetween(1, s.batchSize());
      assertThat(slice.next()).isEqualTo(Math.min(items, start + (b + 1) * s.globalBatch()));
      for (int i = 0; i < slice.count(); i++) {
        all.add(slice.from() + i);
      }
    }
    return all;
  }

  @ParameterizedTest
  @EnumSource(ShardPolicy.class)
  void everyPolicyHoldsForAllSmallSizes(ShardPolicy policy) {
    for (int items = 0; items <= 26; items++) {
      for (int batch = 1; batch <= 5; batch++) {
        for (int world = 1; world <= 5; world++) {
          for (int start = 0; start <= items; start += 3) {
            check(policy, items, batch, world, start);
          }
        }
      }
    }
  }

  private static void check(ShardPolicy policy, int items, int batch, int world, int start) {
    int global = batch * world;
    int left = items - start;
    int full = left / global;
    int rest = left % global;
    List<Long> all = new ArrayList<>();
    List<Integer> counts = new ArrayList<>();
    for (int rank = 0; rank < world; rank++) {
      Sharding s = new Sharding(batch, rank, world, policy);
      List<Long> places = places(s, items, start);
      counts.add(places.size());
      all.addAll(places);
      for (int i = 0; i < full * batch; i++) {
        long expected = start + (long) i / batch * global + (long) rank * batch + i % batch;
        assertThat(places.get(i)).isEqualTo(expected);
      }
    }
    all.sort(null);
    int wanted = left;
    switch (policy) {
      case DROP_LAST:
        wanted = left - rest;
        assertThat(counts).containsOnly(full * batch);
        break;
      case PAD:
        wanted = (left + global - 1) / global * global;
        assertThat(counts).containsOnly(wanted / world);
        break;
      case UNEVEN:
        int most = counts.stream().max(Integer::compare).orElseThrow();
        assertThat(counts).allMatch(c -> c >= most - 1);
        break;
    }
    assertThat(all).hasSize(wanted);
    for (int i = 0; i < wanted; i++) {
      assertThat(all.get(i)).isEqualTo(start + i);
    }
  }

  @Test
  void hugeEpochsAreCutAnywhere() {
    Sharding s = new Sharding(1024, 3, 1000, ShardPolicy.UNEVEN);
    long items = (1L << 50) + 5;
    long batches = s.batches(items, 0);

    Slice last = s.slice(items, 0, batches - 1);

    assertThat(last.next()).isEqualTo(items);
    assertThat(last.from() + last.count()).isLessThanOrEqualTo(items);
  }
}

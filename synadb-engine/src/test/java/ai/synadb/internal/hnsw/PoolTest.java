/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.hnsw;

import static org.assertj.core.api.Assertions.assertThat;

import ai.synadb.internal.codes.Best;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The candidates of a walk and what it has met, against sorted sets and maps. */
final class PoolTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 24, 300, 1000})
  void keepsTheBestOfEachRow(int capacity) {
    SplittableRandom random = new SplittableRandom(capacity);
    Pool pool = new Pool();
    Seen seen = new Seen();
    for (int walk = 0; walk < 20; walk++) {
      pool.reset(capacity);
      seen.reset();
      TreeSet<Long> model = new TreeSet<>();
      Map<Integer, Long> best = new HashMap<>();
      int rows = random.nextInt(1, 3000);
      for (int i = 0; i < 4000; i++) {
        int row = random.nextInt(rows);
        long entry = Best.entry(random.nextInt(-1000, 1000) / 8f, row);
        seen.reserve(1);
        long old = seen.put(entry);
        assertThat(old).isEqualTo(best.getOrDefault(row, Seen.NONE));
        if (entry >= old) {
          continue;
        }
        best.put(row, entry);
        int place = pool.add(entry, old);
        model.remove(old);
        model.add(entry);
        if (model.size() > capacity) {
          model.pollLast();
        }
        assertThat(place).isEqualTo(model.contains(entry) ? model.headSet(entry).size() : capacity);
      }
      assertThat(pool.size()).isEqualTo(model.size());
      int i = 0;
      for (long entry : model) {
        assertThat(pool.row(i++)).isEqualTo(Best.rowOf(entry));
      }
      if (model.size() == capacity && capacity > 0) {
        assertThat(pool.threshold()).isEqualTo(Best.scoreOf(model.last()));
      }
    }
  }

  @Test
  void aNodeThatWasGoneThroughIsBetterThanAnyEntry() {
    Seen seen = new Seen();
    seen.reset();
    seen.put(Best.entry(1, 0));
    seen.put(Best.entry(2, Integer.MAX_VALUE));
    for (int node : new int[] {0, Integer.MAX_VALUE}) {
      assertThat(seen.isExpanded(node)).isFalse();
      seen.markExpanded(node);
      assertThat(seen.isExpanded(node)).isTrue();
      assertThat(seen.put(Best.entry(Float.POSITIVE_INFINITY, node)))
          .isLessThan(Best.entry(Float.POSITIVE_INFINITY, node));
      assertThat(seen.isExpanded(node)).isTrue();
    }
    assertThat(seen.isExpanded(7)).isFalse();
    seen.reset();
    assertThat(seen.isExpanded(0)).isFalse();
  }

  @Test
  void whatWasMetOutlastsGrowing() {
    Seen seen = new Seen();
    seen.reset();
    for (int row = 0; row < 10_000; row++) {
      seen.reserve(1);
      assertThat(seen.put(Best.entry(row, row * 64))).isEqualTo(Seen.NONE);
      if (row % 3 == 0) {
        seen.markExpanded(row * 64);
      }
    }
    for (int row = 0; row < 10_000; row++) {
      assertThat(seen.isExpanded(row * 64)).isEqualTo(row % 3 == 0);
      if (row % 3 != 0) {
        assertThat(seen.put(Best.entry(0, row * 64))).isEqualTo(Best.entry(row, row * 64));
      }
    }
  }
}

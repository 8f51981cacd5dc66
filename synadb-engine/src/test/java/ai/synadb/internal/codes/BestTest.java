/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.codes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The best rows, against a sorted set. */
final class BestTest {
  @ParameterizedTest
  @CsvSource({"1,-Infinity", "10,-Infinity", "10,3.5", "500,3.5", "10,124.875", "10,-0.0"})
  void keepsTheBestAboveTheFloor(int capacity, float floor) {
    SplittableRandom random = new SplittableRandom(capacity);
    Best best = new Best(3);
    for (int round = 0; round < 20; round++) {
      best.reset(capacity, floor);
      assertThat(best.threshold()).isEqualTo(floor);
      TreeSet<Long> model = new TreeSet<>();
      for (int row = 0; row < 1000; row++) {
        float score = random.nextInt(-1000, 1000) / 8f;
        long entry = Best.entry(score, row);
        boolean passes = floor == Float.NEGATIVE_INFINITY || score > floor;
        boolean comesIn =
            passes && (model.size() < capacity || Best.scoreOf(entry) > best.threshold());
        int place = best.offer(score, row);
        assertThat(place >= 0).isEqualTo(comesIn);
        if (comesIn) {
          model.add(entry);
          assertThat(place).isEqualTo(model.headSet(entry).size());
          if (model.size() > capacity) {
            model.pollLast();
          }
        }
      }
      assertThat(best.size()).isEqualTo(model.size());
      int i = 0;
      for (long entry : model) {
        assertThat(best.get(i++)).isEqualTo(entry);
        assertThat(best.bar(i)).isEqualTo(Best.scoreOf(entry));
      }
      assertThat(best.bar(i + 1)).isEqualTo(floor);
      best.reset(capacity);
      assertThat(best.hasFloor()).isFalse();
      assertThat(best.offer(Float.NEGATIVE_INFINITY, 7)).isZero();
    }
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class RowListTest {

  @Test
  void listsAreWhatWasAddedInEitherForm() {
    for (long seed = 0; seed < 120; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      int rows = 1 + random.nextInt(40_000);
      double share = Math.pow(random.nextDouble(), 3);
      List<Long> wanted = new ArrayList<>();
      RowList.Builder b = new RowList.Builder(rows);
      for (int row = 0; row < rows; ) {
        int end = row + 1 + (random.nextInt(4) == 0 ? random.nextInt(200) : 0);
        end = Math.min(end, rows);
        if (random.nextDouble() < share) {
          b.add(row, end);
          for (long r = row; r < end; r++) {
            wanted.add(r);
          }
        }
        row = end;
      }
      RowList list = b.build();

      assertThat(rowsOf(list)).as("seed %d", seed).isEqualTo(wanted);
      assertThat(list.sizeBytes()).isLessThan(32_768 + rows / 4L);
      checkRuns(list, wanted);
      checkUpTo(list, wanted, random.nextInt(rows + 1));
    }
  }

  private static List<Long> rowsOf(RowItems list) {
    List<Long> rows = new ArrayList<>();
    for (long i = 0; i < list.size(); i++) {
      rows.add(list.row(i));
    }
    return rows;
  }

  private static void checkRuns(RowList list, List<Long> wanted) {
    List<Long> inRuns = new ArrayList<>();
    long[] last = {-1};
    list.forEachRun(
        (from, to) -> {
          assertThat(from).isGreaterThan(last[0]).isLessThan(to);
          for (long r = from; r < to; r++) {
            inRuns.add(r);
          }
          last[0] = to;
        });
    assertThat(inRuns).isEqualTo(wanted);
  }

  private static void checkUpTo(RowList list, List<Long> wanted, long rows) {
    List<Long> below = wanted.stream().filter(r -> r < rows).toList();
    RowItems prefix = list.upTo(rows);
    RowList.Builder same = new RowList.Builder(rows);
    below.forEach(r -> same.add(r, r + 1));

    assertThat(rowsOf(prefix)).isEqualTo(below);
    assertThat(prefix.digest()).isEqualTo(same.build().digest());
  }

  @Test
  void manyScatteredRowsTakeABitEach() {
    RowList.Builder b = new RowList.Builder(1_000_000);
    for (long r = 0; r < 1_000_000; r += 2) {
      b.add(r, r + 1);
    }
    RowList list = b.build();

    assertThat(list.size()).isEqualTo(500_000);
    assertThat(list.row(499_999)).isEqualTo(999_998);
    assertThat(list.sizeBytes()).isLessThan(1_000_000 / 7);
  }

  @Test
  void allRowsOfAHugeTensorTakeNothing() {
    RowList all = RowList.all(1L << 50);

    assertThat(all.size()).isEqualTo(1L << 50);
    assertThat(all.row((1L << 50) - 1)).isEqualTo((1L << 50) - 1);
    assertThat(all.sizeBytes()).isLessThan(100);
  }
}

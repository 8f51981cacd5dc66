/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class SplitSpecTest {
  private static final SplitSpec BY_ROW =
      SplitSpec.byRow(42).part("train", 0.8).part("validation", 0.15).part("test", 0.05).build();

  /** The part of each row that is in one, by reading every part. */
  private static Map<Long, String> parts(ArrayRows.Table table, SplitSpec split) {
    Map<Long, String> parts = new HashMap<>();
    for (String part : split.parts()) {
      try (TensorLoader loader =
          table.loader("x").batchSize(512).split(split, part).shuffle(Shuffle.full()).build()) {
        for (Batch batch : loader) {
          for (long row : batch.rowIds()) {
            assertThat(parts.put(row, part)).as("the part of row %d", row).isNull();
          }
          batch.close();
        }
      }
    }
    return parts;
  }

  private static void holdsRatio(Map<?, String> parts, String part, double ratio) {
    long n = parts.values().stream().filter(part::equals).count();
    double deviation = Math.sqrt(ratio * (1 - ratio) * parts.size());
    assertThat((double) n).isCloseTo(ratio * parts.size(), within(4 * deviation));
  }

  @Test
  void partsByRowAreDisjointAndExhaustiveAndKeepTheirRatios() {
    Map<Long, String> parts = parts(new ArrayRows.Table().rowNumbers("x", 50_000), BY_ROW);

    assertThat(parts).hasSize(50_000);
    holdsRatio(parts, "train", 0.8);
    holdsRatio(parts, "validation", 0.15);
    holdsRatio(parts, "test", 0.05);
  }

  @Test
  void rowsKeepTheirPartWhenRowsAreAppended() {
    Map<Long, String> before = parts(new ArrayRows.Table().rowNumbers("x", 3000), BY_ROW);
    Map<Long, String> after = parts(new ArrayRows.Table().rowNumbers("x", 9000), BY_ROW);

    assertThat(after).containsAllEntriesOf(before).hasSize(9000);
  }

  @Test
  void rowsOfAGroupStayTogetherWhereverTheyAre() {
    SplitSpec split = SplitSpec.byGroup("user", 7).part("a", 0.5).part("b", 0.5).build();
    SplittableRandom random = new SplittableRandom(1);
    long[] users = random.longs(20_000, 0, 4000).toArray();
    ArrayRows.Table table =
        new ArrayRows.Table()
            .rowNumbers("x", users.length)
            .longs("user", users.length, 1, i -> users[(int) (long) i]);

    Map<Long, String> parts = parts(table, split);
    Map<Long, String> partOfUser = new HashMap<>();
    parts.forEach(
        (row, part) -> {
          String other = partOfUser.put(users[(int) (long) row], part);
          assertThat(other == null ? part : other).isEqualTo(part);
        });

    assertThat(parts).hasSize(users.length);
    holdsRatio(partOfUser, "a", 0.5);
    Map<Long, String> fewer =
        parts(
            new ArrayRows.Table()
                .rowNumbers("x", 500)
                .longs("user", 500, 1, i -> users[(int) (long) i]),
            split);
    assertThat(parts).containsAllEntriesOf(fewer);
  }

  @Test
  void keysOfAnyLengthAreGroups() {
    SplitSpec split = SplitSpec.byGroup("key", 7).part("a", 0.5).part("b", 0.5).build();
    ArrayRows.Table table =
        new ArrayRows.Table().rowNumbers("x", 900).longs("key", 900, 3, i -> i / 3 % 30);

    Map<Long, String> parts = parts(table, split);

    for (long row = 30; row < 900; row++) {
      assertThat(parts.get(row)).isEqualTo(parts.get(row % 30));
    }
    assertThat(parts.values()).contains("a", "b");
  }

  @Test
  void partsByTimeAreCutWhereTheyWereToldTo() {
    List<Long> times = new ArrayList<>();
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 2000; i++) {
      times.add(random.nextLong(-500, 500));
    }
    ArrayRows.Table table =
        new ArrayRows.Table()
            .rowNumbers("x", 2000)
            .longs("t", 2000, 1, i -> times.get((int) (long) i));
    SplitSpec split =
        SplitSpec.byTime("t").until("past", 0).until("now", 100).rest("future").build();
    SplitSpec apart = SplitSpec.byTime("t").until("past", 0).rest("future").embargo(50).build();

    Map<Long, String> parts = parts(table, split);
    Map<Long, String> apartParts = parts(table, apart);

    assertThat(parts).hasSize(2000);
    for (int i = 0; i < 2000; i++) {
      long t = times.get(i);
      String near = t < 100 ? "now" : "future";
      assertThat(parts.get((long) i)).isEqualTo(t < 0 ? "past" : near);
      String far = t >= 50 ? "future" : null;
      assertThat(apartParts.get((long) i)).isEqualTo(t < 0 ? "past" : far);
    }
  }

  @Test
  void thePartOfARowNeverChanges() {
    ArrayRows.Table table = new ArrayRows.Table().rowNumbers("x", 40).longs("g", 40, 1, i -> i % 8);
    SplitSpec byGroup = SplitSpec.byGroup("g", 1).part("a", 0.25).part("b", 0.75).build();

    assertThat(rowsOf(table, BY_ROW, "validation")).containsExactly(GOLDEN_ROWS);
    assertThat(rowsOf(table, byGroup, "a").stream().map(r -> r % 8).distinct())
        .containsExactly(GOLDEN_GROUPS);
  }

  private static final Long[] GOLDEN_ROWS = {5L, 15L, 27L, 35L, 39L};
  private static final Long[] GOLDEN_GROUPS = {0L, 1L, 4L, 6L, 7L};

  private static List<Long> rowsOf(ArrayRows.Table table, SplitSpec split, String part) {
    return parts(table, split).entrySet().stream()
        .filter(e -> e.getValue().equals(part))
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }

  @Test
  void filtersCombine() {
    ArrayRows.Table table =
        new ArrayRows.Table()
            .rowNumbers("x", 100)
            .longs("label", 100, 1, i -> i % 10)
            .floats("quality", ramp(100));
    RowFilter f =
        RowFilter.in("label", 3, 8)
            .and(RowFilter.doubles("quality", q -> q >= 0.5))
            .or(RowFilter.rows(0, 2))
            .and(RowFilter.longs("x", x -> x == 53).not());

    try (TensorLoader loader = table.loader("x").filter(f).batchSize(100).build()) {
      try (Batch batch = loader.iterator().next()) {
        assertThat(batch.rowIds()).containsExactly(0, 1, 58, 63, 68, 73, 78, 83, 88, 93, 98);
      }
      assertThat(f.columns()).containsExactlyInAnyOrder("label", "quality", "x");
      assertThat(loader.plan().items()).isEqualTo(11);
    }
  }

  private static float[] ramp(int n) {
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = i / (float) n;
    }
    return values;
  }

  @Test
  void badSplitsAreRefused() {
    assertThatThrownBy(() -> SplitSpec.byRow(1).part("a", 0.5).part("b", 0.4).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0.9");
    assertThatThrownBy(() -> SplitSpec.byRow(1).build()).hasMessageContaining("0.0");
    assertThatThrownBy(() -> SplitSpec.byRow(1).part("a", Double.NaN)).hasMessageContaining("NaN");
    assertThatThrownBy(() -> SplitSpec.byRow(1).part("a", 0.5).part("a", 0.5))
        .hasMessageContaining("'a'");
    assertThatThrownBy(() -> BY_ROW.part("tset")).hasMessageContaining("'tset'");
    assertThatThrownBy(() -> SplitSpec.byTime("t").until("a", 5).until("b", 5))
        .hasMessageContaining("ascend");
    assertThatThrownBy(() -> SplitSpec.byTime("t").until("a", 5).build())
        .hasMessageContaining("rest");
  }
}

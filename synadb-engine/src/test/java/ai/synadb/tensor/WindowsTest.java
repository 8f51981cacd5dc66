/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.synadb.error.ShapeMismatchException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class WindowsTest {

  /** A random series of rows with groups, times and rows left out, and windows of it. */
  private static final class Case {
    final SplittableRandom random;
    final int rows;
    final long[] group;
    final long[] time;
    final boolean[] isIn;
    final boolean filters;
    final boolean grouped;
    final boolean gaps;
    final boolean drops;
    final int size;
    final int stride;
    final int horizon;
    final int offset;
    final int maxGap;

    Case(long seed) {
      random = new SplittableRandom(seed);
      rows = random.nextInt(60);
      group = new long[rows];
      time = new long[rows];
      isIn = new boolean[rows];
      for (int i = 0; i < rows; i++) {
        boolean next = i > 0 && random.nextInt(12) == 0;
        group[i] = i == 0 ? 0 : group[i - 1] + (next ? 1 : 0);
        time[i] = i == 0 ? 0 : time[i - 1] + random.nextInt(5) - (next ? 9 : 0);
        isIn[i] = random.nextInt(15) > 0;
      }
      filters = random.nextBoolean();
      grouped = random.nextBoolean();
      gaps = random.nextBoolean();
      drops = random.nextInt(3) > 0;
      size = 1 + random.nextInt(6);
      stride = 1 + random.nextInt(5);
      horizon = random.nextInt(4);
      offset = random.nextInt(3);
      maxGap = random.nextInt(4);
    }

    boolean breaksBefore(int row) {
      return (grouped && group[row] != group[row - 1])
          || (gaps && (time[row] < time[row - 1] || time[row] - time[row - 1] > maxGap))
          || (filters && !isIn[row - 1]);
    }

    /** By brute force: the first and the end row of each window's stretch. */
    List<int[]> windows() {
      List<int[]> all = new ArrayList<>();
      for (int from = 0; from < rows; from++) {
        if ((filters && !isIn[from]) || (from > 0 && !breaksBefore(from))) {
          continue;
        }
        int end = from + 1;
        while (end < rows && !(filters && !isIn[end]) && !breaksBefore(end)) {
          end++;
        }
        for (int start = from; start < end; start += stride) {
          if (!drops || start + size + offset + horizon <= end) {
            all.add(new int[] {start, end});
          }
        }
      }
      return all;
    }

    TensorLoader.Builder loader() {
      WindowSpec.Builder w =
          WindowSpec.builder(size).stride(stride).horizon(horizon).offset(offset);
      w.dropIncomplete(drops);
      if (grouped) {
        w.groupBy("group");
      }
      if (gaps) {
        w.maxGap("time", maxGap);
      }
      TensorLoader.Builder b =
          new ArrayRows.Table()
              .longs("x", rows, 2, i -> 1000 + i)
              .longs("group", rows, 1, i -> group[(int) (long) i])
              .longs("time", rows, 1, i -> time[(int) (long) i])
              .longs("in", rows, 1, i -> isIn[(int) (long) i] ? 1L : 0)
              .loader("x")
              .window(w.build());
      return filters ? b.filter(RowFilter.in("in", 1)) : b;
    }
  }

  private static List<Long> expected(int first, int wanted, int end) {
    List<Long> values = new ArrayList<>();
    for (int row = first; row < first + wanted; row++) {
      values.add(row < end ? 1000L + 2 * row : 0);
      values.add(row < end ? 1001L + 2 * row : 0);
    }
    return values;
  }

  private static List<Long> actual(Batch batch, String name, int window) {
    int per = (int) batch.shape(name).row().elements();
    List<Long> values = new ArrayList<>();
    for (int i = 0; i < per; i++) {
      values.add(batch.buffer(name).getLong(8 * (window * per + i)));
    }
    return values;
  }

  @Test
  void windowsAreThoseOfBruteForce() {
    for (long seed = 0; seed < 400; seed++) {
      Case c = new Case(seed);
      List<int[]> windows = c.windows();
      boolean shuffled = c.random.nextBoolean();
      List<Integer> starts = new ArrayList<>();
      try (TensorLoader loader =
          c.loader()
              .batchSize(1 + c.random.nextInt(7))
              .shuffle(shuffled ? Shuffle.full() : Shuffle.none())
              .prefetchBytes(0)
              .build()) {
        assertThat(loader.size()).as("seed %d", seed).isEqualTo(windows.size());
        for (Batch batch : loader) {
          for (int i = 0; i < batch.rows(); i++) {
            int start = (int) batch.rowIds()[i];
            starts.add(start);
            int end = windows.stream().filter(w -> w[0] == start).findFirst().orElseThrow()[1];
            check(c, batch, i, end);
          }
          batch.close();
        }
        assertThat(loader.stats().buffersInUse()).isZero();
      }
      starts.sort(null);
      assertThat(starts).isEqualTo(windows.stream().map(w -> w[0]).toList());
    }
  }

  private static void check(Case c, Batch batch, int i, int end) {
    int start = (int) batch.rowIds()[i];
    int behind = start + c.size + c.offset;
    assertThat(actual(batch, "x", i)).isEqualTo(expected(start, c.size, end));
    assertThat(batch.validSteps(i)).isEqualTo(Math.min(c.size, end - start));
    if (c.horizon > 0) {
      assertThat(actual(batch, "x@horizon", i)).isEqualTo(expected(behind, c.horizon, end));
    }
    assertThat(batch.validHorizon(i)).isEqualTo(Math.max(0, Math.min(c.horizon, end - behind)));
  }

  @Test
  void countsAreThoseOfTheFormula() {
    WindowSpec spec = WindowSpec.builder(24).stride(7).horizon(6).offset(2).build();

    assertThat(spec.count(31)).isZero();
    assertThat(spec.count(32)).isEqualTo(1);
    assertThat(spec.count(38)).isEqualTo(1);
    assertThat(spec.count(39)).isEqualTo(2);
    assertThat(spec.count(1L << 40)).isEqualTo(((1L << 40) - 32) / 7 + 1);
    assertThat(WindowSpec.builder(5).stride(2).dropIncomplete(false).build().count(4)).isEqualTo(2);
  }

  @Test
  void overlappingWindowsReadEachRowOnce() {
    ArrayRows.Table table = new ArrayRows.Table().rowNumbers("x", 1000);
    try (TensorLoader loader =
        table
            .loader("x")
            .batchSize(1000)
            .window(WindowSpec.of(50, 1, 0))
            .prefetchBytes(0)
            .build()) {
      try (Batch all = loader.iterator().next()) {
        assertThat(all.rows()).isEqualTo(951);
      }
    }
    assertThat(table.columns.get("x").rowsRead.get()).isEqualTo(1000);
  }

  @Test
  void windowsStayInTheirSeries() {
    ArrayRows.Table table = new ArrayRows.Table().rowNumbers("x", 20).series(6, 6, 11);
    try (TensorLoader loader =
        table.loader("x").batchSize(20).window(WindowSpec.of(4, 2, 0)).build()) {
      try (Batch all = loader.iterator().next()) {
        assertThat(all.rowIds()).containsExactly(0, 2, 6, 11, 13, 15);
      }
    }
  }

  @Test
  void onlyTheNamedTensorsAreReadOnEachSide() {
    WindowSpec spec = WindowSpec.builder(3).horizon(2).inputs("x").targets("y").build();
    ArrayRows.Table table = new ArrayRows.Table().rowNumbers("x", 9).longs("y", 9, 4, i -> i);
    try (TensorLoader loader = table.loader("x", "y").batchSize(2).window(spec).build()) {
      try (Batch batch = loader.iterator().next()) {
        assertThat(batch.names()).containsExactly("x", "y@horizon");
        assertThat(batch.shape("x")).isEqualTo(Shape.of(2, 3));
        assertThat(batch.shape("y@horizon")).isEqualTo(Shape.of(2, 2, 4));
        assertThat(loader.plan().batchBytes()).isEqualTo(batch.sizeBytes());
      }
    }
  }

  @Test
  void badWindowsAreRefusedAllAtOnce() {
    assertThatThrownBy(
            () -> WindowSpec.builder(0).stride(0).horizon(-1).offset(-2).maxGap("t", -3).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("size", "stride", "horizon", "offset", "-1", "-2", "-3");
    assertThatThrownBy(() -> WindowSpec.of(1 << 30, 1, 1 << 30)).hasMessageContaining("2^31 - 1");
    ArrayRows.Table table =
        new ArrayRows.Table().rowNumbers("x", 9).floats("t", new float[9]).rowNumbers("s", 8);
    TensorLoader.Builder unknown = table.loader("x").window(spec().inputs("z").build());
    assertThatThrownBy(unknown::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'z'");
    TensorLoader.Builder floats = table.loader("x").window(spec().maxGap("t", 1).build());
    assertThatThrownBy(floats::build)
        .isInstanceOf(ShapeMismatchException.class)
        .hasMessageContaining("float32");
    TensorLoader.Builder shorter = table.loader("x").window(spec().groupBy("s").build());
    assertThatThrownBy(shorter::build)
        .isInstanceOf(ShapeMismatchException.class)
        .hasMessageContainingAll("'s'", "8", "9");
    assertThat(table.open).hasValue(0);
  }

  private static WindowSpec.Builder spec() {
    return WindowSpec.builder(2);
  }
}

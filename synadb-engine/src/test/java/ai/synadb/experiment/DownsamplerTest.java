/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Series cut down to some points, against slow models. */
final class DownsamplerTest {
  private static final long SEED = Long.getLong("seed", 20261128L);

  private static MetricSeries series(long[] steps, double... values) {
    long[] times = LongStream.of(steps).map(s -> s * 10).toArray();
    return new MetricSeries("run", MetricId.of("loss"), steps, times, values);
  }

  private static MetricSeries series(double... values) {
    return series(LongStream.range(0, values.length).toArray(), values);
  }

  @Test
  void trianglesAreThoseOfTheSlowModel() {
    Random r = new Random(SEED);
    for (int turn = 0; turn < 1_000; turn++) {
      int size = 3 + r.nextInt(120);
      long[] steps = new long[size];
      double[] values = new double[size];
      for (int i = 0; i < size; i++) {
        steps[i] = i == 0 ? r.nextInt(100) - 50 : steps[i - 1] + r.nextInt(9);
        values[i] = r.nextGaussian() * Math.pow(10, r.nextInt(4));
      }
      int points = 2 + r.nextInt(size);
      int[] ours = new Downsampler(steps, values).triangles(points);
      assertThat(ours)
          .as("%d of %d, seed %d, turn %d", points, size, SEED, turn)
          .isEqualTo(slowTriangles(steps, values, points));
      assertThat(ours).hasSize(Math.min(points, size));
    }
  }

  private static int[] slowTriangles(long[] steps, double[] values, int points) {
    int size = values.length;
    if (points >= size) {
      return IntStream.range(0, size).toArray();
    }
    List<List<Integer>> buckets = new ArrayList<>();
    buckets.add(List.of(0));
    for (int b = 0; b < points - 2; b++) {
      List<Integer> bucket = new ArrayList<>();
      for (int i = 0; i < size - 2; i++) {
        if (i >= Math.floorDiv(b * (size - 2), points - 2)
            && i < Math.floorDiv((b + 1) * (size - 2), points - 2)) {
          bucket.add(i + 1);
        }
      }
      buckets.add(bucket);
    }
    buckets.add(List.of(size - 1));
    List<Integer> chosen = new ArrayList<>(List.of(0));
    for (int b = 1; b < buckets.size(); b++) {
      if (b == buckets.size() - 1) {
        chosen.add(size - 1);
        break;
      }
      int a = chosen.get(b - 1);
      double cx = buckets.get(b + 1).stream().mapToDouble(i -> steps[i]).average().orElseThrow();
      double cy = buckets.get(b + 1).stream().mapToDouble(i -> values[i]).average().orElseThrow();
      int best = -1;
      double largest = -1;
      for (int i : buckets.get(b)) {
        double[] edge1 = {steps[i] - steps[a], values[i] - values[a]};
        double[] edge2 = {cx - steps[a], cy - values[a]};
        double area = Math.abs(edge1[0] * edge2[1] - edge1[1] * edge2[0]) / 2;
        if (area > largest * (1 + 1e-12)) {
          largest = area;
          best = i;
        }
      }
      chosen.add(best);
    }
    return chosen.stream().mapToInt(Integer::intValue).toArray();
  }

  @Test
  void extremesHaveTheLeastAndGreatestOfEveryGroup() {
    Random r = new Random(SEED);
    for (int turn = 0; turn < 1_000; turn++) {
      int size = 3 + r.nextInt(120);
      double[] values = new double[size];
      for (int i = 0; i < size; i++) {
        values[i] = r.nextInt(5) == 0 ? Double.NaN : r.nextInt(4) - 2.0;
      }
      values[r.nextInt(size)] = Double.POSITIVE_INFINITY;
      int points = 2 + r.nextInt(size);
      int[] ours = new Downsampler(new long[size], values).extremes(points);
      assertThat(ours)
          .as("%d of %d, seed %d, turn %d", points, size, SEED, turn)
          .hasSize(Math.min(points, size))
          .isSorted()
          .doesNotHaveDuplicates()
          .startsWith(0)
          .endsWith(size - 1);
      int pairs = (points - 2) / 2;
      int shared = size - 2 - points % 2;
      for (int b = 0; points < size && b < pairs; b++) {
        int from = 1 + b * shared / pairs;
        int to = 1 + (b + 1) * shared / pairs;
        double[] group =
            IntStream.range(from, to)
                .mapToDouble(i -> values[i])
                .filter(v -> !Double.isNaN(v))
                .toArray();
        double[] taken =
            IntStream.of(ours)
                .filter(i -> i >= from && i < to)
                .mapToDouble(i -> values[i])
                .filter(v -> !Double.isNaN(v))
                .toArray();
        for (int sign = -1; sign <= 1 && group.length > 0; sign += 2) {
          int s = sign;
          assertThat(java.util.stream.DoubleStream.of(taken).map(v -> s * v).max())
              .as("group %d of %d of %d, seed %d, turn %d", b, points, size, SEED, turn)
              .isEqualTo(java.util.stream.DoubleStream.of(group).map(v -> s * v).max());
        }
      }
    }
  }

  @Test
  void pointsKeepTheirStepsAndTimes() {
    MetricSeries s = series(new long[] {1, 2, 4, 8, 16}, 0, 0, 9, 0, 0).downsample(3);

    assertThat(s.steps()).containsExactly(1, 4, 16);
    assertThat(s.times()).containsExactly(10, 40, 160);
    assertThat(s.values()).containsExactly(0, 9, 0);
    assertThat(s.runId()).isEqualTo("run");
    assertThat(s.id()).isEqualTo(MetricId.of("loss"));
  }

  @Test
  void fewPointsStayAsTheyAre() {
    assertThat(series().downsample(2).size()).isZero();
    assertThat(series(1).downsample(2).values()).containsExactly(1);
    assertThat(series(1, 2).downsampleExtremes(2).values()).containsExactly(1, 2);
    assertThat(series(1, 2, 3).downsample(3).values()).containsExactly(1, 2, 3);
    assertThat(series(1, 2, 3).downsample(2).values()).containsExactly(1, 3);
    assertThat(series(1, 2, 3, 4).downsampleExtremes(3).values()).containsExactly(1, 3, 4);
    assertThatThrownBy(() -> series(1, 2, 3).downsample(1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not 1");
    assertThatThrownBy(() -> series().downsampleExtremes(-3)).hasMessageContaining("-3");
  }

  @Test
  void nanIsTakenOnlyWhereThereIsNothingElse() {
    double nan = Double.NaN;
    MetricSeries s = series(nan, 1, nan, 5, nan, nan, nan, nan, 2, Double.POSITIVE_INFINITY, nan);

    // groups of the nine in between: (1, nan, 5), (nan, nan, nan), (nan, 2, inf)
    assertThat(s.downsample(5).steps()).containsExactly(0, 3, 4, 8, 10);
    assertThat(s.downsampleExtremes(8).steps()).containsExactly(0, 1, 3, 4, 6, 8, 9, 10);
    assertThat(series(nan, nan, nan, nan).downsample(3).size()).isEqualTo(3);
  }

  @Test
  void largeValuesAndStepsDoNotOverflow() {
    double[] values = new double[100];
    long[] steps = new long[100];
    for (int i = 0; i < 100; i++) {
      values[i] = i == 49 ? -Double.MAX_VALUE : Double.MAX_VALUE;
      steps[i] = i < 50 ? Long.MIN_VALUE + i : Long.MAX_VALUE - 100 + i;
    }

    MetricSeries s = series(steps, values).downsample(10);

    assertThat(s.size()).isEqualTo(10);
    assertThat(s.values()).contains(-Double.MAX_VALUE);
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.BitSet;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The order is judged over 1,000 seeds: for each a chi-square, whose p-values have to be uniform,
 * which is checked by Kolmogorov and Smirnov's test. A shuffle of Sattolo, which many libraries
 * take for a uniform one, is put in to see that this finds it.
 */
final class PermutationTest {
  private static final int SEEDS = 1000;

  /** Below this a test has failed; the seeds are fixed, so it never fails by chance. */
  private static final double SIGNIFICANT = 0.001;

  /** A shuffle under test. */
  private interface Shuffler {
    /** What stands at a place. */
    long at(long seed, long epoch, long place);
  }

  private static Shuffler loader(Shuffle shuffle, long n) {
    return new Shuffler() {
      private long seed = -1;
      private long epoch = -1;
      private Order order = Order.of(shuffle, n, 0, 0);

      @Override
      public long at(long s, long e, long place) {
        if (s != seed || e != epoch) {
          seed = s;
          epoch = e;
          order = Order.of(shuffle, n, s, e);
        }
        return order.itemAt(place);
      }
    };
  }

  private static Shuffler fisherYates(int n, int offset) {
    return new Shuffler() {
      private final int[] order = new int[n];
      private long made = -1;

      @Override
      public long at(long s, long e, long place) {
        if (s * 1_000_000 + e != made) {
          made = s * 1_000_000 + e;
          SplittableRandom random = new SplittableRandom(made);
          for (int i = 0; i < n; i++) {
            order[i] = i;
          }
          for (int i = n - 1; i > 0; i--) {
            int j = random.nextInt(i + offset); // 1: uniform; 0: Sattolo's
            int t = order[i];
            order[i] = order[j];
            order[j] = t;
          }
        }
        return order[(int) place];
      }
    };
  }

  /** Over epochs: how often each item stands at each place; rows and columns add up. */
  private static double positions(Shuffler shuffler, long seed, int n) {
    int epochs = 200;
    int[][] counts = new int[n][n];
    for (int e = 0; e < epochs; e++) {
      for (int p = 0; p < n; p++) {
        counts[p][(int) shuffler.at(seed, e, p)]++;
      }
    }
    double expected = (double) epochs / n;
    double sum = 0;
    for (int[] row : counts) {
      for (int c : row) {
        sum += (c - expected) * (c - expected);
      }
    }
    return Statistics.chiSquareTail((n - 1) * sum / epochs, (n - 1) * (n - 1));
  }

  /** Over epochs: the distance, around the circle, of what stands at two places. */
  private static double pairDistances(Shuffler shuffler, long seed, int n) {
    int epochs = 200;
    int[] counts = new int[n];
    long place = seed % (n - 1);
    for (int e = 0; e < epochs; e++) {
      long distance = shuffler.at(seed, e, place + 1) - shuffler.at(seed, e, place);
      counts[(int) Math.floorMod(distance, (long) n)]++;
    }
    assertThat(counts[0]).isZero();
    double expected = (double) epochs / (n - 1);
    double sum = 0;
    for (int d = 1; d < n; d++) {
      sum += (counts[d] - expected) * (counts[d] - expected) / expected;
    }
    return Statistics.chiSquareTail(sum, n - 2);
  }

  /** In one order: from which eighth of the items the places of an eighth come. */
  private static double eighths(Shuffler shuffler, long seed, long n) {
    int samples = 256; // few of many, so that they hardly depend on each other
    double sum = 0;
    for (int part = 0; part < 8; part++) {
      int[] counts = new int[8];
      for (int i = 0; i < samples; i++) {
        counts[(int) (shuffler.at(seed, 0, part * (n / 8) + i) * 8 / n)]++;
      }
      for (int c : counts) {
        sum += (c - samples / 8.0) * (c - samples / 8.0) / (samples / 8.0);
      }
    }
    return Statistics.chiSquareTail(sum, 56);
  }

  /** In one order: the distances of neighbours, in sixteenths of the circle. */
  private static double neighbours(Shuffler shuffler, long seed, long n) {
    int[] counts = new int[16];
    int samples = 800;
    for (int i = 0; i < samples; i++) {
      long place = i * (n / samples);
      long distance = shuffler.at(seed, 0, place + 1) - shuffler.at(seed, 0, place);
      counts[(int) (Math.floorMod(distance, n) * 16 / n)]++;
    }
    double sum = 0;
    for (int c : counts) {
      sum += (c - 50) * (c - 50) / 50.0;
    }
    return Statistics.chiSquareTail(sum, 15);
  }

  private interface Judge {
    double tail(long seed);
  }

  private static double judged(Judge judge) {
    double[] tails = new double[SEEDS];
    for (int s = 0; s < SEEDS; s++) {
      tails[s] = judge.tail(s);
    }
    return Statistics.uniformTail(tails);
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 16, 17})
  void everyItemIsEquallyLikelyAtEveryPlace(int n) {
    Shuffler shuffler = loader(Shuffle.full(), n);

    assertThat(judged(s -> positions(shuffler, s, n))).isGreaterThan(SIGNIFICANT);
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 16, 17})
  void everyDistanceOfNeighboursIsEquallyLikely(int n) {
    Shuffler shuffler = loader(Shuffle.full(), n);

    assertThat(judged(s -> pairDistances(shuffler, s, n))).isGreaterThan(SIGNIFICANT);
  }

  @Test
  void theTestTakesAUniformShuffle() {
    Shuffler uniform = fisherYates(16, 1);

    assertThat(judged(s -> positions(uniform, s, 16))).isGreaterThan(SIGNIFICANT);
    assertThat(judged(s -> pairDistances(uniform, s, 16))).isGreaterThan(SIGNIFICANT);
  }

  @Test
  void theTestRejectsSattolosShuffle() {
    Shuffler cycles = fisherYates(16, 0);

    assertThat(judged(s -> positions(cycles, s, 16))).isLessThan(1e-12);
  }

  @Test
  void oneBlockIsShuffledUniformly() {
    Shuffler shuffler = loader(Shuffle.block(4, 5), 17);

    assertThat(judged(s -> positions(shuffler, s, 17))).isGreaterThan(SIGNIFICANT);
    assertThat(judged(s -> pairDistances(shuffler, s, 17))).isGreaterThan(SIGNIFICANT);
  }

  @ParameterizedTest
  @ValueSource(longs = {100_003, 1_000_003, 1L << 40})
  void largeOrdersAreUniformToo(long n) {
    Shuffler shuffler = loader(Shuffle.full(), n);

    assertThat(judged(s -> eighths(shuffler, s, n))).isGreaterThan(SIGNIFICANT);
    assertThat(judged(s -> neighbours(shuffler, s, n))).isGreaterThan(SIGNIFICANT);
  }

  @Test
  void theSmallestNetworkKeepsFixedPointsAndPairsAsLikelyAsChanceDoes() {
    int n = Permutation.TABLE + 1;
    long fixed = 0;
    long successors = 0;
    long swapped = 0;
    for (int s = 0; s < SEEDS; s++) {
      Permutation p = Permutation.of(n, Mix.mix(s));
      for (int i = 0; i < n - 1; i++) {
        long at = p.apply(i);
        fixed += at == i ? 1 : 0;
        successors += p.apply(i + 1) == at + 1 ? 1 : 0;
        swapped += p.apply(at) == i && at != i ? 1 : 0;
      }
    }

    double deviation = Math.sqrt(SEEDS); // each is about Poisson with mean 1 in an order
    assertThat((double) fixed).isCloseTo(SEEDS, within(4 * deviation));
    assertThat((double) successors).isCloseTo(SEEDS, within(4 * deviation));
    assertThat((double) swapped).isCloseTo(SEEDS, within(8 * deviation)); // comes in twos
  }

  @Test
  void everyOrderOfFewItemsComesAndIsAPermutation() {
    for (int n = 0; n <= 300; n++) {
      isPermutation(Permutation.of(n, n * 31L));
    }
    for (long n : new long[] {4095, 4096, 4097, 4160, 4161, 65_535, 65_536, 65_537, 100_003}) {
      isPermutation(Permutation.of(n, n));
    }
    BitSet seen = new BitSet();
    for (int s = 0; s < 200; s++) {
      Permutation p = Permutation.of(4, Mix.mix(s));
      seen.set((int) (64 * p.apply(0) + 16 * p.apply(1) + 4 * p.apply(2) + p.apply(3)));
    }
    assertThat(seen.cardinality()).isEqualTo(24);
  }

  private static void isPermutation(Permutation p) {
    BitSet seen = new BitSet();
    for (long i = 0; i < p.size(); i++) {
      long element = p.apply(i);
      assertThat(element).isBetween(0L, p.size() - 1);
      assertThat(p.placeOf(element)).isEqualTo(i);
      seen.set((int) element);
    }
    assertThat(seen.cardinality()).isEqualTo((int) p.size());
  }

  @Test
  void hugeOrdersAreInvertedAnywhere() {
    SplittableRandom random = new SplittableRandom(9);
    for (long n : new long[] {1L << 31, (1L << 40) + 1, (1L << 50) - 3, 1L << 60}) {
      Permutation p = Permutation.of(n, 5);
      for (int i = 0; i < 1000; i++) {
        long place = random.nextLong(n);
        long element = p.apply(place);
        assertThat(element).isBetween(0L, n - 1);
        assertThat(p.placeOf(element)).isEqualTo(place);
      }
    }
  }

  @Test
  void theOrderOfASeedNeverChanges() {
    Order small = Order.of(Shuffle.full(), 10, 42, 3);
    Order large = Order.of(Shuffle.full(), 1_000_000, 42, 3);

    assertThat(places(small, 0, 10)).containsExactly(GOLDEN_SMALL);
    assertThat(places(large, 500_000, 4)).containsExactly(GOLDEN_LARGE);
    Order blocks = Order.of(Shuffle.block(100, 5), 1_000_000, 42, 3);
    assertThat(places(blocks, 123_456, 4)).containsExactly(GOLDEN_BLOCKS);
  }

  private static final long[] GOLDEN_SMALL = {6, 8, 7, 4, 9, 2, 0, 5, 3, 1};
  private static final long[] GOLDEN_BLOCKS = {107105, 234977, 766375, 234982};
  private static final long[] GOLDEN_LARGE = {845862, 479556, 592823, 943244};

  private static long[] places(Order order, long from, int count) {
    long[] items = new long[count];
    for (int i = 0; i < count; i++) {
      items[i] = order.itemAt(from + i);
    }
    return items;
  }

  @Test
  void theLargestPermutationIsInvertible() {
    Permutation p = Permutation.of(Permutation.MAX_SIZE, 9);
    for (long x : new long[] {0, 1, Permutation.MAX_SIZE / 3, Permutation.MAX_SIZE - 1}) {
      assertThat(p.placeOf(p.apply(x))).isEqualTo(x);
    }
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BitPackingTest {

  private static final int[] COUNTS = {0, 1, 2, 7, 8, 9, 15, 16, 17, 63, 64, 65, 1000, 1024};

  @Test
  void layoutIsLeastSignificantBitFirst() {
    long[] values = {0xABC, 0x123, 0xFFF};
    byte[] out = new byte[BitPacking.packedLength(values.length, 12)];

    BitPacking.pack(values, 0, values.length, 0, 12, out, 0);

    assertThat(HexFormat.of().formatHex(out)).isEqualTo("bc3a12ff0f");
  }

  @Test
  void everyWidthComesBackFromAnArrayThatEndsWithIt() {
    Random random = new Random(ColumnData.SEED);
    for (int width = 0; width <= BitPacking.MAX_WIDTH; width++) {
      for (int count : COUNTS) {
        roundTrip(width, count, 0, random);
      }
    }
  }

  @Test
  void bytesBehindThePackedOnesHaveNoInfluence() {
    Random random = new Random(ColumnData.SEED);
    for (int width = 0; width <= BitPacking.MAX_WIDTH; width++) {
      for (int behind : new int[] {1, 7, 8, 9, 100}) {
        roundTrip(width, 67, behind, random);
      }
    }
  }

  @Test
  void doublesAreTheSameValues() {
    Random random = new Random(ColumnData.SEED);
    for (int width = 0; width <= BitPacking.MAX_DOUBLE_WIDTH; width++) {
      for (int count : COUNTS) {
        long[] values = random(width, count, random);
        byte[] packed = new byte[BitPacking.packedLength(count, width)];
        BitPacking.pack(values, 0, count, 0, width, packed, 0);

        double[] unpacked = new double[count + 2];
        BitPacking.unpackToDoubles(packed, 0, width, count, unpacked, 1);

        double[] expected = new double[count + 2];
        for (int i = 0; i < count; i++) {
          expected[i + 1] = (double) values[i];
        }
        assertThat(unpacked).as(what(width, count)).isEqualTo(expected);
      }
    }
  }

  @Test
  void sumsAreTheRunningSums() {
    Random random = new Random(ColumnData.SEED);
    for (int width = 1; BitPacking.canSum(width); width++) {
      for (int count : COUNTS) {
        long[] values = random(width, Math.max(count, 1), random);
        byte[] packed = new byte[BitPacking.packedLength(values.length, width)];
        BitPacking.pack(values, 0, values.length, 0, width, packed, 0);

        double[] sums = new double[values.length];
        BitPacking.unpackSumsToDoubles(packed, 0, width, values.length, -3, 1000, sums, 0);

        double[] expected = new double[values.length];
        long sum = 1000;
        expected[0] = sum;
        for (int i = 1; i < values.length; i++) {
          sum += values[i] - 3;
          expected[i] = sum;
        }
        assertThat(sums).as(what(width, count)).isEqualTo(expected);
      }
    }
  }

  @Test
  void widthOfIsTheSmallestThatHolds() {
    assertThat(BitPacking.widthOf(0)).isZero();
    assertThat(BitPacking.widthOf(1)).isEqualTo(1);
    assertThat(BitPacking.widthOf(255)).isEqualTo(8);
    assertThat(BitPacking.widthOf(256)).isEqualTo(9);
    assertThat(BitPacking.widthOf(-1)).isEqualTo(64);
  }

  private static void roundTrip(int width, int count, int behind, Random random) {
    int at = random.nextInt(5);
    long base = random.nextLong();
    long[] offsets = random(width, count, random);
    long[] values = Arrays.stream(offsets).map(offset -> offset + base).toArray();
    int length = BitPacking.packedLength(count, width);
    byte[] packed = new byte[at + length + behind];
    random.nextBytes(packed);
    byte[] expected = packed.clone();

    int end = BitPacking.pack(values, 0, count, base, width, packed, at);
    long[] unpacked = new long[count + 2];
    BitPacking.unpack(packed, at, width, count, unpacked, 1);

    assertThat(end).as(what(width, count)).isEqualTo(at + length);
    assertThat(Arrays.copyOfRange(unpacked, 1, count + 1))
        .as(what(width, count))
        .isEqualTo(offsets);
    assertThat(unpacked[0] | unpacked[count + 1]).isZero();
    System.arraycopy(packed, at, expected, at, length);
    assertThat(packed).as("bytes around").isEqualTo(expected);
    for (int i = 0; i < count; i++) {
      assertThat(BitPacking.read(packed, at, width, i)).isEqualTo(offsets[i]);
    }
  }

  private static long[] random(int width, int count, Random random) {
    return random.longs(count).map(value -> value & BitPacking.mask(width)).toArray();
  }

  private static String what(int width, int count) {
    return "width " + width + ", count " + count + ", seed " + ColumnData.SEED;
  }
}

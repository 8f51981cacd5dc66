/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BlockCodecTest {

  private static final double[] ONE_TO_THREE = {1, 2, 3};

  @Test
  void layoutIsAsDocumented() {
    byte[] block =
        BlockCodec.encodeInts(
            new long[] {100, 200}, new long[] {5, 5}, null, new long[] {-1, 2}, 0, 2);

    assertThat(HexFormat.of().formatHex(block))
        .isEqualTo(
            "01010100" // layout, kind, columns, reserved
                + "02000000" // count
                + "ffffffffffffffff" // min
                + "0200000000000000" // max
                + "6400000000000000" // first timestamp
                + "c800000000000000" // last timestamp
                + "020000000e000000" // timestamps: DELTA
                + "00070000" // values of 7 bits, no patches
                + "6400000000000000"
                + "0032"
                + "0100000008000000" // steps: CONSTANT
                + "0500000000000000"
                + "020000000d000000" // values: DELTA
                + "00020000" // values of 2 bits, no patches
                + "ffffffffffffffff"
                + "0c");
  }

  @Test
  void floatsOfEveryKindAndSizeComeBackBitForBit() {
    Random random = new Random(ColumnData.SEED);
    for (int size : ColumnData.SIZES) {
      long[] timestamps = ColumnData.timestamps(size, random);
      ColumnData.floats(size, random)
          .forEach(
              (kind, values) -> {
                byte[] bytes = BlockCodec.encodeFloats(timestamps, null, null, values, 0, size);
                Block block = Block.parse(bytes, 0, bytes.length);
                double[] decoded = new double[size];
                block.floats(decoded, 0);

                assertThat(Arrays.equals(ColumnData.bits(decoded), ColumnData.bits(values)))
                    .as("%s, size %d, seed %d", kind, size, ColumnData.SEED)
                    .isTrue();
                assertThat(timestamps(block)).isEqualTo(timestamps);
                assertThat(bytes.length).isLessThanOrEqualTo(56 + 2 * Long.BYTES * size);
              });
    }
  }

  @Test
  void intsOfEveryKindAndSizeComeBack() {
    Random random = new Random(ColumnData.SEED);
    for (int size : ColumnData.SIZES) {
      ColumnData.longs(size, random)
          .forEach(
              (kind, values) -> {
                byte[] bytes = BlockCodec.encodeInts(7L, values, values, values, 0, size);
                Block block = Block.parse(bytes, 0, bytes.length);
                long[] decoded = new long[size];
                block.ints(decoded, 0);

                assertThat(Arrays.equals(decoded, values))
                    .as("%s, size %d, seed %d", kind, size, ColumnData.SEED)
                    .isTrue();
                block.steps(decoded, 0);
                assertThat(Arrays.equals(decoded, values)).isTrue();
                block.times(decoded, 0);
                assertThat(Arrays.equals(decoded, values)).isTrue();
                assertThat(block.minBits()).isEqualTo(Arrays.stream(values).min().getAsLong());
                assertThat(block.maxBits()).isEqualTo(Arrays.stream(values).max().getAsLong());
              });
    }
  }

  @Test
  void rangeIsTakenOutOfEveryArray() {
    double[] values = {0, 1.5, 2.5, 3.5, 0};
    long[] timestamps = {0, 10, 20, 30, 0};
    long[] steps = {0, 1, 2, 3, 0};
    long[] times = {0, -1, -2, -3, 0};

    byte[] bytes = BlockCodec.encodeFloats(timestamps, steps, times, values, 1, 4);
    Block block = Block.parse(bytes, 0, bytes.length);

    double[] floats = new double[5];
    block.floats(floats, 1);
    assertThat(floats).containsExactly(values);
    assertThat(block.count()).isEqualTo(3);
    assertThat(block.isFloat()).isTrue();
    assertThat(block.firstTimestamp()).isEqualTo(10);
    assertThat(block.lastTimestamp()).isEqualTo(30);
    long[] longs = new long[5];
    block.timestamps(longs, 1);
    assertThat(longs).containsExactly(timestamps);
    block.steps(longs, 1);
    assertThat(longs).containsExactly(steps);
    block.times(longs, 1);
    assertThat(longs).containsExactly(times);
  }

  @Test
  void blockMayLieInsideALargerArray() {
    byte[] bytes = BlockCodec.encodeFloats(7L, null, null, ONE_TO_THREE, 0, 3);
    byte[] larger = new byte[bytes.length + 20];
    Arrays.fill(larger, (byte) -1);
    System.arraycopy(bytes, 0, larger, 11, bytes.length);

    Block block = Block.parse(larger, 11, bytes.length);

    double[] decoded = new double[3];
    block.floats(decoded, 0);
    assertThat(decoded).containsExactly(ONE_TO_THREE);
    assertThat(timestamps(block)).containsExactly(7, 7, 7);
    assertThat(block.hasSteps()).isFalse();
    assertThat(block.hasTimes()).isFalse();
  }

  @Test
  void constantColumnsTakeEightBytes() {
    double[] values = new double[10_000];
    Arrays.fill(values, Math.PI);

    assertThat(BlockCodec.encodeFloats(7L, null, null, values, 0, values.length)).hasSize(40 + 32);
  }

  @Test
  void minAndMaxIgnoreNotANumber() {
    assertThat(range(Double.NaN, 3, Double.NaN, -2)).containsExactly(bits(-2), bits(3));
    assertThat(range(Double.POSITIVE_INFINITY, Double.NaN))
        .containsExactly(bits(Double.POSITIVE_INFINITY), bits(Double.POSITIVE_INFINITY));
    assertThat(range(Double.NEGATIVE_INFINITY))
        .containsExactly(bits(Double.NEGATIVE_INFINITY), bits(Double.NEGATIVE_INFINITY));
  }

  @Test
  void minAndMaxOrderTheZeros() {
    assertThat(range(0.0, -0.0)).containsExactly(bits(-0.0), bits(0.0));
    assertThat(range(-0.0, 0.0)).containsExactly(bits(-0.0), bits(0.0));
    assertThat(range(-0.0, -0.0)).containsExactly(bits(-0.0), bits(-0.0));
    assertThat(range(0.0, 1.0)).containsExactly(bits(0.0), bits(1.0));
  }

  @Test
  void minAndMaxOfNothingButNaNAreCanonical() {
    double odd = Double.longBitsToDouble(0x7FF8_0000_0000_0BADL);

    assertThat(range(odd, odd)).containsExactly(0x7FF8_0000_0000_0000L, 0x7FF8_0000_0000_0000L);
  }

  @Test
  void largestBlockIsAccepted() {
    long[] values = new long[BlockCodec.MAX_COUNT + 1];
    Arrays.setAll(values, i -> (long) i * i * i);

    byte[] bytes = BlockCodec.encodeInts(7L, null, null, values, 0, BlockCodec.MAX_COUNT);

    assertThat(Block.parse(bytes, 0, bytes.length).count()).isEqualTo(BlockCodec.MAX_COUNT);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BlockCodec.encodeInts(7L, null, null, values, 0, values.length))
        .withMessage("count of a block is 1048577, at most 1048576 allowed");
  }

  @Test
  void badRangesAreRefused() {
    double[] values = ONE_TO_THREE;
    long[] two = {1, 2};

    assertThatIllegalArgumentException()
        .isThrownBy(() -> BlockCodec.encodeFloats(7L, null, null, values, 1, 1))
        .withMessage("from is 1, must be below to, 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BlockCodec.encodeFloats(7L, null, null, values, -1, 1))
        .withMessage("from is -1, must not be negative");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BlockCodec.encodeFloats(7L, null, null, values, 0, 4))
        .withMessage("to is 4, beyond the 3 values");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BlockCodec.encodeFloats(two, null, null, values, 0, 3))
        .withMessage("to is 3, beyond the 2 timestamps");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BlockCodec.encodeFloats(7L, two, null, values, 0, 3))
        .withMessage("to is 3, beyond the 2 steps");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BlockCodec.encodeFloats(7L, null, two, values, 0, 3))
        .withMessage("to is 3, beyond the 2 times");
  }

  @Test
  void columnsThatAreNotThereAreRefused() {
    byte[] bytes = BlockCodec.encodeFloats(7L, null, null, ONE_TO_THREE, 0, 3);
    Block block = Block.parse(bytes, 0, bytes.length);
    long[] target = new long[3];

    assertThatIllegalArgumentException()
        .isThrownBy(() -> block.steps(target, 0))
        .withMessage("block has no column steps");
    assertThatIllegalArgumentException().isThrownBy(() -> block.times(target, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> block.ints(target, 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> block.timestamps(target, 1))
        .withMessage("end in the target is 4, at most 3 allowed");
    assertThatIllegalArgumentException().isThrownBy(() -> block.floats(new double[3], -1));
  }

  private static long[] timestamps(Block block) {
    long[] timestamps = new long[block.count()];
    block.timestamps(timestamps, 0);
    return timestamps;
  }

  private static long[] range(double... values) {
    byte[] bytes = BlockCodec.encodeFloats(7L, null, null, values, 0, values.length);
    Block block = Block.parse(bytes, 0, bytes.length);
    return new long[] {block.minBits(), block.maxBits()};
  }

  private static long bits(double value) {
    return Double.doubleToRawLongBits(value);
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LongColumnTest {

  @Test
  void everyKindAndSizeComesBack() {
    Random random = new Random(ColumnData.SEED);
    for (int size : ColumnData.SIZES) {
      ColumnData.longs(size, random)
          .forEach(
              (kind, values) -> assertThat(roundTrip(values)).as(what(kind, size)).isPositive());
    }
  }

  @Test
  void noValuesTakeNoBytes() {
    assertThat(LongColumn.encode(new long[0], 0, 0, new byte[0], 0)).isZero();
    assertThat(LongColumn.maxLength(0)).isZero();
    LongColumn.decode(new byte[0], 0, 0, 0, new long[0], 0);
  }

  @Test
  void onlyTheRangeIsEncoded() {
    long[] values = {9, 9, 1, 2, 3, 9};
    byte[] out = new byte[7 + LongColumn.maxLength(3)];

    int end = LongColumn.encode(values, 2, 5, out, 7);
    long[] decoded = new long[5];
    LongColumn.decode(out, 7, end, 3, decoded, 1);

    assertThat(decoded).containsExactly(0, 1, 2, 3, 0);
  }

  @Test
  void stepsTakeLessThanOneBitEach() {
    long[] steps = new long[100_000];
    Arrays.setAll(steps, i -> 7L * i);

    assertThat(roundTrip(steps)).isLessThan(steps.length / 8);
  }

  @Test
  void timestampsTakeLessThanAQuarter() {
    long[] timestamps = ColumnData.timestamps(100_000, new Random(ColumnData.SEED));

    assertThat(roundTrip(timestamps)).isLessThan(timestamps.length * Long.BYTES / 4);
  }

  @Test
  void outliersDoNotWidenTheOthers() {
    Random random = new Random(ColumnData.SEED);
    long[] values = new long[10 * LongColumn.VECTOR_SIZE];
    Arrays.setAll(values, i -> i % 200 == 77 ? random.nextLong() : random.nextInt(16));

    assertThat(roundTrip(values)).isLessThan(values.length);
  }

  @Test
  void patchesMustAscend() {
    long[] values = new long[LongColumn.VECTOR_SIZE];
    Arrays.setAll(values, i -> i == 500 || i == 900 ? 1L << 60 : i * 7919 % 16);
    byte[] out = new byte[LongColumn.maxLength(values.length)];
    int end = LongColumn.encode(values, 0, values.length, out, 0);
    int positionsAt = end - 2 * (Long.BYTES + Short.BYTES);
    assertThat(LittleEndian.u16(out, positionsAt)).isEqualTo(500);

    LittleEndian.putU16(out, positionsAt, 900);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> LongColumn.decode(out, 0, end, values.length, values, 0))
        .withMessage("position of a patch is 900, at least 901 required");
  }

  /** Returns the encoded length. */
  private static int roundTrip(long[] values) {
    byte[] out = new byte[LongColumn.maxLength(values.length)];
    int end = LongColumn.encode(values, 0, values.length, out, 0);
    byte[] exact = Arrays.copyOf(out, end);
    long[] decoded = new long[values.length];
    LongColumn.decode(exact, 0, end, values.length, decoded, 0);
    assertThat(Arrays.equals(decoded, values)).as("seed %d", ColumnData.SEED).isTrue();
    return end;
  }

  private static String what(String kind, int size) {
    return kind + ", size " + size + ", seed " + ColumnData.SEED;
  }
}

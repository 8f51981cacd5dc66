/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AlpColumnTest {

  private static final int COUNT = 100_000;

  @Test
  void everyKindAndSizeComesBackBitForBit() {
    Random random = new Random(ColumnData.SEED);
    for (int size : ColumnData.SIZES) {
      ColumnData.floats(size, random)
          .forEach((kind, values) -> assertThat(roundTrip(values)).as(kind).isPositive());
    }
  }

  @Test
  void noValuesTakeNoBytes() {
    assertThat(AlpColumn.encode(new double[0], 0, 0, new byte[0], 0)).isZero();
    AlpColumn.decode(new byte[0], 0, 0, 0, new double[0], 0);
  }

  @Test
  void decimalLikeDataTakesAtMostTwoFifths() {
    Random random = new Random(ColumnData.SEED);

    assertThat(share(ColumnData.walk(COUNT, 2, random))).isLessThanOrEqualTo(0.40);
    assertThat(share(ColumnData.season(COUNT, random))).isLessThanOrEqualTo(0.40);
    assertThat(share(ColumnData.runs(COUNT, random))).isLessThanOrEqualTo(0.40);
  }

  @Test
  void spikesAndGapsDoNotWidenTheOthers() {
    Random random = new Random(ColumnData.SEED);
    double[] values = ColumnData.season(COUNT, random);
    for (int i = 0; i < COUNT; i++) {
      if (random.nextInt(200) == 0) {
        values[i] = random.nextBoolean() ? -9999 : Double.NaN;
      }
    }

    assertThat(share(values)).isLessThanOrEqualTo(0.40);
  }

  @Test
  void randomDataTakesOneHeaderPerVectorMore() {
    double[] values = new Random(ColumnData.SEED).doubles(COUNT).toArray();

    assertThat(share(values)).isLessThan(1.001);
  }

  @Test
  void decimalsHaveNoExceptions() {
    Random random = new Random(ColumnData.SEED);
    for (int decimals = 0; decimals <= 9; decimals++) {
      double[] values = ColumnData.walk(AlpColumn.VECTOR_SIZE, decimals, random);
      byte[] out = new byte[AlpColumn.maxLength(values.length)];

      AlpColumn.encode(values, 0, values.length, out, 0);

      assertThat(out[0]).isEqualTo((byte) AlpColumn.FORM_DECIMALS);
      assertThat(out[AlpColumn.EXPONENT_AT]).isEqualTo((byte) decimals);
      assertThat(LittleEndian.u16(out, AlpColumn.EXCEPTIONS_AT)).isZero();
    }
  }

  @Test
  void largeRoundNumbersAreDecimals() {
    Random random = new Random(ColumnData.SEED);
    double[] values = new double[COUNT];
    Arrays.setAll(values, i -> random.nextInt(1000) * 1e20);

    assertThat(share(values)).isLessThan(0.30);
  }

  @Test
  void whatWereFloatsTakesHalf() {
    Random random = new Random(ColumnData.SEED);
    double[] losses = new double[COUNT];
    Arrays.setAll(
        losses, i -> (float) (0.3 + 2 * Math.exp(-i / 1e4) + 0.05 * random.nextGaussian()));
    double[] signed = new double[COUNT];
    Arrays.setAll(signed, i -> (float) random.nextGaussian());
    double[] withOthers = losses.clone();
    for (int i = 0; i < COUNT; i += 100) {
      withOthers[i] = i % 200 == 0 ? Double.NaN : 0.1;
    }

    assertThat(share(losses)).isLessThan(0.43);
    assertThat(share(signed)).isLessThan(0.51);
    assertThat(share(withOthers)).isLessThan(0.46);
    assertThat(formOf(losses)).isEqualTo(AlpColumn.FORM_FLOATS);
  }

  @Test
  void doublesOfOneMagnitudeTakeLessThanTheirBits() {
    Random random = new Random(ColumnData.SEED);
    double[] values = new double[COUNT];
    Arrays.setAll(values, i -> 0.5 + 0.4 * random.nextDouble());
    double[] below = new double[COUNT];
    Arrays.setAll(below, i -> -values[i]);

    assertThat(share(values)).isLessThan(0.84);
    assertThat(share(below)).isLessThan(0.84);
    assertThat(formOf(values)).isEqualTo(AlpColumn.FORM_BITS);
  }

  private static int formOf(double[] values) {
    byte[] out = new byte[AlpColumn.maxLength(values.length)];
    AlpColumn.encode(values, 0, values.length, out, 0);
    return out[0];
  }

  private static double share(double[] values) {
    return (double) roundTrip(values) / values.length / Double.BYTES;
  }

  /** Returns the encoded length. */
  private static int roundTrip(double[] values) {
    byte[] out = new byte[AlpColumn.maxLength(values.length)];
    int end = AlpColumn.encode(values, 0, values.length, out, 0);
    byte[] exact = Arrays.copyOf(out, end);
    double[] decoded = new double[values.length + 2];
    AlpColumn.decode(exact, 0, end, values.length, decoded, 1);
    long[] bits = ColumnData.bits(Arrays.copyOfRange(decoded, 1, values.length + 1));
    assertThat(Arrays.equals(bits, ColumnData.bits(values)))
        .as("%d values, seed %d", values.length, ColumnData.SEED)
        .isTrue();
    assertThat(decoded[0] + decoded[values.length + 1]).isZero();
    return end;
  }
}

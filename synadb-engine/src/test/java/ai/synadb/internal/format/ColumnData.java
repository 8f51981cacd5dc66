/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.format;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.function.IntToLongFunction;

/** Columns of the kinds that histories are made of, from a seed. */
final class ColumnData {

  /** The seed of this run, from the system property {@code seed}. */
  static final long SEED = Long.getLong("seed", 20_260_101L);

  /** Lengths around the borders of groups of eight and vectors of 1024. */
  static final int[] SIZES = {1, 2, 3, 7, 8, 9, 63, 64, 65, 1023, 1024, 1025, 2048, 5000, 100_000};

  private static final double[] SPECIAL_DOUBLES = {
    0.0,
    -0.0,
    1.0,
    -1.0,
    Double.NaN,
    Double.longBitsToDouble(0x7FF0_0000_0000_0001L),
    Double.longBitsToDouble(0xFFF8_0000_DEAD_BEEFL),
    Double.longBitsToDouble(-1L),
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    Double.MIN_VALUE,
    -Double.MIN_VALUE,
    Double.MIN_NORMAL,
    Double.MAX_VALUE,
    -Double.MAX_VALUE,
    0x1p51,
    0x1p52,
    0x1p53,
    -0x1p63,
    0x1p63,
    1e18,
    1e22,
    1e-18,
    1e-22,
    0.1,
    1 / 3.0,
  };

  private static final long[] SPECIAL_LONGS = {
    0, 1, -1, Long.MIN_VALUE, Long.MAX_VALUE, Long.MIN_VALUE + 1, 1L << 62, -(1L << 62), 255, -256,
  };

  private ColumnData() {}

  static Map<String, double[]> floats(int count, Random random) {
    Map<String, double[]> kinds = new LinkedHashMap<>();
    kinds.put("walk", walk(count, 2, random));
    kinds.put("season", season(count, random));
    kinds.put("runs", runs(count, random));
    kinds.put("random", fill(new double[count], i -> random.nextDouble()));
    kinds.put("any bits", fill(new double[count], i -> Double.longBitsToDouble(random.nextLong())));
    kinds.put("float32", fill(new double[count], i -> random.nextFloat()));
    kinds.put("signed float32", fill(new double[count], i -> (float) random.nextGaussian()));
    kinds.put("any float32", fill(new double[count], i -> Float.intBitsToFloat(random.nextInt())));
    kinds.put(
        "nearly float32",
        fill(new double[count], i -> random.nextInt(40) == 0 ? 0.1 * i : random.nextFloat()));
    kinds.put("gaussian", fill(new double[count], i -> random.nextGaussian()));
    kinds.put("integers", fill(new double[count], i -> random.nextInt(1000) - 500));
    kinds.put("round", fill(new double[count], i -> random.nextInt(100) * 1e20));
    kinds.put("small", fill(new double[count], i -> random.nextInt(100) / 1e18));
    kinds.put("long decimals", fill(new double[count], i -> (random.nextLong() >> 12) / 1e3));
    kinds.put("counter", fill(new double[count], i -> 3.5 * i));
    kinds.put("square", fill(new double[count], i -> (double) i * i));
    kinds.put("constant", fill(new double[count], i -> -7.25));
    kinds.put("negative zero", fill(new double[count], i -> -0.0));
    kinds.put("not a number", fill(new double[count], i -> Double.NaN));
    double[] special = SPECIAL_DOUBLES;
    kinds.put("special", fill(new double[count], i -> special[random.nextInt(special.length)]));
    double[] spiked = season(count, random);
    for (int i = 0; i < count; i++) {
      if (random.nextInt(50) == 0) {
        spiked[i] = special[random.nextInt(special.length)];
      }
    }
    kinds.put("spiked", spiked);
    double[] mixed = walk(count, 1, random);
    for (int i = 0; i < count; i++) {
      // Whole vectors of one kind and of the other.
      mixed[i] = ((i >>> 11) & 1) == 0 ? mixed[i] : random.nextGaussian();
    }
    kinds.put("mixed", mixed);
    return kinds;
  }

  static Map<String, long[]> longs(int count, Random random) {
    Map<String, long[]> kinds = new LinkedHashMap<>();
    kinds.put("levels", fill(new long[count], i -> random.nextInt(1 << 20)));
    kinds.put("steps", fill(new long[count], i -> 10L * i));
    kinds.put("any bits", fill(new long[count], i -> random.nextLong()));
    kinds.put("constant", fill(new long[count], i -> Long.MIN_VALUE));
    kinds.put("square", fill(new long[count], i -> (long) i * i));
    long[] special = SPECIAL_LONGS;
    kinds.put("special", fill(new long[count], i -> special[random.nextInt(special.length)]));
    kinds.put("ends", fill(new long[count], i -> (i & 1) == 0 ? Long.MIN_VALUE : Long.MAX_VALUE));
    kinds.put("timestamps", timestamps(count, random));
    long[] spiked = fill(new long[count], i -> random.nextInt(16));
    for (int i = 0; i < count; i++) {
      if (random.nextInt(100) == 0) {
        spiked[i] = random.nextLong();
      }
    }
    kinds.put("spiked", spiked);
    for (int width = 1; width < Long.SIZE; width += 3) {
      long mask = -1L >>> (Long.SIZE - width);
      kinds.put("width " + width, fill(new long[count], i -> random.nextLong() & mask));
    }
    return kinds;
  }

  /** A random walk, rounded. */
  static double[] walk(int count, int decimals, Random random) {
    double power = Math.pow(10, decimals);
    double[] values = new double[count];
    double value = 100;
    for (int i = 0; i < count; i++) {
      value += random.nextGaussian();
      values[i] = Math.round(value * power) / power;
    }
    return values;
  }

  /** A sensor with days, years and noise, of one to three decimals in turns. */
  static double[] season(int count, Random random) {
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      double power = Math.pow(10, 1 + (i / 10_000) % 3);
      double day = 8 * Math.sin(i * 2 * Math.PI / 1_440);
      double year = 3 * Math.sin(i * 2 * Math.PI / 525_600);
      double value = 20 + day + year + 0.2 * random.nextGaussian();
      values[i] = Math.round(value * power) / power;
    }
    return values;
  }

  /** Levels that hold for some hundred values. */
  static double[] runs(int count, Random random) {
    double[] values = new double[count];
    double value = 21.5;
    for (int i = 0; i < count; i++) {
      if (random.nextInt(300) == 0) {
        value = random.nextInt(1000) / 10.0;
      }
      values[i] = value;
    }
    return values;
  }

  /** One value a second, a little late or early, with a gap now and then. */
  static long[] timestamps(int count, Random random) {
    long[] values = new long[count];
    long next = 1_700_000_000_000_000L;
    for (int i = 0; i < count; i++) {
      values[i] = next;
      next += 1_000_000 + random.nextInt(2_000) - 1_000;
      if (random.nextInt(5_000) == 0) {
        next += 3_600_000_000L;
      }
    }
    return values;
  }

  /** Returns the raw bits, so that comparing sees every NaN and the sign of zero. */
  static long[] bits(double[] values) {
    return Arrays.stream(values).mapToLong(Double::doubleToRawLongBits).toArray();
  }

  private static double[] fill(double[] values, IntToDoubleFunction function) {
    Arrays.setAll(values, function);
    return values;
  }

  private static long[] fill(long[] values, IntToLongFunction function) {
    Arrays.setAll(values, function);
    return values;
  }
}

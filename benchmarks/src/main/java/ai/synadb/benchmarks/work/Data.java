/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.benchmarks.work;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/** Keys and values, the same for every store. Thread safety: safe for use by multiple threads. */
public final class Data {
  /** The length of a key. */
  public static final int KEY_BYTES = 16;

  /** What a record of ours takes in the file beside key and value: header, prefix, link, CRC. */
  private static final int RECORD_EXTRA = 39;

  private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.ISO_8859_1);
  private static final int POOL = 256;
  private static final long SEED = 42;

  private Data() {}

  /** The i-th key: 16 hexadecimal digits that look random and never repeat. */
  public static byte[] key(long i) {
    long x = mix(i);
    byte[] key = new byte[KEY_BYTES];
    for (int at = KEY_BYTES - 1; at >= 0; at--) {
      key[at] = DIGITS[(int) x & 15];
      x >>>= 4;
    }
    return key;
  }

  /** The i-th key as a string. */
  public static String keyString(long i) {
    return new String(key(i), StandardCharsets.ISO_8859_1);
  }

  /** A bijection of longs that leaves no visible order. */
  static long mix(long i) {
    long x = i + 0x9E3779B97F4A7C15L;
    x = (x ^ (x >>> 30)) * 0xBF58476D1CE4E5B9L;
    x = (x ^ (x >>> 27)) * 0x94D049BB133111EBL;
    return x ^ (x >>> 31);
  }

  /** Values of random bytes, to be used in turn; nobody changes them. */
  public static byte[][] values(int bytes) {
    SplittableRandom random = new SplittableRandom(SEED);
    byte[][] all = new byte[POOL][bytes];
    for (byte[] value : all) {
      random.nextBytes(value);
    }
    return all;
  }

  /** The value to write for the i-th operation. */
  static byte[] value(byte[][] values, long i) {
    return values[(int) i & (POOL - 1)];
  }

  /** The bytes that a record of ours takes. */
  static int recordBytes(int valueBytes) {
    return KEY_BYTES + valueBytes + RECORD_EXTRA;
  }

  /** Numbers such as a sensor's: a random walk in hundredths. */
  public static double[] decimalWalk(int n) {
    SplittableRandom random = new SplittableRandom(SEED);
    double[] all = new double[n];
    long hundredths = 2150;
    for (int i = 0; i < n; i++) {
      hundredths += random.nextInt(-9, 10);
      all[i] = hundredths / 100.0;
    }
    return all;
  }

  /** Numbers with a daily course and noise, in tenths. */
  static double[] seasonal(int n) {
    SplittableRandom random = new SplittableRandom(SEED);
    double[] all = new double[n];
    for (int i = 0; i < n; i++) {
      double v = 15 + 8 * Math.sin(i * 2 * Math.PI / 1440) + random.nextDouble(-0.5, 0.5);
      all[i] = Math.round(v * 10) / 10.0;
    }
    return all;
  }

  /** Numbers that stay for a while, then change. */
  static double[] constantRuns(int n) {
    SplittableRandom random = new SplittableRandom(SEED);
    double[] all = new double[n];
    double v = 1;
    for (int i = 0; i < n; i++) {
      if (random.nextInt(200) == 0) {
        v = random.nextInt(1000) / 10.0;
      }
      all[i] = v;
    }
    return all;
  }

  /** Numbers with nothing to save: 52 random bits each. */
  static double[] randomDoubles(int n) {
    SplittableRandom random = new SplittableRandom(SEED);
    double[] all = new double[n];
    for (int i = 0; i < n; i++) {
      all[i] = random.nextDouble();
    }
    return all;
  }
}

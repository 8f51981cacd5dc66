/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.log;

import ai.synadb.internal.format.Block;
import ai.synadb.internal.format.BlockCodec;
import ai.synadb.internal.format.Payload;
import ai.synadb.internal.format.RecordEncoder;
import java.util.Arrays;

/** Consecutive numbers of one kind while a compaction gathers them, oldest first. */
final class NumberRun {
  /** What fits into one BLOCK and the record behind it. */
  static final int MAX = BlockCodec.MAX_COUNT + 1;

  private long[] timestamps = new long[64];
  private long[] bits = new long[64];
  private long[] steps = new long[64];
  private long[] times = new long[64];
  private int count;
  private boolean isFloat;
  private boolean hasSteps;
  private boolean hasTimes;

  int count() {
    return count;
  }

  boolean isFull() {
    return count == MAX;
  }

  /** Whether a number with these columns can follow. */
  boolean takes(boolean isFloat, boolean hasStep, boolean hasTime) {
    return count == 0 || (this.isFloat == isFloat && hasSteps == hasStep && hasTimes == hasTime);
  }

  void clear() {
    count = 0;
  }

  private void room(int more) {
    int n = count + more;
    if (n > bits.length) {
      int size = Math.max(n, Math.min(MAX, bits.length * 2));
      timestamps = Arrays.copyOf(timestamps, size);
      bits = Arrays.copyOf(bits, size);
      steps = Arrays.copyOf(steps, size);
      times = Arrays.copyOf(times, size);
    }
  }

  void add(
      long timestamp,
      boolean isFloat,
      long bits,
      boolean hasStep,
      long step,
      boolean hasTime,
      long time) {
    room(1);
    this.isFloat = isFloat;
    this.hasSteps = hasStep;
    this.hasTimes = hasTime;
    this.timestamps[count] = timestamp;
    this.bits[count] = bits;
    this.steps[count] = step;
    this.times[count] = time;
    count++;
  }

  /** Adds the values of a packed history from {@code from} on, as many as fit; returns how many. */
  int add(Block b, int from) {
    int n = b.count();
    int m = Math.min(n - from, MAX - count);
    long[] t = new long[n];
    b.timestamps(t, 0);
    long[] v = new long[n];
    if (b.isFloat()) {
      double[] d = new double[n];
      b.floats(d, 0);
      for (int i = 0; i < n; i++) {
        v[i] = Double.doubleToRawLongBits(d[i]);
      }
    } else {
      b.ints(v, 0);
    }
    long[] s = new long[n];
    if (b.hasSteps()) {
      b.steps(s, 0);
    }
    long[] c = new long[n];
    if (b.hasTimes()) {
      b.times(c, 0);
    }
    room(m);
    for (int i = from; i < from + m; i++) {
      add(t[i], b.isFloat(), v[i], b.hasSteps(), s[i], b.hasTimes(), c[i]);
    }
    return m;
  }

  long timestamp(int i) {
    return timestamps[i];
  }

  Payload value(int i) {
    return isFloat ? Payload.ofFloat(Double.longBitsToDouble(bits[i])) : Payload.ofInt(bits[i]);
  }

  byte[] extension(int i) {
    return hasSteps || hasTimes
        ? RecordEncoder.seriesExtension(hasSteps, steps[i], hasTimes, times[i])
        : RecordEncoder.NO_EXTRA;
  }

  /** All but the last, as the payload of a BLOCK. */
  byte[] pack() {
    int n = count - 1;
    long[] s = hasSteps ? steps : null;
    long[] t = hasTimes ? times : null;
    if (!isFloat) {
      return BlockCodec.encodeInts(timestamps, s, t, bits, 0, n);
    }
    double[] d = new double[n];
    for (int i = 0; i < n; i++) {
      d[i] = Double.longBitsToDouble(bits[i]);
    }
    return BlockCodec.encodeFloats(timestamps, s, t, d, 0, n);
  }
}

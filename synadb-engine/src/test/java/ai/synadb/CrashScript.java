/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb;

import ai.synadb.CrashStep.Kind;
import ai.synadb.CrashStep.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Draws the configuration and the steps of a {@link CrashHistory} from a seed. */
final class CrashScript {
  /** Streams that are longer are stored in parts of this size. */
  static final int PART_BYTES = 1500;

  private final SplittableRandom random;
  private final DbConfig config;
  private final boolean clockMayRunBackwards;
  private final int length;
  private final List<String> keys = new ArrayList<>();
  private final List<Long> positions = new ArrayList<>();

  CrashScript(long seed, boolean mayCompress) {
    this.random = new SplittableRandom(seed);
    this.config =
        DbConfig.builder()
            .syncOnWrite(random.nextInt(10) < 3)
            .enableCompression(random.nextInt(4) == 0 && mayCompress)
            .enableDelta(random.nextInt(8) != 0)
            .originalCompatible(random.nextInt(12) == 0)
            .build();
    this.clockMayRunBackwards = random.nextInt(5) == 0;
    double u = random.nextDouble();
    this.length = 20 + (int) (180.99 * u * u * u);
    int n = 1 + random.nextInt(8);
    for (int i = 0; i < n; i++) {
      keys.add("key/" + "abcdefgh".charAt(i) + (i == 3 ? "\u00e9\u4e16" : ""));
    }
    keys.sort(null);
  }

  DbConfig config() {
    return config;
  }

  /** The number of steps, 20 to 200. */
  int length() {
    return length;
  }

  /** All keys that it may write, sorted. */
  List<String> keys() {
    return keys;
  }

  boolean clockMayRunBackwards() {
    return clockMayRunBackwards;
  }

  /** By how much the clock moves before a step, in microseconds. */
  long clockStep() {
    if (clockMayRunBackwards && random.nextInt(3) == 0) {
      return random.nextInt(2_000) - 1_500;
    }
    return 10 + random.nextInt(5_000);
  }

  /** Tells at which position the last step was made. */
  void notePosition(long position) {
    positions.add(position);
  }

  CrashStep next() {
    int r = random.nextInt(1000);
    if (r < 330) {
      return CrashStep.of(Kind.PUT, Write.value(key(), atom()));
    } else if (r < 430) {
      return CrashStep.of(Kind.TYPED_PUT, Write.value(key(), atom()));
    } else if (r < 510) {
      return CrashStep.of(Kind.DELETE, Write.delete(key()));
    } else if (r < 600) {
      return batch();
    } else if (r < 690) {
      return CrashStep.of(Kind.NUMBERS, numbers());
    } else if (r < 730) {
      byte[] bytes = new byte[random.nextInt(5 * PART_BYTES / 2)];
      random.nextBytes(bytes);
      return CrashStep.of(Kind.STREAM, Write.value(key(), Atom.of(bytes)));
    } else if (r < 765) {
      return CrashStep.compact(policy());
    } else if (r < 830) {
      return CrashStep.of(Kind.FLUSH);
    } else if (r < 890) {
      return CrashStep.of(Kind.SYNC);
    } else if (r < 920) {
      return CrashStep.of(Kind.CHECKPOINT);
    } else if (r < 935) {
      return CrashStep.of(Kind.SNAPSHOT);
    } else if (r < 960) {
      return CrashStep.of(Kind.REOPEN);
    } else if (r < 985) {
      return CrashStep.of(Kind.CRASH);
    }
    return CrashStep.of(Kind.KILL);
  }

  private String key() {
    return keys.get(random.nextInt(keys.size()));
  }

  private CrashStep batch() {
    int n = random.nextInt(4) == 0 ? random.nextInt(20) : 1 + random.nextInt(5);
    Write[] writes = new Write[n];
    for (int i = 0; i < n; i++) {
      int r = random.nextInt(10);
      if (r < 6) {
        writes[i] = Write.value(key(), atom());
      } else {
        writes[i] = r < 8 ? Write.delete(key()) : numbers();
      }
    }
    return CrashStep.of(Kind.BATCH, writes);
  }

  private Write numbers() {
    int n = random.nextInt(3) == 0 ? random.nextInt(200) : random.nextInt(32);
    if (random.nextInt(3) == 0) {
      long[] ints = new long[n];
      boolean wild = random.nextInt(4) == 0;
      long at = random.nextLong();
      for (int i = 0; i < n; i++) {
        at += random.nextInt(100);
        ints[i] = wild ? random.nextLong() : at;
      }
      return Write.ints(key(), ints);
    }
    double[] floats = new double[n];
    boolean wild = random.nextInt(4) == 0;
    for (int i = 0; i < n; i++) {
      floats[i] =
          wild
              ? Double.longBitsToDouble(random.nextLong())
              : Math.round(random.nextDouble() * 10_000) / 100.0;
    }
    if (random.nextBoolean()) {
      return Write.floats(key(), floats);
    }
    long[] steps = new long[n];
    long[] times = new long[n];
    for (int i = 0; i < n; i++) {
      steps[i] = i * 10L + random.nextInt(3);
      times[i] = 1_700_000_000_000_000L + i * 1_000_000L;
    }
    return Write.series(key(), steps, times, floats);
  }

  private Atom atom() {
    switch (random.nextInt(12)) {
      case 0:
        return Atom.ofNull();
      case 1, 2:
        return Atom.of(random.nextDouble());
      case 3:
        return Atom.of(Double.longBitsToDouble(random.nextLong()));
      case 4, 5:
        return Atom.of(random.nextLong());
      case 6, 7:
        return Atom.of(text());
      case 8, 9, 10:
        return Atom.of(bytes());
      default:
        float[] v = new float[config.originalCompatible() ? 64 : 1 + random.nextInt(40)];
        for (int i = 0; i < v.length; i++) {
          v[i] = (float) random.nextDouble();
        }
        return Atom.of(v);
    }
  }

  private String text() {
    int n = random.nextInt(4) == 0 ? random.nextInt(900) : random.nextInt(40);
    StringBuilder b = new StringBuilder();
    for (int i = 0; i < n; i++) {
      b.append((char) ('a' + random.nextInt(5)));
    }
    return b.toString();
  }

  private byte[] bytes() {
    int r = random.nextInt(32);
    int n = r == 0 ? 4096 + random.nextInt(900) : r < 8 ? random.nextInt(1500) : random.nextInt(60);
    byte[] b = new byte[n];
    random.nextBytes(b);
    return b;
  }

  private CompactionPolicy policy() {
    int r = random.nextInt(10);
    if (r < 5) {
      return CompactionPolicy.keepAll();
    } else if (r < 7) {
      return CompactionPolicy.keepLast(1 + random.nextInt(4));
    } else if (r < 8 && !clockMayRunBackwards && !positions.isEmpty()) {
      long position = positions.get(random.nextInt(positions.size()));
      return CompactionPolicy.keepSince(Positions.toInstant(position));
    }
    return CompactionPolicy.latestOnly();
  }
}

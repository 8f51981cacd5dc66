/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.benchmarks.work;

import ai.synadb.CompactionPolicy;
import ai.synadb.HistoryEntry;
import ai.synadb.ProgressListener;
import ai.synadb.SynaDB;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** Long histories: how fast they come back, and what they take on the disk. */
final class HistoryWorkloads {
  private static final String KEY = "sensor/temperature";
  private static final int KEYS_WITH_VERSIONS = 200;
  private static final double WARM_SECONDS = 1;

  private HistoryWorkloads() {}

  /** Reads a history into an array of doubles; values per second. */
  private interface Read {
    void into(SynaDB db, double[] target);
  }

  /**
   * One history of floats into an array. "packed": written by putFloats, read by getHistoryFloats.
   * "records": written one by one, read by getHistoryFloats. "walk": written one by one, read entry
   * by entry.
   */
  static Measured history(Task t) throws Exception {
    int n = Math.toIntExact(t.records());
    double[] values = Data.decimalWalk(n);
    double[] target = new double[n];
    try (SynaDB db = SynaDB.open(t.directory().resolve("data.db"))) {
      if (t.variant().equals("packed")) {
        db.putFloats(KEY, values);
      } else {
        for (double v : values) {
          db.putFloat(KEY, v);
        }
      }
      db.sync();
      Read read =
          t.variant().equals("walk")
              ? HistoryWorkloads::walk
              : (d, all) -> d.getHistoryFloats(KEY, all, 0);
      perSecond(db, read, target, WARM_SECONDS);
      double rate = perSecond(db, read, target, t.seconds());
      for (int i = 0; i < n; i++) {
        if (target[i] != values[i]) {
          throw new IllegalStateException("Value " + i + " is " + target[i]);
        }
      }
      return Measured.of(rate);
    }
  }

  private static void walk(SynaDB db, double[] target) {
    try (Stream<HistoryEntry> entries = db.history(KEY)) {
      int i = 0;
      for (Iterator<HistoryEntry> it = entries.iterator(); it.hasNext(); ) {
        target[i++] = it.next().value().asFloat();
      }
    }
  }

  private static double perSecond(SynaDB db, Read read, double[] target, double seconds) {
    long start = System.nanoTime();
    long done = 0;
    while (true) {
      read.into(db, target);
      done += target.length;
      long nanos = System.nanoTime() - start;
      if (nanos >= seconds * 1e9) {
        return done * 1e9 / nanos;
      }
    }
  }

  /** Bytes on the disk for each value of several kinds of series, as a share of 8. */
  static Measured compression(Task t) throws Exception {
    int n = Math.toIntExact(t.records());
    double[] walk = Data.decimalWalk(n);
    double main = share(t, walk, Columns.NONE);
    return Measured.of(main)
        .with("seasonal", share(t, Data.seasonal(n), Columns.NONE))
        .with("constant_runs", share(t, Data.constantRuns(n), Columns.NONE))
        .with("random_doubles", share(t, Data.randomDoubles(n), Columns.NONE))
        .with("regular_steps_and_times_more", share(t, walk, Columns.REGULAR) - main)
        .with("jittered_times_more", share(t, walk, Columns.JITTERED) - main)
        .with("put_one_by_one_then_compacted", oneByOne(t, walk));
  }

  private enum Columns {
    NONE,
    REGULAR,
    JITTERED
  }

  private static double share(Task t, double[] values, Columns columns) throws Exception {
    double[] share = new double[1];
    Scratch.use(
        t.directory(),
        d -> {
          Path log = d.resolve("data.db");
          try (SynaDB db = SynaDB.open(log)) {
            if (columns == Columns.NONE) {
              db.putFloats(KEY, values);
            } else {
              putWithTimes(db, values, columns == Columns.JITTERED);
            }
          }
          share[0] = Files.size(log) / (8.0 * values.length);
        });
    return share[0];
  }

  private static void putWithTimes(SynaDB db, double[] values, boolean jittered) {
    SplittableRandom random = new SplittableRandom(3);
    long[] steps = new long[values.length];
    long[] times = new long[values.length];
    long time = 1_700_000_000_000_000L;
    for (int i = 0; i < values.length; i++) {
      steps[i] = i;
      times[i] = time;
      time += 1_000_000 + (jittered ? random.nextInt(-500, 501) : 0);
    }
    db.putFloats(KEY, steps, times, values);
  }

  /** The times of writing are then in the packed history, each on its own. */
  private static double oneByOne(Task t, double[] values) throws Exception {
    double[] share = new double[1];
    Scratch.use(
        t.directory(),
        d -> {
          Path log = d.resolve("data.db");
          try (SynaDB db = SynaDB.open(log)) {
            for (double v : values) {
              db.putFloat(KEY, v);
            }
            db.compact(CompactionPolicy.keepAll(), ProgressListener.none());
          }
          share[0] = Files.size(log) / (8.0 * values.length);
        });
    return share[0];
  }

  /** Gets of keys of which each has so many versions as the variant says; gets per second. */
  static Measured versions(Task t) throws Exception {
    int versions = Integer.parseInt(t.variant());
    byte[][] values = Data.values(t.valueBytes());
    try (SynaDB db = SynaDB.open(t.directory().resolve("data.db"))) {
      String[] keys = new String[KEYS_WITH_VERSIONS];
      for (int k = 0; k < keys.length; k++) {
        keys[k] = Data.keyString(k);
      }
      for (int v = 0; v < versions; v++) {
        for (String key : keys) {
          db.putBytes(key, Data.value(values, v));
        }
      }
      db.sync();
      gets(db, keys, t.valueBytes(), WARM_SECONDS);
      return Measured.of(gets(db, keys, t.valueBytes(), t.seconds()));
    }
  }

  private static double gets(SynaDB db, String[] keys, int length, double seconds) {
    SplittableRandom random = new SplittableRandom(5);
    long start = System.nanoTime();
    long done = 0;
    while (true) {
      for (int j = 0; j < 64; j++) {
        if (db.getBytes(keys[random.nextInt(keys.length)]).orElseThrow().length != length) {
          throw new IllegalStateException("A value of another length");
        }
      }
      done += 64;
      long nanos = System.nanoTime() - start;
      if (nanos >= seconds * 1e9) {
        return done * 1e9 / nanos;
      }
    }
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb;

import ai.synadb.internal.log.Environment;
import ai.synadb.testing.ManualClock;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A database of a wanted size with every kind of record in it, cleanly closed, always the same for
 * one seed.
 */
final class Specimen {
  static final String NAME = "s.db";
  private static final int PART_BYTES = 1500;
  private static final int CHECKPOINT_DISTANCE = 12 << 10;

  final byte[] log;
  final byte[] checkpoint;
  final byte[] lockPage;

  /** All keys that were ever written, sorted. */
  final List<String> keys;

  final Contents contents;

  /** Checkpoints that were taken on the way, by the offset of the log that each is of. */
  final NavigableMap<Integer, byte[]> checkpoints;

  private Specimen(
      MemoryDisk disk,
      List<String> keys,
      Contents contents,
      NavigableMap<Integer, byte[]> checkpoints) {
    this.log = disk.get(NAME);
    this.checkpoint = disk.has(NAME + ".ckpt") ? disk.get(NAME + ".ckpt") : null;
    this.lockPage = disk.get(NAME + ".lock");
    this.keys = keys;
    this.checkpoints = checkpoints;
    this.contents = contents;
  }

  /** Surroundings without threads. */
  static Environment environment(MemoryDisk disk) {
    return new Environment(disk, new ManualClock(), false, PART_BYTES, 7);
  }

  static SynaDB open(MemoryDisk disk, OpenMode mode) {
    return SynaDB.open(MemoryDisk.path(NAME), DbConfig.of(mode), environment(disk));
  }

  /** A disk with this database on it. The arrays are copies. */
  MemoryDisk disk(boolean withCheckpoint, boolean withLock) {
    MemoryDisk disk = new MemoryDisk();
    disk.put(NAME, log.clone());
    if (withCheckpoint && checkpoint != null) {
      disk.put(NAME + ".ckpt", checkpoint.clone());
    }
    if (withLock) {
      disk.put(NAME + ".lock", lockPage.clone());
    }
    return disk;
  }

  /** Builds one of at least {@code bytes} bytes. */
  static Specimen of(int bytes, long seed) {
    MemoryDisk disk = new MemoryDisk();
    ManualClock clock = new ManualClock();
    Random random = new Random(seed);
    TreeSet<String> keys = new TreeSet<>();
    NavigableMap<Integer, byte[]> checkpoints = new TreeMap<>();
    long size = 0;
    for (int round = 0; size < bytes; round++) {
      Environment e = new Environment(disk, clock, false, PART_BYTES, 8 + round);
      DbConfig config = DbConfig.builder().enableCompression(round % 2 == 1).build();
      try (SynaDB db = SynaDB.open(MemoryDisk.path(NAME), config, e)) {
        for (int i = 0; i < 12 && size < bytes; i++) {
          step(db, random, keys, clock);
          size = db.info().sizeBytes();
          if (checkpoints.isEmpty() || size - checkpoints.lastKey() > CHECKPOINT_DISTANCE) {
            db.checkpoint();
            checkpoints.put((int) size, disk.get(NAME + ".ckpt"));
          }
        }
        if (size >= bytes) {
          db.putText("last", "the end");
          keys.add("last");
          db.checkpoint();
        }
      }
    }
    List<String> all = List.copyOf(keys);
    try (SynaDB db = open(disk, OpenMode.READ_ONLY)) {
      return new Specimen(disk, all, Contents.of(db, all), checkpoints);
    }
  }

  private static void step(SynaDB db, Random r, TreeSet<String> keys, ManualClock clock) {
    clock.advance(1 + r.nextInt(1000));
    String n = Integer.toString(r.nextInt(12));
    db.putFloat(add(keys, "float/" + n), r.nextDouble());
    db.putInt(add(keys, "int/" + n), r.nextLong());
    db.putText(add(keys, "text/" + n), text(r, r.nextInt(40)));
    db.putText(add(keys, "long/" + n), text(r, 300 + r.nextInt(300)));
    db.putBytes(add(keys, "bytes/" + n), bytes(r, r.nextInt(60)));
    db.putVector(add(keys, "vector/" + n), new float[] {r.nextFloat(), r.nextFloat(), 1});
    db.append(add(keys, "null/" + n), Atom.ofNull());
    numbers(db, r, keys, n);
    batch(db, r, keys, n);
    db.delete("text/" + r.nextInt(12));
    if (r.nextInt(4) == 0) {
      db.putBytes(add(keys, "aligned/" + n), bytes(r, 4096));
    }
    if (r.nextInt(4) == 0) {
      int length = 2 * PART_BYTES + r.nextInt(PART_BYTES);
      try {
        db.putBytes(add(keys, "parts/" + n), new ByteArrayInputStream(bytes(r, length)), length);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    if (r.nextInt(3) == 0) {
      db.sync();
    }
  }

  private static void numbers(SynaDB db, Random r, TreeSet<String> keys, String n) {
    int count = 16 + r.nextInt(60);
    double[] values = new double[count];
    long[] steps = new long[count];
    long[] times = new long[count];
    for (int i = 0; i < count; i++) {
      values[i] = Math.round(r.nextDouble() * 1000) / 100.0;
      steps[i] = i;
      times[i] = ManualClock.START + i * 1000L;
    }
    db.putFloats(add(keys, "loss/" + n), steps, times, values);
    db.putInts(add(keys, "count/" + n), steps);
    for (int i = 0; i < 5; i++) {
      db.putFloat(add(keys, "history"), values[i]);
    }
  }

  private static void batch(SynaDB db, Random r, TreeSet<String> keys, String n) {
    WriteBatch b = new WriteBatch();
    b.putText(add(keys, "batch/" + n), text(r, 20)).putInt(add(keys, "batch/count"), r.nextInt());
    b.delete("int/" + r.nextInt(12));
    if (r.nextInt(4) == 0) {
      b.putBytes(add(keys, "batch/aligned"), bytes(r, 4096));
      b.putFloats(add(keys, "batch/loss"), new double[20]);
    }
    db.write(b);
  }

  private static String add(TreeSet<String> keys, String key) {
    keys.add(key);
    return key;
  }

  private static String text(Random r, int length) {
    StringBuilder b = new StringBuilder();
    List<String> words = new ArrayList<>(List.of("log", "atom", "läuft", "ключ", " "));
    while (b.length() < length) {
      b.append(words.get(r.nextInt(words.size())));
    }
    return b.toString();
  }

  private static byte[] bytes(Random r, int n) {
    byte[] b = new byte[n];
    r.nextBytes(b);
    return b;
  }
}

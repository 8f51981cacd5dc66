/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.benchmarks.work;

import ai.synadb.benchmarks.store.Session;
import ai.synadb.benchmarks.store.Store;
import ai.synadb.benchmarks.store.Stores;
import ai.synadb.benchmarks.store.Stores.Durability;
import java.nio.file.Path;

/** What is measured on every store alike. The variant of a task is the name of the store. */
final class StoreWorkloads {
  private static final double WARM_SECONDS = 1.2;
  private static final long MAX_TOUCH = 2L << 30;
  private static final int DURABLE_THREADS = 64;
  private static final long YCSB_SEED = 7;

  private StoreWorkloads() {}

  private static Store open(Task t, Path directory, Durability durability) throws Exception {
    return Stores.open(t.variant(), directory, durability, t.expectedBytes());
  }

  private static Measured described(double value, Store store) {
    return Measured.of(value).with("version", store.version()).with("mode", store.mode());
  }

  /** What writes are measured with, first on a scratch store and then on a fresh one. */
  @FunctionalInterface
  private interface Write {
    double perSecond(Store store, Loops.Until until) throws Exception;
  }

  private static Measured writes(Task t, Durability durability, Loops.Until until, Write write)
      throws Exception {
    if (durability == Durability.BUFFERED) {
      Scratch.touchPageCache(t.directory(), Math.min(MAX_TOUCH, 2 * t.expectedBytes()));
    }
    Scratch.use(
        t.directory(),
        d -> {
          try (Store store = open(t, d, durability)) {
            write.perSecond(store, Loops.Until.time(WARM_SECONDS));
          }
        });
    try (Store store = open(t, t.directory(), durability)) {
      return described(write.perSecond(store, until), store);
    }
  }

  private static Loops.Until untilLoaded(Task t) {
    return new Loops.Until(t.seconds(), t.records(), t.capSeconds());
  }

  static Measured append(Task t) throws Exception {
    byte[][] values = Data.values(t.valueBytes());
    return writes(
        t,
        Durability.BUFFERED,
        untilLoaded(t),
        (store, until) -> {
          try (Session s = store.session()) {
            return Loops.puts(s, t.records(), 0, values, until).perSecond();
          }
        });
  }

  static Measured batch(Task t) throws Exception {
    byte[][] values = Data.values(t.valueBytes());
    return writes(
        t,
        Durability.BUFFERED,
        untilLoaded(t),
        (store, until) -> {
          try (Session s = store.session()) {
            return Loops.batches(s, t.records(), values, until).perSecond();
          }
        });
  }

  static Measured durableOneThread(Task t) throws Exception {
    return durable(t, 1);
  }

  static Measured durableManyThreads(Task t) throws Exception {
    return durable(t, DURABLE_THREADS);
  }

  private static Measured durable(Task t, int threads) throws Exception {
    byte[][] values = Data.values(t.valueBytes());
    long each = Math.max(1, t.records() / threads);
    return writes(
        t,
        Durability.DURABLE,
        Loops.Until.time(t.seconds()),
        (store, until) ->
            Threads.perSecond(
                threads,
                thread -> {
                  try (Session s = store.session()) {
                    return Loops.slowPuts(s, t.records(), thread * each, values, until);
                  }
                }));
  }

  /** Fills the directory that tasks reading it share. */
  static Measured prepare(Task t) throws Exception {
    byte[][] values = Data.values(t.valueBytes());
    long start = System.nanoTime();
    try (Store store = open(t, t.directory(), Durability.BUFFERED)) {
      try (Session s = store.session()) {
        Loops.load(s, t.records(), values);
      }
      store.settle();
    }
    return Measured.of((System.nanoTime() - start) / 1e9)
        .with("bytes", Scratch.bytes(t.directory()));
  }

  static Measured getOneThread(Task t) throws Exception {
    return gets(t, 1);
  }

  static Measured getTwoThreads(Task t) throws Exception {
    return gets(t, 2);
  }

  private static Measured gets(Task t, int threads) throws Exception {
    try (Store store = open(t, t.directory(), Durability.BUFFERED)) {
      store.warm();
      getsPerSecond(store, t, threads, 1, WARM_SECONDS);
      return described(getsPerSecond(store, t, threads, 2, t.seconds()), store);
    }
  }

  private static double getsPerSecond(Store store, Task t, int threads, long seed, double seconds)
      throws Exception {
    return Threads.perSecond(
        threads,
        thread -> {
          try (Session s = store.session()) {
            return Loops.gets(
                s, t.records(), 1000 * seed + thread, t.valueBytes(), Loops.Until.time(seconds));
          }
        });
  }

  /** Half gets, half puts. */
  static Measured ycsbA(Task t) throws Exception {
    return ycsb(t, 0.5);
  }

  /** 95 % gets. */
  static Measured ycsbB(Task t) throws Exception {
    return ycsb(t, 0.95);
  }

  /** Nothing but gets. */
  static Measured ycsbC(Task t) throws Exception {
    return ycsb(t, 1);
  }

  private static Measured ycsb(Task t, double reads) throws Exception {
    byte[][] values = Data.values(t.valueBytes());
    try (Store store = open(t, t.directory(), Durability.BUFFERED);
        Session s = store.session()) {
      Loops.load(s, t.records(), values);
      store.settle();
      store.warm();
      Zipfian keys = new Zipfian(t.records(), YCSB_SEED);
      Loops.mixed(s, keys, reads, values, 1, Loops.Until.time(WARM_SECONDS));
      Loops.Rate rate = Loops.mixed(s, keys, reads, values, 2, Loops.Until.time(t.seconds()));
      return described(rate.perSecond(), store);
    }
  }
}

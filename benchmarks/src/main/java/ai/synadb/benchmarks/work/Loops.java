/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.benchmarks.work;

import ai.synadb.benchmarks.store.Session;
import java.util.SplittableRandom;

/** The loops that are the same for every store. */
final class Loops {
  static final int BATCH = 1000;

  private static final int CHECK_EVERY = 64;

  private Loops() {}

  /** What was done in which time. */
  record Rate(long operations, long nanos) {
    double perSecond() {
      return operations * 1e9 / nanos;
    }
  }

  /**
   * When a loop ends: after {@code seconds}, or, where {@code atLeast} operations are not done by
   * then, after {@code capSeconds}.
   */
  record Until(double seconds, long atLeast, double capSeconds) {
    static Until time(double seconds) {
      return new Until(seconds, 0, seconds);
    }

    boolean isOver(long done, long nanos) {
      return nanos >= (done >= atLeast ? seconds : capSeconds) * 1e9;
    }
  }

  /** One put after the other; key numbers from {@code first} on, round and round. */
  static Rate puts(Session s, long keys, long first, byte[][] values, Until until)
      throws Exception {
    long start = System.nanoTime();
    long done = 0;
    long i = first;
    while (true) {
      s.put(Data.key(i), Data.value(values, done));
      done++;
      i = i + 1 == keys ? 0 : i + 1;
      if (done % CHECK_EVERY == 0) {
        long nanos = System.nanoTime() - start;
        if (until.isOver(done, nanos)) {
          return new Rate(done, nanos);
        }
      }
    }
  }

  /** As {@link #puts}, for stores that take a disk's time for each. */
  static Rate slowPuts(Session s, long keys, long first, byte[][] values, Until until)
      throws Exception {
    long start = System.nanoTime();
    long done = 0;
    while (true) {
      s.put(Data.key((first + done) % keys), Data.value(values, done));
      done++;
      long nanos = System.nanoTime() - start;
      if (until.isOver(done, nanos)) {
        return new Rate(done, nanos);
      }
    }
  }

  /** Batches of {@link #BATCH}. */
  static Rate batches(Session s, long keys, byte[][] values, Until until) throws Exception {
    long start = System.nanoTime();
    long done = 0;
    while (true) {
      byte[][] k = new byte[BATCH][];
      byte[][] v = new byte[BATCH][];
      for (int j = 0; j < BATCH; j++) {
        k[j] = Data.key((done + j) % keys);
        v[j] = Data.value(values, done + j);
      }
      s.putAll(k, v);
      done += BATCH;
      long nanos = System.nanoTime() - start;
      if (until.isOver(done, nanos)) {
        return new Rate(done, nanos);
      }
    }
  }

  /** Writes every key once, in batches; ends behind the last. */
  static void load(Session s, long keys, byte[][] values) throws Exception {
    for (long at = 0; at < keys; ) {
      int n = (int) Math.min(BATCH, keys - at);
      byte[][] k = new byte[n][];
      byte[][] v = new byte[n][];
      for (int j = 0; j < n; j++) {
        k[j] = Data.key(at + j);
        v[j] = Data.value(values, at + j);
      }
      s.putAll(k, v);
      at += n;
    }
  }

  /** Gets of random keys. */
  static Rate gets(Session s, long keys, long seed, int expectedLength, Until until)
      throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    long start = System.nanoTime();
    long done = 0;
    while (true) {
      for (int j = 0; j < CHECK_EVERY; j++) {
        int n = s.get(Data.key(random.nextLong(keys)));
        if (n != expectedLength) {
          throw new IllegalStateException("A value of " + n + " bytes");
        }
      }
      done += CHECK_EVERY;
      long nanos = System.nanoTime() - start;
      if (until.isOver(done, nanos)) {
        return new Rate(done, nanos);
      }
    }
  }

  /** Gets and puts of keys drawn by a Zipfian distribution. */
  static Rate mixed(Session s, Zipfian keys, double reads, byte[][] values, long seed, Until until)
      throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    long start = System.nanoTime();
    long done = 0;
    while (true) {
      byte[] key = Data.key(keys.next());
      if (random.nextDouble() < reads) {
        s.get(key);
      } else {
        s.put(key, Data.value(values, done));
      }
      done++;
      if (done % CHECK_EVERY == 0) {
        long nanos = System.nanoTime() - start;
        if (until.isOver(done, nanos)) {
          return new Rate(done, nanos);
        }
      }
    }
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.benchmarks.work;

import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

/** What the machine does without any store: the measure for what a store makes of it. */
final class Bare {
  private static final int WRITE_BUFFER = 64 << 10;
  private static final int COPY_PIECE = 64 << 20;
  private static final int READ_BYTES = 128;
  private static final int MAX_MAPPED = 1 << 30;
  private static final double WARM_SECONDS = 0.5;
  private static final String FILE = "bare";

  private Bare() {}

  /** Copies between arrays larger than the caches; bytes copied per second. */
  static Measured copy(Task t) {
    byte[] from = new byte[COPY_PIECE];
    byte[] to = new byte[COPY_PIECE];
    copies(from, to, WARM_SECONDS);
    return Measured.of(copies(from, to, t.seconds()));
  }

  static double copies(byte[] from, byte[] to, double seconds) {
    long start = System.nanoTime();
    long copied = 0;
    while (true) {
      System.arraycopy(from, 0, to, 0, from.length);
      copied += from.length;
      long nanos = System.nanoTime() - start;
      if (nanos >= seconds * 1e9) {
        return copied * 1e9 / nanos;
      }
    }
  }

  /** Records of the right length through a buffer into a file, nothing else; records per second. */
  static Measured append(Task t) throws Exception {
    Scratch.touchPageCache(t.directory(), Math.min(2L << 30, 2 * t.expectedBytes()));
    Scratch.use(t.directory(), d -> appends(t, d, WARM_SECONDS, 0));
    return Measured.of(appends(t, t.directory(), t.seconds(), t.records()));
  }

  private static double appends(Task t, Path directory, double seconds, long atLeast)
      throws IOException {
    byte[] record = new byte[Data.recordBytes(t.valueBytes())];
    byte[] buffer = new byte[WRITE_BUFFER];
    Loops.Until until = new Loops.Until(seconds, atLeast, t.capSeconds());
    try (OutputStream out = Files.newOutputStream(directory.resolve(FILE))) {
      long start = System.nanoTime();
      int at = 0;
      long done = 0;
      while (true) {
        if (at + record.length > buffer.length) {
          out.write(buffer, 0, at);
          at = 0;
        }
        System.arraycopy(record, 0, buffer, at, record.length);
        at += record.length;
        done++;
        if (done % 64 == 0) {
          long nanos = System.nanoTime() - start;
          if (until.isOver(done, nanos)) {
            return done * 1e9 / nanos;
          }
        }
      }
    }
  }

  /** Appends a record and forces it, again and again; records per second. */
  static Measured force(Task t) throws Exception {
    Scratch.use(t.directory(), d -> forces(t, d, WARM_SECONDS));
    return Measured.of(forces(t, t.directory(), t.seconds()));
  }

  private static double forces(Task t, Path directory, double seconds) throws IOException {
    byte[] record = new byte[Data.recordBytes(t.valueBytes())];
    try (RandomAccessFile file = new RandomAccessFile(directory.resolve(FILE).toFile(), "rw")) {
      FileChannel channel = file.getChannel();
      long start = System.nanoTime();
      long done = 0;
      while (true) {
        file.write(record);
        channel.force(false);
        done++;
        long nanos = System.nanoTime() - start;
        if (nanos >= seconds * 1e9) {
          return done * 1e9 / nanos;
        }
      }
    }
  }

  /** A file as large as the log, at most a GiB. */
  static Measured prepare(Task t) throws IOException {
    long size = Math.min(MAX_MAPPED, t.records() * Data.recordBytes(t.valueBytes()));
    byte[] piece = new byte[1 << 20];
    new SplittableRandom(1).nextBytes(piece);
    try (OutputStream out = Files.newOutputStream(t.directory().resolve(FILE))) {
      for (long at = 0; at < size; at += piece.length) {
        out.write(piece, 0, (int) Math.min(piece.length, size - at));
      }
    }
    return Measured.of((double) size);
  }

  /** Copies 128 bytes from random places of a mapped file; reads per second. */
  static Measured readsOneThread(Task t) throws Exception {
    return reads(t, 1);
  }

  static Measured readsTwoThreads(Task t) throws Exception {
    return reads(t, 2);
  }

  private static Measured reads(Task t, int threads) throws Exception {
    Path file = t.directory().resolve(FILE);
    try (FileChannel channel = FileChannel.open(file)) {
      ByteBuffer map = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
      long sum = 0;
      for (int at = 0; at < map.limit(); at += 4096) {
        sum += map.get(at);
      }
      reads(map, threads, WARM_SECONDS);
      return Measured.of(reads(map, threads, t.seconds())).with("sum", sum);
    }
  }

  private static double reads(ByteBuffer map, int threads, double seconds) throws Exception {
    return Threads.perSecond(
        threads,
        thread -> {
          SplittableRandom random = new SplittableRandom(thread);
          byte[] target = new byte[READ_BYTES];
          int places = map.limit() - READ_BYTES;
          long start = System.nanoTime();
          long done = 0;
          long sum = 0;
          while (true) {
            for (int j = 0; j < 256; j++) {
              map.get(random.nextInt(places), target);
              sum += target[j & (READ_BYTES - 1)];
            }
            done += 256;
            long nanos = System.nanoTime() - start;
            if (nanos >= seconds * 1e9 && sum != Long.MIN_VALUE) {
              return new Loops.Rate(done, nanos);
            }
          }
        });
  }
}

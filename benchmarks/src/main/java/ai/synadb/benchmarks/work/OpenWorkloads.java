/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.benchmarks.work;

import ai.synadb.DbConfig;
import ai.synadb.OpenMode;
import ai.synadb.SynaDB;
import ai.synadb.internal.format.FormatRecord;
import ai.synadb.internal.format.RecordBuffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Opening a log that is there, and what opening is made of. */
final class OpenWorkloads {
  private static final String LOG = "data.db";
  private static final int MIN_OPENS = 4;
  private static final int MAX_SCANNED = 512 << 20;
  private static final double WARM_SECONDS = 0.7;

  private OpenWorkloads() {}

  /**
   * Opens and gets one value; seconds. With the variant "scan" there is no checkpoint. Opened for
   * reading only, so that closing writes no new one.
   */
  static Measured open(Task t) throws Exception {
    Path log = t.directory().resolve(LOG);
    Path checkpoint = log.resolveSibling(LOG + ".ckpt");
    Path aside = log.resolveSibling("aside");
    boolean scan = t.variant().equals("scan");
    if (!Files.exists(checkpoint)) {
      throw new IOException("The prepared log has no checkpoint");
    }
    if (scan) {
      Files.move(checkpoint, aside, StandardCopyOption.REPLACE_EXISTING);
    }
    try {
      List<Double> all = new ArrayList<>();
      long end = System.nanoTime() + (long) (2 * t.seconds() * 1e9);
      while (all.size() < MIN_OPENS || System.nanoTime() < end) {
        all.add(openOnce(log, t, all.size(), scan));
      }
      // The first ones run cold code.
      double[] warm = all.stream().skip(all.size() / 2).mapToDouble(d -> d).sorted().toArray();
      double median = warm[warm.length / 2];
      return Measured.of(median)
          .with("first", all.get(0))
          .with("records_per_second", t.records() / median)
          .with("log_bytes_per_second", Files.size(log) / median);
    } finally {
      if (scan) {
        Files.move(aside, checkpoint, StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  private static double openOnce(Path log, Task t, int i, boolean scan) {
    String key = Data.keyString(Long.remainderUnsigned(Data.mix(i), t.records()));
    long start = System.nanoTime();
    try (SynaDB db = SynaDB.open(log, DbConfig.of(OpenMode.READ_ONLY))) {
      int length = db.getBytes(key).orElseThrow().length;
      double seconds = (System.nanoTime() - start) / 1e9;
      boolean scanned = db.stats().scannedBytes() > t.expectedBytes() / 2;
      if (length != t.valueBytes() || scanned != scan) {
        throw new IllegalStateException("Opened another way than meant");
      }
      return seconds;
    }
  }

  /**
   * Frame and checksum of every record of a log in memory; bytes per second. With the variant
   * "copy" the same arrays are copied.
   */
  static Measured frames(Task t) throws IOException {
    List<byte[]> pieces = load(t.directory().resolve(LOG));
    boolean copy = t.variant().equals("copy");
    double passes = copy ? copies(pieces, WARM_SECONDS) : parses(pieces, WARM_SECONDS);
    if (passes <= 0) {
      throw new IllegalStateException();
    }
    return Measured.of(copy ? copies(pieces, t.seconds()) : parses(pieces, t.seconds()));
  }

  /** The log in pieces of whole records, each piece with room to spare. */
  private static List<byte[]> load(Path log) throws IOException {
    List<byte[]> pieces = new ArrayList<>();
    long size = Math.min(Files.size(log), MAX_SCANNED);
    try (java.io.InputStream in = Files.newInputStream(log)) {
      byte[] left = new byte[0];
      for (long at = 0; at < size; ) {
        byte[] piece = Arrays.copyOf(left, 1 << 20);
        int n = left.length + in.readNBytes(piece, left.length, piece.length - left.length);
        at += n - left.length;
        int end = 0;
        while (end + 15 <= n && end + RecordBuffer.lengthAt(piece, end) <= n) {
          end += (int) RecordBuffer.lengthAt(piece, end);
        }
        left = Arrays.copyOfRange(piece, end, n);
        pieces.add(Arrays.copyOf(piece, end));
        if (n < piece.length) {
          break;
        }
      }
    }
    return pieces;
  }

  private static double parses(List<byte[]> pieces, double seconds) {
    RecordBuffer record = new RecordBuffer();
    byte[] head = pieces.get(0);
    record.parse(head, 0, head.length, 0, 0);
    FormatRecord format =
        FormatRecord.decode(record.value(), record.extraAt(), record.extraLength());
    long start = System.nanoTime();
    long bytes = 0;
    long offset = 0;
    int i = 0;
    while (true) {
      byte[] piece = pieces.get(i);
      for (int at = 0; at < piece.length; ) {
        int code = record.parse(piece, at, piece.length - at, offset + at, format.binding());
        if (code != RecordBuffer.OK) {
          throw new IllegalStateException(record.damage());
        }
        at += (int) record.length();
      }
      bytes += piece.length;
      offset += piece.length;
      long nanos = System.nanoTime() - start;
      if (nanos >= seconds * 1e9) {
        return bytes * 1e9 / nanos;
      }
      if (++i == pieces.size()) {
        i = 0;
        offset = 0;
      }
    }
  }

  private static double copies(List<byte[]> pieces, double seconds) {
    byte[][] targets = new byte[pieces.size()][];
    for (int i = 0; i < targets.length; i++) {
      targets[i] = new byte[pieces.get(i).length];
    }
    long start = System.nanoTime();
    long bytes = 0;
    for (int i = 0; true; i = i + 1 == targets.length ? 0 : i + 1) {
      byte[] from = pieces.get(i);
      byte[] to = targets[i];
      System.arraycopy(from, 0, to, 0, from.length);
      bytes += from.length;
      long nanos = System.nanoTime() - start;
      if (nanos >= seconds * 1e9) {
        return bytes * 1e9 / nanos;
      }
    }
  }
}

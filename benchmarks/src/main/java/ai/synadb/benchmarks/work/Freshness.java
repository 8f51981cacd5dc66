/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.benchmarks.work;

import ai.synadb.DbConfig;
import ai.synadb.OpenMode;
import ai.synadb.SynaDB;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * How long it takes until a reader in another process sees what a writer has flushed.
 *
 * <p>The value is the time at which its put began. {@link System#nanoTime} counts from the same
 * moment in both processes on Linux; elsewhere the figures mean nothing.
 */
public final class Freshness {
  private static final String KEY = "beat";
  private static final String READY = "READY";
  private static final int WARM = 5_000;
  private static final long PACE_NANOS = 200_000;

  private Freshness() {}

  /** The p99 of the time from the start of a put to its being seen, in microseconds. */
  static Measured run(Task t) throws Exception {
    Path log = t.directory().resolve("data.db");
    int writes = Math.toIntExact(t.records());
    try (SynaDB db = SynaDB.open(log)) {
      db.putInt(KEY, 0);
      db.flush();
      Process reader =
          new ProcessBuilder(
                  List.of(
                      Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                      "-cp",
                      System.getProperty("java.class.path"),
                      Freshness.class.getName(),
                      log.toString(),
                      Integer.toString(writes)))
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      try (BufferedReader in =
          new BufferedReader(
              new InputStreamReader(reader.getInputStream(), StandardCharsets.UTF_8))) {
        if (!READY.equals(in.readLine())) {
          throw new IOException("The reader did not begin");
        }
        for (int i = 0; i < writes + WARM; i++) {
          db.putInt(KEY, System.nanoTime());
          db.flush();
          LockSupport.parkNanos(PACE_NANOS);
        }
        db.putInt(KEY, -1);
        db.flush();
        String line = in.readLine();
        if (line == null) {
          throw new IOException("The reader died");
        }
        String[] f = line.split(" ", -1);
        return Measured.of(Double.parseDouble(f[0]))
            .with("p50_us", Double.parseDouble(f[1]))
            .with("p999_us", Double.parseDouble(f[2]))
            .with("max_us", Double.parseDouble(f[3]))
            .with("seen", Double.parseDouble(f[4]));
      } finally {
        reader.destroy();
      }
    }
  }

  /** The reader: polls without rest, since it measures the engine and not a timer. */
  public static void main(String[] args) {
    int writes = Integer.parseInt(args[1]);
    Latencies all = new Latencies();
    try (SynaDB db = SynaDB.open(Path.of(args[0]), DbConfig.of(OpenMode.READ_ONLY))) {
      System.out.println(READY);
      long last = 0;
      for (int seen = 0; true; ) {
        long v = db.getInt(KEY).orElseThrow();
        if (v == last) {
          Thread.onSpinWait();
          continue;
        }
        if (v < 0) {
          break;
        }
        long now = System.nanoTime();
        last = v;
        if (++seen > WARM && all.count() < writes) {
          all.record(now - v);
        }
      }
    }
    System.out.println(
        all.quantileMicros(0.99)
            + " "
            + all.quantileMicros(0.5)
            + " "
            + all.quantileMicros(0.999)
            + " "
            + all.maxMicros()
            + " "
            + all.count());
  }
}

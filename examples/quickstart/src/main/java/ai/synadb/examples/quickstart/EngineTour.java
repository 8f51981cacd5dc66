/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.examples.quickstart;

import static ai.synadb.examples.quickstart.Steps.check;
import static ai.synadb.examples.quickstart.Steps.say;
import static ai.synadb.examples.quickstart.Steps.seconds;
import static ai.synadb.examples.quickstart.Steps.step;

import ai.synadb.Atom;
import ai.synadb.Change;
import ai.synadb.Changes;
import ai.synadb.CompactionPolicy;
import ai.synadb.CompactionReport;
import ai.synadb.Positions;
import ai.synadb.ProgressListener;
import ai.synadb.Series;
import ai.synadb.Snapshot;
import ai.synadb.SynaDB;
import ai.synadb.WriteBatch;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Random;
import java.util.stream.DoubleStream;

/** The part about the log: a thermometer's readings of a year, and what can be done to them. */
final class EngineTour {
  private static final String ROOF = "sensor/roof/temperature";
  private static final String CELLAR = "sensor/cellar/temperature";
  private static final int MINUTES = 365 * 24 * 60;
  private static final int SINGLE_PUTS = 20_000;
  private static final Instant NEW_YEAR = Instant.parse("2025-01-01T00:00:00Z");

  private final SynaDB db;

  private EngineTour(SynaDB db) {
    this.db = db;
  }

  static void run(Path file) {
    try (SynaDB db = SynaDB.open(file)) {
      EngineTour tour = new EngineTour(db);
      tour.putOneByOne();
      tour.putManyAtOnce();
      tour.readHistory();
      long before = tour.writeBatch();
      tour.delete();
      tour.goBack(before);
      tour.pinSnapshot();
      tour.followChanges(before);
      tour.compact();
    }
    openAgain(file);
  }

  private void putOneByOne() {
    step("Put values one by one");
    double[] readings = temperatures(SINGLE_PUTS, 12, 0.1);
    long bytes = db.info().sizeBytes();
    long start = System.nanoTime();
    for (double reading : readings) {
      db.putFloat(CELLAR, reading);
    }
    double putting = seconds(start);
    start = System.nanoTime();
    db.sync();
    bytes = db.info().sizeBytes() - bytes;
    say(
        "%,d readings in %.0f ms, then %.1f ms to have them all on the disk",
        SINGLE_PUTS, putting * 1e3, seconds(start) * 1e3);
    say("%.1f bytes each: time, key, value, checksum, link", (double) bytes / SINGLE_PUTS);
    say("The newest is %.1f; the old ones stay", db.getFloat(CELLAR).orElseThrow());
  }

  private void putManyAtOnce() {
    step("Put a year of readings at once, one a minute");
    double[] readings = temperatures(MINUTES, 9, 1);
    long[] steps = new long[MINUTES];
    long[] times = new long[MINUTES];
    long newYear = NEW_YEAR.getEpochSecond() * 1_000_000;
    for (int i = 0; i < MINUTES; i++) {
      steps[i] = i;
      times[i] = newYear + i * 60_000_000L;
    }
    long bytes = db.info().sizeBytes();
    long start = System.nanoTime();
    db.putFloats(ROOF, steps, times, readings);
    db.sync();
    bytes = db.info().sizeBytes() - bytes;
    say("%,d readings with their times in %.0f ms, on the disk", MINUTES, seconds(start) * 1e3);
    say(
        "%.2f bytes each, times and all, instead of 24: long histories are packed, without a loss",
        (double) bytes / MINUTES);
  }

  private void readHistory() {
    step("Read the history");
    long start = System.nanoTime();
    double[] year = db.getHistoryFloats(ROOF);
    double took = seconds(start);
    double coldest = DoubleStream.of(year).min().orElseThrow();
    double warmest = DoubleStream.of(year).max().orElseThrow();
    say("%,d values into one array in %.1f ms", year.length, took * 1e3);
    say("Coldest %.1f, warmest %.1f degrees", coldest, warmest);
    Series series = db.series(ROOF);
    int noon = 12 * 60;
    say(
        "At %s it was %.1f degrees",
        Instant.ofEpochSecond(series.times()[noon] / 1_000_000), series.values()[noon]);
  }

  /** Returns the position before the batch. */
  private long writeBatch() {
    step("Write several keys, all or nothing");
    long before = db.position();
    long position =
        db.write(
            new WriteBatch()
                .putText("sensor/roof/name", "Roof, north side")
                .putInt("sensor/roof/battery", 87)
                .putFloat(ROOF, 31.5));
    say("3 keys at one position of the log's clock: %s", Positions.toInstant(position));
    say("Keys under sensor/roof/: %s", db.keys("sensor/roof/"));
    return before;
  }

  private void delete() {
    step("Delete");
    db.delete(CELLAR);
    check("the cellar has no value now", !db.exists(CELLAR));
    say("Its history still has %,d readings", db.countHistoryFloats(CELLAR));
  }

  private void goBack(long before) {
    step("Go back in time");
    try (Snapshot then = db.asOf(before)) {
      say("Before the batch the cellar had %.1f degrees", then.getFloat(CELLAR).orElseThrow());
      check("the roof had no name then", !then.exists("sensor/roof/name"));
    }
  }

  private void pinSnapshot() {
    step("Pin a state while others write");
    try (Snapshot pinned = db.snapshot()) {
      db.putInt("sensor/roof/battery", 86);
      say(
          "The snapshot says %d %%, the database says %d %%",
          pinned.getInt("sensor/roof/battery").orElseThrow(),
          db.getInt("sensor/roof/battery").orElseThrow());
      check("the snapshot stays", pinned.getInt("sensor/roof/battery").orElseThrow() == 87);
    }
  }

  private void followChanges(long from) {
    step("Read what changed since the batch");
    try (Changes changes = db.changes(from)) {
      for (Change c; (c = changes.poll()) != null; ) {
        say("%s %s", c.key(), c.isDelete() ? "deleted" : "= " + show(c.value()));
      }
    }
  }

  private void compact() {
    step("Compact");
    CompactionReport all = db.compact(CompactionPolicy.keepAll(), ProgressListener.none());
    say(
        "Keeping all history: %,d bytes become %,d in %.0f ms",
        all.bytesBefore(), all.bytesAfter(), all.elapsed().toNanos() / 1e6);
    say(
        "%,d values: %.2f bytes each",
        all.recordsAfter(), (double) all.bytesAfter() / all.recordsAfter());
    CompactionReport newest = db.compact(CompactionPolicy.latestOnly(), ProgressListener.none());
    say(
        "Keeping the newest values only: %,d bytes become %,d",
        newest.bytesBefore(), newest.bytesAfter());
  }

  private static void openAgain(Path file) {
    step("Open it again");
    long start = System.nanoTime();
    try (SynaDB db = SynaDB.open(file)) {
      say("%d keys after %.1f ms: %s", db.size(), seconds(start) * 1e3, db.keys());
      check("every checksum is right", db.verify(ProgressListener.none()).isSound());
    }
  }

  /** Plausible temperatures, one a minute, with one digit behind the point as a sensor has them. */
  private static double[] temperatures(int count, double mean, double swing) {
    Random random = new Random(42);
    double[] t = new double[count];
    double drift = 0;
    for (int i = 0; i < count; i++) {
      double year = -10 * Math.cos(2 * Math.PI * i / MINUTES);
      double day = -4 * Math.cos(2 * Math.PI * i / (24 * 60));
      drift = 0.999 * drift + 0.05 * random.nextGaussian();
      t[i] = Math.round((mean + swing * (year + day + drift)) * 10) / 10.0;
    }
    return t;
  }

  private static String show(Atom value) {
    return switch (value.type()) {
      case FLOAT -> String.valueOf(value.asFloat());
      case INT -> String.valueOf(value.asInt());
      case TEXT -> value.asText();
      default -> value.type().name();
    };
  }
}

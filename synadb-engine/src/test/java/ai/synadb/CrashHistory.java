/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb;

import ai.synadb.CrashInspector.Point;
import ai.synadb.testing.CrashPoint;
import ai.synadb.testing.DistinctStates;
import ai.synadb.testing.ManualClock;
import ai.synadb.testing.PlantedFault;
import ai.synadb.testing.PowerCut;
import ai.synadb.testing.SimulatedDisk;
import ai.synadb.testing.StateHash;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.LongAdder;

/**
 * One history of a database on a simulated disk, with power cuts at every change of the disk.
 *
 * <p><b>What must hold.</b> The steps that change the state are numbered as they are issued. Behind
 * each of them the model notes the hash of the whole state. A disk that a power cut leaves is
 * opened, read whole (every value and delete of every key, with position, step and time), and its
 * hash must be that of some number of steps: at least those that were acknowledged as durable by
 * then, at most those that were issued. A batch, a run of numbers, a value in parts, and a
 * compaction are one step each, so that half of one matches nothing.
 *
 * <p>A history also goes through crashes: it goes on with what the database had become then.
 */
final class CrashHistory {

  /** What all histories of a run share. */
  record Run(DistinctStates states, LongAdder cuts, PlantedFault fault, int statesAHistory) {}

  private final long seed;
  private final Run run;
  private final CrashScript script;
  private final CrashModel model;
  private final CrashInspector inspector;
  private final SplittableRandom random;
  private final ManualClock clock = new ManualClock();
  private final int cutsAPoint;

  private SimulatedDisk disk;
  private SynaDB db;
  private List<Point> points = new ArrayList<>(); // moments since the last check
  private List<Point> lastPoints = List.of(); // of the step before
  private final Map<Long, Long> found = new HashMap<>(); // hash of a disk to hash of its state
  private final List<String> told = new ArrayList<>();

  CrashHistory(long seed, Run run) {
    this.seed = seed;
    this.run = run;
    this.script = new CrashScript(seed, run.fault != PlantedFault.CHECKSUM_IGNORED);
    this.model = new CrashModel(!script.clockMayRunBackwards());
    this.inspector = new CrashInspector(seed, script, model, clock, run.fault);
    this.random = inspector.random();
    this.cutsAPoint = Math.max(1, Math.round(run.statesAHistory / (script.length() * 1.8f)));
  }

  /** Runs it. Throws an error that tells all, steps included, when something does not hold. */
  void run() {
    try {
      SimulatedDisk first = new SimulatedDisk();
      PlantedDamage.plant(run.fault, first, CrashInspector.NAME);
      use(first);
      db = inspector.open(disk);
      for (int i = 0; i < script.length(); i++) {
        CrashStep step = script.next();
        clock.advance(script.clockStep());
        told.add(i + ": " + step);
        perform(step);
        note(disk.crashPoint());
        checkPoints();
      }
      db.close();
      model.acknowledge();
      note(disk.crashPoint());
      checkPoints();
    } catch (Exception | AssertionError e) {
      throw new AssertionError(describe(e), e);
    }
  }

  private String describe(Throwable e) {
    String what =
        String.format(
            Locale.ROOT,
            "Seed %d (replay with -Dcrash.seed=%d): %s%n%s%nlast: %s%nsteps:%n  %s",
            seed,
            seed,
            e,
            "syncOnWrite="
                + script.config().syncOnWrite()
                + " compression="
                + script.config().enableCompression()
                + " delta="
                + script.config().enableDelta()
                + " originalCompatible="
                + script.config().originalCompatible()
                + " fault="
                + run.fault,
            inspector.doing(),
            String.join(System.lineSeparator() + "  ", told));
    return what.replace("\0", "\\0"); // keys that nobody wrote may hold anything
  }

  // ---- the history

  private void use(SimulatedDisk d) {
    disk = d;
    d.onChange(this::note);
  }

  private void note(CrashPoint moment) {
    points.add(new Point(moment, model.acknowledged(), model.flushed(), model.issued()));
  }

  private void perform(CrashStep step) throws IOException {
    switch (step.kind()) {
      case FLUSH -> {
        db.flush();
        model.flush();
      }
      case SYNC -> {
        db.sync();
        model.acknowledge();
      }
      case CHECKPOINT -> db.checkpoint();
      case SNAPSHOT -> {
        try (Snapshot s = db.snapshot()) {
          requireState(s);
        }
      }
      case REOPEN -> {
        db.close();
        model.acknowledge();
        db = inspector.open(disk);
        requireState(db);
      }
      case CRASH -> crash();
      case KILL -> kill();
      default -> write(step);
    }
  }

  private void write(CrashStep step) throws IOException {
    long position = model.hasPositions() ? clock.micros() : 0;
    model.issue(step, position);
    script.notePosition(position);
    step.perform(db);
    boolean isCompaction = step.kind() == CrashStep.Kind.COMPACT;
    // A write that changes nothing, as the delete of a key without value, promises nothing either.
    if (isCompaction || (model.didSomething() && script.config().syncOnWrite())) {
      model.acknowledge();
    }
    if (isCompaction || random.nextInt(16) == 0) {
      requireState(db);
    }
  }

  private void requireState(SynaReader reader) {
    CrashState read = inspector.read(reader);
    if (read.hash() != model.state().hash()) {
      throw new AssertionError(
          "The database is not as the model:" + model.state().difference(read));
    }
  }

  /** The power goes; the history goes on with what is left, all of which is on the disk then. */
  private void crash() {
    Point p = moment();
    SimulatedDisk left = inspector.crash(p, inspector.randomCut(p.moment()));
    int steps = goOn(left, p.acknowledged(), p.issued());
    model.goOn(steps, steps);
    points.replaceAll(x -> new Point(x.moment(), steps, steps, steps));
  }

  /** The process is killed, and another one goes on; no more is on the disk than there was. */
  private void kill() {
    Point p = moment();
    int steps = goOn(inspector.kill(p), p.flushed(), p.issued());
    model.goOn(steps, p.acknowledged());
    points.replaceAll(x -> new Point(x.moment(), p.acknowledged(), steps, steps));
  }

  /** Now, or some moment of the last step. */
  private Point moment() {
    if (lastPoints.isEmpty() || random.nextInt(3) == 0) {
      return new Point(disk.crashPoint(), model.acknowledged(), model.flushed(), model.issued());
    }
    return lastPoints.get(random.nextInt(lastPoints.size()));
  }

  /**
   * Leaves the old handle behind and opens what is left; returns the number of steps that it holds.
   */
  private int goOn(SimulatedDisk left, int atLeast, int atMost) {
    told.add("  " + inspector.doing());
    disk.onChange(null);
    disk.powerOff();
    try {
      db.close();
    } catch (SynaException e) {
      told.add("  (close said: " + e.getMessage() + ")"); // what counts is that it lets go of all
    }
    points.clear();
    use(left);
    db = inspector.open(left);
    int steps = model.requireSteps(inspector.read(db), atLeast, atMost);
    told.add("  goes on behind step " + steps + " of " + atLeast + " to " + atMost);
    return steps;
  }

  // ---- power cuts

  private void checkPoints() {
    lastPoints = points;
    points = new ArrayList<>();
    for (Point p : lastPoints) {
      check(p, PowerCut.everything());
      if (!p.moment().isSettled()) {
        check(p, PowerCut.nothing());
        for (int i = 0; i < cutsAPoint; i++) {
          check(p, inspector.randomCut(p.moment()));
        }
        if (random.nextInt(8) == 0) {
          run.cuts.increment();
          inspector.inspectKill(p);
        }
      }
    }
  }

  private void check(Point p, PowerCut cut) {
    SimulatedDisk left = inspector.crash(p, cut);
    long contents = left.stateHash();
    run.states.add(contents);
    run.cuts.increment();
    long key = StateHash.mix(contents) + left.lockHash();
    Long known = found.get(key);
    // A disk that was seen before may have to hold more now.
    if (known == null || model.stepsOf(known, p.acknowledged(), p.issued()) < 0) {
      found.put(key, inspector.inspect(left, p));
    }
  }
}

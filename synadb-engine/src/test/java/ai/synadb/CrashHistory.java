/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb;

import ai.synadb.CrashStep.Write;
import ai.synadb.internal.log.Environment;
import ai.synadb.testing.CrashPoint;
import ai.synadb.testing.DistinctStates;
import ai.synadb.testing.ManualClock;
import ai.synadb.testing.PlantedFault;
import ai.synadb.testing.PowerCut;
import ai.synadb.testing.SimulatedDisk;
import ai.synadb.testing.StateHash;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
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
  static final String NAME = "x.db";
  private static final String PROBE = "key/probe";

  /** What all histories of a run share. */
  record Run(DistinctStates states, LongAdder checked, PlantedFault fault, int statesAHistory) {}

  /** A moment at which the power may go, and how many steps may then be found. */
  private record Point(CrashPoint moment, int acknowledged, int issued) {}

  private record Issued(CrashStep step, long position) {}

  private final long seed;
  private final Run run;
  private final CrashScript script;
  private final SplittableRandom random;
  private final ManualClock clock = new ManualClock();
  private final boolean hasPositions;
  private final int cutsAPoint;

  private SimulatedDisk disk;
  private SynaDB db;
  private int opened;

  private CrashState state;
  private final List<Issued> log = new ArrayList<>();
  private long[] hashes = new long[256]; // behind so many steps
  private int acknowledged; // steps that no power cut may take
  private int flushed; // steps that no kill may take
  private List<Point> points = new ArrayList<>();
  private final Map<Long, Long> found = new HashMap<>(); // hash of a disk to hash of its state
  private final List<String> told = new ArrayList<>();
  private String lastCut = "";

  CrashHistory(long seed, Run run) {
    this.seed = seed;
    this.run = run;
    this.script = new CrashScript(seed, run.fault != PlantedFault.CHECKSUM_IGNORED);
    this.random = new SplittableRandom(StateHash.mix(seed + 1));
    this.hasPositions = !script.clockMayRunBackwards();
    this.state = new CrashState(hasPositions);
    this.cutsAPoint = Math.max(1, Math.round(run.statesAHistory / (script.length() * 1.8f)));
  }

  /** Runs it. Throws an error that tells all, steps included, when something does not hold. */
  void run() {
    try {
      use(new SimulatedDisk());
      open();
      for (int i = 0; i < script.length(); i++) {
        CrashStep step = script.next();
        clock.advance(script.clockStep());
        tell(i + ": " + step);
        perform(step);
        note(disk.crashPoint());
        checkPoints();
      }
      db.close();
      acknowledged = issued();
      note(disk.crashPoint());
      checkPoints();
    } catch (Exception | AssertionError e) {
      throw new AssertionError(describe(e), e);
    }
  }

  private void tell(String what) {
    told.add(what);
  }

  private String describe(Throwable e) {
    return String.format(
        "Seed %d (replay with -Dcrash.seed=%d): %s%n%s%nlast cut: %s%nsteps:%n  %s",
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
        lastCut,
        String.join(System.lineSeparator() + "  ", told));
  }

  // ---- the history

  private void use(SimulatedDisk d) {
    disk = d;
    PlantedDamage.plant(run.fault, d, NAME);
    d.onChange(this::note);
  }

  private void note(CrashPoint moment) {
    points.add(new Point(moment, acknowledged, issued()));
  }

  private int issued() {
    return log.size();
  }

  private SynaDB open(SimulatedDisk d, DbConfig config) {
    long id = StateHash.mix(seed * 1_000_003 + ++opened) | 1;
    return SynaDB.open(
        d.path(NAME), config, new Environment(d, clock, false, CrashScript.PART_BYTES, id));
  }

  private void open() {
    db = open(disk, script.config());
  }

  private void perform(CrashStep step) throws IOException {
    switch (step.kind()) {
      case FLUSH -> {
        db.flush();
        flushed = issued();
      }
      case SYNC -> {
        db.sync();
        acknowledgeAll();
      }
      case CHECKPOINT -> db.checkpoint();
      case SNAPSHOT -> snapshot();
      case REOPEN -> {
        db.close();
        acknowledgeAll();
        open();
        requireState();
      }
      case CRASH -> crash();
      case KILL -> kill();
      default -> write(step);
    }
  }

  private void acknowledgeAll() {
    acknowledged = issued();
    flushed = acknowledged;
  }

  private void write(CrashStep step) throws IOException {
    long position = hasPositions ? clock.micros() : 0;
    state.apply(step, position);
    log.add(new Issued(step, position));
    if (hashes.length <= issued()) {
      hashes = java.util.Arrays.copyOf(hashes, hashes.length * 2);
    }
    hashes[issued()] = state.hash();
    script.notePosition(position);
    write(db, step);
    boolean isDurable = step.kind() == CrashStep.Kind.COMPACT || script.config().syncOnWrite();
    if (isDurable) {
      acknowledgeAll();
    }
    if (step.kind() == CrashStep.Kind.COMPACT || random.nextInt(16) == 0) {
      requireState();
    }
  }

  /** Makes a step's calls. */
  static void write(SynaDB db, CrashStep step) throws IOException {
    switch (step.kind()) {
      case PUT -> db.append(step.writes().get(0).key(), step.writes().get(0).value());
      case TYPED_PUT -> typedPut(db, step.writes().get(0).key(), step.writes().get(0).value());
      case DELETE -> db.delete(step.writes().get(0).key());
      case BATCH -> db.write(batch(step.writes()));
      case NUMBERS -> {
        Write w = step.writes().get(0);
        if (w.ints() != null) {
          db.putInts(w.key(), w.ints());
        } else if (w.steps() != null) {
          db.putFloats(w.key(), w.steps(), w.times(), w.floats());
        } else {
          db.putFloats(w.key(), w.floats());
        }
      }
      case STREAM -> {
        Write w = step.writes().get(0);
        byte[] bytes = w.value().asBytes();
        db.putBytes(w.key(), new ByteArrayInputStream(bytes), bytes.length);
      }
      case COMPACT -> db.compact(step.policy(), ProgressListener.none());
      default -> throw new AssertionError(step);
    }
  }

  private static void typedPut(SynaDB db, String key, Atom a) {
    switch (a.type()) {
      case NULL -> db.append(key, a);
      case FLOAT -> db.putFloat(key, a.asFloat());
      case INT -> db.putInt(key, a.asInt());
      case TEXT -> db.putText(key, a.asText());
      case BYTES -> db.putBytes(key, a.asBytes());
      case VECTOR -> db.putVector(key, a.asVector());
    }
  }

  private static WriteBatch batch(List<Write> writes) {
    WriteBatch b = new WriteBatch();
    for (Write w : writes) {
      if (w.isDelete()) {
        b.delete(w.key());
      } else if (w.ints() != null) {
        b.putInts(w.key(), w.ints());
      } else if (w.steps() != null) {
        b.putFloats(w.key(), w.steps(), w.times(), w.floats());
      } else if (w.floats() != null) {
        b.putFloats(w.key(), w.floats());
      } else {
        b.put(w.key(), w.value());
      }
    }
    return b;
  }

  private void snapshot() {
    try (Snapshot s = db.snapshot()) {
      requireSame(CrashState.read(s, script.keys(), hasPositions), "a snapshot");
    }
  }

  private void requireState() {
    requireSame(CrashState.read(db, script.keys(), hasPositions), "the database");
  }

  private void requireSame(CrashState read, String what) {
    if (read.hash() != state.hash()) {
      throw new AssertionError(what + " is not as the model:" + state.difference(read));
    }
  }

  /**
   * The power goes, now or at some moment of the last step; the history goes on with what is left.
   */
  private void crash() {
    Point p = new Point(disk.crashPoint(), acknowledged, issued());
    if (!points.isEmpty() && random.nextBoolean()) {
      p = points.get(random.nextInt(points.size()));
    }
    PowerCut cut = randomCut(p.moment);
    tell("  " + cut + " at operation " + p.moment.operation());
    abandon();
    use(p.moment.crash(cut));
    acknowledged = goOn(p.acknowledged, p.issued);
    flushed = acknowledged;
    setWindow(acknowledged, acknowledged); // what the power cut left is on the disk
  }

  private void kill() {
    SimulatedDisk next = disk.kill();
    abandon();
    use(next);
    flushed = goOn(flushed, issued());
    setWindow(acknowledged, flushed); // no more is on the disk than there was
  }

  private void abandon() {
    disk.powerOff();
    disk.onChange(null);
    try {
      db.close();
    } catch (SynaException e) {
      // The disk is gone; what counts is that the handle lets go of everything.
      tell("  (close said " + e.getMessage() + ")");
    }
  }

  /** Opens what is left, and goes on behind the steps that it holds; returns their number. */
  private int goOn(int atLeast, int atMost) {
    points.clear();
    open();
    CrashState read = CrashState.read(db, script.keys(), hasPositions);
    int n = stepsOf(read.hash(), atLeast, atMost);
    if (n < 0) {
      throw new AssertionError(explain(read, atLeast, atMost));
    }
    tell("  goes on behind step " + n + " of " + atLeast + " to " + atMost);
    log.subList(n, log.size()).clear();
    state = stateBehind(n);
    return n;
  }

  /** Says what may be found at the moments while the database was being opened. */
  private void setWindow(int atLeast, int atMost) {
    points.replaceAll(p -> new Point(p.moment, atLeast, atMost));
  }

  private CrashState stateBehind(int steps) {
    CrashState s = new CrashState(hasPositions);
    for (Issued i : log.subList(0, steps)) {
      s.apply(i.step, i.position);
    }
    return s;
  }

  /**
   * The largest number of steps, in a range, behind which the state had this hash; -1 if there is
   * none.
   */
  private int stepsOf(long hash, int from, int to) {
    for (int n = to; n >= from; n--) {
      if (hashes[n] == hash) {
        return n;
      }
    }
    return -1;
  }

  private String explain(CrashState read, int atLeast, int atMost) {
    return String.format(
        "The state is that of none of %d to %d steps (of any steps: %d).%nBehind %d:%s%nBehind %d:%s",
        atLeast,
        atMost,
        stepsOf(read.hash(), 0, issued()),
        atLeast,
        stateBehind(atLeast).difference(read),
        atMost,
        stateBehind(atMost).difference(read));
  }

  // ---- power cuts

  private void checkPoints() {
    List<Point> now = points;
    points = new ArrayList<>();
    for (Point p : now) {
      check(p, PowerCut.everything());
      if (!p.moment.isSettled()) {
        check(p, PowerCut.nothing());
        for (int i = 0; i < cutsAPoint; i++) {
          check(p, randomCut(p.moment));
        }
      }
    }
  }

  private PowerCut randomCut(CrashPoint p) {
    int r = random.nextInt(16);
    int sectors = p.unsyncedSectors();
    if (r < 3 && p.unsyncedBytes() > 0) {
      return PowerCut.prefix(random.nextLong(p.unsyncedBytes()));
    } else if (r < 5 && sectors > 0) {
      return PowerCut.allButSector(random.nextInt(sectors));
    } else if (r < 6 && sectors > 0) {
      return PowerCut.onlySector(random.nextInt(sectors));
    }
    return PowerCut.random(random.nextLong());
  }

  private void check(Point p, PowerCut cut) {
    lastCut = cut + " at operation " + p.moment.operation();
    SimulatedDisk image = p.moment.crash(cut);
    PlantedDamage.plant(run.fault, image, NAME);
    long contents = image.stateHash();
    run.states.add(contents);
    run.checked.increment();
    long key = StateHash.mix(contents) + image.lockHash();
    Long known = found.get(key);
    if (known == null) {
      CrashState read = recover(image, p);
      known = read.hash();
      found.put(key, known);
      if (stepsOf(known, p.acknowledged, p.issued) < 0) {
        throw new AssertionError(explain(read, p.acknowledged, p.issued));
      }
    } else if (stepsOf(known, p.acknowledged, p.issued) < 0) {
      CrashState read = recover(image, p);
      throw new AssertionError(explain(read, p.acknowledged, p.issued));
    }
  }

  /**
   * Opens what a crash left and reads it; now and then it goes on with it, or crashes again on the
   * way.
   */
  private CrashState recover(SimulatedDisk image, Point p) {
    int extra = random.nextInt(24);
    List<CrashPoint> onTheWay = new ArrayList<>();
    long before = 0;
    if (extra == 0) {
      image.onChange(onTheWay::add);
    } else if (extra == 1 && image.names().contains(NAME)) {
      before = readOnly(image);
    }
    CrashState read;
    try (SynaDB d = open(image, script.config())) {
      read = CrashState.read(d, script.keys(), hasPositions);
      if (extra == 1 && before != 0 && before != read.hash()) {
        throw new AssertionError("A reader found another state than the writer then did");
      }
      if (extra == 2 || extra == 3) {
        probe(d, image);
      }
    }
    if (!onTheWay.isEmpty()) {
      crashAgain(onTheWay.get(random.nextInt(onTheWay.size())), p);
    }
    return read;
  }

  private long readOnly(SimulatedDisk image) {
    try (SynaDB d = open(image, DbConfig.of(OpenMode.READ_ONLY))) {
      return CrashState.read(d, script.keys(), hasPositions).hash();
    }
  }

  /** The power goes again while the database is being opened, or behind that. */
  private void crashAgain(CrashPoint moment, Point p) {
    PowerCut cut = randomCut(moment);
    lastCut += ", then " + cut + " at operation " + moment.operation() + " of the recovery";
    SimulatedDisk image = moment.crash(cut);
    PlantedDamage.plant(run.fault, image, NAME);
    try (SynaDB d = open(image, script.config())) {
      CrashState read = CrashState.read(d, script.keys(), hasPositions);
      if (stepsOf(read.hash(), p.acknowledged, p.issued) < 0) {
        throw new AssertionError(explain(read, p.acknowledged, p.issued));
      }
    }
  }

  /**
   * What is written after a recovery, and synced, survives the next power cut with all that was
   * recovered.
   */
  private void probe(SynaDB d, SimulatedDisk image) {
    List<String> keys = new ArrayList<>(script.keys());
    keys.add(PROBE);
    keys.sort(null);
    d.append(PROBE, Atom.of(42L));
    d.append(keys.get(0), Atom.of("after the crash"));
    d.sync();
    CrashState written = CrashState.read(d, keys, hasPositions);
    d.putText(PROBE, "lost or not");
    d.flush();
    CrashState more = CrashState.read(d, keys, hasPositions);
    CrashPoint moment = image.crashPoint();
    PowerCut cut = randomCut(moment);
    lastCut += ", then " + cut + " behind a probe";
    SimulatedDisk next = moment.crash(cut);
    PlantedDamage.plant(run.fault, next, NAME);
    try (SynaDB again = open(next, script.config())) {
      CrashState read = CrashState.read(again, keys, hasPositions);
      if (read.hash() != written.hash() && read.hash() != more.hash()) {
        throw new AssertionError(
            "What was synced after the crash is gone:" + written.difference(read));
      }
    }
  }
}

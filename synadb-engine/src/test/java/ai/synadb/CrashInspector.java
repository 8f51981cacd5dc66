/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb;

import ai.synadb.error.CorruptRecordException;
import ai.synadb.inspect.IntegrityReport;
import ai.synadb.internal.log.Environment;
import ai.synadb.testing.CrashPoint;
import ai.synadb.testing.ManualClock;
import ai.synadb.testing.PlantedFault;
import ai.synadb.testing.PowerCut;
import ai.synadb.testing.SimulatedDisk;
import ai.synadb.testing.StateHash;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Opens the disks that a crash left and compares what is on them with the model. Now and then it
 * looks closer: through a reader, without the checkpoint, in salvage, into the past, with a verify,
 * with more writes and another crash behind the recovery, with a crash in its middle.
 */
final class CrashInspector {
  static final String NAME = "x.db";
  private static final int MAX_SHOWN = 1000;
  private static final String PROBE = "key/probe";

  private final long seed;
  private final CrashScript script;
  private final CrashModel model;
  private final ManualClock clock;
  private final PlantedFault fault;
  private final SplittableRandom random;
  private int opened;
  private String doing = "";

  /** A moment at which a crash may come, and how many steps may then be found. */
  record Point(CrashPoint moment, int acknowledged, int flushed, int issued) {}

  CrashInspector(
      long seed, CrashScript script, CrashModel model, ManualClock clock, PlantedFault fault) {
    this.seed = seed;
    this.script = script;
    this.model = model;
    this.clock = clock;
    this.fault = fault;
    this.random = new SplittableRandom(StateHash.mix(seed + 1));
  }

  /** What it did last: for messages. */
  String doing() {
    return doing;
  }

  SplittableRandom random() {
    return random;
  }

  SynaDB open(SimulatedDisk disk) {
    return open(disk, script.config());
  }

  private SynaDB open(SimulatedDisk disk, DbConfig config) {
    // Another seed each time: identities that are drawn after a crash must be new.
    long id = StateHash.mix(seed * 1_000_003 + ++opened) | 1;
    return SynaDB.open(
        disk.path(NAME), config, new Environment(disk, clock, false, CrashScript.PART_BYTES, id));
  }

  CrashState read(SynaReader db) {
    return CrashState.read(db, script.keys(), model.hasPositions());
  }

  /** The disk that a power cut leaves. */
  SimulatedDisk crash(Point p, PowerCut cut) {
    doing = cut + " at operation " + p.moment.operation();
    return planted(p.moment.crash(cut));
  }

  /** The disk that a kill leaves. */
  SimulatedDisk kill(Point p) {
    doing = "killed at operation " + p.moment.operation();
    return planted(p.moment.kill());
  }

  private SimulatedDisk planted(SimulatedDisk disk) {
    PlantedDamage.plant(fault, disk, NAME);
    return disk;
  }

  PowerCut randomCut(CrashPoint p) {
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

  /**
   * Another process goes on and syncs, then the power goes: what it synced, and synced it upon, is
   * there.
   */
  void inspectKill(Point p) {
    SimulatedDisk next = kill(p);
    try (SynaDB db = open(next)) {
      model.requireSteps(read(db), p.flushed, p.issued);
      writeAndCrash(db, next);
    }
  }

  /** Opens what a power cut left, reads it and compares; returns the hash of the state. */
  long inspect(SimulatedDisk disk, Point p) {
    int extra = disk.names().contains(NAME) ? random.nextInt(32) : 31;
    List<CrashPoint> onTheWay = new ArrayList<>();
    CrashState before = null;
    switch (extra) {
      case 0 -> disk.onChange(onTheWay::add);
      case 1 -> before = readOnly(disk, OpenMode.READ_ONLY);
      case 2 -> before = readOnly(withoutCheckpoint(disk), OpenMode.READ_ONLY);
      case 3 -> salvage(disk);
      default -> {}
    }
    CrashState read;
    try (SynaDB db = open(disk)) {
      read = read(db);
      require(before, read, extra);
      model.requireSteps(read, p.acknowledged, p.issued);
      switch (extra) {
        case 4, 5 -> writeAndCrash(db, disk);
        case 6 -> verify(db);
        case 7 -> lookBack(db, read);
        default -> {}
      }
    } catch (AssertionError e) {
      throw new AssertionError(e.getMessage() + explainFiles(disk), e);
    }
    if (!onTheWay.isEmpty()) {
      crashAgain(onTheWay.get(random.nextInt(onTheWay.size())), p);
    }
    return read.hash();
  }

  private static void require(CrashState before, CrashState read, int extra) {
    if (before != null && before.hash() != read.hash()) {
      throw new AssertionError(
          (extra == 1 ? "A reader" : "A full scan")
              + " found another state than the writer then did:"
              + before.difference(read));
    }
  }

  private static void verify(SynaDB db) {
    IntegrityReport report = db.verify(ProgressListener.none());
    if (!report.isSound()) {
      throw new AssertionError("Unsound behind a recovery: " + report);
    }
  }

  private CrashState readOnly(SimulatedDisk disk, OpenMode mode) {
    try (SynaDB db = open(disk, DbConfig.of(mode))) {
      return read(db);
    }
  }

  /**
   * Salvage opens whatever a crash left; a value of which a part is missing is still one that
   * throws.
   */
  private void salvage(SimulatedDisk disk) {
    try {
      readOnly(disk, OpenMode.SALVAGE);
    } catch (CorruptRecordException e) {
      if (e.key() == null) {
        throw e; // it is not about one value
      }
    }
  }

  private static SimulatedDisk withoutCheckpoint(SimulatedDisk disk) {
    SimulatedDisk bare = new SimulatedDisk();
    bare.setContents(NAME, disk.contents(NAME));
    return bare;
  }

  /** Whose fault it is: the log's or the checkpoint's. */
  private String explainFiles(SimulatedDisk disk) {
    String what = String.format(Locale.ROOT, "%nFiles: %s", disk);
    if (!disk.names().contains(NAME)) {
      return what;
    }
    byte[] log = disk.contents(NAME);
    if (log.length <= MAX_SHOWN) {
      what += String.format(Locale.ROOT, "%n%s", HexFormat.of().formatHex(log));
    }
    try {
      CrashState bare = readOnly(withoutCheckpoint(disk), OpenMode.READ_ONLY);
      int steps = model.stepsOf(bare.hash(), 0, model.issued());
      return what + String.format(Locale.ROOT, "%nBy the log alone: behind step %d", steps);
    } catch (SynaException | AssertionError e) {
      return what + String.format(Locale.ROOT, "%nBy the log alone: %s", e);
    }
  }

  /**
   * As of the position of an earlier step the state is that step's, if no history was dropped
   * since.
   */
  private void lookBack(SynaDB db, CrashState read) {
    int n = model.stepsOf(read.hash(), 0, model.issued());
    if (!model.hasPositions() || n < 1) {
      return;
    }
    int then = 1 + random.nextInt(n);
    if (!model.keepsAll(then, n)) {
      return;
    }
    doing += ", as of step " + then;
    try (Snapshot s = db.asOf(model.positionOf(then))) {
      CrashState past = read(s);
      if (past.hash() != model.hashBehind(then)) {
        throw new AssertionError("The past is another:" + model.behind(then).difference(past));
      }
    }
  }

  /** The power goes again while the database is being opened, or behind that. */
  private void crashAgain(CrashPoint moment, Point p) {
    PowerCut cut = randomCut(moment);
    doing += ", then " + cut + " at operation " + moment.operation() + " of the recovery";
    try (SynaDB db = open(planted(moment.crash(cut)))) {
      model.requireSteps(read(db), p.acknowledged, p.issued);
    }
  }

  /**
   * What is written and synced behind a recovery survives the next power cut with all that was
   * recovered.
   */
  private void writeAndCrash(SynaDB db, SimulatedDisk disk) {
    List<String> keys = new ArrayList<>(script.keys());
    keys.add(PROBE);
    keys.sort(null);
    db.append(PROBE, Atom.of(42L));
    db.append(keys.get(0), Atom.of("after the crash"));
    db.sync();
    CrashState written = CrashState.read(db, keys, model.hasPositions());
    db.putText(PROBE, "lost or not");
    db.flush();
    CrashState more = CrashState.read(db, keys, model.hasPositions());
    CrashPoint moment = disk.crashPoint();
    PowerCut cut = randomCut(moment);
    doing += ", then " + cut + " behind a probe";
    try (SynaDB again = open(planted(moment.crash(cut)))) {
      CrashState read = CrashState.read(again, keys, model.hasPositions());
      if (read.hash() != written.hash() && read.hash() != more.hash()) {
        throw new AssertionError(
            "What was synced after the crash is gone:" + written.difference(read));
      }
    }
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb;

import static org.assertj.core.api.Assertions.assertThat;

import ai.synadb.CrashStep.Kind;
import ai.synadb.CrashStep.Write;
import ai.synadb.error.DiskFullException;
import ai.synadb.error.SynaIOException;
import ai.synadb.internal.log.Environment;
import ai.synadb.testing.CrashPoint;
import ai.synadb.testing.ManualClock;
import ai.synadb.testing.PowerCut;
import ai.synadb.testing.SimulatedDisk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every call to the disk fails in turn, once or for ever, and the disk is full at every write:
 * whatever a caller gets is a {@link SynaException}, nothing is acknowledged behind a failed write
 * or sync, and opening again finds everything acknowledged before.
 */
@Tag("heavy")
@ExtendWith(QuietLogs.class)
final class IoFailureTest {
  private static final String NAME = "x.db";
  private static final List<String> KEYS = List.of("a", "b", "c", "d");

  @Test
  void worksWhenNothingFails() {
    Workload w = new Workload(false);
    w.run();

    assertThat(w.first).isNull();
    assertThat(w.acknowledged).isEqualTo(w.log.size());
    assertThat(w.calls).isBetween(150, 300);
    w.checkSurvival();
  }

  @ParameterizedTest
  @CsvSource({"false, false", "false, true", "true, false", "true, true"})
  void losesNothingAcknowledgedWhenAnyCallFails(boolean forEver, boolean syncOnWrite) {
    Workload healthy = new Workload(syncOnWrite);
    healthy.run();
    long calls = healthy.disk.operations();

    for (long n = 1; n <= calls; n++) {
      Workload w = new Workload(syncOnWrite);
      w.disk.failAt(n, forEver, new IOException("Input/output error"));
      try {
        w.run();
        w.checkSurvival();
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError(
            String.format(
                Locale.ROOT,
                "call %d of %d%s, %s: %s%n%s",
                n,
                calls,
                forEver ? " and all behind it" : "",
                w.disk.failedCalls(),
                e.getMessage(),
                w.told()),
            e);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void losesNothingAcknowledgedWhenTheDiskIsFull(boolean syncOnWrite) {
    Workload healthy = new Workload(syncOnWrite);
    List<Long> sizes = new ArrayList<>();
    healthy.disk.onChange(p -> sizes.add(healthy.disk.used()));
    healthy.run();

    int full = 0;
    for (long size : sizes.stream().filter(n -> n > 0).distinct().sorted().toList()) {
      Workload w = new Workload(syncOnWrite);
      w.disk.capacity(size - 1);
      try {
        w.run();
        w.disk.capacity(Long.MAX_VALUE);
        w.checkSurvival();
        if (w.first != null) {
          full++;
          assertThat(w.first).isInstanceOf(DiskFullException.class);
        }
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError(
            String.format(
                Locale.ROOT, "a disk of %d bytes: %s%n%s", size - 1, e.getMessage(), w.told()),
            e);
      }
    }
    assertThat(full).isGreaterThan(20);
  }

  private interface Call {
    void make() throws IOException;
  }

  /**
   * A fixed piece of work with every kind of call, by a caller who never gives up, and what became
   * of it.
   */
  private static final class Workload {
    final SimulatedDisk disk = new SimulatedDisk();
    final List<CrashStep> log = new ArrayList<>();
    int acknowledged; // steps of the log that must survive
    int calls;
    SynaException first;

    private final DbConfig config;
    private final ManualClock clock = new ManualClock();
    private final List<Long> hashes = new ArrayList<>(); // behind so many steps
    private final List<String> told = new ArrayList<>();
    private CrashState state = new CrashState(false);
    private SynaDB db;
    private int opened;
    private int failedBefore; // calls of the disk that had failed when the database was opened
    private boolean isLastUncertain; // whether the last step failed and may have happened
    private boolean isLost; // whether it cannot be known what became of the last step

    Workload(boolean syncOnWrite) {
      this.config = DbConfig.builder().syncOnWrite(syncOnWrite).build();
      hashes.add(state.hash());
    }

    String told() {
      return String.join(System.lineSeparator(), told);
    }

    private SynaDB open(SimulatedDisk d) {
      Environment e = new Environment(d, clock, false, 2000, 77 * ++opened);
      return SynaDB.open(d.path(NAME), config, e);
    }

    void run() {
      for (int round = 0; round < 3; round++) {
        round(round);
      }
    }

    private void round(int round) {
      if (!tryCall("open", () -> db = open(disk))) {
        return;
      }
      failedBefore = disk.failedCalls().size();
      isLost = false;
      isLastUncertain = false;
      CrashState read = readTwice();
      if (read != null) {
        goOnWith(read);
        work(round);
      }
      SynaDB closing = db;
      if (tryCall("close", closing::close) && !isLost && read != null) {
        // A close that could not sync would have said so; the step that failed still may be
        // missing.
        acknowledged = Math.max(acknowledged, log.size() - (isLastUncertain ? 1 : 0));
        told.add("close was fine behind " + acknowledged + " steps");
      }
      closing.close(); // idempotent, whatever the first one said
    }

    private void work(int round) {
      for (int i = 0; i < 5 && !isLost; i++) {
        write(CrashStep.of(Kind.PUT, Write.value("a", Atom.of("text " + round + i))));
        write(CrashStep.of(Kind.TYPED_PUT, Write.value("b", Atom.of(i * 0.5))));
        write(
            CrashStep.of(
                Kind.BATCH,
                Write.value("c", Atom.of(new byte[700])),
                Write.delete("b"),
                Write.value("d", Atom.of(i))));
        write(CrashStep.of(Kind.NUMBERS, Write.floats("b", new double[40])));
        tryCall("flush", () -> db.flush());
        write(CrashStep.of(Kind.STREAM, Write.value("d", Atom.of(new byte[5000]))));
        write(CrashStep.of(Kind.DELETE, Write.delete("a")));
        tryCall("keys", () -> db.keys());
        tryCall("get", () -> db.get("c"));
        sync();
      }
      tryCall("checkpoint", () -> db.checkpoint());
      write(CrashStep.of(Kind.PUT, Write.value("a", Atom.of("checkpointed " + round))));
      write(
          CrashStep.compact(
              round == 1 ? CompactionPolicy.keepLast(2) : CompactionPolicy.keepAll()));
      write(CrashStep.of(Kind.PUT, Write.value("a", Atom.of("compacted " + round))));
      sync();
    }

    private void sync() {
      boolean wasPoisoned = isPoisoned();
      if (tryCall("sync", () -> db.sync()) && !isLost) {
        assertThat(wasPoisoned).as("a sync behind a failure").isFalse();
        acknowledged = log.size();
        if (!disk.failedCalls().isEmpty()) {
          check(disk.crash(PowerCut.nothing()), "the power goes behind sync " + calls);
        }
      }
    }

    private void write(CrashStep step) {
      if (isLost) {
        return;
      }
      boolean wasPoisoned = isPoisoned();
      push(step);
      clock.advance(100);
      if (tryCall(step.toString(), () -> step.perform(db))) {
        assertThat(wasPoisoned).as("a write behind a failure, " + step).isFalse();
        if (config.syncOnWrite() || step.kind() == Kind.COMPACT) {
          acknowledged = log.size();
        }
      } else if (wasPoisoned || isLastUncertain) {
        pop(log.size() - 1); // refused
      } else if (!tryCall("flush behind a failure", () -> db.flush())) {
        isLastUncertain = true; // all later ones will be refused
      } else {
        CrashState read = readTwice();
        isLost = read == null;
        if (read != null && read.hash() != state.hash()) {
          pop(log.size() - 1);
          assertThat(read.hash())
              .as("neither before nor behind a failed step:" + state.difference(read))
              .isEqualTo(state.hash());
        }
      }
    }

    /** Whether this handle has seen a write or a sync of the log fail. */
    private boolean isPoisoned() {
      List<String> failed = disk.failedCalls();
      return failed.subList(failedBefore, failed.size()).stream()
          .anyMatch(c -> c.equals("write " + NAME) || c.equals("sync " + NAME));
    }

    private void push(CrashStep step) {
      log.add(step);
      state.apply(step, 0);
      hashes.add(state.hash());
    }

    private void pop(int size) {
      log.subList(size, log.size()).clear();
      hashes.subList(size + 1, hashes.size()).clear();
      state = new CrashState(false);
      log.forEach(s -> state.apply(s, 0));
    }

    private void goOnWith(CrashState read) {
      int n = stepsOf(read);
      told.add("open holds " + n + " steps of " + acknowledged + " to " + log.size());
      assertThat(n).as("steps found of " + acknowledged + " to " + log.size()).isNotNegative();
      pop(n);
    }

    private int stepsOf(CrashState read) {
      for (int n = log.size(); n >= acknowledged; n--) {
        if (hashes.get(n) == read.hash()) {
          return n;
        }
      }
      return -1;
    }

    /** The state, even if one call of the disk fails on the way; null if it cannot be read. */
    private CrashState readTwice() {
      CrashState[] read = new CrashState[1];
      for (int i = 0; i < 2 && read[0] == null; i++) {
        tryCall("read", () -> read[0] = CrashState.read(db, KEYS, false));
      }
      return read[0];
    }

    /** Makes a call; whether it went well. */
    private boolean tryCall(String what, Call call) {
      calls++;
      try {
        call.make();
        return true;
      } catch (SynaException e) {
        first = first == null ? e : first;
        if (!e.getMessage().startsWith("An earlier write or sync")) {
          told.add(what + ": " + e);
        }
        assertThat(e).isInstanceOf(SynaIOException.class);
        assertThat(e.getMessage()).isNotBlank();
        return false;
      } catch (IOException e) {
        throw new AssertionError("An IOException came through", e);
      }
    }

    void checkSurvival() {
      disk.heal();
      CrashPoint end = disk.crashPoint();
      check(end.crash(PowerCut.nothing()), "nothing unsynced is left");
      check(end.crash(PowerCut.everything()), "everything unsynced is left");
      for (int seed = 0; seed < 4; seed++) {
        check(end.crash(PowerCut.random(seed)), "power cut " + seed);
      }
      check(disk.kill(), "the process is killed");
    }

    private void check(SimulatedDisk left, String what) {
      try (SynaDB again = open(left)) {
        CrashState read = CrashState.read(again, KEYS, false);
        assertThat(stepsOf(read))
            .as("steps found of %d to %d when %s", acknowledged, log.size(), what)
            .isNotNegative();
        again.putText("a", "goes on");
        again.sync();
        assertThat(again.getText("a")).contains("goes on");
      } catch (SynaException e) {
        throw new AssertionError("cannot be opened again when " + what, e);
      }
    }
  }
}

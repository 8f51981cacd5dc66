/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb;

import static org.assertj.core.api.Assertions.assertThat;

import ai.synadb.CrashStep.Kind;
import ai.synadb.CrashStep.Write;
import ai.synadb.internal.log.Environment;
import ai.synadb.testing.CrashPoint;
import ai.synadb.testing.ManualClock;
import ai.synadb.testing.PowerCut;
import ai.synadb.testing.SimulatedDisk;
import ai.synadb.testing.StateHash;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * All histories of up to four steps, with power cuts at every change of the disk that leave every
 * subset of the unsynced sectors and names: what {@link CrashTest} does by chance in long histories
 * is complete here.
 */
@Tag("heavy")
@ExtendWith(QuietLogs.class)
final class ShortHistoriesTest {
  private static final String NAME = "x.db";
  private static final List<String> KEYS = List.of("a", "b");
  private static final int STEPS = 4;

  /** With more sectors than this only all subsets of one, all but one, all and none are made. */
  private static final int MAX_SECTORS = 8;

  private static final List<CrashStep> ALPHABET =
      List.of(
          CrashStep.of(Kind.PUT, Write.value("a", Atom.of("one"))),
          CrashStep.of(Kind.PUT, Write.value("b", Atom.of(bytes(700)))),
          CrashStep.of(Kind.DELETE, Write.delete("a")),
          CrashStep.of(
              Kind.BATCH,
              Write.value("a", Atom.of(bytes(400))),
              Write.delete("b"),
              Write.value("b", Atom.of(2L))),
          CrashStep.of(Kind.NUMBERS, Write.floats("a", numbers())),
          CrashStep.of(Kind.FLUSH),
          CrashStep.of(Kind.SYNC),
          CrashStep.compact(CompactionPolicy.latestOnly()));

  private final AtomicLong cuts = new AtomicLong();

  private static byte[] bytes(int n) {
    byte[] b = new byte[n];
    for (int i = 0; i < n; i++) {
      b[i] = (byte) (i * 31 + 7);
    }
    return b;
  }

  private static double[] numbers() {
    return IntStream.range(0, 80).mapToDouble(i -> Math.sin(i) * 1e9).toArray();
  }

  @Test
  void loseNothingAcknowledgedWhateverIsLeft() {
    long start = System.nanoTime();
    int n = ALPHABET.size();
    // One piece of work for each first step.
    long states =
        IntStream.range(0, n)
            .parallel()
            .mapToLong(
                first -> {
                  Map<Long, Long> found = new HashMap<>();
                  int rest = 1;
                  for (int length = 1; length <= STEPS; length++) {
                    for (int code = 0; code < rest; code++) {
                      new History(first, code, length, found).run();
                    }
                    rest *= n;
                  }
                  return found.size();
                })
            .sum();

    System.out.printf(
        Locale.ROOT,
        "short histories: %d crash states, %d power cuts in %.0f s%n",
        states,
        cuts.get(),
        (System.nanoTime() - start) / 1e9);
    assertThat(states).isGreaterThan(1000);
  }

  private record Point(CrashPoint moment, int acknowledged, int issued) {}

  /**
   * One history. Equal beginnings write equal bytes, so that what a disk held is remembered across
   * histories.
   */
  private final class History {
    private final List<CrashStep> steps = new ArrayList<>();
    private final Map<Long, Long> found;
    private final ManualClock clock = new ManualClock();
    private final SimulatedDisk disk = new SimulatedDisk();
    private final CrashState state = new CrashState(true);
    private final long[] hashes = new long[STEPS + 1];
    private final List<Point> points = new ArrayList<>();
    private int acknowledged;
    private int issued;

    History(int first, int code, int length, Map<Long, Long> found) {
      this.found = found;
      steps.add(ALPHABET.get(first));
      int left = code;
      for (int i = 1; i < length; i++) {
        steps.add(ALPHABET.get(left % ALPHABET.size()));
        left /= ALPHABET.size();
      }
    }

    private SynaDB open(SimulatedDisk d) {
      return SynaDB.open(
          d.path(NAME), DbConfig.defaults(), new Environment(d, clock, false, 1000, 11));
    }

    void run() {
      disk.onChange(p -> points.add(new Point(p, acknowledged, issued)));
      try (SynaDB db = open(disk)) {
        for (CrashStep step : steps) {
          perform(db, step);
        }
        points.add(new Point(disk.crashPoint(), acknowledged, issued));
        disk.onChange(null); // closing adds a sync, which other histories have
      } catch (IOException e) {
        throw new AssertionError(e);
      }
      for (Point p : points) {
        cutEverywhere(p);
      }
    }

    private void perform(SynaDB db, CrashStep step) throws IOException {
      clock.advance(1000);
      if (step.kind() == Kind.FLUSH) {
        db.flush();
        return;
      }
      if (step.kind() != Kind.SYNC) {
        state.apply(step, clock.micros());
        hashes[++issued] = state.hash();
        step.perform(db);
      } else {
        db.sync();
      }
      if (step.kind() == Kind.SYNC || step.kind() == Kind.COMPACT) {
        acknowledged = issued;
      }
    }

    private void cutEverywhere(Point p) {
      int sectors = p.moment.unsyncedSectors();
      int names = Math.min(p.moment.unsyncedNames(), 6);
      for (long n = 0; n < 1L << names; n++) {
        if (sectors <= MAX_SECTORS) {
          for (long s = 0; s < 1L << sectors; s++) {
            check(p, s, n);
          }
        } else {
          check(p, 0, n);
          check(p, -1, n);
          for (int s = 0; s < Math.min(64, sectors); s++) {
            check(p, 1L << s, n);
            check(p, ~(1L << s), n);
          }
        }
      }
    }

    private void check(Point p, long sectors, long names) {
      check(p, PowerCut.exactly(sectors, names, true));
      check(p, PowerCut.exactly(sectors, names, false));
    }

    private void check(Point p, PowerCut cut) {
      cuts.incrementAndGet();
      SimulatedDisk image = p.moment.crash(cut);
      long key = StateHash.mix(image.stateHash()) + image.lockHash();
      Long known = found.get(key);
      if (known == null) {
        try (SynaDB db = open(image)) {
          known = CrashState.read(db, KEYS, true).hash();
        } catch (SynaException | AssertionError e) {
          throw new AssertionError(describe(p, cut), e);
        }
        found.put(key, known);
      }
      for (int n = p.acknowledged; n <= p.issued; n++) {
        if (hashes[n] == known) {
          return;
        }
      }
      throw new AssertionError(describe(p, cut));
    }

    private String describe(Point p, PowerCut cut) {
      return String.format(
          Locale.ROOT,
          "%s at operation %d of %s, %d steps acknowledged, %d issued",
          cut,
          p.moment.operation(),
          steps,
          p.acknowledged,
          p.issued);
    }
  }
}

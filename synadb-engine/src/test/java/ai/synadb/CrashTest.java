/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb;

import static org.assertj.core.api.Assertions.assertThat;

import ai.synadb.testing.DistinctStates;
import ai.synadb.testing.PlantedFault;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Power cuts at every change of the disk, in seeded histories: see {@link CrashHistory}.
 *
 * <p>{@code -Dsizes=10} does ten times as much, {@code -Dcrash.seed=N} replays one history, {@code
 * -Dcrash.first=N} begins with another seed.
 */
@Tag("heavy")
@ExtendWith(QuietLogs.class)
final class CrashTest {
  private static final int HISTORIES = (int) (10_000 * InParallel.sizes());
  private static final int STATES = (int) (1_000_000 * InParallel.sizes());
  private static final int STATES_A_HISTORY = 170;
  private static final int STATES_FOR_A_FAULT = 100_000;

  @Test
  void losesNothingAcknowledgedAndInventsNothing() throws InterruptedException {
    long start = System.nanoTime();
    long replay = Long.getLong("crash.seed", 0);
    DistinctStates states = new DistinctStates(3 * STATES);
    CrashHistory.Run run = new CrashHistory.Run(states, new LongAdder(), null, STATES_A_HISTORY);
    if (replay != 0) {
      new CrashHistory(replay, run).run();
      return;
    }

    long first = Long.getLong("crash.first", 1 + (long) InParallel.part() * HISTORIES);
    AtomicLong next = new AtomicLong(first);
    List<AssertionError> failures =
        inParallel(
            () -> {
              long seed = next.getAndIncrement();
              if (seed - first >= HISTORIES && states.size() >= STATES) {
                return false;
              }
              new CrashHistory(seed, run).run();
              return true;
            });

    long histories = next.get() - first - Runtime.getRuntime().availableProcessors();
    System.out.printf(
        Locale.ROOT,
        "crash states checked: %d in %.0f s (%d power cuts, %d histories, seeds from %d)%n",
        states.size(),
        (System.nanoTime() - start) / 1e9,
        run.cuts().sum(),
        histories,
        first);
    assertThat(failures).isEmpty();
    assertThat(states.size()).isGreaterThanOrEqualTo(STATES);
  }

  @ParameterizedTest
  @EnumSource(PlantedFault.class)
  void noticesAPlantedFault(PlantedFault fault) throws InterruptedException {
    DistinctStates states = new DistinctStates(2 * STATES_FOR_A_FAULT);
    CrashHistory.Run run = new CrashHistory.Run(states, new LongAdder(), fault, STATES_A_HISTORY);
    AtomicLong next = new AtomicLong(1);

    List<AssertionError> failures =
        inParallel(
            () -> {
              if (states.size() >= STATES_FOR_A_FAULT) {
                return false;
              }
              new CrashHistory(next.getAndIncrement(), run).run();
              return true;
            });

    System.out.printf(Locale.ROOT, "planted %s: noticed after %d states%n", fault, states.size());
    assertThat(failures).as("failures with %s planted", fault).isNotEmpty();
  }

  private interface Task {
    /** Does one piece of work; false if there is none left. */
    boolean next();
  }

  /** Runs a task on all cores until it has no work left or fails. */
  private static List<AssertionError> inParallel(Task task) throws InterruptedException {
    Queue<AssertionError> failures = new ConcurrentLinkedQueue<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
      Thread t =
          new Thread(
              () -> {
                try {
                  while (failures.isEmpty() && task.next()) {
                    Thread.onSpinWait();
                  }
                } catch (AssertionError e) {
                  failures.add(e);
                } catch (RuntimeException | Error e) {
                  failures.add(new AssertionError(e));
                }
              },
              "crash-" + i);
      t.start();
      threads.add(t);
    }
    for (Thread t : threads) {
      t.join();
    }
    return List.copyOf(failures);
  }
}

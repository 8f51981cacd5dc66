/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import ai.synadb.error.SynaIOException;
import ai.synadb.internal.log.Environment;
import ai.synadb.registry.ContentSource;
import ai.synadb.registry.ContentStore;
import ai.synadb.registry.ModelRegistry;
import ai.synadb.registry.ModelStage;
import ai.synadb.registry.ModelVersion;
import ai.synadb.registry.StageChange;
import ai.synadb.testing.CrashPoint;
import ai.synadb.testing.ManualClock;
import ai.synadb.testing.PowerCut;
import ai.synadb.testing.SimulatedDisk;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is left of a registry when the power goes: each change whole or not at all. */
@ExtendWith(QuietLogs.class)
final class RegistryCrashTest {
  private static final int PART = 2048;
  private static final int CHANGES = 20;

  private final ManualClock clock = new ManualClock();

  private SynaDB open(SimulatedDisk disk) {
    return SynaDB.open(
        disk.path("m.db"), DbConfig.defaults(), new Environment(disk, clock, false, PART, 7));
  }

  private static byte[] payload(int kind) {
    return DatabaseTest.randomBytes(kind, kind * 1500);
  }

  /** All that a registry says, with the bytes, which have to be right. */
  private static Map<String, String> contents(SynaDB db) {
    ModelRegistry registry = ModelRegistry.on(db);
    ContentStore store = registry.contents();
    Map<String, String> all = new TreeMap<>();
    Set<String> digests = new HashSet<>();
    for (String name : registry.listModels()) {
      for (ModelVersion v : registry.listVersions(name)) {
        assertThat(registry.load(v.uri()).readAll()).hasSize((int) v.sizeBytes());
        assertThat(store.referrers(v.checksum())).contains("model/" + name + "/v" + v.version());
        all.put(v.uri(), v.checksum() + " " + v.stage() + " " + v.aliases() + v.spec().tags());
        digests.add(v.checksum());
      }
      all.put(name, registry.transitions(name).size() + " transitions");
    }
    long indexes = db.keys("blob/").stream().filter(k -> k.length() == 69).count();
    assertThat(indexes).isEqualTo(digests.size());
    return all;
  }

  private static void change(SynaDB db, Random random) throws IOException {
    ModelRegistry registry = ModelRegistry.on(db);
    String name = random.nextBoolean() ? "a" : "b/c";
    List<ModelVersion> versions = registry.listVersions(name);
    if (versions.isEmpty() || random.nextInt(3) == 0) {
      byte[] bytes = payload(random.nextInt(5));
      ContentSource source =
          random.nextBoolean()
              ? ContentSource.of(bytes)
              : ContentSource.of(new ByteArrayInputStream(bytes));
      registry.saveModel(name, source, ai.synadb.registry.ModelSpec.empty());
      return;
    }
    int version = versions.get(random.nextInt(versions.size())).version();
    switch (random.nextInt(6)) {
      case 0 -> registry.setStage(name, version, StageChange.to(ModelStage.PRODUCTION).archiving());
      case 1 -> registry.setAlias(name, "x", version);
      case 2 -> registry.setTag(name, version, "t", "" + random.nextInt());
      case 3 -> registry.forceDeleteModel(name);
      case 4 -> db.compact(CompactionPolicy.latestOnly(), ProgressListener.none());
      default -> registry.forceDeleteVersion(name, version);
    }
  }

  @Test
  void aPowerCutLeavesWholeChangesOnly() throws IOException {
    int cuts = 0;
    for (long seed = 1; seed <= 4; seed++) {
      cuts += runHistory(seed);
    }
    assertThat(cuts).isGreaterThan(300);
  }

  private int runHistory(long seed) throws IOException {
    Random random = new Random(seed);
    SimulatedDisk disk = new SimulatedDisk();
    List<Map<String, String>> states = new ArrayList<>(List.of(Map.of()));
    List<CrashPoint> points = new ArrayList<>();
    List<int[]> bounds = new ArrayList<>(); // safe and issued changes at each point
    int[] now = {0, 0};
    int cuts = 0;
    disk.onChange(
        p -> {
          points.add(p);
          bounds.add(now.clone());
        });
    try (SynaDB db = open(disk)) {
      for (int i = 0; i < CHANGES; i++) {
        now[1] = i + 1;
        clock.advance(1000);
        change(db, random);
        if (random.nextInt(4) == 0) {
          db.sync();
          now[0] = i + 1;
        } else {
          db.flush();
        }
        states.add(contents(db));
      }
    }
    for (int i = 0; i < points.size(); i++) {
      for (int n = 0; n < 4; n++) {
        PowerCut cut = n == 0 ? PowerCut.everything() : PowerCut.random(random.nextLong());
        check(points.get(i).crash(cut), states, bounds.get(i), "seed " + seed + ", point " + i);
        cuts++;
      }
    }
    return cuts;
  }

  private void check(
      SimulatedDisk left, List<Map<String, String>> states, int[] bounds, String what) {
    Map<String, String> found;
    try (SynaDB db = open(left)) {
      found = contents(db);
      assertThat(db.verify(ProgressListener.none()).problems()).as(what).isEmpty();
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError(what, e);
    }
    for (int i = bounds[0]; i <= bounds[1]; i++) {
      if (states.get(i).equals(found)) {
        return;
      }
    }
    fail(what + ": " + found + " is none of the states " + bounds[0] + " to " + bounds[1]);
  }

  @Test
  void aDiskThatFailsAtAnyCallLeavesWhatWasThere() throws IOException {
    int failed = 0;
    for (int n = 1; n < 60; n++) {
      SimulatedDisk disk = new SimulatedDisk();
      try (SynaDB db = open(disk)) {
        ModelRegistry.on(db).saveModel("a", payload(1), Map.of());
        db.sync();
        disk.failAt(n, true, new IOException("on purpose"));
        try {
          ModelRegistry.on(db)
              .saveModel(
                  "a",
                  ContentSource.of(payload(4)),
                  ai.synadb.registry.ModelSpec.builder().tag("t", "1").build());
          db.sync();
        } catch (SynaIOException e) {
          assertThat(e).hasStackTraceContaining("on purpose");
        }
        failed += disk.failedCalls().isEmpty() ? 0 : 1;
        disk.heal();
      } catch (SynaIOException e) {
        assertThat(e).hasStackTraceContaining("on purpose"); // of close
      }
      try (SynaDB db = open(disk.crash(PowerCut.everything()))) {
        List<ModelVersion> versions = ModelRegistry.on(db).listVersions("a");
        assertThat(versions.size()).isBetween(1, 2);
        contents(db);
      }
    }
    assertThat(failed).isGreaterThan(3);
  }
}

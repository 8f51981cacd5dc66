/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.synadb.ProgressListener;
import ai.synadb.SynaException;
import ai.synadb.error.DiskFullException;
import ai.synadb.error.SynaIOException;
import ai.synadb.testing.PowerCut;
import ai.synadb.testing.SimulatedDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What is left of a {@link MmapVectorStore} when power, process or disk fail. */
final class MmapVectorStoreCrashTest {
  private static final int DIMENSIONS = 6;

  private static MmapVectorStore open(SimulatedDisk disk) {
    return open(disk, disk.path("v.mmap"));
  }

  private static MmapVectorStore open(SimulatedDisk disk, Path path) {
    return MmapVectorStore.builder(path, DIMENSIONS)
        .metric(DistanceMetric.EUCLIDEAN)
        .storage(disk)
        .open();
  }

  private static float[] vector(Random random) {
    float[] v = new float[DIMENSIONS];
    for (int i = 0; i < v.length; i++) {
      v[i] = random.nextInt(1000);
    }
    return v;
  }

  private static Map<String, List<Float>> contents(MmapVectorStore store) {
    Map<String, List<Float>> all = new TreeMap<>();
    for (String key : store.keys()) {
      all.put(key, list(store.get(key).orElseThrow()));
    }
    return all;
  }

  private static List<Float> list(float[] v) {
    List<Float> l = new ArrayList<>();
    for (float f : v) {
      l.add(f);
    }
    return l;
  }

  /** A store with what it held after each of its writes. */
  private static final class History {
    final Random random;
    final List<Map<String, List<Float>>> states = new ArrayList<>();
    int safe; // what must be left at least

    History(long seed) {
      random = new Random(seed);
      states.add(Map.of());
    }

    void step(MmapVectorStore store) {
      Map<String, List<Float>> now = new TreeMap<>(states.get(states.size() - 1));
      switch (random.nextInt(10)) {
        case 0 -> {
          store.checkpoint();
          safe = states.size() - 1;
          return;
        }
        case 1 -> {
          if (random.nextInt(4) == 0) {
            store.compact(ProgressListener.none());
            safe = states.size() - 1;
          }
          return;
        }
        case 2, 3 -> {
          String key = "k" + random.nextInt(20);
          store.delete(key);
          now.remove(key);
        }
        case 4, 5 -> {
          List<String> keys = new ArrayList<>();
          float[][] rows = new float[1 + random.nextInt(8)][];
          for (int i = 0; i < rows.length; i++) {
            rows[i] = vector(random);
            keys.add("k" + random.nextInt(20));
            now.put(keys.get(i), list(rows[i]));
          }
          store.insertBatch(keys, rows);
        }
        default -> {
          String key = "k" + random.nextInt(20);
          float[] v = vector(random);
          store.insert(key, v);
          now.put(key, list(v));
        }
      }
      states.add(now);
    }

    void requireLegal(Map<String, List<Float>> found, int from, Object what) {
      assertThat(states.subList(from, states.size())).as("%s", what).contains(found);
    }
  }

  @Test
  void aPowerCutLeavesTheCheckpointAndWhatVerifies() {
    for (int seed = 0; seed < 20; seed++) {
      SimulatedDisk disk = new SimulatedDisk();
      History h = new History(seed);
      for (int life = 0; life < 3; life++) {
        MmapVectorStore store = open(disk);
        int from = h.safe + h.states.subList(h.safe, h.states.size()).indexOf(contents(store));
        assertThat(from).as("seed %d", seed).isGreaterThanOrEqualTo(h.safe);
        h.states.subList(from + 1, h.states.size()).clear();
        h.safe = from; // an open makes a checkpoint
        for (int i = 0; i < 25; i++) {
          h.step(store);
          if (i % 5 == 4) {
            for (int c = 0; c < 6; c++) {
              PowerCut cut =
                  c == 0
                      ? PowerCut.nothing()
                      : c == 1 ? PowerCut.everything() : PowerCut.random(seed * 31L + i + c);
              try (MmapVectorStore left = open(disk.crash(cut))) {
                h.requireLegal(contents(left), h.safe, "seed " + seed + " " + cut);
                assertThat(left.search(vector(new Random(1)), 3))
                    .hasSize((int) Math.min(3, left.size()));
              }
            }
          }
        }
        disk = disk.crash(PowerCut.random(seed + 1000L * life));
      }
    }
  }

  @Test
  void theEndOfTheProcessLosesNothingThatWasFlushed() {
    for (int seed = 0; seed < 40; seed++) {
      SimulatedDisk disk = new SimulatedDisk();
      History h = new History(seed);
      for (int life = 0; life < 4; life++) {
        MmapVectorStore store = open(disk);
        assertThat(contents(store)).isEqualTo(h.states.get(h.states.size() - 1));
        for (int i = 0; i < 10; i++) {
          h.step(store);
        }
        store.flush();
        disk = disk.kill();
      }
    }
  }

  @Test
  void aFailingDiskIsAnErrorAndLosesNothing() {
    for (int n = 1; n < 120; n++) {
      SimulatedDisk disk = new SimulatedDisk();
      History h = new History(n);
      try (MmapVectorStore store = open(disk)) {
        for (int i = 0; i < 10; i++) {
          h.step(store);
        }
      }
      h.safe = h.states.size() - 1;
      disk.failAt(n, n % 2 == 0, new IOException("a bad sector"));
      try (MmapVectorStore store = open(disk)) {
        for (int i = 0; i < 20; i++) {
          h.step(store);
        }
      } catch (SynaIOException e) {
        assertThat(e).hasMessageContaining("a bad sector");
      }
      disk.heal();
      try (MmapVectorStore left = open(disk.crash(PowerCut.everything()))) {
        int last = h.states.size() - 1;
        h.requireLegal(contents(left), Math.min(h.safe, last), "call " + n);
      }
    }
  }

  @Test
  void whatOnlyTheIndexHasOfAKeyDoesNotHideWhatTheFileHas() {
    SimulatedDisk disk = new SimulatedDisk();
    List<String> keys = VectorIndexContract.numbered(1200);
    float[][] rows = Vectors.noise(1200, DIMENSIONS, 2);
    float[][] others = Vectors.noise(1200, DIMENSIONS, 3);
    MmapVectorStore before = open(disk);
    before.insertBatch(keys, rows);
    before.delete(keys.get(7));
    before.insert(keys.get(8), others[8]);
    before.checkpoint();
    for (int i = 0; i < 20; i++) {
      before.insert(keys.get(i), others[i]);
    }
    before.delete(keys.get(30));
    before.buildIndex(ProgressListener.none()); // is on the disk, and those are not
    disk = disk.crash(PowerCut.nothing());
    rows[8] = others[8];
    for (int life = 0; life < 3; life++) {
      try (MmapVectorStore store = open(disk)) {
        assertThat(store.size()).isEqualTo(1199);
        for (int i = 0; i < 40; i++) {
          if (i == 7) {
            assertThat(store.contains(keys.get(i))).isFalse();
          } else {
            assertThat(store.get(keys.get(i)).orElseThrow()).containsExactly(rows[i]);
            assertThat(store.search(rows[i], 1)).containsExactly(new SearchHit(keys.get(i), 0));
          }
        }
        store.compact(ProgressListener.none());
      }
    }
  }

  @Test
  void aPowerCutWhileAnIndexIsSavedCostsTheIndexAtMost() {
    SimulatedDisk disk = new SimulatedDisk();
    Random random = new Random(4);
    List<String> keys = VectorIndexContract.numbered(1200);
    float[][] rows = Vectors.noise(1200, DIMENSIONS, 2);
    List<SimulatedDisk> left = new ArrayList<>();
    try (MmapVectorStore store = open(disk)) {
      store.insertBatch(keys, rows);
      store.checkpoint();
      disk.onChange(
          point -> {
            if (left.size() < 60) {
              left.add(point.crash(PowerCut.random(random.nextLong())));
            }
          });
      store.buildIndex(ProgressListener.none());
      store.insert(keys.get(3), rows[4]);
      store.checkpoint();
      store.buildIndex(ProgressListener.none());
    }
    rows[3] = rows[4];
    int opened = 0;
    for (SimulatedDisk d : left) {
      try (MmapVectorStore store = open(d)) {
        opened += store.stats().waiting() == 0 ? 1 : 0;
        assertThat(store.size()).isEqualTo(1200);
        for (int i = 5; i < 1200; i += 131) {
          assertThat(store.search(rows[i], 1).get(0)).isEqualTo(new SearchHit(keys.get(i), 0));
        }
      }
    }
    assertThat(left).hasSizeGreaterThan(10);
    try (MmapVectorStore store = open(disk)) {
      assertThat(store.stats().waiting()).isLessThanOrEqualTo(1);
    }
    assertThat(opened).isBetween(1, left.size() - 1);
  }

  @Test
  void aFullDiskRefusesABatchWhole() {
    SimulatedDisk disk = new SimulatedDisk();
    try (MmapVectorStore store = open(disk)) {
      store.insert("a", new float[DIMENSIONS]);
      disk.capacity((2 << 20) + 10_000);
      List<String> keys = new ArrayList<>();
      for (int i = 0; i < 40_000; i++) {
        keys.add("key/" + i);
      }
      assertThatThrownBy(() -> store.insertBatch(keys, new float[40_000][DIMENSIONS]))
          .isInstanceOf(DiskFullException.class);
      assertThat(store.keys()).containsExactly("a");
      store.insert("b", new float[DIMENSIONS]);
      disk.capacity(Long.MAX_VALUE);
      store.insertBatch(keys, new float[40_000][DIMENSIONS]);
      assertThat(store.size()).isEqualTo(40_002);
    }
    try (MmapVectorStore store = open(disk)) {
      assertThat(store.size()).isEqualTo(40_002);
    }
  }

  @Test
  void aFailedCheckpointEndsWriting() {
    SimulatedDisk disk = new SimulatedDisk();
    MmapVectorStore store = open(disk);
    store.insert("a", new float[DIMENSIONS]);
    disk.failAt(1, true, new IOException("gone"));
    assertThatThrownBy(store::checkpoint).isInstanceOf(SynaIOException.class);
    disk.heal();
    assertThatThrownBy(store::checkpoint)
        .isInstanceOf(SynaIOException.class)
        .hasMessageContaining("open it again");
    assertThatThrownBy(() -> store.insert("b", new float[DIMENSIONS]))
        .isInstanceOf(SynaIOException.class);
    assertThat(store.search(new float[DIMENSIONS], 1)).hasSize(1);
    assertThatThrownBy(store::close).isInstanceOf(SynaIOException.class);
    try (MmapVectorStore again = open(disk)) {
      assertThat(again.keys()).containsExactly("a");
    }
  }

  @Test
  void aCompactionThatFailsAtItsEndEndsWriting() {
    int refused = 0;
    for (int n = 1; n < 60; n++) {
      SimulatedDisk disk = new SimulatedDisk();
      MmapVectorStore store = open(disk);
      store.insert("a", new float[DIMENSIONS]);
      store.insert("a", new float[DIMENSIONS]);
      disk.failAt(n, false, new IOException("gone"));
      boolean failed = false;
      try {
        store.compact(ProgressListener.none());
      } catch (SynaIOException e) {
        failed = true;
      }
      disk.heal();
      boolean accepted = true;
      try {
        store.insert("b", new float[DIMENSIONS]);
        store.checkpoint();
      } catch (SynaIOException e) {
        assertThat(failed).isTrue();
        assertThat(e).hasMessageContaining("open it again");
        accepted = false;
        refused++;
      }
      disk = disk.crash(PowerCut.everything());
      try (MmapVectorStore again = open(disk)) {
        assertThat(again.contains("a")).as("call %d", n).isTrue();
        assertThat(again.contains("b")).as("call %d", n).isEqualTo(accepted);
      }
    }
    assertThat(refused).isPositive();
  }

  @Test
  void manyDamagedRangesAreSkipped() {
    SimulatedDisk disk = new SimulatedDisk();
    int n = 12_000;
    try (MmapVectorStore store = open(disk)) {
      store.insertBatch(VectorIndexContract.numbered(n), new float[n][DIMENSIONS]);
    }
    byte[] b = disk.contents("v.mmap");
    int flipped = 0;
    for (int at = 4096, i = 0; i < n; i++) {
      if (i % 2 == 1) {
        b[at + 40] ^= 1;
        flipped++;
      }
      at += (32 + 4 * DIMENSIONS + Vectors.key(i).length() + 15) & -16;
    }
    disk = new SimulatedDisk();
    disk.setContents("v.mmap", b);
    try (MmapVectorStore store = open(disk)) {
      assertThat(store.size()).isEqualTo(n - flipped);
      assertThat(store.contains("row/0")).isTrue();
      assertThat(store.contains("row/1")).isFalse();
      assertThat(store.contains("row/" + (n - 2))).isTrue();
    }
  }

  /** A file with records of all kinds, and what it holds. */
  private static byte[] sample(Map<String, List<Float>> contents) {
    SimulatedDisk disk = new SimulatedDisk();
    Random random = new Random(3);
    try (MmapVectorStore store = open(disk)) {
      for (int i = 0; i < 12; i++) {
        store.insert("key/" + i, vector(random), Attributes.of("n", (long) i));
      }
      store.delete("key/3");
      store.insert("key/4", vector(random));
      contents.putAll(contents(store));
    }
    return disk.contents("v.mmap");
  }

  @Test
  void aFlippedBitCostsARecordAndNeverAnAnswer() {
    Map<String, List<Float>> whole = new TreeMap<>();
    byte[] file = sample(whole);
    Random random = new Random(8);
    int damaged = 0;
    for (int i = 0; i < 400; i++) {
      byte[] b = file.clone();
      int at = 4096 + random.nextInt(14 * 80);
      b[at] ^= (byte) (1 << random.nextInt(8));
      SimulatedDisk disk = new SimulatedDisk();
      disk.setContents("v.mmap", b);
      try (MmapVectorStore store = open(disk)) {
        Map<String, List<Float>> left = contents(store);
        damaged += store.fileStats().damagedBytes() > 0 ? 1 : 0;
        assertThat(left.size()).as("byte %d", at).isBetween(whole.size() - 1, whole.size() + 1);
        for (Map.Entry<String, List<Float>> e : left.entrySet()) {
          if (!e.getKey().equals("key/3") && !e.getKey().equals("key/4")) {
            assertThat(e.getValue()).isEqualTo(whole.get(e.getKey()));
          }
        }
        store.insert("new", new float[DIMENSIONS]);
      }
      try (MmapVectorStore store = open(disk)) {
        assertThat(store.contains("new")).isTrue();
      }
    }
    assertThat(damaged).isGreaterThan(350);
  }

  @Test
  void aCutFileKeepsWhatIsBeforeTheCut() {
    Map<String, List<Float>> whole = new TreeMap<>();
    byte[] file = sample(whole);
    for (int length = 4096; length < 4096 + 14 * 80; length += 7) {
      SimulatedDisk disk = new SimulatedDisk();
      disk.setContents("v.mmap", Arrays.copyOf(file, length));
      try (MmapVectorStore store = open(disk)) {
        assertThat(store.size()).isGreaterThanOrEqualTo(Math.min(11, (length - 4096) / 80 - 2));
        store.insert("new", new float[DIMENSIONS]);
        assertThat(store.search(new float[DIMENSIONS], 1).get(0).key()).isEqualTo("new");
      }
      try (MmapVectorStore store = open(disk)) {
        assertThat(store.contains("new")).isTrue();
      }
    }
  }

  @Test
  void whatIsNotWholeHeadersIsNotOpened() {
    byte[] file = sample(new TreeMap<>());
    Random random = new Random(5);
    int refused = 0;
    for (int i = 0; i < 300; i++) {
      byte[] b = Arrays.copyOf(file, 8192);
      for (int j = 0; j < 1 + random.nextInt(4); j++) {
        b[random.nextInt(64) + (random.nextBoolean() ? 0 : 2048)] = (byte) random.nextInt();
      }
      if (i % 10 == 0) {
        random.nextBytes(b);
      }
      SimulatedDisk disk = new SimulatedDisk();
      disk.setContents("v.mmap", b);
      try (MmapVectorStore store = open(disk)) {
        assertThat(store.size()).isLessThanOrEqualTo(12); // one of the two headers was left
      } catch (SynaException e) {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(29);
  }
}

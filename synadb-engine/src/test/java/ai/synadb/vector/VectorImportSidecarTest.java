/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.synadb.error.SynaIOException;
import ai.synadb.internal.io.DiskStorage;
import ai.synadb.internal.original.HnswSidecar;
import ai.synadb.testing.CrashPoint;
import ai.synadb.testing.PowerCut;
import ai.synadb.testing.SimulatedDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@link HnswSidecar} writes has the bytes of the original's own sidecars. */
class VectorImportSidecarTest {
  private static final String NAME = "store.db.hnsw";
  private static final byte[] OLD = {1, 2, 3};

  @TempDir Path dir;

  static Stream<String> sidecars() {
    return IndexFixtures.names(".hnsw").stream();
  }

  private static byte[] write(RawGraph graph) {
    SimulatedDisk disk = new SimulatedDisk();
    long length = HnswSidecar.write(disk, disk.path(NAME), graph, graph.settings);
    assertThat(disk.contents(NAME)).hasSize((int) length);
    assertThat(disk.names()).containsExactly(NAME);
    return disk.contents(NAME);
  }

  /** Of these the dice made no node above level 0. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "vectors_cosine.mmap.hnsw",
        "vectors_euclidean.mmap.hnsw",
        "vectors_rust_dot.db.hnsw"
      })
  void writesAFlatGraphByteForByte(String name) {
    byte[] original = IndexFixtures.bytes(name);

    byte[] ours = write(RawGraph.parse(original));

    int dice = original.length - 8; // the state of a generator, seeded by a clock
    assertThat(ours).hasSameSizeAs(original);
    assertThat(Arrays.copyOf(ours, dice)).isEqualTo(Arrays.copyOf(original, dice));
    assertThat(RawGraph.parse(ours).dice).isNotZero();
  }

  @ParameterizedTest
  @MethodSource("sidecars")
  void writesTheLowestLevelOfAnyGraph(String name) {
    RawGraph before = RawGraph.parse(IndexFixtures.bytes(name));

    RawGraph after = RawGraph.parse(write(before));

    assertThat(after.dimensions).isEqualTo(before.dimensions);
    assertThat(after.metric).isEqualTo(before.metric);
    assertThat(after.settings).isEqualTo(before.settings);
    assertThat(after.levelFactor).isEqualTo(before.levelFactor);
    assertThat(after.highestLevel).isZero();
    assertThat(after.hasEntry).isTrue();
    assertThat(after.entryPoint).isEqualTo(before.entryPoint);
    assertThat(after.nodes).hasSameSizeAs(before.nodes);
    for (int i = 0; i < after.nodes.size(); i++) {
      RawGraph.Node a = after.nodes.get(i);
      RawGraph.Node b = before.nodes.get(i);
      assertThat(a.key).isEqualTo(b.key);
      assertThat(a.vector).containsExactly(b.vector);
      assertThat(a.ids).hasSize(1);
      assertThat(a.ids.get(0)).containsExactly(b.ids.get(0));
      assertThat(a.distances.get(0)).containsExactly(b.distances.get(0));
    }
  }

  @Test
  void writesAnEmptyGraph() throws IOException {
    RawGraph empty = new RawGraph();
    empty.dimensions = 64;
    Files.write(dir.resolve(NAME), write(empty));

    RawGraph read = RawGraph.parse(Files.readAllBytes(dir.resolve(NAME)));
    assertThat(read.hasEntry).isFalse();
    try (VectorImport file = VectorImport.open(dir.resolve(NAME))) {
      assertThat(file.rows()).isEmpty();
      assertThat(file.problems()).isEmpty();
    }
  }

  private static RawGraph graph() {
    return RawGraph.parse(IndexFixtures.bytes("vectors_rust_dot.db.hnsw"));
  }

  @Test
  void replacesTheFileThatIsThere() throws IOException {
    Path target = HnswSidecar.pathOf(dir.resolve("store.db"));
    Files.writeString(target, "old");
    Files.writeString(dir.resolve(NAME + ".tmp"), "left over");

    HnswSidecar.write(DiskStorage.INSTANCE, target, graph(), HnswSidecar.Settings.DEFAULTS);

    assertThat(target).hasFileName(NAME);
    assertThat(RawGraph.parse(Files.readAllBytes(target)).nodes).hasSize(39);
    try (Stream<Path> all = Files.list(dir)) {
      assertThat(all).containsExactly(target);
    }
  }

  @Test
  void refusesWhatIsNoGraphAndLeavesTheOldFile() {
    List<RawGraph> bad = Stream.generate(VectorImportSidecarTest::graph).limit(6).toList();
    bad.get(0).nodes.get(7).vector = new float[63];
    bad.get(1).nodes.get(7).ids.get(0)[3] = 39;
    bad.get(2).nodes.get(7).ids.get(0)[3] = 7;
    bad.get(3).nodes.get(7).key = "";
    bad.get(4).nodes.get(7).key = "vec/" + "k".repeat(65_532);
    bad.get(5).entryPoint = 39;
    for (RawGraph graph : bad) {
      SimulatedDisk disk = new SimulatedDisk();
      disk.setContents(NAME, OLD);

      assertThatThrownBy(
              () -> HnswSidecar.write(disk, disk.path(NAME), graph, HnswSidecar.Settings.DEFAULTS))
          .isInstanceOf(IllegalArgumentException.class);

      assertThat(disk.contents(NAME)).isEqualTo(OLD);
      assertThat(disk.names()).containsExactly(NAME);
    }
  }

  @Test
  void saysWhereWritingFailed() {
    Path target = dir.resolve("missing").resolve(NAME);

    assertThatThrownBy(
            () ->
                HnswSidecar.write(
                    DiskStorage.INSTANCE, target, graph(), HnswSidecar.Settings.DEFAULTS))
        .isInstanceOf(SynaIOException.class)
        .hasMessageContaining(NAME);
  }

  private static SimulatedDisk withOldFile() {
    SimulatedDisk disk = new SimulatedDisk();
    disk.setContents(NAME, OLD);
    return disk;
  }

  private static void writeTo(SimulatedDisk disk) {
    HnswSidecar.write(disk, disk.path(NAME), graph(), HnswSidecar.Settings.DEFAULTS);
  }

  @Test
  void aFailureOfAnyCallLeavesTheOldFileOrTheNewOne() {
    byte[] whole = write(graph());
    SimulatedDisk sound = withOldFile();
    long before = sound.operations();
    writeTo(sound);
    long calls = sound.operations() - before;
    assertThat(calls).isGreaterThan(5);
    for (long n = 1; n <= calls; n++) {
      SimulatedDisk disk = withOldFile();
      disk.failAt(n, false, new IOException("planted"));
      try {
        writeTo(disk);
      } catch (SynaIOException e) {
        assertThat(e).hasRootCauseMessage("planted");
      }
      assertThat(disk.failedCalls()).as("call %d", n).hasSize(1);
      assertThat(disk.contents(NAME)).as("call %d", n).isIn(OLD, whole);
      disk.heal();
      writeTo(disk);
      assertThat(disk.names()).containsExactly(NAME);
      assertThat(disk.contents(NAME)).isEqualTo(whole);
    }
  }

  @Test
  void aPowerCutLeavesTheOldFileOrTheNewOne() {
    byte[] whole = write(graph());
    SimulatedDisk disk = withOldFile();
    List<CrashPoint> points = new ArrayList<>();
    disk.onChange(points::add);
    writeTo(disk);
    points.add(disk.crashPoint());

    for (CrashPoint point : points) {
      for (int seed = 0; seed < 20; seed++) {
        SimulatedDisk left = point.crash(PowerCut.random(seed));
        assertThat(left.contents(NAME)).as("%s, seed %d", point, seed).isIn(OLD, whole);
      }
    }
    assertThat(points.get(points.size() - 1).crash(PowerCut.nothing()).contents(NAME))
        .isEqualTo(whole);
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.synadb.MemoryDisk;
import ai.synadb.error.SynaIOException;
import ai.synadb.internal.io.DiskStorage;
import ai.synadb.internal.original.HnswSidecar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

  @TempDir Path dir;

  static Stream<String> sidecars() {
    return IndexFixtures.names(".hnsw").stream();
  }

  private static byte[] write(RawGraph graph) {
    MemoryDisk disk = new MemoryDisk();
    long length = HnswSidecar.write(disk, MemoryDisk.path(NAME), graph, graph.settings);
    assertThat(disk.get(NAME)).hasSize((int) length);
    assertThat(disk.has(NAME + ".tmp")).isFalse();
    return disk.get(NAME);
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
      MemoryDisk disk = new MemoryDisk();
      disk.put(NAME, new byte[] {1, 2, 3});

      assertThatThrownBy(
              () ->
                  HnswSidecar.write(
                      disk, MemoryDisk.path(NAME), graph, HnswSidecar.Settings.DEFAULTS))
          .isInstanceOf(IllegalArgumentException.class);

      assertThat(disk.get(NAME)).containsExactly(1, 2, 3);
      assertThat(disk.has(NAME + ".tmp")).isFalse();
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
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.vector;

import static org.assertj.core.api.Assertions.assertThat;

import ai.synadb.internal.mapped.VectorFile;
import ai.synadb.testing.SimulatedDisk;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class MappedVectorsTest {
  private static final VectorFile.Shape SHAPE = new VectorFile.Shape(0, 2);

  @Test
  void aSegmentThatNobodyMovesIsReadAfterCompactions() {
    SimulatedDisk disk = new SimulatedDisk();
    VectorFile file = VectorFile.open(disk, disk.path("v"), SHAPE, 1);
    try (VectorFile.Batch b = file.batch()) {
      b.put("a".getBytes(StandardCharsets.UTF_8), new float[] {1, 2}, new byte[0]);
      b.put("b".getBytes(StandardCharsets.UTF_8), new float[] {3, 4}, new byte[0]);
      b.commit();
    }
    MappedVectors vectors = new MappedVectors(file);
    RowTable old = new RowTable(2, 0); // of a search that began long ago
    VectorFile.Cursor c = file.cursor(VectorFile.begin());
    while (c.next()) {
      old.add(c.key(), c.sequence(), 0, c.offset());
    }
    float[] v = new float[2];
    for (int round = 0; round < 3; round++) {
      assertThat(vectors.read(old, 1, v)).isTrue();
      assertThat(v).containsExactly(3, 4);
      assertThat(vectors.read(old, 0, v)).isEqualTo(round == 0);
      VectorFile before = vectors.file();
      MappedVectors.Moves moves = new MappedVectors.Moves(2);
      try (VectorFile.Batch empty = before.batch()) {
        vectors.replace(
            before.rewrite(empty, (key, sequence) -> key.equals("b"), moves::add), moves);
      }
      before.replaced();
    }
    vectors.file().close();
  }

  @Test
  void aRowSetCountsAndListsRanges() {
    Random random = new Random(1);
    for (int n : new int[] {1, 63, 64, 65, 200}) {
      RowSet set = new RowSet(n);
      for (int i = 0; i < n; i++) {
        set.set(i, random.nextBoolean());
      }
      int[] listed = new int[n];
      for (int from = 0; from <= n; from++) {
        List<Integer> expected = new ArrayList<>();
        for (int to = from; to <= n + 1; to++) {
          int count = set.list(from, to, listed);
          assertThat(set.count(from, to)).as("%d of %d to %d", n, from, to).isEqualTo(count);
          assertThat(Arrays.stream(listed, 0, count).boxed().toList()).isEqualTo(expected);
          if (set.contains(to)) {
            expected.add(to);
          }
        }
      }
    }
  }
}

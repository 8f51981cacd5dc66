/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.synadb.ProgressListener;
import ai.synadb.error.DimensionMismatchException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GravityWellIndexTest extends VectorIndexContract {
  @TempDir Path folder;
  private int files;

  @Override
  VectorIndex create(int dimensions, DistanceMetric metric) {
    return GravityWellIndex.open(folder.resolve("g" + files++ + ".db"), dimensions, metric);
  }

  @Override
  void settle(VectorIndex index) {
    ((GravityWellIndex) index).buildIndex(ProgressListener.none());
  }

  @Test
  void moreCellsFindMore() {
    float[][] rows = Vectors.noise(4000, 32, 1);
    float[][] queries = Vectors.noise(50, 32, 2);
    Path file = folder.resolve("p.db");
    try (GravityWellIndex index = GravityWellIndex.open(file, 32)) {
      index.initialize(Arrays.copyOf(rows, 1000));
      index.insertBatch(numbered(rows.length), rows);
      index.buildIndex(ProgressListener.none());
      index.flush();
      int before = 0;
      for (int nprobe : new int[] {1, 5, 1000}) {
        int hits = 0;
        for (float[] q : queries) {
          hits +=
              (int)
                  keysOf(index.search(q, 10, nprobe)).stream()
                      .filter(nearest(index.metric(), numbered(4000), rows, q, 10)::contains)
                      .count();
        }
        assertThat(hits).isGreaterThan(before);
        before = hits;
      }
      assertThat(before).isGreaterThanOrEqualTo(490); // of 500, with all cells
      assertThatThrownBy(() -> index.search(queries[0], 10, 0))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> index.initialize(new float[][] {{1}}))
          .isInstanceOf(DimensionMismatchException.class);
      assertThatThrownBy(() -> index.initialize(new float[0][]))
          .isInstanceOf(IllegalArgumentException.class);
    }
    try (GravityWellIndex index = GravityWellIndex.open(file, 32)) {
      assertThat(index.size()).isEqualTo(4000);
      assertThat(index.stats().segments().get(0).kind()).isEqualTo(IndexKind.GWI);
    }
  }
}

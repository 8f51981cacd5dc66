/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.synadb.DbConfig;
import ai.synadb.OpenMode;
import ai.synadb.SynaDB;
import ai.synadb.error.DimensionMismatchException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class VectorCollectionTest {
  @TempDir Path folder;

  private static void insert(SynaDB db, String collection, DistanceMetric metric, int count) {
    try (VectorStore store =
        VectorStore.builder(db, 3).collection(collection).metric(metric).open()) {
      for (int i = 0; i < count; i++) {
        store.insert("k/" + i, new float[] {1, i, 2}, Attributes.of("n", (long) i));
      }
    }
  }

  @Test
  void listsWhatHasVectors() {
    try (SynaDB db = SynaDB.open(folder.resolve("a.db"))) {
      assertThat(VectorStore.collections(db)).isEmpty();
      insert(db, "words", DistanceMetric.EUCLIDEAN, 2);
      insert(db, "words-", DistanceMetric.DOT_PRODUCT, 1);
      insert(db, "words0", DistanceMetric.COSINE, 3);
      insert(db, "", DistanceMetric.COSINE, 4);
      insert(db, "Über \uD83D\uDE00", DistanceMetric.COSINE, 5);

      assertThat(VectorStore.collections(db))
          .containsExactly(
              new VectorCollection("", 3, Optional.of(DistanceMetric.COSINE), 4),
              new VectorCollection("words-", 3, Optional.of(DistanceMetric.DOT_PRODUCT), 1),
              new VectorCollection("words", 3, Optional.of(DistanceMetric.EUCLIDEAN), 2),
              new VectorCollection("words0", 3, Optional.of(DistanceMetric.COSINE), 3),
              new VectorCollection("Über \uD83D\uDE00", 3, Optional.of(DistanceMetric.COSINE), 5));
    }
  }

  @Test
  void isNotOpenedWithAMetricThatItHasNot() {
    try (SynaDB db = SynaDB.open(folder.resolve("a.db"))) {
      insert(db, "", DistanceMetric.DOT_PRODUCT, 1);
      VectorStore.Builder other = VectorStore.builder(db).metric(DistanceMetric.COSINE);
      assertThatThrownBy(other::open)
          .isInstanceOf(DimensionMismatchException.class)
          .hasMessageContaining("DOT_PRODUCT, not 3 and COSINE");
      try (VectorStore asItIs = VectorStore.builder(db).open()) {
        assertThat(asItIs.metric()).isEqualTo(DistanceMetric.DOT_PRODUCT);
      }
    }
  }

  @Test
  void leavesOutWhatOnlyLooksLikeOne() {
    try (SynaDB db = SynaDB.open(folder.resolve("a.db"))) {
      db.putText("vec/text", "no vector");
      db.putText("vec:", "no name");
      db.putVector("vec:/empty name", new float[] {1});
      db.putVector("vec:no slash", new float[] {1});
      db.putVector("vec:" + "x".repeat(256) + "/long name", new float[] {1});
      db.putVector("vec:z/made by hand", new float[] {1, 2});
      insert(db, "gone", DistanceMetric.COSINE, 1);
      db.delete("vec:gone/k/0");

      assertThat(VectorStore.collections(db))
          .containsExactly(new VectorCollection("z", 2, Optional.empty(), 1));
    }
  }

  @Test
  void opensAStoreAsItIsForReadingOnly() {
    Path file = folder.resolve("a.db");
    try (SynaDB db = SynaDB.open(file)) {
      insert(db, "words", DistanceMetric.EUCLIDEAN, 2);
    }

    try (SynaDB db = SynaDB.open(file, DbConfig.of(OpenMode.READ_ONLY));
        VectorStore store = VectorStore.builder(db).collection("words").open()) {
      assertThat(store.metric()).isEqualTo(DistanceMetric.EUCLIDEAN);
      assertThat(store.search(new float[] {1, 1, 2}, 1).get(0).key()).isEqualTo("k/1");
      assertThatThrownBy(() -> VectorStore.builder(db).collection("others").open())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("others");
    }
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.synadb.DbConfig;
import ai.synadb.Series;
import ai.synadb.Snapshot;
import ai.synadb.SynaDB;
import ai.synadb.error.ChecksumMismatchException;
import ai.synadb.error.KeyNotFoundException;
import ai.synadb.error.ShapeMismatchException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Loaders of what a database has: stored tensors and histories. */
final class TensorLoaderDatabaseTest {
  private static final int ROWS = 3000;
  private static final int PIXELS = 90;

  @TempDir Path folder;
  private SynaDB db;
  private TensorEngine engine;

  @BeforeEach
  void open() {
    db = SynaDB.open(folder.resolve("data.db"));
    engine = TensorEngine.on(db);
    engine.putTensor("x", images(0, ROWS));
    engine.putTensor("y", labels(0, ROWS));
  }

  @AfterEach
  void close() {
    engine.close();
    db.close();
  }

  private static float pixel(long row, int at) {
    return row + at / 100f;
  }

  private static Tensor images(int from, int rows) {
    float[] values = new float[rows * PIXELS];
    for (int i = 0; i < values.length; i++) {
      values[i] = pixel(from + i / PIXELS, i % PIXELS);
    }
    return Tensor.of(values, rows, 9, 10);
  }

  private static Tensor labels(int from, int rows) {
    int[] values = new int[rows];
    for (int i = 0; i < rows; i++) {
      values[i] = (from + i) % 10;
    }
    return Tensor.of(values, rows);
  }

  private static List<Long> rows(BatchIterator batches) {
    List<Long> rows = new ArrayList<>();
    while (batches.hasNext()) {
      try (Batch batch = batches.next()) {
        assertThat(batch.shape("x")).isEqualTo(Shape.of(batch.rows(), 9, 10));
        for (int i = 0; i < batch.rows(); i++) {
          long row = batch.rowIds()[i];
          for (int p = 0; p < PIXELS; p += 89) {
            float value = batch.buffer("x").getFloat(4 * (i * PIXELS + p));
            assertThat(value).isEqualTo(pixel(row, p));
          }
          assertThat(batch.buffer("y").getInt(4 * i)).isEqualTo((int) (row % 10));
          rows.add(row);
        }
      }
    }
    return rows;
  }

  @Test
  void sequentialShuffledAndBlockwiseReadingGiveTheSameRows() {
    List<List<Long>> all = new ArrayList<>();
    for (Shuffle shuffle : new Shuffle[] {Shuffle.none(), Shuffle.full(), Shuffle.block(64, 8)}) {
      try (TensorLoader loader =
          engine.loader("x", "y").batchSize(128).shuffle(shuffle, 3).build()) {
        List<Long> rows = rows(loader.iterator());
        all.add(rows.stream().sorted().toList());
        assertThat(loader.stats().copiesPerByte()).isEqualTo(1);
      }
    }

    assertThat(all.get(0)).hasSize(ROWS).doesNotHaveDuplicates();
    assertThat(all).allMatch(all.get(0)::equals);
  }

  @Test
  void whatIsWrittenLaterDoesNotShow() {
    try (TensorLoader loader = engine.loader("x", "y").build()) {
      engine.appendRows("x", images(ROWS, 5));
      engine.putTensor("y", labels(3, 7));
      engine.delete("x");

      assertThat(rows(loader.iterator())).hasSize(ROWS);
      assertThat(loader.position()).isLessThan(db.position());
    }
  }

  @Test
  void anEarlierStateIsLoadedAgain() {
    long position = db.position();
    String digest;
    try (TensorLoader loader = engine.loader("x", "y").build()) {
      digest = loader.digest();
    }
    engine.appendRows("x", images(ROWS, 5));
    engine.appendRows("y", labels(ROWS, 5));

    try (TensorEngine then = engine.asOf(position);
        TensorLoader loader = then.loader("x", "y").build();
        TensorLoader now = engine.loader("x", "y").build()) {
      assertThat(rows(loader.iterator())).hasSize(ROWS);
      assertThat(loader.digest()).isEqualTo(digest).isNotEqualTo(now.digest());
      assertThat(rows(now.iterator())).hasSize(ROWS + 5);
    }
  }

  @Test
  void anEpochGoesOnAfterRowsWereAppended() {
    List<Long> whole;
    LoaderState state;
    try (TensorLoader loader =
            engine.loader("x", "y").shuffle(Shuffle.full()).batchSize(500).build();
        BatchIterator batches = loader.iterator()) {
      whole = rows(loader.iterator());
      batches.next().close();
      state = batches.next().state();
    }
    engine.appendRows("x", images(ROWS, 700));
    engine.appendRows("y", labels(ROWS, 700));

    try (TensorLoader loader = engine.loader("x", "y").batchSize(500).build()) {
      assertThatThrownBy(() -> loader.resume(state)).isInstanceOf(ChecksumMismatchException.class);
    }
    try (TensorLoader loader = engine.loader("x", "y").allowGrowth(true).batchSize(500).build()) {
      assertThat(rows(loader.resume(state))).isEqualTo(whole.subList(1000, ROWS));
    }
    engine.putTensor("x", images(1, ROWS + 700));
    try (TensorLoader loader = engine.loader("x", "y").allowGrowth(true).build()) {
      assertThatThrownBy(() -> loader.resume(state))
          .isInstanceOf(ChecksumMismatchException.class)
          .hasMessageContaining("never had 3000 rows");
    }
  }

  @Test
  void loadersOutliveTheEngineThatIsShared() {
    TensorLoader loader = engine.loader("x", "y").build();
    engine.close();

    assertThat(rows(loader.iterator())).hasSize(ROWS);
    loader.close();
  }

  @Test
  void unknownAndUnequalTensorsAreRefused() {
    engine.putTensor("scalar", Tensor.scalar(1));
    engine.putTensor("short", labels(0, 5));

    assertThatThrownBy(() -> engine.loader("x", "z").build())
        .isInstanceOf(KeyNotFoundException.class)
        .hasMessageContaining("z");
    assertThatThrownBy(() -> engine.loader("x", "short").build())
        .isInstanceOf(ShapeMismatchException.class)
        .hasMessageContainingAll("'short'", "5", "3000");
    assertThatThrownBy(() -> engine.loader("scalar").build())
        .isInstanceOf(ShapeMismatchException.class)
        .hasMessageContaining("scalar");
    assertThatThrownBy(() -> engine.loader("x").filter(RowFilter.in("short", 1)).build())
        .isInstanceOf(ShapeMismatchException.class);
  }

  @Test
  void splitsByLabelAndFiltersReadStoredColumns() {
    SplitSpec split = SplitSpec.byGroup("y", 1).part("a", 0.5).part("b", 0.5).build();
    int sum = 0;
    for (String part : split.parts()) {
      try (TensorLoader loader =
          engine
              .loader("x", "y")
              .split(split, part)
              .filter(RowFilter.longs("y", y -> y != 4))
              .build()) {
        List<Long> rows = rows(loader.iterator());
        assertThat(rows).noneMatch(r -> r % 10 == 4);
        assertThat(rows.size() % (ROWS / 10)).isZero();
        sum += rows.size();
      }
    }
    assertThat(sum).isEqualTo(ROWS / 10 * 9);
  }

  @Test
  void tensorsInALayoutOfTheOriginalAreLoadedAndResumed() {
    DbConfig compatible = DbConfig.builder().originalCompatible(true).build();
    try (TensorEngine original = TensorEngine.open(folder.resolve("original.db"), compatible)) {
      original.putTensorChunked("x", images(0, 200), 1000);
      original.putTensorChunked("y", labels(0, 200), 100);
      assertThat(original.describe("x").digest()).isEmpty();
      try (TensorLoader loader =
              original.loader("x", "y").shuffle(Shuffle.full()).batchSize(64).build();
          BatchIterator batches = loader.iterator()) {
        List<Long> whole = rows(loader.iterator());
        batches.next().close();
        LoaderState state = batches.next().state();
        assertThat(rows(loader.resume(state))).isEqualTo(whole.subList(128, 200));

        original.putTensorChunked("y", labels(1, 200), 100);
        try (TensorLoader changed = original.loader("x", "y").build()) {
          assertThatThrownBy(() -> changed.resume(state))
              .isInstanceOf(ChecksumMismatchException.class);
        }
      }
    }
  }

  private void histories() {
    for (int i = 0; i < 50; i++) {
      db.putFloat("a", i);
      db.putInt("b", 100 + i);
      if (i % 10 == 0) {
        db.putText("b", "not a number");
        db.putFloat("c", 200 + i);
      }
    }
  }

  @Test
  void windowsOfHistoriesStayInTheirKey() {
    histories();
    WindowSpec spec = WindowSpec.builder(4).stride(3).horizon(2).targets("values").build();
    try (TensorLoader loader =
        TensorLoader.histories(db, List.of("a", "b", "c"), "values", "times")
            .window(spec)
            .shuffle(Shuffle.full())
            .batchSize(7)
            .build()) {
      assertThat(loader.size()).isEqualTo(2 * ((50 - 6) / 3 + 1));
      db.putFloat("a", 9);
      for (Batch batch : loader) {
        assertThat(batch.names()).containsExactly("values", "values@horizon", "times");
        for (int i = 0; i < batch.rows(); i++) {
          long row = batch.rowIds()[i];
          String key = loader.seriesOf(row).orElseThrow();
          double first = key.equals("a") ? row : 100 + row - 50;
          for (int t = 0; t < 6; t++) {
            double value =
                t < 4
                    ? batch.buffer("values").getDouble(8 * (4 * i + t))
                    : batch.buffer("values@horizon").getDouble(8 * (2 * i + t - 4));
            assertThat(value).isEqualTo(first + t);
          }
          long time = batch.buffer("times").getLong(32 * i);
          assertThat(time).isEqualTo(db.series(key).times()[(int) (first % 100)]);
        }
        batch.close();
      }
    }
  }

  @Test
  void historiesAreReadByRowsToo() {
    histories();
    try (Snapshot snapshot = db.snapshot();
        TensorLoader loader =
            TensorLoader.histories(snapshot, List.of("c", "b")).batchSize(30).build()) {
      List<Double> values = new ArrayList<>();
      for (Batch batch : loader) {
        for (int i = 0; i < batch.rows(); i++) {
          values.add(batch.buffer("values").getDouble(8 * i));
        }
        batch.close();
      }
      assertThat(values).hasSize(55).startsWith(200.0, 210.0, 220.0).endsWith(148.0, 149.0);
      assertThat(loader.seriesOf(4)).contains("c");
      assertThat(loader.seriesOf(5)).contains("b");
      assertThat(rowsAt(loader.resume(loader.state()))).isEqualTo(55);
    }
    assertThatThrownBy(() -> TensorLoader.histories(db, List.of("a", "nothing")).build())
        .isInstanceOf(KeyNotFoundException.class)
        .hasMessageContaining("nothing");
    assertThatThrownBy(() -> TensorLoader.histories(db, List.of()).build())
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> TensorLoader.histories(db, List.of("a"), "value").build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'value'");
  }

  @Test
  void shuffledRowsOfHistoriesAreThoseOfTheirKeys() {
    histories();
    try (TensorLoader loader =
        TensorLoader.histories(db, List.of("c", "a", "b"), "values", "times", "steps")
            .shuffle(Shuffle.full())
            .batchSize(16)
            .build()) {
      List<Long> seen = new ArrayList<>();
      long[] firsts = {0, 5, 55};
      List<String> keys = List.of("c", "a", "b");
      for (Batch batch : loader) {
        for (int i = 0; i < batch.rows(); i++) {
          long row = batch.rowIds()[i];
          String key = loader.seriesOf(row).orElseThrow();
          int at = (int) (row - firsts[keys.indexOf(key)]);
          Series s = db.series(key);
          assertThat(batch.buffer("values").getDouble(8 * i)).isEqualTo(s.values()[at]);
          assertThat(batch.buffer("times").getLong(8 * i)).isEqualTo(s.times()[at]);
          assertThat(batch.buffer("steps").getLong(8 * i)).isEqualTo(s.steps()[at]);
          seen.add(row);
        }
        batch.close();
      }
      assertThat(seen).hasSize(105).doesNotHaveDuplicates();
    }
  }

  private static int rowsAt(BatchIterator batches) {
    int rows = 0;
    while (batches.hasNext()) {
      try (Batch batch = batches.next()) {
        rows += batch.rows();
      }
    }
    return rows;
  }

  @Test
  void aGrownHistoryIsAnotherDataSet() {
    histories();
    LoaderState state;
    try (TensorLoader loader = TensorLoader.histories(db, List.of("a")).build()) {
      state = loader.state();
    }
    db.putFloat("a", 1);
    try (TensorLoader loader = TensorLoader.histories(db, List.of("a")).allowGrowth(true).build()) {
      assertThatThrownBy(() -> loader.resume(state)).isInstanceOf(ChecksumMismatchException.class);
    }
  }
}

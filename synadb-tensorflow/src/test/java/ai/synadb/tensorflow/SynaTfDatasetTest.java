/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.synadb.SynaDB;
import ai.synadb.error.ChecksumMismatchException;
import ai.synadb.error.KeyNotFoundException;
import ai.synadb.error.ShapeMismatchException;
import ai.synadb.error.TypeMismatchException;
import ai.synadb.tensor.DType;
import ai.synadb.tensor.LoaderState;
import ai.synadb.tensor.RowFilter;
import ai.synadb.tensor.Shape;
import ai.synadb.tensor.ShardPolicy;
import ai.synadb.tensor.Shuffle;
import ai.synadb.tensor.SplitSpec;
import ai.synadb.tensor.Tensor;
import ai.synadb.tensor.TensorEngine;
import ai.synadb.tensor.TensorLoader;
import ai.synadb.tensor.WindowSpec;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

@NeedsTensorFlow
final class SynaTfDatasetTest {
  private static final int ROWS = 1003;

  @TempDir Path dir;
  private TensorEngine engine;

  @BeforeEach
  void open() {
    engine = TensorEngine.open(dir.resolve("test.db"));
    float[] x = new float[ROWS * 20];
    long[] y = new long[ROWS];
    for (int r = 0; r < ROWS; r++) {
      for (int i = 0; i < 20; i++) {
        x[20 * r + i] = r + i / 32f;
      }
      y[r] = -r;
    }
    engine.putTensor("x", Tensor.of(x, ROWS, 4, 5));
    engine.putTensor("y", Tensor.of(y, ROWS));
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private SynaTfDataset.Builder data() {
    return SynaTfDataset.builder(engine).features("x").labels("y");
  }

  static List<Shuffle> shuffles() {
    return List.of(Shuffle.none(), Shuffle.full(), Shuffle.block(10, 4));
  }

  /** The rows of the batches that are left, checked against the tensors; all are closed. */
  private static List<Long> rows(Iterator<TfBatch> batches) {
    List<Long> rows = new ArrayList<>();
    while (batches.hasNext()) {
      try (TfBatch batch = batches.next()) {
        TFloat32 x = batch.get("x", TFloat32.class);
        TInt64 y = batch.get("y", TInt64.class);
        assertThat(batch.feature()).isSameAs(x);
        assertThat(batch.label()).isSameAs(y);
        assertThat(x.shape().asArray()).containsExactly(batch.rows(), 4, 5);
        assertThat(y.shape().asArray()).containsExactly(batch.rows());
        for (int i = 0; i < batch.rows(); i++) {
          long row = batch.rowIds()[i];
          assertThat(x.getFloat(i, 3, 4)).isEqualTo(row + 19 / 32f);
          assertThat(y.getLong(i)).isEqualTo(-row);
          rows.add(row);
        }
      }
    }
    return rows;
  }

  private List<Long> rowsOfLoader(Shuffle shuffle, int epoch) {
    List<Long> rows = new ArrayList<>();
    try (TensorLoader loader = engine.loader("x", "y").batchSize(64).shuffle(shuffle, 5).build()) {
      loader.iterator(epoch).forEachRemaining(b -> LongStream.of(b.rowIds()).forEach(rows::add));
    }
    return rows;
  }

  @ParameterizedTest
  @MethodSource("shuffles")
  void rowsComeAsTheyAreStoredInTheOrderOfTheLoader(Shuffle shuffle) {
    try (SynaTfDataset data = data().batchSize(64).shuffle(shuffle, 5).build()) {
      assertThat(data.size()).isEqualTo(ROWS);
      assertThat(data.plan().batches()).isEqualTo(16);
      List<Long> first = rows(data.iterator());
      List<Long> third = rows(data.epoch(3).iterator());

      assertThat(first).hasSize(ROWS).isEqualTo(rowsOfLoader(shuffle, 0));
      assertThat(third).hasSize(ROWS).isEqualTo(rowsOfLoader(shuffle, 3));
      assertThat(first.equals(third)).isEqualTo(shuffle.equals(Shuffle.none()));
      assertThat(rows(data.iterator(3))).isEqualTo(third);
    }
  }

  @Test
  void everyByteIsCopiedOnceIntoATensor() {
    try (SynaTfDataset data = data().batchSize(64).shuffle(1).build()) {
      int rows = rows(data.iterator()).size();

      assertThat(data.stats().rows()).isEqualTo(rows);
      assertThat(data.stats().bytes()).isEqualTo(ROWS * 88L);
      assertThat(data.stats().copiedBytes()).isEqualTo(ROWS * 88L);
      // A tensor for each of two columns of each of 16 batches, of just their bytes: no others.
      assertThat(data.stats().buffersAllocated()).isEqualTo(32);
      assertThat(data.stats().bufferBytesAllocated()).isEqualTo(ROWS * 88L);
      assertThat(data.stats().buffersInUse()).isZero();
    }
  }

  @Test
  void readingResumesAtAnyBatch() {
    try (SynaTfDataset data = data().batchSize(100).shuffle(9).build()) {
      List<Long> all = rows(data.iterator(2));
      List<LoaderState> states = new ArrayList<>(List.of(data.state()));
      try (TfBatchIterator batches = data.iterator(2)) {
        while (batches.hasNext()) {
          try (TfBatch batch = batches.next()) {
            states.add(LoaderState.fromJson(batch.state().toJson()));
          }
        }
      }
      for (int i = 1; i < states.size(); i++) {
        assertThat(rows(data.resume(states.get(i))))
            .isEqualTo(all.subList(Math.min(ROWS, 100 * i), ROWS));
      }
      try (SynaTfDataset other = SynaTfDataset.builder(engine).features("x").build()) {
        assertThatThrownBy(() -> other.resume(states.get(1)))
            .isInstanceOf(ChecksumMismatchException.class);
      }
    }
  }

  @Test
  void shardsTogetherReadEveryRow() {
    List<Long> all = new ArrayList<>();
    for (int rank = 0; rank < 3; rank++) {
      try (SynaTfDataset data =
          data().batchSize(10).shuffle(4).shard(rank, 3, ShardPolicy.UNEVEN).build()) {
        all.addAll(rows(data.iterator()));
      }
    }

    assertThat(all).doesNotHaveDuplicates().hasSize(ROWS);
  }

  @Test
  void splitsFiltersAndDroppedRowsAreTheLoaders() {
    SplitSpec split = SplitSpec.byRow(1).part("train", 0.8).part("test", 0.2).build();
    List<Long> all = new ArrayList<>();
    for (String part : split.parts()) {
      try (SynaTfDataset data = data().split(split, part).build()) {
        all.addAll(rows(data.iterator()));
      }
    }
    assertThat(all).doesNotHaveDuplicates().hasSize(ROWS);
    try (SynaTfDataset data =
        data().filter(RowFilter.rows(10, 50)).batchSize(16).dropLast(true).build()) {
      assertThat(rows(data.iterator())).hasSize(32);
      try (TfBatch batch = data.read(39, 0)) {
        assertThat(batch.rowIds()).containsExactly(49, 10);
        assertThat(batch.get("y", TInt64.class).getLong(0)).isEqualTo(-49);
      }
    }
  }

  @Test
  void batchesOutliveWhatTheyCameFrom() {
    SynaTfDataset data = data().batchSize(100).build();
    TfBatchIterator batches = data.iterator();
    TfBatch first = batches.next();
    TfBatch second = batches.next();
    batches.close();
    data.close();
    engine.close();

    assertThat(first.get("x", TFloat32.class).getFloat(99, 0, 0)).isEqualTo(99);
    assertThat(second.get("x", TFloat32.class).getFloat(99, 0, 0)).isEqualTo(199);
    first.close();
    assertThat(second.get("x", TFloat32.class).getFloat(0, 0, 0)).isEqualTo(100);
    second.close();
    assertThat(data.stats().buffersInUse()).isZero();
  }

  @Test
  void aBatchClosesItsTensors() {
    try (SynaTfDataset data = data().build()) {
      TfBatch batch = data.read(0, 1);
      TFloat32 x = batch.get("x", TFloat32.class);
      batch.close();
      batch.close();

      assertThatThrownBy(() -> batch.get("x")).hasMessage("The batch is closed");
      assertThatThrownBy(batch::feature).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(batch::asInputs).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(x::numBytes).isInstanceOf(IllegalStateException.class);
      assertThat(batch.rowIds()).containsExactly(0, 1);
    }
  }

  @Test
  void leavingALoopCostsNoMoreThanOneReadAhead() {
    try (SynaTfDataset data = data().batchSize(10).shuffle(3).prefetchBytes(8800).build()) {
      for (int epoch = 0; epoch < 300; epoch++) {
        for (TfBatch batch : data.epoch(epoch)) {
          try (batch) {
            assertThat(batch.rows()).isEqualTo(10);
          }
          break;
        }
        // What the budget allows, one batch more, and one on each thread.
        assertThat(data.stats().bufferBytesInUse()).isLessThanOrEqualTo(8800 + 3 * 880);
      }
      assertThat(data.stats().batches()).isGreaterThanOrEqualTo(300);
      data.close();
      assertThat(data.stats().buffersInUse()).isZero();
    }
  }

  @Test
  void theNextIterationEndsTheOneBefore() {
    try (SynaTfDataset data = data().build()) {
      TfBatchIterator first = data.iterator();
      first.next().close();
      TfBatchIterator second = data.iterator();

      assertThatThrownBy(first::hasNext)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("Another iteration of the dataset began, and it has one at a time");
      assertThatThrownBy(first::next)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("one at a time");
      assertThat(rows(second)).hasSize(ROWS);
      assertThat(second.hasNext()).isFalse();
      assertThat(second.remaining()).isZero();
      assertThat(data.iterator().hasNext()).isTrue();
      assertThat(second.hasNext()).isFalse();
      assertThatThrownBy(second::next).isInstanceOf(NoSuchElementException.class);
    }
  }

  @Test
  void whatIsRefusedEndsNoIteration() {
    try (SynaTfDataset data = data().batchSize(100).build();
        SynaTfDataset other = SynaTfDataset.builder(engine).features("x").build()) {
      TfBatchIterator first = data.iterator();
      first.next().close();
      assertThatThrownBy(() -> data.iterator(-1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("not -1");
      assertThatThrownBy(() -> data.resume(other.state()))
          .isInstanceOf(ChecksumMismatchException.class);

      assertThat(rows(first)).hasSize(ROWS - 100);
    }
  }

  @Test
  void theOrderDoesNotDependOnThreads() {
    List<List<Long>> all = new ArrayList<>();
    for (int threads : new int[] {1, 4}) {
      for (long ahead : new long[] {0, 1, 1 << 20}) {
        try (SynaTfDataset data = data().shuffle(7).threads(threads).prefetchBytes(ahead).build()) {
          all.add(rows(data.iterator(1)));
        }
      }
    }

    assertThat(all).allMatch(all.get(0)::equals);
  }

  @Test
  void transformsChangeTensors() {
    try (SynaTfDataset data =
            data()
                .batchSize(50)
                .transform(
                    batch -> {
                      FloatBuffer x = batch.buffer("x").asFloatBuffer();
                      FloatBuffer sum = batch.add("sum", DType.FLOAT32, Shape.of()).asFloatBuffer();
                      for (int r = 0; r < batch.rows(); r++) {
                        x.put(20 * r, 2 * x.get(20 * r));
                        sum.put(r, x.get(20 * r) + 1);
                      }
                    })
                .build();
        TfBatch batch = data.read(7, 9)) {
      assertThat(batch.names()).containsExactly("x", "y", "sum");
      assertThat(batch.asInputs()).containsOnlyKeys("x", "y", "sum");
      assertThat(batch.get("x", TFloat32.class).getFloat(1, 0, 0)).isEqualTo(18);
      assertThat(batch.get("sum", TFloat32.class).getFloat(0)).isEqualTo(15);
    }
  }

  @Test
  void typesThatTensorFlowDoesNotHaveAreReplacedOrRefused() {
    engine.putTensor("i8", Tensor.of(new byte[] {5, -6, 7}));
    SynaTfDataset.Builder b = SynaTfDataset.builder(engine).features("i8");
    try (SynaTfDataset data = b.build();
        TfBatchIterator batches = data.iterator()) {
      assertThatThrownBy(batches::next)
          .isInstanceOf(TypeMismatchException.class)
          .hasMessage(
              "The elements of 'i8' are int8, which TensorFlow Java has no tensors of; replace"
                  + " them with a transform");
      assertThat(data.stats().buffersInUse()).isZero();
    }
    try (SynaTfDataset data =
            b.transform(
                    batch -> {
                      java.nio.ByteBuffer before = batch.buffer("i8");
                      java.nio.IntBuffer after =
                          batch.replace("i8", DType.INT32, Shape.of()).asIntBuffer();
                      for (int r = 0; r < batch.rows(); r++) {
                        after.put(r, before.get(r));
                      }
                    })
                .build();
        TfBatch batch = data.read(1, 2)) {
      assertThat(batch.get("i8", TInt32.class).getInt(0)).isEqualTo(-6);
      assertThat(batch.get("i8", TInt32.class).getInt(1)).isEqualTo(7);
    }
  }

  @Test
  void windowsHaveTheirHorizonsAsLabels() {
    WindowSpec windows = WindowSpec.builder(5).horizon(2).inputs("x").targets("y").build();
    try (SynaTfDataset data = data().window(windows).batchSize(8).build();
        TfBatchIterator batches = data.iterator();
        TfBatch batch = batches.next()) {
      assertThat(batch.names()).containsExactly("x", "y@horizon");
      assertThat(batch.feature().shape().asArray()).containsExactly(8, 5, 4, 5);
      assertThat(batch.label().shape().asArray()).containsExactly(8, 2);
      assertThat(batch.get("y@horizon", TInt64.class).getLong(0, 1)).isEqualTo(-6);
      assertThat(batch.validSteps(0)).isEqualTo(5);
      assertThat(batch.validHorizon(0)).isEqualTo(2);
    }
  }

  @Test
  void historiesAreDatasetsToo() {
    try (SynaDB db = SynaDB.open(dir.resolve("histories.db"))) {
      for (int i = 0; i < 10; i++) {
        db.putFloat("loss", 1.0 / (1 + i));
      }
      try (SynaTfDataset data =
              SynaTfDataset.of(TensorLoader.histories(db, List.of("loss")).batchSize(4));
          TfBatch batch = data.read(9)) {
        assertThat(batch.feature().shape().asArray()).containsExactly(1);
        assertThat(batch.get("values").numBytes()).isEqualTo(8);
      }
    }
  }

  @Test
  void anEarlierStateIsReadAsItWas() {
    long before = engine.position();
    engine.putTensor("x", Tensor.of(new float[20], 1, 4, 5));
    engine.putTensor("y", Tensor.of(new long[1], 1));
    try (TensorEngine then = engine.asOf(before);
        SynaTfDataset data = SynaTfDataset.builder(then).features("x").labels("y").build()) {
      assertThat(data.position()).isEqualTo(before);
      assertThat(rows(data.iterator())).hasSize(ROWS);
    }
  }

  @Test
  void whatIsWrongIsSaidWhenADatasetIsBuilt() {
    assertThatThrownBy(() -> SynaTfDataset.builder(engine).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("A dataset has 1 or more features, not 0");
    assertThatThrownBy(() -> data().features("none").build())
        .isInstanceOf(KeyNotFoundException.class);
    assertThatThrownBy(() -> data().labels("x").build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("named twice");
    assertThatThrownBy(() -> data().batchSize(0).threads(0).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("batch size")
        .hasMessageContaining("threads");
    engine.putTensor("short", Tensor.of(new float[] {1}));
    assertThatThrownBy(() -> data().features("short").build())
        .isInstanceOf(ShapeMismatchException.class);
    engine.putTensor("scalar", Tensor.scalar(1));
    assertThatThrownBy(() -> SynaTfDataset.builder(engine).features("scalar").build())
        .isInstanceOf(ShapeMismatchException.class)
        .hasMessageContaining("scalar");
  }

  @Test
  void whatABatchHasNotIsSaid() {
    try (SynaTfDataset data = data().build();
        TfBatch batch = data.read(0)) {
      assertThatThrownBy(() -> batch.get("z"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("The batch has no 'z', only [x, y]");
      assertThatThrownBy(() -> batch.get("x", TInt64.class))
          .isInstanceOf(TypeMismatchException.class);
      assertThatThrownBy(() -> batch.feature(1)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> batch.label(1)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> data.read(ROWS)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> data.epoch(-1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("An epoch is 0 or more, not -1");
    }
  }

  @Test
  void aClosedDatasetIsNotRead() {
    SynaTfDataset data = data().build();
    TfBatchIterator batches = data.iterator();
    batches.next().close();
    data.close();
    data.close();

    assertThatThrownBy(batches::next).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(data::iterator).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> data.read(0)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> data.resume(data.state())).isInstanceOf(IllegalStateException.class);
    assertThat(data.stats().buffersInUse()).isZero();
  }

  @Test
  void noRowsAreNoBatches() {
    engine.putTensor("x", Tensor.of(new float[0], 0, 4, 5));
    engine.putTensor("y", Tensor.of(new long[0], 0));
    try (SynaTfDataset data = data().build()) {
      assertThat(data.iterator().hasNext()).isFalse();
    }
  }
}

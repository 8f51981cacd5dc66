/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.dataset.Batch;
import ai.djl.training.dataset.BatchSampler;
import ai.djl.training.dataset.RandomAccessDataset;
import ai.djl.training.dataset.RandomSampler;
import ai.djl.training.dataset.Record;
import ai.djl.training.dataset.Sampler;
import ai.djl.training.dataset.SequenceSampler;
import ai.djl.translate.PaddingStackBatchifier;
import ai.synadb.error.ChecksumMismatchException;
import ai.synadb.experiment.DatasetInput;
import ai.synadb.tensor.LoaderState;
import ai.synadb.tensor.RowFilter;
import ai.synadb.tensor.ShardPolicy;
import ai.synadb.tensor.Shuffle;
import ai.synadb.tensor.SplitSpec;
import ai.synadb.tensor.TensorEngine;
import ai.synadb.tensor.WindowSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@OnPyTorch
final class SynaDatasetTest {
  private static final int ROWS = 203;

  @TempDir private Path directory;
  private TensorEngine engine;
  private NDManager manager;

  @BeforeEach
  void open() {
    engine = NumberedRows.open(directory, ROWS);
    manager = NDManager.newBaseManager();
  }

  @AfterEach
  void close() {
    manager.close();
    engine.close();
  }

  private static List<Long> upTo(long n) {
    return LongStream.range(0, n).boxed().toList();
  }

  /** The rows by every way there is, each sorted. */
  private List<List<Long>> everyWay(SynaDataset d) throws Exception {
    List<List<Long>> all = new ArrayList<>();
    all.add(NumberedRows.of(d.getData(manager)));
    all.add(NumberedRows.of(d.getData(manager, SynaSampler.sequential(10))));
    all.add(NumberedRows.of(d.getData(manager, SynaSampler.shuffled(7, 3))));
    all.add(NumberedRows.of(d.getData(manager, new BatchSampler(new SequenceSampler(), 9))));
    all.add(NumberedRows.of(d.getData(manager, new BatchSampler(new RandomSampler(), 9))));
    ExecutorService executor = Executors.newFixedThreadPool(3);
    try {
      all.add(NumberedRows.of(d.getData(manager, executor)));
      all.add(NumberedRows.of(d.getData(manager, SynaSampler.shuffled(7, 3), executor)));
    } finally {
      executor.shutdownNow();
    }
    all.add(NumberedRows.bulk(d, manager));
    List<Long> single = new ArrayList<>();
    for (long i = 0; i < d.size(); i++) {
      Record r = d.get(manager, i);
      assertThat(r.getData().singletonOrThrow().getShape().getShape()).containsExactly(3);
      assertThat(r.getLabels().singletonOrThrow().getShape().dimension()).isZero();
      single.add(-r.getLabels().singletonOrThrow().getLong());
      assertThat(r.getData().singletonOrThrow().getFloat(0)).isEqualTo(single.get((int) i) * 1f);
    }
    all.add(single);
    List<Long> asArrays = new ArrayList<>();
    for (Number[] label : d.toArray(manager).getValue()) {
      asArrays.add(-label[0].longValue());
    }
    all.add(asArrays);
    return all.stream().map(NumberedRows::sorted).toList();
  }

  @Test
  void everyWayReadsTheSameRows() throws Exception {
    try (SynaDataset stored = NumberedRows.dataset(engine).build();
        SynaDataset shuffled = NumberedRows.dataset(engine).setSampling(10, true).build()) {
      assertThat(everyWay(stored)).allMatch(upTo(ROWS)::equals);
      assertThat(everyWay(shuffled)).allMatch(upTo(ROWS)::equals);
      assertThat(NumberedRows.of(stored.getData(manager))).isEqualTo(upTo(ROWS));
      assertThat(NumberedRows.of(shuffled.getData(manager))).isNotEqualTo(upTo(ROWS));
    }
  }

  @Test
  void splitsAreDisjointAndExhaustiveWhicheverWayTheyAreRead() throws Exception {
    try (SynaDataset all = NumberedRows.dataset(engine).setSampling(16, true).optSeed(5).build()) {
      RandomAccessDataset[] parts = all.randomSplit(7, 2, 1);

      List<Long> together = new ArrayList<>();
      for (RandomAccessDataset part : parts) {
        List<List<Long>> ways = everyWay((SynaDataset) part);
        assertThat(ways).allMatch(ways.get(0)::equals);
        together.addAll(ways.get(0));
      }
      assertThat(parts[0].size()).isEqualTo(142);
      assertThat(parts[1].size()).isEqualTo(40);
      assertThat(NumberedRows.sorted(together)).isEqualTo(upTo(ROWS));
      assertThat(NumberedRows.bulk((SynaDataset) parts[1], manager)).isNotEqualTo(upTo(40));
      assertThat(NumberedRows.bulk(all.randomSplit(7, 2, 1)[1], manager))
          .isEqualTo(NumberedRows.bulk((SynaDataset) parts[1], manager));
    }
  }

  @Test
  void splitsOfSplitsAndSubDatasetsKeepOneListOfRows() throws Exception {
    try (SynaDataset all = NumberedRows.dataset(engine).setSampling(16, true).build()) {
      SynaDataset odd = all.subDataset(List.of(1L, 3L, 5L, 7L, 9L, 9L));
      assertThat(NumberedRows.bulk(odd, manager)).containsExactly(1L, 3L, 5L, 7L, 9L, 9L);
      assertThat(everyWay(odd)).allMatch(List.of(1L, 3L, 5L, 7L, 9L, 9L)::equals);
      SynaDataset part = odd.subDataset(2, 5);
      assertThat(NumberedRows.bulk(part, manager)).containsExactly(5L, 7L, 9L);
      assertThat(NumberedRows.bulk(part.randomSplit(1, 1)[1], manager))
          .isSubsetOf(5L, 7L, 9L)
          .hasSize(2);
      RandomAccessDataset named = part.subDataset(List.of("a", "b", "c"), List.of("c", "a"));
      assertThat(NumberedRows.bulk((SynaDataset) named, manager)).containsExactly(9L, 5L);
      assertThat(NumberedRows.of(odd.subDataset(List.of()).getData(manager))).isEmpty();
      assertThat(all.subDataset(3, 3).size()).isZero();
      assertThat(odd.ref().digest()).isNotEqualTo(all.ref().digest());
    }
  }

  @Test
  void aSplitDealsOutEveryRowToEveryPlaceAlike() throws Exception {
    int[] counts = new int[4];
    try (SynaDataset four = NumberedRows.dataset(engine).optLimit(4).build()) {
      assertThat(four.size()).isEqualTo(4);
    }
    for (int seed = 0; seed < 400; seed++) {
      try (SynaDataset d = NumberedRows.dataset(engine).optLimit(4).optSeed(seed).build();
          SynaDataset part = d.randomSplit(1, 3)[0]) {
        counts[NumberedRows.bulk(part, manager).get(0).intValue()]++;
      }
    }
    assertThat(Arrays.stream(counts).boxed()).as("of 400").allMatch(n -> n > 60 && n < 140);
  }

  @Test
  void ordersDependOnSeedAndEpochAlone() throws Exception {
    List<List<Long>> epochs = new ArrayList<>();
    for (int ahead : new int[] {0, 1, 4}) {
      try (SynaDataset d =
          NumberedRows.dataset(engine)
              .setSampling(10 + 10 * ahead, true)
              .optPrefetchNumber(ahead)
              .optSeed(9)
              .build()) {
        epochs.add(NumberedRows.of(d.getData(manager)));
        epochs.add(NumberedRows.of(d.getData(manager)));
      }
    }
    assertThat(epochs.get(0)).isEqualTo(epochs.get(2)).isEqualTo(epochs.get(4));
    assertThat(epochs.get(1)).isEqualTo(epochs.get(3)).isNotEqualTo(epochs.get(0));
    try (SynaDataset other =
        NumberedRows.dataset(engine).setSampling(10, true).optSeed(10).build()) {
      assertThat(NumberedRows.of(other.getData(manager))).isNotEqualTo(epochs.get(0));
    }
  }

  @Test
  void readingResumesBehindAnyBatch() throws Exception {
    SynaDataset.Builder builder = NumberedRows.dataset(engine).setSampling(20, true).optSeed(4);
    List<Long> first;
    List<Long> second;
    List<LoaderState> states = new ArrayList<>();
    try (SynaDataset whole = builder.build()) {
      first = new ArrayList<>();
      for (Batch batch : whole.getData(manager)) {
        first.addAll(NumberedRows.of(batch));
        states.add(LoaderState.fromJson(((SynaBatch) batch).state().toJson()));
        batch.close();
      }
      second = NumberedRows.of(whole.getData(manager));
    }
    for (int i = 0; i < states.size(); i++) {
      try (SynaDataset again = builder.build().resume(states.get(i))) {
        boolean atEnd = i == states.size() - 1;
        if (!atEnd) {
          assertThat(NumberedRows.of(again.getData(manager)))
              .isEqualTo(first.subList(20 * (i + 1), ROWS));
        }
        assertThat(NumberedRows.of(again.getData(manager))).isEqualTo(second);
      }
    }
    try (SynaDataset other = NumberedRows.dataset(engine).optLimit(100).build()) {
      assertThatThrownBy(() -> other.resume(states.get(0)))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void batchesTellTheirIndicesAndProgress() throws Exception {
    try (SynaDataset d =
        NumberedRows.dataset(engine)
            .optRows(LongStream.range(100, 130).toArray())
            .setSampling(8, true, true)
            .build()) {
      long done = 0;
      for (Batch batch : d.getData(manager)) {
        List<Long> rows = NumberedRows.of(batch);
        done += 8;
        assertThat(batch.getIndices().stream().map(i -> (Long) i + 100).toList()).isEqualTo(rows);
        assertThat(batch.getProgress()).isEqualTo(done);
        assertThat(batch.getProgressTotal()).isEqualTo(30);
        batch.close();
      }
      assertThat(done).isEqualTo(24);
    }
  }

  @Test
  void filtersSplitsShardsAndWindowsAreThoseOfTheLoader() throws Exception {
    SplitSpec split = SplitSpec.byRow(3).part("train", 0.8).part("test", 0.2).build();
    List<Long> parts = new ArrayList<>();
    for (String part : split.parts()) {
      try (SynaDataset d = NumberedRows.dataset(engine).optSplit(split, part).build()) {
        parts.addAll(NumberedRows.of(d.getData(manager)));
      }
    }
    assertThat(NumberedRows.sorted(parts)).isEqualTo(upTo(ROWS));
    List<Long> shards = new ArrayList<>();
    for (int rank = 0; rank < 3; rank++) {
      try (SynaDataset d =
          NumberedRows.dataset(engine)
              .setSampling(10, true)
              .optShard(rank, 3, ShardPolicy.UNEVEN)
              .optFilter(RowFilter.rows(0, 100))
              .build()) {
        shards.addAll(NumberedRows.of(d.getData(manager)));
      }
    }
    assertThat(NumberedRows.sorted(shards)).isEqualTo(upTo(100));
    try (SynaDataset d =
            SynaDataset.builder()
                .setSource(engine)
                .setData("x")
                .optLabels("y@horizon")
                .optWindow(WindowSpec.of(5, 1, 2))
                .build();
        SynaBatch batch = d.getByIndices(manager, 4, 100)) {
      assertThat(d.size()).isEqualTo(ROWS - 6);
      assertThat(batch.getData().head().getShape().getShape()).containsExactly(2, 5, 3);
      assertThat(batch.getLabels().head().toLongArray()).containsExactly(-9, -10, -105, -106);
    }
  }

  @Test
  void transformsOfBatchesAndRecordsApplyOnEveryWay() throws Exception {
    List<List<Float>> found = new ArrayList<>();
    for (int way = 0; way < 3; way++) {
      SynaDataset.Builder b = NumberedRows.dataset(engine).setSampling(50, false).optLimit(120);
      switch (way) {
        case 0 -> b.addBatchTransform(a -> a.mul(2)).addTargetBatchTransform(a -> a.sub(1));
        case 1 -> b.addTransform(a -> a.mul(2)).addTargetTransform(a -> a.sub(1));
        default ->
            b.addLoaderTransform(
                rows -> {
                  for (int i = 0; i < 3 * rows.rows(); i++) {
                    rows.buffer("x").putFloat(4 * i, 2 * rows.buffer("x").getFloat(4 * i));
                  }
                  for (int i = 0; i < rows.rows(); i++) {
                    rows.buffer("y").putLong(8 * i, rows.buffer("y").getLong(8 * i) - 1);
                  }
                });
      }
      List<Float> values = new ArrayList<>();
      try (SynaDataset d = b.build()) {
        for (Batch batch : d.getData(manager)) {
          add(values, batch);
        }
        try (Batch batch = d.getByRange(manager, 5, 9)) {
          add(values, batch);
        }
      }
      found.add(values);
    }
    assertThat(found.get(0)).hasSize(4 * 124).startsWith(0f, 0.5f, 1f, 2f);
    assertThat(found.get(1)).isEqualTo(found.get(0));
    assertThat(found.get(2)).isEqualTo(found.get(0));
  }

  private static void add(List<Float> values, Batch batch) {
    for (float x : batch.getData().head().toFloatArray()) {
      values.add(x);
    }
    for (long y : batch.getLabels().head().toLongArray()) {
      values.add((float) y);
    }
  }

  @Test
  void otherBatchifiersGetRecords() throws Exception {
    try (SynaDataset d =
        NumberedRows.dataset(engine)
            .setSampling(4, false)
            .addTransform(a -> a.get("0:" + (1 + (int) a.getFloat(0) % 3)))
            .optDataBatchifier(
                PaddingStackBatchifier.builder()
                    .optIncludeValidLengths(false)
                    .addPad(0, 0, m -> m.zeros(new ai.djl.ndarray.types.Shape(1)), 3)
                    .build())
            .build()) {
      Iterator<Batch> batches = d.getData(manager).iterator();
      try (Batch batch = batches.next()) {
        assertThat(batch.getData().head().getShape().getShape()).containsExactly(4, 3);
        assertThat(batch.getData().head().get(0).toFloatArray()).containsExactly(0, 0, 0);
        assertThat(batch.getData().head().get(1).toFloatArray()).containsExactly(1, 1.25f, 0);
      }
    }
  }

  @Test
  void whatIsWrittenLaterDoesNotShow() throws Exception {
    long then = engine.position();
    NumberedRows.put(engine, 10);
    try (SynaDataset now = NumberedRows.dataset(engine).build();
        SynaDataset before = NumberedRows.dataset(engine).optAsOf(then).build()) {
      NumberedRows.put(engine, 5);

      assertThat(now.size()).isEqualTo(10);
      assertThat(NumberedRows.of(now.getData(manager))).isEqualTo(upTo(10));
      assertThat(everyWay(before)).allMatch(upTo(ROWS)::equals);
      DatasetInput ref = before.ref();
      assertThat(ref.name()).isEqualTo("x,y");
      assertThat(ref.position()).isEqualTo(then);
      assertThat(ref.digest()).isPresent().isNotEqualTo(now.ref().digest());
    }
  }

  @Test
  void aFileIsOpenedByItsPath() throws Exception {
    engine.close();
    try (SynaDataset d =
        SynaDataset.builder()
            .setSource(directory.resolve("rows.db"))
            .setData("x")
            .optLabels("y")
            .setSampling(50, true)
            .build()) {
      assertThat(NumberedRows.sorted(NumberedRows.of(d.getData(manager)))).isEqualTo(upTo(ROWS));
    }
    engine = TensorEngine.open(directory.resolve("rows.db"));
  }

  @Test
  void severalTensorsAndNoLabelsMakeData() throws Exception {
    try (SynaDataset d = SynaDataset.builder().setSource(engine).setData("y", "x", "y").build();
        SynaBatch batch = d.getByIndices(manager, 7, 7)) {
      assertThat(batch.getData()).hasSize(3);
      assertThat(batch.getData().get(0).toLongArray()).containsExactly(-7, -7);
      assertThat(batch.getData().get(2).toLongArray()).containsExactly(-7, -7);
      assertThat(batch.getLabels()).isEmpty();
    }
  }

  @Test
  void anySamplerOfDeepJavaLibraryIsShuffledUniformly() {
    SplittableRandom seeds = new SplittableRandom(1);
    int fixedPoints = 0;
    try (SynaDataset d = NumberedRows.dataset(engine).optLimit(20).build()) {
      for (int i = 0; i < 300; i++) {
        List<Long> order = SynaSampler.shuffled(20, seeds.nextLong()).sample(d).next();
        for (int at = 0; at < 20; at++) {
          fixedPoints += order.get(at) == at ? 1 : 0;
        }
      }
      assertThat(fixedPoints).as("1 expected in each of 300").isBetween(230, 370);
      SynaSampler dropping = SynaSampler.of(7, Shuffle.none(), 0, true);
      Iterator<List<Long>> batches = dropping.sample(d);
      assertThat(batches.next()).isEqualTo(upTo(7));
      batches.next();
      assertThat(batches.hasNext()).isFalse();
    }
  }

  @Test
  void wrongSettingsAreToldWithValueAndBound() {
    assertThatThrownBy(() -> SynaDataset.builder().setSampling(0, true).optLimit(-3).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("setSource")
        .hasMessageContaining("setData")
        .hasMessageContaining("1 or more records, not 0")
        .hasMessageContaining("0 or more, not -3");
    assertThatThrownBy(() -> NumberedRows.dataset(engine).setData("z").build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("z");
    assertThatThrownBy(() -> NumberedRows.dataset(engine).optThreads(0).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 or more, not 0");
    assertThatThrownBy(() -> NumberedRows.dataset(engine).optRows(3, ROWS).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("one of 203")
        .hasMessageContaining("not 203");
    engine.putTensor("short", ai.synadb.tensor.Tensor.of(new float[4]));
    assertThatThrownBy(() -> NumberedRows.dataset(engine).optLabels("short").build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("has 4");
    assertThatThrownBy(
            () -> SynaDataset.builder().setSource(directory.resolve("no.db")).setData("x").build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no.db");
  }

  @Test
  void wrongIndicesAreToldWithValueAndBound() {
    try (SynaDataset d = NumberedRows.dataset(engine).optLimit(50).build()) {
      assertThatThrownBy(() -> d.get(manager, 50))
          .isInstanceOf(IndexOutOfBoundsException.class)
          .hasMessageContaining("50");
      assertThatThrownBy(() -> d.getByRange(manager, 40, 51))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> d.getByIndices(manager, 0, -1))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> d.subDataset(List.of(0L, 50L)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("50");
      assertThatThrownBy(() -> d.subDataset(20, 10)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> d.randomSplit(1)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> d.randomSplit(1, -1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("-1");
    }
  }

  @Test
  void aDamagedTensorIsToldOnEveryWay() throws Exception {
    NumberedRows.put(engine, 20_000);
    engine.close();
    engine = TensorEngine.open(directory.resolve("rows.db")); // finds nothing wrong yet
    damage(directory.resolve("rows.db"));
    try (SynaDataset d = NumberedRows.dataset(engine).setSampling(100, false).build()) {
      assertThatThrownBy(() -> d.get(manager, 15_000))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("cannot be read")
          .hasMessageContaining("checksum");
      assertThatThrownBy(() -> d.getByRange(manager, 14_000, 16_000))
          .isInstanceOf(IOException.class);
      for (Sampler order : List.of(SynaSampler.sequential(3000), SynaSampler.shuffled(3000, 1))) {
        assertThatThrownBy(() -> NumberedRows.of(d.getData(manager, order)))
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("Data loading failed")
            .hasCauseInstanceOf(IOException.class);
      }
      assertThatThrownBy(() -> NumberedRows.of(d.getData(manager)))
          .isInstanceOf(IllegalStateException.class)
          .hasCauseInstanceOf(IOException.class)
          .hasRootCauseInstanceOf(ChecksumMismatchException.class);
      assertThat(d.stats().buffersInUse()).isZero();
    }
  }

  private static void damage(Path file) throws IOException {
    ByteBuffer all = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    int at = 0;
    while (all.getFloat(at) != 15_000 || all.getFloat(at + 4) != 15_000.25f) {
      at++;
    }
    try (SeekableByteChannel channel = Files.newByteChannel(file, StandardOpenOption.WRITE)) {
      channel.position(at + 4).write(ByteBuffer.wrap(new byte[] {1}));
    }
  }

  @Test
  void aClosedDatasetIsNotRead() throws Exception {
    SynaDataset d = NumberedRows.dataset(engine).build();
    d.close();
    d.close();
    assertThatThrownBy(() -> d.get(manager, 0)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> d.getData(manager).iterator())
        .isInstanceOf(IllegalStateException.class);
    assertThat(d.getData(manager, SynaSampler.sequential(2)).iterator())
        .satisfies(
            batches -> assertThatThrownBy(batches::next).isInstanceOf(IllegalStateException.class));
  }

  @Test
  void arraysThatLeaveTheirBatchKeepTheirMemory() throws Exception {
    try (SynaDataset d = NumberedRows.dataset(engine).setSampling(10, false).build()) {
      List<NDArray> kept = new ArrayList<>();
      for (Batch batch : d.getData(manager)) {
        NDArray x = batch.getData().head();
        x.attach(manager);
        kept.add(x);
        batch.close();
      }
      for (int i = 0; i < kept.size(); i++) {
        assertThat(kept.get(i).toFloatArray()[0]).isEqualTo(10 * i);
      }
    }
    try (SynaDataset d =
        NumberedRows.dataset(engine).setSampling(10, false).optCopy(true).build()) {
      List<NDArray> kept = new ArrayList<>();
      for (Batch batch : d.getData(manager)) {
        kept.add(batch.getData().head().get(manager, 0));
        batch.close();
      }
      for (int i = 0; i < kept.size(); i++) {
        assertThat(kept.get(i).toFloatArray()[0]).isEqualTo(10 * i);
      }
      assertThat(d.stats().buffersInUse()).isZero();
    }
  }

  @Test
  void viewsThatATransformMadeKeepTheirMemoryToo() throws Exception {
    List<NDArray> kept = new ArrayList<>();
    try (SynaDataset d =
        NumberedRows.dataset(engine)
            .setSampling(10, false)
            .addBatchTransform(a -> a.reshape(-1))
            .addTargetBatchTransform(a -> a.reshape(-1, 1))
            .build()) {
      for (int i = 0; i < 20; i++) {
        try (Batch batch = d.getByRange(manager, 10 * i, 10 * i + 10)) {
          kept.add((i % 2 == 0 ? batch.getData() : batch.getLabels()).head());
          kept.get(i).attach(manager);
        }
        d.getByRange(manager, 0, 10).close(); // has memory that was given back used again
      }
      System.gc();
    }
    for (int i = 0; i < kept.size(); i++) {
      NDArray array = kept.get(i);
      if (i % 2 == 0) {
        assertThat(array.toFloatArray()).hasSize(30).startsWith(10 * i, 10 * i + 0.25f);
      } else {
        assertThat(array.toLongArray()).hasSize(10).startsWith(-10 * i, -10 * i - 1);
      }
    }
  }

  @Test
  void recordsLeaveNothingOnTheirManagerOnceTheyAreClosed() throws Exception {
    try (SynaDataset d = NumberedRows.dataset(engine).build()) {
      for (long i = 0; i < ROWS; i++) {
        Record r = d.get(manager, i);
        r.getData().close();
        r.getLabels().close();
      }
      assertThat(manager.getManagedArrays()).isEmpty();
      assertThat(d.stats().buffersInUse()).isZero();
    }
  }

  @Test
  void recordsThatLeaveTheirManagerKeepTheirValues() throws Exception {
    List<NDArray> kept = new ArrayList<>();
    try (SynaDataset d = NumberedRows.dataset(engine).build()) {
      for (int i = 0; i < 20; i++) {
        try (NDManager below = manager.newSubManager()) {
          kept.add(d.get(below, i).getData().singletonOrThrow());
          kept.get(i).attach(manager);
        }
        d.getByRange(manager, 100, 101).close(); // has memory that was given back used again
      }
    }
    for (int i = 0; i < 20; i++) {
      assertThat(kept.get(i).toFloatArray()).containsExactly(i, i + 0.25f, i + 0.5f);
    }
  }

  @Test
  void closingADatasetClosesItsParts() throws Exception {
    SynaDataset all = NumberedRows.dataset(engine).setSampling(2, true).optLimit(100).build();
    SynaDataset[] parts = all.randomSplit(1, 1);
    SynaDataset ofPart = parts[0].subDataset(0, 5);
    parts[1].close();
    assertThat(ofPart.getByRange(manager, 0, 5).getSize()).isEqualTo(5);
    Iterator<Batch> begun = parts[0].getData(manager).iterator();
    begun.next().close();

    all.close();

    assertThatThrownBy(() -> begun.forEachRemaining(Batch::close))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> parts[0].get(manager, 0)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> ofPart.get(manager, 0)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> all.subDataset(0, 1)).isInstanceOf(IllegalStateException.class);
  }
}

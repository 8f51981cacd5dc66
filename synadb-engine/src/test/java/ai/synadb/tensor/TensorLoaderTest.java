/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.synadb.error.ChecksumMismatchException;
import ai.synadb.error.ShapeMismatchException;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class TensorLoaderTest {
  private static final int ROWS = 1003;

  private final ArrayRows.Table table =
      new ArrayRows.Table()
          .rowNumbers("x", ROWS)
          .longs("y", ROWS, 3, i -> -i)
          .longs("part", ROWS, 1, i -> i * 7919 % 5);

  static List<Shuffle> shuffles() {
    return List.of(Shuffle.none(), Shuffle.full(), Shuffle.block(10, 4));
  }

  /** The rows of the batches that are left, checked against the buffers. */
  private static List<Long> rows(BatchIterator batches) {
    List<Long> rows = new ArrayList<>();
    while (batches.hasNext()) {
      try (Batch batch = batches.next()) {
        add(rows, batch);
      }
    }
    batches.close();
    return rows;
  }

  private static void add(List<Long> rows, Batch batch) {
    ByteBuffer x = batch.buffer("x");
    assertThat(x.capacity()).isEqualTo(8 * batch.rows());
    for (int i = 0; i < batch.rows(); i++) {
      long row = x.getLong(8 * i);
      assertThat(batch.rowIds()[i]).isEqualTo(row);
      if (batch.names().contains("y")) {
        assertThat(batch.buffer("y").getLong(24 * i + 16)).isEqualTo(-(3 * row + 2));
      }
      rows.add(row);
    }
  }

  private static List<Long> sorted(List<Long> rows) {
    return rows.stream().sorted().toList();
  }

  @ParameterizedTest
  @MethodSource("shuffles")
  void everyOrderReadsTheSameRows(Shuffle shuffle) {
    List<Long> stored = new ArrayList<>();
    for (long row = 0; row < ROWS; row++) {
      stored.add(row);
    }
    for (int batch : new int[] {1, 7, 1003, 5000}) {
      try (TensorLoader loader =
          table.loader("x", "y").batchSize(batch).shuffle(shuffle, 5).build()) {
        List<Long> rows = rows(loader.iterator());

        assertThat(sorted(rows)).isEqualTo(stored);
        assertThat(rows.equals(stored)).isEqualTo(shuffle.mode() == ShuffleMode.NONE);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("shuffles")
  void theOrderDoesNotDependOnThreadsBatchesOrReadingAhead(Shuffle shuffle) {
    TensorLoader.Builder b = table.loader("x", "y").shuffle(shuffle, 5);
    List<List<Long>> all = new ArrayList<>();
    for (int batch : new int[] {10, 33}) {
      for (long ahead : new long[] {0, 1, 1 << 20}) {
        try (TensorLoader loader =
            b.batchSize(batch).prefetchBytes(ahead).threads(1 + batch % 4).build()) {
          all.add(rows(loader.iterator()));
        }
      }
    }

    assertThat(all).allMatch(all.get(0)::equals);
  }

  @ParameterizedTest
  @MethodSource("shuffles")
  void bulkReadingAndTheOrderAloneGiveTheSameRows(Shuffle shuffle) {
    RowFilter some = RowFilter.in("part", 0, 2, 3);
    try (TensorLoader loader =
        table.loader("x", "y").filter(some).shuffle(shuffle, 8).epoch(2).build()) {
      List<Long> whole = rows(loader.iterator());
      RowOrder order = RowOrder.of(shuffle, loader.size(), 8, 2);
      long[] items = new long[(int) loader.size()];
      for (int i = 0; i < items.length; i++) {
        items[i] = order.at(i);
      }
      List<Long> bulk = new ArrayList<>();
      try (Batch batch = loader.read(items)) {
        add(bulk, batch);
        assertThat(batch.padding()).isZero();
      }
      assertThat(bulk).isEqualTo(whole);
      try (Batch none = loader.read()) {
        assertThat(none.rows()).isZero();
        assertThat(none.shape("y")).isEqualTo(Shape.of(0, 3));
      }
      assertThatThrownBy(() -> loader.read(0, loader.size()))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> order.at(loader.size()))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThat(loader.stats().buffersInUse()).isZero();
      loader.close();
      assertThatThrownBy(() -> loader.read(0)).isInstanceOf(IllegalStateException.class);
    }
  }

  @ParameterizedTest
  @MethodSource("shuffles")
  void picksAreTheStoredOrderForEveryWayOfReading(Shuffle shuffle) {
    long[] picks = new SplittableRandom(11).longs(200, 0, 401).toArray();
    TensorLoader.Builder some =
        table.loader("x", "y").filter(RowFilter.in("part", 1, 4)).shuffle(shuffle, 3).batchSize(9);
    List<Long> expected = new ArrayList<>();
    try (TensorLoader chosen = some.build();
        Batch batch = chosen.read(picks)) {
      assertThat(chosen.size()).isEqualTo(401);
      add(expected, batch);
    }
    try (TensorLoader loader = some.pick(picks).build()) {
      List<Long> bulk = new ArrayList<>();
      try (Batch batch = loader.read(LongStream.range(0, loader.size()).toArray())) {
        add(bulk, batch);
      }
      List<Long> epoch = rows(loader.iterator());

      assertThat(bulk).isEqualTo(expected);
      assertThat(sorted(epoch)).isEqualTo(sorted(expected));
      assertThat(epoch.equals(expected)).isEqualTo(shuffle.mode() == ShuffleMode.NONE);
      LoaderState middle;
      try (BatchIterator batches = loader.iterator();
          Batch first = batches.next()) {
        middle = first.state();
      }
      assertThat(rows(loader.resume(middle))).isEqualTo(epoch.subList(9, epoch.size()));
    }
    try (TensorLoader once = some.pick(7, 7, 199).build();
        TensorLoader twice = table.loader("x", "y").filter(RowFilter.in("part", 1, 4)).build()) {
      assertThat(sorted(rows(once.iterator())))
          .isEqualTo(sorted(List.of(expected.get(7), expected.get(7), expected.get(199))));
      assertThat(once.digest()).isNotEqualTo(twice.digest());
    }
    assertThatThrownBy(() -> some.pick(3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("one of 3 picked before, not 3");
    assertThatThrownBy(() -> table.loader("x").pick(0, ROWS).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1003");
  }

  @Test
  void partsOfALoaderAreWhatPicksAreAndReadWhatItOpened() {
    TensorLoader.Builder some =
        table.loader("x").filter(RowFilter.in("part", 1, 4)).shuffle(Shuffle.full(), 3);
    TensorLoader whole = some.build();
    long chosen = table.columns.get("part").rowsRead.get();
    TensorLoader part = whole.pick(400, 7, 7, 9);
    TensorLoader ofPart = part.pick(3, 0);
    assertThat(table.columns.get("part").rowsRead).hasValue(chosen);
    assertThat(table.columns.get("x").digests).hasValue(1);
    try (TensorLoader picked = some.pick(400, 7, 7, 9).build();
        TensorLoader twice = some.pick(3, 0).build()) {
      assertThat(part.digest()).isEqualTo(picked.digest());
      assertThat(ofPart.digest()).isEqualTo(twice.digest());
      assertThat(rows(part.iterator(2))).isEqualTo(rows(picked.iterator(2)));
      assertThat(rows(ofPart.iterator())).isEqualTo(rows(twice.iterator()));
    }
    assertThatThrownBy(() -> part.pick(4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not 4");

    ofPart.close();
    assertThat(table.open).hasValue(1);
    assertThatThrownBy(() -> ofPart.read(0)).isInstanceOf(IllegalStateException.class);
    part.read(0).close();
    BatchIterator begun = part.iterator();
    whole.close();
    assertThat(table.open).hasValue(0);
    assertThatThrownBy(begun::next).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> part.read(0)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> whole.pick(0)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void partsThatNobodyHasAreNotKept() throws InterruptedException {
    try (TensorLoader whole = table.loader("x").build()) {
      WeakReference<TensorLoader> part = new WeakReference<>(read(whole.pick(1, 2, 3)));
      for (int i = 0; i < 50 && part.get() != null; i++) {
        System.gc();
        Thread.sleep(20);
      }
      assertThat(part.get()).isNull();
    }
  }

  private static TensorLoader read(TensorLoader loader) {
    rows(loader.iterator());
    return loader;
  }

  @Test
  void theBatchesBehindAStateAreCountedWithoutReading() {
    try (TensorLoader loader = table.loader("x").batchSize(100).build();
        TensorLoader other = table.loader("y").build()) {
      assertThat(loader.remaining(loader.state())).isEqualTo(11);
      try (BatchIterator batches = loader.iterator()) {
        for (int left = 10; left >= 0; left--) {
          try (Batch batch = batches.next()) {
            assertThat(loader.remaining(batch.state())).isEqualTo(left);
          }
        }
      }
      assertThatThrownBy(() -> loader.remaining(other.state()))
          .isInstanceOf(ChecksumMismatchException.class);
      loader.close();
      assertThatThrownBy(() -> loader.remaining(loader.state()))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void picksOfWindowsAndOfGrownTensorsKeepTheirNumbers() {
    WindowSpec spec = WindowSpec.of(4, 1, 0);
    try (TensorLoader all = table.loader("x").window(spec).build();
        TensorLoader some = table.loader("x").window(spec).pick(500, 2).build();
        Batch expected = all.read(500, 2);
        Batch found = some.read(0, 1)) {
      assertThat(found.buffer("x")).isEqualTo(expected.buffer("x"));
    }
    RowItems grown = new PickedItems(RowList.all(20), new long[] {13, 3, 19, 3});
    RowItems before = new PickedItems(RowList.all(10), new long[] {3, 3});
    assertThat(grown.upTo(10).size()).isEqualTo(2);
    assertThat(grown.upTo(10).digest()).isEqualTo(before.digest());
  }

  @Test
  void epochsAndSeedsDiffer() {
    try (TensorLoader a = table.loader("x").shuffle(Shuffle.full(), 1).epoch(2).build();
        TensorLoader b = table.loader("x").shuffle(Shuffle.full(), 2).epoch(2).build()) {
      assertThat(rows(a.iterator())).isEqualTo(rows(a.iterator(2)));
      assertThat(rows(a.iterator(2))).isNotEqualTo(rows(a.iterator(3)));
      assertThat(rows(a.iterator())).isNotEqualTo(rows(b.iterator()));
    }
  }

  @ParameterizedTest
  @MethodSource("shuffles")
  void readingResumesAtEveryBatchWithAnyThreadsAndAnyWorld(Shuffle shuffle) {
    RowFilter some = RowFilter.in("part", 0, 2, 3);
    TensorLoader.Builder b = table.loader("x").shuffle(shuffle, 9).epoch(4).filter(some);
    List<Long> whole = new ArrayList<>();
    List<LoaderState> states = new ArrayList<>();
    List<Integer> places = new ArrayList<>();
    try (TensorLoader loader = b.batchSize(24).build()) {
      states.add(loader.state());
      places.add(0);
      for (Batch batch : loader) {
        assertThat(batch.position()).isEqualTo(whole.size());
        add(whole, batch);
        states.add(batch.state());
        places.add(whole.size());
        batch.close();
      }
    }

    for (int i = 0; i < states.size(); i++) {
      LoaderState state = LoaderState.fromBytes(states.get(i).toBytes());
      List<Long> rest = whole.subList(places.get(i), whole.size());
      try (TensorLoader other =
          table.loader("x").filter(some).batchSize(24).prefetchBytes(i % 2 * 300).build()) {
        assertThat(rows(other.resume(state))).isEqualTo(rest);
      }
      for (int world : new int[] {2, 3}) {
        assertThat(together(world, some, state)).as("world %d", world).isEqualTo(rest);
      }
    }
  }

  /** What all ranks read, in the order of the global batches. */
  private List<Long> together(int world, RowFilter some, LoaderState state) {
    List<TensorLoader> loaders = new ArrayList<>();
    List<BatchIterator> ranks = new ArrayList<>();
    for (int rank = 0; rank < world; rank++) {
      TensorLoader loader =
          table
              .loader("x")
              .filter(some)
              .batchSize(24 / world)
              .shard(rank, world, ShardPolicy.UNEVEN)
              .prefetchBytes(rank * 100)
              .build();
      loaders.add(loader);
      ranks.add(loader.resume(state));
    }
    List<Long> rows = new ArrayList<>();
    boolean hasMore = true;
    while (hasMore) {
      hasMore = false;
      for (BatchIterator rank : ranks) {
        if (rank.hasNext()) {
          hasMore = true;
          try (Batch batch = rank.next()) {
            add(rows, batch);
          }
        }
      }
    }
    loaders.forEach(TensorLoader::close);
    return rows;
  }

  @Test
  void aStateGoesOnWithOtherBatches() {
    try (TensorLoader large = table.loader("x").shuffle(Shuffle.full()).batchSize(100).build();
        TensorLoader small = table.loader("x").batchSize(7).build()) {
      List<Long> whole = rows(large.iterator());
      try (BatchIterator batches = large.iterator()) {
        try (Batch first = batches.next()) {
          LoaderState state = LoaderState.fromJson(first.state().toJson());
          assertThat(rows(small.resume(state))).isEqualTo(whole.subList(100, ROWS));
        }
      }
    }
  }

  @Test
  void aStateOfOtherDataIsRefused() {
    LoaderState state;
    try (TensorLoader loader = table.loader("x").build()) {
      state = loader.state();
      assertThat(loader.digest()).isEqualTo(HexFormat.of().toHexDigits(state.digest()));
    }
    List<TensorLoader.Builder> others =
        List.of(
            table.loader("y"),
            table.loader("x", "y"),
            table.loader("x").filter(RowFilter.in("part", 1)),
            table.loader("x").window(WindowSpec.of(1, 1, 0)),
            new ArrayRows.Table().longs("x", ROWS, 1, i -> i == 5 ? 6 : i).loader("x"),
            new ArrayRows.Table().rowNumbers("x", ROWS - 1).loader("x"),
            new ArrayRows.Table().rowNumbers("x", ROWS + 1).loader("x"));
    for (TensorLoader.Builder other : others) {
      try (TensorLoader loader = other.build()) {
        assertThatThrownBy(() -> loader.resume(state))
            .isInstanceOf(ChecksumMismatchException.class)
            .hasMessageContaining(loader.names().toString());
      }
    }
    try (TensorLoader loader = table.loader("x").build()) {
      LoaderState behind = new LoaderState(state.digest(), 0, 0, ROWS + 1, ROWS, 1, Shuffle.none());
      assertThatThrownBy(() -> loader.resume(behind))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContainingAll("1003", "1004");
    }
  }

  @ParameterizedTest
  @MethodSource("shuffles")
  void anEpochThatBeganBeforeRowsWereAppendedGoesOnWithoutThem(Shuffle shuffle) {
    for (WindowSpec windows : new WindowSpec[] {null, WindowSpec.of(3, 2, 1)}) {
      List<Long> whole;
      LoaderState state;
      TensorLoader.Builder before = grown(0).shuffle(shuffle, 3).batchSize(40);
      TensorLoader.Builder after = grown(77).batchSize(40);
      if (windows != null) {
        before.window(windows);
        after.window(windows);
      }
      try (TensorLoader loader = before.build();
          BatchIterator batches = loader.iterator();
          Batch first = batches.next()) {
        whole = new ArrayList<>();
        loader.iterator().forEachRemaining(b -> b.close());
        for (Batch b : loader) {
          for (long id : b.rowIds()) {
            whole.add(id);
          }
          b.close();
        }
        state = first.state();
      }
      try (TensorLoader loader = after.build()) {
        assertThatThrownBy(() -> loader.resume(state))
            .isInstanceOf(ChecksumMismatchException.class)
            .hasMessageContaining("1003");
      }
      try (TensorLoader loader = after.allowGrowth(true).build()) {
        List<Long> rest = new ArrayList<>();
        loader
            .resume(state)
            .forEachRemaining(
                b -> {
                  for (long id : b.rowIds()) {
                    rest.add(id);
                  }
                });
        assertThat(rest).isEqualTo(whole.subList(40, whole.size()));
      }
    }
  }

  private static TensorLoader.Builder grown(int more) {
    return new ArrayRows.Table()
        .rowNumbers("x", ROWS + more)
        .longs("part", ROWS + more, 1, i -> i / 9 % 4)
        .loader("x")
        .filter(RowFilter.in("part", 0, 1, 3));
  }

  @Test
  void ranksReadDisjointRowsAndAllPlansAreTrue() {
    for (ShardPolicy policy : ShardPolicy.values()) {
      Map<Long, Integer> times = new HashMap<>();
      long dropped = 0;
      long padding = 0;
      for (int rank = 0; rank < 4; rank++) {
        try (TensorLoader loader =
            table
                .loader("x", "y")
                .shuffle(Shuffle.full())
                .batchSize(30)
                .shard(rank, 4, policy)
                .build()) {
          BatchPlan plan = loader.plan();
          long bytes = 0;
          int batches = 0;
          int padded = 0;
          for (Batch batch : loader) {
            bytes += batch.sizeBytes();
            batches++;
            padded += batch.padding();
            for (long row : batch.rowIds()) {
              times.merge(row, 1, Integer::sum);
            }
            batch.close();
          }
          assertThat(plan.batches()).isEqualTo(batches);
          assertThat(plan.totalBytes()).isEqualTo(bytes);
          assertThat(plan.itemsRead() * 32).isEqualTo(bytes);
          assertThat(plan.padding()).isEqualTo(padded);
          assertThat(plan.batchBytes()).isEqualTo(30 * 32);
          assertThat(plan.rows()).isEqualTo(ROWS);
          dropped = plan.dropped();
          padding += plan.padding();
        }
      }
      long read = times.values().stream().mapToInt(n -> n).sum();
      assertThat(read).isEqualTo(ROWS - dropped + padding);
      assertThat((long) times.size()).isEqualTo(ROWS - dropped);
    }
  }

  @Test
  void planningReadsNothing() {
    try (TensorLoader loader = table.loader("x", "y").shuffle(Shuffle.full()).build()) {
      loader.plan();
      loader.state();

      assertThat(table.columns.get("x").rowsRead).hasValue(0);
      assertThat(loader.stats().buffersAllocated()).isZero();
    }
  }

  @Test
  void transformsDependOnSeedEpochAndPlaceAlone() {
    BatchTransform noise =
        batch -> {
          for (int i = 0; i < batch.rows(); i++) {
            long r = batch.random(i).nextLong();
            batch.buffer("x").putLong(8 * i, Mix.hash(batch.buffer("x").getLong(8 * i), r));
            assertThat(batch.random(i).nextLong()).isEqualTo(r);
          }
        };
    TensorLoader.Builder b =
        table.loader("x").shuffle(Shuffle.full(), 1).transform(noise).transform(noise);
    List<List<Long>> all = new ArrayList<>();
    for (int batch : new int[] {1, 50, ROWS}) {
      try (TensorLoader loader = b.batchSize(batch).threads(3).prefetchBytes(batch * 99).build()) {
        all.add(values(loader.iterator(6)));
        assertThat(values(loader.iterator(7))).isNotEqualTo(all.get(0));
      }
    }
    List<Long> sharded = new ArrayList<>();
    for (int rank = 0; rank < 2; rank++) {
      try (TensorLoader loader = b.batchSize(ROWS).shard(rank, 2, ShardPolicy.UNEVEN).build()) {
        sharded.addAll(values(loader.iterator(6)));
      }
    }
    all.add(sharded);

    assertThat(all).allMatch(all.get(0)::equals);
    assertThat(all.get(0)).doesNotHaveDuplicates();
  }

  private static List<Long> values(BatchIterator batches) {
    List<Long> values = new ArrayList<>();
    batches.forEachRemaining(
        batch -> {
          for (int i = 0; i < batch.rows(); i++) {
            values.add(batch.buffer("x").getLong(8 * i));
          }
          batch.close();
        });
    return values;
  }

  @Test
  void transformsReplaceAddAndDropBuffers() {
    BatchTransform cast =
        batch -> {
          ByteBuffer longs = batch.buffer("x");
          ByteBuffer floats = batch.replace("x", DType.FLOAT32, Shape.of(2));
          ByteBuffer ones = batch.add("ones", DType.UINT8, Shape.of());
          for (int i = 0; i < batch.rows(); i++) {
            floats.putFloat(longs.getLong(8 * i)).putFloat(batch.position(i));
            ones.put((byte) 1);
          }
          batch.remove("y");
        };
    try (TensorLoader loader = table.loader("x", "y").transform(cast).batchSize(100).build()) {
      long row = 0;
      for (Batch batch : loader) {
        assertThat(batch.names()).containsExactly("x", "ones");
        assertThat(batch.dtype("x")).isEqualTo(DType.FLOAT32);
        assertThat(batch.shape("x")).isEqualTo(Shape.of(batch.rows(), 2));
        assertThat(batch.shape("ones")).isEqualTo(Shape.of(batch.rows()));
        for (int i = 0; i < batch.rows(); i++, row++) {
          assertThat(batch.buffer("x").getFloat(8 * i)).isEqualTo(row);
          assertThat(batch.buffer("ones").get(i)).isOne();
        }
        batch.close();
      }
      assertThat(row).isEqualTo(ROWS);
      assertThat(loader.stats().buffersInUse()).isZero();
    }
  }

  @Test
  void batchesAreTheReceiversUntilTheyAreClosed() {
    List<Batch> kept = new ArrayList<>();
    Batch copy;
    try (TensorLoader loader = table.loader("x").batchSize(10).build()) {
      loader.forEach(kept::add);
      copy = kept.get(1).copy();
    }
    for (int n = 0; n < kept.size(); n++) {
      try (Batch batch = kept.get(n)) {
        assertThat(batch.buffer("x").getLong(0)).isEqualTo(10L * n);
        assertThat(batch.buffer("x").alignmentOffset(0, 64)).isZero();
      }
    }
    Batch closed = kept.get(0);
    closed.close();

    assertThatThrownBy(() -> closed.buffer("x")).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(closed::copy).isInstanceOf(IllegalStateException.class);
    assertThat(copy.buffer("x").getLong(8)).isEqualTo(11);
    assertThat(copy.state()).isEqualTo(kept.get(1).state());
  }

  @Test
  void buffersAreUsedAgain() {
    try (TensorLoader loader = table.loader("x", "y").batchSize(5).build()) {
      for (int epoch = 0; epoch < 5; epoch++) {
        rows(loader.iterator(epoch));
      }
      LoaderStats stats = loader.stats();

      assertThat(stats.batches()).isEqualTo(5 * 201);
      assertThat(stats.rows()).isEqualTo(5 * ROWS);
      assertThat(stats.bytes()).isEqualTo(5 * ROWS * 32);
      assertThat(stats.copiesPerByte()).isEqualTo(1);
      assertThat(stats.buffersAllocated()).isLessThan(2 * 201 + 20);
      assertThat(stats.buffersInUse()).isZero();
      assertThat(stats.bufferBytesInUse()).isZero();
    }
  }

  @Test
  void hasNextChangesNothing() {
    try (TensorLoader loader = table.loader("x").batchSize(1000).build();
        BatchIterator batches = loader.iterator()) {
      for (int i = 0; i < 5; i++) {
        assertThat(batches.hasNext()).isTrue();
      }
      assertThat(batches.remaining()).isEqualTo(2);
      batches.next().close();
      batches.next().close();
      for (int i = 0; i < 5; i++) {
        assertThat(batches.hasNext()).isFalse();
      }
      assertThatThrownBy(batches::next).isInstanceOf(NoSuchElementException.class);
    }
  }

  @Test
  void tensorsNeedAsManyRows() {
    table.rowNumbers("z", ROWS - 1);

    assertThatThrownBy(() -> table.loader("x", "z").build())
        .isInstanceOf(ShapeMismatchException.class)
        .hasMessageContainingAll("'x'", "'z'", "1003", "1002");
    assertThat(table.open).hasValue(0);
  }

  @Test
  void badSettingsAreRefusedAllAtOnce() {
    assertThatThrownBy(
            () ->
                table
                    .loader("x", "x")
                    .batchSize(0)
                    .epoch(-1)
                    .threads(0)
                    .prefetchBytes(-7)
                    .shard(2, 2, ShardPolicy.PAD)
                    .build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("batch size", "epoch", "threads", "-7", "rank", "twice");
    assertThatThrownBy(() -> table.loader().build()).hasMessageContaining("tensors");
    assertThatThrownBy(
            () -> table.loader("x").batchSize(1 << 20).shard(0, 1 << 12, ShardPolicy.PAD).build())
        .hasMessageContaining("2^31 - 1");
    assertThatThrownBy(() -> table.loader("y").batchSize(Integer.MAX_VALUE).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("51539607528");
    assertThat(table.open).hasValue(0);
  }

  @Test
  void aTensorWithoutRowsHasNoBatches() {
    for (ShardPolicy policy : ShardPolicy.values()) {
      try (TensorLoader loader =
          new ArrayRows.Table()
              .rowNumbers("x", 0)
              .loader("x")
              .shuffle(Shuffle.block(3, 3))
              .shard(0, 2, policy)
              .build()) {
        assertThat(loader.iterator().hasNext()).isFalse();
        assertThat(loader.plan().batches()).isZero();
        assertThat(loader.resume(loader.state()).hasNext()).isFalse();
      }
    }
  }

  @Test
  void anySettingsReadWhatThePlanSays() {
    for (long seed = 0; seed < 300; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      int rows = random.nextInt(200);
      int world = 1 + random.nextInt(4);
      Shuffle shuffle = shuffles().get(random.nextInt(3));
      try (TensorLoader loader =
          new ArrayRows.Table()
              .rowNumbers("x", rows)
              .loader("x")
              .batchSize(1 + random.nextInt(20))
              .shuffle(shuffle, seed)
              .shard(random.nextInt(world), world, ShardPolicy.values()[random.nextInt(3)])
              .prefetchBytes(random.nextInt(3) * 400)
              .threads(1 + random.nextInt(4))
              .build()) {
        BatchPlan plan = loader.plan();
        List<Long> read = rows(loader.iterator());

        assertThat((long) read.size()).as("seed %d", seed).isEqualTo(plan.itemsRead());
        assertThat(read.stream().distinct().count())
            .isGreaterThanOrEqualTo(plan.itemsRead() - plan.padding());
        assertThat(loader.stats().buffersInUse()).isZero();
      }
    }
  }
}

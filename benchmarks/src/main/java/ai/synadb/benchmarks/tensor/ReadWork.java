/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.benchmarks.tensor;

import ai.synadb.tensor.Batch;
import ai.synadb.tensor.BatchIterator;
import ai.synadb.tensor.DType;
import ai.synadb.tensor.Shuffle;
import ai.synadb.tensor.TensorEngine;
import ai.synadb.tensor.TensorLease;
import ai.synadb.tensor.TensorLoader;
import ai.synadb.tensor.TensorReader;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Reading tensors, all of them in the page cache. */
final class ReadWork {
  private static final int VIEWS = 20;
  private static final int GATHERED = 1024;
  private static final int GATHERS = 16;
  private static final int BATCH = 256;
  private static final int BLOCK_ROWS = 1024;
  private static final int BLOCKS = 16;
  private static final int BARE_BUFFERS = 8;

  private ReadWork() {}

  /** Into a new array: as most will, and as the bare loops do then too. */
  static Map<String, Object> get(TensorTask t) throws Exception {
    Raw raw = new Raw(t);
    try (TensorEngine engine = TensorEngine.open(t.database())) {
      double bytes = t.tensorBytes();
      return new Turns()
          .add("synadb", bytes, () -> Sink.take(engine.getFloats(TensorData.NAME)))
          .add(
              "synadb-tensor",
              bytes,
              () -> Sink.take(engine.getTensor(TensorData.NAME, DType.FLOAT32)))
          .add("bare-checked", bytes, () -> Sink.take(raw.copyChecked()))
          .add("bare-copy", bytes, () -> Sink.take(raw.copy()))
          .perSecond(t.variants(), t.seconds());
    }
  }

  /** Into a buffer that is there: by one thread, and by two, a half each. */
  static Map<String, Object> read(TensorTask t) throws Exception {
    Raw raw = new Raw(t);
    ByteBuffer target = ByteBuffer.allocateDirect(t.tensorBytes());
    try (TensorEngine engine = TensorEngine.open(t.database());
        Parts two = new Parts(2)) {
      double bytes = t.tensorBytes();
      return new Turns()
          .add("synadb", bytes, () -> rows(engine, t, target, 0, 1))
          .add("synadb-2", bytes, () -> two.run(i -> rows(engine, t, target, i, 2)))
          .add("bare-checked", bytes, () -> raw.copyTo(target, 0, 1, true))
          .add("bare-checked-2", bytes, () -> two.run(i -> raw.copyTo(target, i, 2, true)))
          .add("bare-copy", bytes, () -> raw.copyTo(target, 0, 1, false))
          .add("bare-copy-2", bytes, () -> two.run(i -> raw.copyTo(target, i, 2, false)))
          .perSecond(t.variants(), t.seconds());
    }
  }

  private static void rows(
      TensorEngine engine, TensorTask t, ByteBuffer target, int part, int parts) {
    long from = (long) t.rows() * part / parts;
    long to = (long) t.rows() * (part + 1) / parts;
    ByteBuffer slice =
        target.slice((int) from * TensorTask.ROW_BYTES, (int) (to - from) * TensorTask.ROW_BYTES);
    engine.readRows(TensorData.NAME, from, to, slice); // a reader for each call: checks anew
  }

  /** Microseconds to open a view and to close it. */
  static Map<String, Object> view(TensorTask t) throws Exception {
    try (TensorEngine engine = TensorEngine.open(t.database())) {
      Map<String, Object> perSecond =
          new Turns()
              .add("synadb", VIEWS, () -> views(engine, TensorData.NAME))
              .add("synadb-small", VIEWS, () -> views(engine, TensorData.SMALL))
              .perSecond(t.variants(), t.seconds());
      perSecond.replaceAll((name, rate) -> 1e6 / (double) rate);
      return perSecond;
    }
  }

  private static void views(TensorEngine engine, String name) {
    for (int i = 0; i < VIEWS; i++) {
      try (TensorLease lease = engine.map(name)) {
        if (!lease.zeroCopy()) {
          throw new IllegalStateException("The view is a copy");
        }
        Sink.take(lease.buffer());
      }
    }
  }

  /** Rows in random order, from a reader that is held open, and from plain memory. */
  static Map<String, Object> rows(TensorTask t) throws Exception {
    ByteBuffer memory = TensorData.direct(t);
    ByteBuffer target = ByteBuffer.allocateDirect(GATHERED * TensorTask.ROW_BYTES);
    SplittableRandom random = new SplittableRandom(7);
    long[] indexes = new long[GATHERED];
    double bytes = (double) GATHERS * GATHERED * TensorTask.ROW_BYTES;
    try (TensorEngine engine = TensorEngine.open(t.database());
        TensorReader reader = engine.reader(TensorData.NAME)) {
      reader.readRows(0, t.rows(), ByteBuffer.allocateDirect(t.tensorBytes()));
      return new Turns()
          .add(
              "synadb",
              bytes,
              () -> {
                for (int i = 0; i < GATHERS; i++) {
                  draw(random, indexes, t.rows());
                  reader.gatherRows(indexes, target.clear());
                }
              })
          .add(
              "bare-gather",
              bytes,
              () -> {
                for (int i = 0; i < GATHERS; i++) {
                  draw(random, indexes, t.rows());
                  gather(memory, indexes, target);
                }
              })
          .perSecond(t.variants(), t.seconds());
    }
  }

  private static void draw(SplittableRandom random, long[] indexes, int rows) {
    for (int i = 0; i < indexes.length; i++) {
      indexes[i] = random.nextInt(rows);
    }
  }

  private static void gather(ByteBuffer memory, long[] indexes, ByteBuffer target) {
    for (int i = 0; i < indexes.length; i++) {
      target.put(
          i * TensorTask.ROW_BYTES,
          memory,
          (int) indexes[i] * TensorTask.ROW_BYTES,
          TensorTask.ROW_BYTES);
    }
  }

  /**
   * Whole epochs, in order and shuffled, with what the loader does by itself; beside two threads
   * that copy the same batches out of a mapping, which know their order beforehand.
   */
  static Map<String, Object> stream(TensorTask t) throws Exception {
    try (TensorEngine engine = TensorEngine.open(t.database());
        TensorLoader sequential = loader(engine, Shuffle.none());
        TensorLoader shuffled = loader(engine, Shuffle.full());
        TensorLoader blocks = loader(engine, Shuffle.block(BLOCK_ROWS, BLOCKS));
        Parts two = new Parts(2)) {
      double bytes = t.tensorBytes();
      ByteBuffer mapped = Raw.map(t.npy(), t.tensorBytes());
      List<Integer> order = new ArrayList<>(IntStream.range(0, t.rows()).boxed().toList());
      int[] inOrder = order.stream().mapToInt(i -> i).toArray();
      Collections.shuffle(order, new Random(1));
      int[] anyOrder = order.stream().mapToInt(i -> i).toArray();
      return new Turns()
          .add("sequential", bytes, () -> epoch(sequential, t))
          .add("shuffled", bytes, () -> epoch(shuffled, t))
          .add("blocks", bytes, () -> epoch(blocks, t))
          .add("bare-sequential", bytes, () -> two.run(i -> bareEpoch(mapped, inOrder, i)))
          .add("bare-shuffled", bytes, () -> two.run(i -> bareEpoch(mapped, anyOrder, i)))
          .perSecond(t.variants(), t.seconds());
    }
  }

  /** Every second batch, into buffers that take turns; rows behind each other by one copy. */
  private static void bareEpoch(ByteBuffer mapped, int[] rows, int part) {
    ByteBuffer[] targets = new ByteBuffer[BARE_BUFFERS];
    for (int i = 0; i < targets.length; i++) {
      targets[i] = ByteBuffer.allocateDirect(BATCH * TensorTask.ROW_BYTES);
    }
    boolean isInOrder = rows[0] == 0 && rows[1] == 1;
    for (int b = part; b * BATCH < rows.length; b += 2) {
      ByteBuffer target = targets[b / 2 % targets.length];
      int from = b * BATCH;
      int n = Math.min(BATCH, rows.length - from);
      if (isInOrder) {
        target.put(0, mapped, from * TensorTask.ROW_BYTES, n * TensorTask.ROW_BYTES);
      } else {
        for (int i = 0; i < n; i++) {
          int at = rows[from + i] * TensorTask.ROW_BYTES;
          target.put(i * TensorTask.ROW_BYTES, mapped, at, TensorTask.ROW_BYTES);
        }
      }
      Sink.take(target);
    }
  }

  private static TensorLoader loader(TensorEngine engine, Shuffle shuffle) {
    return TensorLoader.builder(engine, TensorData.NAME)
        .batchSize(BATCH)
        .shuffle(shuffle, 1)
        .build();
  }

  private static void epoch(TensorLoader loader, TensorTask t) {
    long rows = 0;
    try (BatchIterator batches = loader.iterator()) {
      while (batches.hasNext()) {
        try (Batch batch = batches.next()) {
          Sink.take(batch.buffer(TensorData.NAME));
          rows += batch.rows();
        }
      }
    }
    if (rows != t.rows()) {
      throw new IllegalStateException("An epoch of " + rows + " rows, not " + t.rows());
    }
  }
}

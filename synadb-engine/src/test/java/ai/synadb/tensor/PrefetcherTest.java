/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.synadb.error.OperationCancelledException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class PrefetcherTest {
  private static final int ROWS = 1000;
  private final ArrayRows.Table table = new ArrayRows.Table().rowNumbers("x", ROWS);

  private TensorLoader.Builder loader(long prefetchBytes) {
    return table.loader("x").batchSize(10).prefetchBytes(prefetchBytes).threads(3);
  }

  private static long loaderThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(t -> t.getName().startsWith("synadb-loader-"))
        .count();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 800, 1 << 20})
  void leavingEarlyGivesEverythingBack(long ahead) {
    try (TensorLoader loader = loader(ahead).build()) {
      for (int n = 0; n < 50; n++) {
        try (BatchIterator batches = loader.iterator(n)) {
          for (int i = 0; i < n; i++) {
            batches.next().close();
          }
        }
        assertThat(loader.stats().buffersInUse()).isZero();
      }
    }
    assertThat(table.open).hasValue(0);
    assertThat(loaderThreads()).isZero();
  }

  @Test
  void closingTheLoaderClosesWhatABreakLeftOpen() {
    TensorLoader loader = loader(1 << 20).build();
    for (Batch batch : loader) {
      batch.close();
      break;
    }
    loader.close();
    loader.close();

    assertThat(loader.stats().buffersInUse()).isZero();
    assertThat(loaderThreads()).isZero();
    assertThatThrownBy(loader::iterator)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
    assertThat(table.open).hasValue(0);
  }

  @Test
  void anIteratorThatNothingRefersToIsClosedByTheCollector() throws InterruptedException {
    try (TensorLoader loader = loader(800).build()) {
      abandon(loader);
      for (int i = 0; loaderThreads() > 0 && i < 500; i++) {
        System.gc();
        new CountDownLatch(1).await(10, TimeUnit.MILLISECONDS);
      }
      assertThat(loaderThreads()).isZero();
      assertThat(loader.stats().buffersInUse()).isZero();
    }
  }

  private static void abandon(TensorLoader loader) {
    for (Batch batch : loader) {
      batch.close();
      break;
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 1 << 20})
  void failuresComeInThePlaceOfTheirBatchAndLeaveNothingBehind(long ahead) {
    table.columns.get("x").badRow = 355;
    try (TensorLoader loader = loader(ahead).build()) {
      BatchIterator batches = loader.iterator();
      for (int i = 0; i < 35; i++) {
        batches.next().close();
      }
      assertThatThrownBy(batches::next)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("Row 355 is bad");
      assertThatThrownBy(batches::next)
          .isInstanceOf(IllegalStateException.class)
          .hasCauseInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(batches::hasNext).isInstanceOf(IllegalStateException.class);
      assertThat(loader.stats().buffersInUse()).isZero();
      assertThat(loaderThreads()).isZero();
    }
    assertThat(table.open).hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1 << 20})
  void errorsOfTransformsReachTheConsumerWithTheirCause(long ahead) {
    Error planted = new AssertionError("planted", new IllegalStateException("why"));
    BatchTransform bad =
        batch -> {
          batch.replace("x", DType.INT8, Shape.of());
          if (batch.position(0) >= 500) {
            throw planted;
          }
        };
    try (TensorLoader loader = loader(ahead).transform(bad).build()) {
      AtomicInteger seen = new AtomicInteger();
      assertThatThrownBy(
              () -> {
                for (Batch batch : loader) {
                  seen.incrementAndGet();
                  batch.close();
                }
              })
          .isSameAs(planted)
          .hasRootCauseMessage("why");
      assertThat(seen).hasValue(50);
      assertThat(loader.stats().buffersInUse()).isZero();
    }
  }

  @Test
  void nothingIsReadBeyondTheBudget() throws Exception {
    CountDownLatch made = new CountDownLatch(5);
    AtomicInteger count = new AtomicInteger();
    BatchTransform counting =
        batch -> {
          count.incrementAndGet();
          made.countDown();
        };
    try (TensorLoader loader = loader(5 * 80 + 79).transform(counting).build();
        BatchIterator batches = loader.iterator()) {
      made.await();
      for (int n = 0; n < 20; n++) {
        batches.next().close();
        assertThat(count.get()).isLessThanOrEqualTo(n + 6);
      }
      assertThat(loader.stats().bufferBytesAllocated() / 4096).isLessThanOrEqualTo(7);
    }
  }

  @Test
  void anInterruptEndsTheWaitAndNothingElse() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    BatchTransform slow = batch -> awaitQuietly(go);
    try (TensorLoader loader = loader(800).transform(slow).build();
        BatchIterator batches = loader.iterator()) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(batches::next).isInstanceOf(OperationCancelledException.class);
      assertThat(Thread.interrupted()).isTrue();

      AtomicReference<Throwable> thrown = new AtomicReference<>();
      Thread consumer =
          new Thread(
              () -> {
                try {
                  batches.next();
                } catch (RuntimeException e) {
                  thrown.set(Thread.currentThread().isInterrupted() ? e : null);
                }
              });
      consumer.start();
      while (consumer.getState() != Thread.State.WAITING) {
        Thread.onSpinWait();
      }
      consumer.interrupt();
      consumer.join();
      assertThat(thrown.get()).isInstanceOf(OperationCancelledException.class);

      go.countDown();
      try (Batch batch = batches.next()) {
        assertThat(batch.rowIds()[0]).isZero();
      }
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    boolean interrupted = false;
    while (true) {
      try {
        latch.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void closingWakesAConsumerThatWaits() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    TensorLoader loader = loader(800).transform(batch -> awaitQuietly(go)).build();
    BatchIterator batches = loader.iterator();
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread consumer =
        new Thread(
            () -> {
              try {
                batches.next();
              } catch (RuntimeException e) {
                thrown.set(e);
              }
            });
    consumer.start();
    while (consumer.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    Thread closer = new Thread(batches::close);
    closer.start();
    consumer.join();
    go.countDown();
    closer.join();
    loader.close();

    assertThat(thrown.get())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
    assertThat(loader.stats().buffersInUse()).isZero();
  }

  @Test
  void aTransformMayCloseTheIterator() {
    AtomicReference<BatchIterator> self = new AtomicReference<>();
    CountDownLatch set = new CountDownLatch(1);
    for (long ahead : new long[] {0, 800}) {
      BatchTransform closing =
          batch -> {
            awaitQuietly(set);
            if (batch.position(0) == 200) {
              self.get().close();
            }
          };
      try (TensorLoader loader = loader(ahead).transform(closing).build()) {
        BatchIterator batches = loader.iterator();
        self.set(batches);
        set.countDown();
        assertThatThrownBy(
                () -> {
                  while (true) {
                    batches.next().close();
                  }
                })
            .isInstanceOf(IllegalStateException.class);
      }
    }
  }

  @Test
  void transformsOfTwoThreadsMayCloseAtTheSameTime() {
    AtomicReference<BatchIterator> iterator = new AtomicReference<>();
    AtomicReference<TensorLoader> self = new AtomicReference<>();
    CyclicBarrier both = new CyclicBarrier(3);
    CountDownLatch set = new CountDownLatch(1);
    BatchTransform closing =
        batch -> {
          awaitQuietly(set);
          try {
            both.await();
          } catch (InterruptedException | BrokenBarrierException e) {
            throw new IllegalStateException(e);
          }
          if (batch.position(0) == 0) {
            iterator.get().close();
          } else {
            self.get().close();
          }
        };
    try (TensorLoader loader = loader(800).transform(closing).build()) {
      self.set(loader);
      BatchIterator batches = loader.iterator();
      iterator.set(batches);
      set.countDown();
      assertThatThrownBy(batches::next).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void manyConsumersGetEachBatchOnce() throws Exception {
    Set<Long> rows = ConcurrentHashMap.newKeySet();
    AtomicLong count = new AtomicLong();
    try (TensorLoader loader = loader(2000).shuffle(Shuffle.full()).build();
        BatchIterator batches = loader.iterator()) {
      inThreads(
          4,
          () -> {
            while (true) {
              try (Batch batch = batches.next()) {
                for (int i = 0; i < batch.rows(); i++) {
                  rows.add(batch.buffer("x").getLong(8 * i));
                  count.incrementAndGet();
                }
              } catch (java.util.NoSuchElementException e) {
                return;
              }
            }
          });
      assertThat(loader.stats().buffersInUse()).isZero();
    }
    assertThat(rows).hasSize(ROWS);
    assertThat(count).hasValue(ROWS);
  }

  @Test
  void closesRaceWithReadersAndWithEachOther() throws Exception {
    for (int round = 0; round < 150; round++) {
      TensorLoader loader = loader(round % 3 * 400).build();
      BatchIterator batches = loader.iterator();
      CyclicBarrier start = new CyclicBarrier(4);
      AtomicInteger thread = new AtomicInteger();
      int stop = round % 20;
      inThreads(
          4,
          () -> {
            int n = thread.getAndIncrement();
            start.await();
            if (n == 0) {
              loader.close();
            } else if (n == 1) {
              batches.close();
            } else {
              readUntilClosed(batches, stop);
            }
          });
      assertThat(loader.stats().buffersInUse()).as("round %d", round).isZero();
    }
    assertThat(loaderThreads()).isZero();
    assertThat(table.open).hasValue(0);
  }

  private static void readUntilClosed(BatchIterator batches, int most) {
    try {
      for (int i = 0; i < most; i++) {
        batches.next().close();
      }
    } catch (IllegalStateException e) {
      assertThat(e).hasMessage("The iterator is closed");
    }
  }

  private interface Work {
    void run() throws Exception;
  }

  private static void inThreads(int n, Work work) throws Exception {
    ExecutorService executor = Executors.newFixedThreadPool(n);
    try {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < n; i++) {
        all.add(
            executor.submit(
                () -> {
                  work.run();
                  return null;
                }));
      }
      for (Future<?> f : all) {
        f.get();
      }
    } finally {
      executor.shutdown();
    }
  }
}

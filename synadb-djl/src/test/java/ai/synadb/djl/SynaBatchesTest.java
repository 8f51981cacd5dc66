/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import ai.djl.training.dataset.Batch;
import ai.djl.training.dataset.RandomAccessDataset;
import ai.djl.training.dataset.Sampler;
import ai.synadb.tensor.TensorEngine;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@OnPyTorch
final class SynaBatchesTest {
  private static final int ROWS = 100;

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

  private SynaDataset.Builder dataset() {
    return NumberedRows.dataset(engine).setSampling(10, false);
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    for (int i = 0; i < 2000 && !condition.getAsBoolean(); i++) {
      assertThat(never.await(5, TimeUnit.MILLISECONDS)).isFalse();
    }
    assertThat(condition.getAsBoolean()).isTrue();
  }

  @Test
  void batchesAreMadeAheadWithoutAnExecutor() throws Exception {
    AtomicInteger made = new AtomicInteger();
    try (SynaDataset d =
        dataset()
            .addBatchTransform(
                a -> {
                  made.incrementAndGet();
                  return a;
                })
            .optPrefetchNumber(3)
            .build()) {
      for (Sampler order : List.of(SynaSampler.sequential(10), SynaSampler.shuffled(10, 1))) {
        made.set(0);
        try (SynaBatches batches = d.getData(manager, order)) {
          Iterator<Batch> i = batches.iterator();
          await(() -> made.get() == 3);
          i.next().close();
          await(() -> made.get() == 4);
        }
      }
      made.set(0);
      Iterator<Batch> i = d.getData(manager).iterator();
      await(() -> made.get() == 3);
      assertThat(i.hasNext()).isTrue();
    }
  }

  @Test
  void nothingIsMadeAheadIfSoAsked() throws Exception {
    AtomicInteger made = new AtomicInteger();
    Thread here = Thread.currentThread();
    try (SynaDataset d =
        dataset()
            .addBatchTransform(
                a -> {
                  assertThat(Thread.currentThread()).isSameAs(here);
                  made.incrementAndGet();
                  return a;
                })
            .optPrefetchNumber(0)
            .optPrefetchBytes(0)
            .build()) {
      Iterator<Batch> i = d.getData(manager).iterator();
      assertThat(made.get()).isZero();
      i.next().close();
      assertThat(made.get()).isEqualTo(1);
    }
  }

  @Test
  void anExecutorIsUsedAndStaysOpen() throws Exception {
    ExecutorService executor = Executors.newFixedThreadPool(2, r -> new Thread(r, "given"));
    AtomicInteger elsewhere = new AtomicInteger();
    try (SynaDataset d =
        dataset()
            .addBatchTransform(
                a -> {
                  boolean isGiven = Thread.currentThread().getName().equals("given");
                  elsewhere.addAndGet(isGiven ? 0 : 1);
                  return a;
                })
            .build()) {
      assertThat(NumberedRows.of(d.getData(manager, executor))).hasSize(ROWS);
      Sampler order = SynaSampler.sequential(9);
      assertThat(NumberedRows.of(d.getData(manager, order, executor))).hasSize(ROWS);
      assertThat(elsewhere.get()).isZero();
      executor.shutdown();
      SynaBatches refused = d.getData(manager, order, executor);
      assertThatThrownBy(refused::iterator)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("Data loading failed");
      assertThat(d.stats().buffersInUse()).isZero();
    } finally {
      executor.shutdownNow();
    }
  }

  @Test
  void theEndChangesNothingAndEachIteratorIsAnEpoch() throws Exception {
    try (SynaDataset d = dataset().build()) {
      SynaBatches batches = d.getData(manager);
      Iterator<Batch> i = batches.iterator();
      for (int n = 0; n < 10; n++) {
        assertThat(i.hasNext()).isTrue();
        assertThat(i.hasNext()).isTrue();
        i.next().close();
      }
      for (int n = 0; n < 3; n++) {
        assertThat(i.hasNext()).isFalse();
        assertThatThrownBy(i::next).isInstanceOf(NoSuchElementException.class);
      }
      assertThat(manager.isOpen()).isTrue();
      assertThat(NumberedRows.of(batches)).hasSize(ROWS);
      assertThat(d.state().epoch()).isEqualTo(2);
      assertThat(d.stats().buffersInUse()).isZero();
      assertThat(manager.getManagedArrays()).isEmpty();
    }
  }

  @Test
  void closingEndsTheReadingAndLeavesWhatWasHandedOut() throws Exception {
    try (SynaDataset d = dataset().build()) {
      Batch kept;
      Iterator<Batch> i;
      try (SynaBatches batches = d.getData(manager)) {
        i = batches.iterator();
        kept = i.next();
      }
      await(() -> d.stats().buffersInUse() == 2);
      assertThat(NumberedRows.of(kept)).startsWith(0L, 1L);
      assertThatThrownBy(i::next)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("closed");
      kept.close();
      assertThat(d.stats().buffersInUse()).isZero();
    }
  }

  @Test
  void closingTheManagerEndsTheReading() throws Exception {
    try (SynaDataset d = dataset().build()) {
      NDManager sub = manager.newSubManager();
      Iterator<Batch> i = d.getData(sub).iterator();
      i.next();
      sub.close();
      await(() -> d.stats().buffersInUse() == 0);
      assertThatThrownBy(i::next).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> d.getData(sub).iterator()).isInstanceOf(IllegalStateException.class);
      await(() -> d.stats().buffersInUse() == 0);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aLoopThatIsLeftGivesBackWhatWasReadAhead(boolean isOwnOrder) throws Exception {
    try (SynaDataset d = dataset().build()) {
      leave(d, isOwnOrder ? null : SynaSampler.shuffled(10, 2));

      await(
          () -> {
            System.gc();
            return d.stats().buffersInUse() == 0;
          });
      await(() -> threads() == 0);
    }
  }

  private void leave(SynaDataset d, Sampler sampler) throws Exception {
    for (Batch batch : sampler == null ? d.getData(manager) : d.getData(manager, sampler)) {
      batch.close();
      break;
    }
  }

  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(t -> t.getName().startsWith("synadb-djl-batches"))
        .count();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2})
  void aFailingTransformFailsTheLoopWithItsReason(int ahead) throws Exception {
    IllegalArgumentException reason = new IllegalArgumentException("no such crop");
    try (SynaDataset d =
        dataset()
            .addTransform(
                a -> {
                  if (a.getFloat(0) == 34) {
                    throw reason;
                  }
                  return a.duplicate();
                })
            .optPrefetchNumber(ahead)
            .build()) {
      Iterator<Batch> i = d.getData(manager).iterator();
      for (int n = 0; n < 3; n++) {
        i.next().close();
      }
      assertThatThrownBy(i::next)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("Data loading failed")
          .hasMessageContaining("no such crop")
          .hasRootCause(reason);
      await(() -> d.stats().buffersInUse() == 0);
    }
  }

  @Test
  void aSamplerThatAsksForWhatIsNotThereFailsTheLoop() throws Exception {
    Sampler beyond =
        new Sampler() {
          @Override
          public Iterator<List<Long>> sample(RandomAccessDataset dataset) {
            return List.of(List.of(0L, 1L), List.of((long) ROWS)).iterator();
          }

          @Override
          public int getBatchSize() {
            return 2;
          }
        };
    try (SynaDataset d = dataset().build()) {
      Iterator<Batch> i = d.getData(manager, beyond).iterator();
      i.next().close();
      assertThatThrownBy(i::next)
          .isInstanceOf(IllegalStateException.class)
          .hasRootCauseInstanceOf(IndexOutOfBoundsException.class)
          .hasMessageContaining("100");
    }
  }

  @Test
  void anInterruptedLoopEnds() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    try (SynaDataset d =
        dataset()
            .addBatchTransform(
                a -> {
                  try {
                    never.await();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                  return a;
                })
            .build()) {
      Iterator<Batch> i = d.getData(manager).iterator();
      Thread.currentThread().interrupt();
      assertThatThrownBy(i::next)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("interrupted");
      assertThat(Thread.interrupted()).isTrue();
      never.countDown();
      await(() -> d.stats().buffersInUse() == 0);
    }
  }
}

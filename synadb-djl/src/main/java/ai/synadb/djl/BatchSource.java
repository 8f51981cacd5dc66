/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.djl;

import ai.djl.ndarray.NDManager;
import ai.djl.training.dataset.Sampler;
import ai.synadb.tensor.Batch;
import ai.synadb.tensor.BatchIterator;
import ai.synadb.tensor.LoaderState;
import ai.synadb.tensor.RowOrder;
import ai.synadb.tensor.TensorLoader;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** Where the batches of one iteration come from. Confined to the thread that iterates. */
interface BatchSource extends AutoCloseable {

  /** Whether there is another batch to begin with. */
  boolean hasNext();

  /** Begins to make the next one; what takes time runs in the executor. */
  CompletableFuture<SynaBatch> begin(Executor executor);

  @Override
  void close();

  /** What the batches are made of, and for. */
  record Target(TensorLoader loader, ArrayMaker arrays, NDManager manager) {}

  /**
   * Batches in the order of the loader, which reads ahead itself. They are taken one after the
   * other, and made into arrays at the same time.
   *
   * @param from the state that the batches begin at
   */
  static BatchSource inOrder(Target target, BatchIterator batches, LoaderState from) {
    RowOrder order = RowOrder.of(from.shuffle(), target.loader().size(), from.seed(), from.epoch());
    return new BatchSource() {
      private long left = batches.remaining();
      private CompletableFuture<?> before = CompletableFuture.completedFuture(null);

      @Override
      public boolean hasNext() {
        return left > 0;
      }

      @Override
      public CompletableFuture<SynaBatch> begin(Executor executor) {
        left--;
        CompletableFuture<Batch> rows =
            before.handleAsync((done, failure) -> batches.next(), executor);
        before = rows;
        return rows.thenApplyAsync(this::made, executor)
            .whenComplete(
                (made, failure) -> {
                  if (failure != null) { // the executor may have refused, too
                    closeIfThere(rows);
                  }
                });
      }

      private void closeIfThere(CompletableFuture<Batch> rows) {
        if (!rows.isCompletedExceptionally()) {
          rows.join().close();
        }
      }

      private SynaBatch made(Batch rows) {
        ArrayMaker.Place place =
            new ArrayMaker.Place(
                Indices.at(order, rows.position(), rows.rows()),
                rows.state().position(),
                order.size());
        return target.arrays().batch(target.manager(), rows, place);
      }

      @Override
      public void close() {
        batches.close();
      }
    };
  }

  /** Batches that a sampler of the caller's chooses; several are read at the same time. */
  static BatchSource sampled(Target target, SynaDataset dataset, Sampler sampler) {
    Iterator<List<Long>> chosen = sampler.sample(dataset);
    return new BatchSource() {
      private long done;

      @Override
      public boolean hasNext() {
        return chosen.hasNext();
      }

      @Override
      public CompletableFuture<SynaBatch> begin(Executor executor) {
        List<Long> indices = chosen.next();
        done += indices.size();
        ArrayMaker.Place place = new ArrayMaker.Place(indices, done, dataset.size());
        return CompletableFuture.supplyAsync(
            () -> {
              Batch rows = target.loader().read(Indices.toArray(indices));
              return target.arrays().batch(target.manager(), rows, place);
            },
            executor);
      }

      @Override
      public void close() {
        // holds nothing
      }
    };
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import ai.synadb.CompactionPolicy;
import ai.synadb.ProgressListener;
import ai.synadb.SynaDB;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Readers beside writers. */
class TensorConcurrencyTest {
  @TempDir Path dir;

  private static Tensor filled(int value, int rows) {
    int[] all = new int[rows * 1000];
    Arrays.fill(all, value);
    return Tensor.wrap(all, Shape.of(rows, 1000));
  }

  private static void all(List<Callable<Void>> tasks) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(tasks.size());
    try {
      List<Future<Void>> running = new ArrayList<>();
      tasks.forEach(t -> running.add(pool.submit(t)));
      for (Future<Void> f : running) {
        f.get();
      }
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void readersSeeTheOldTensorOrTheNewOneAndNeverAMixture() throws Exception {
    try (SynaDB db = SynaDB.open(dir.resolve("test.db"));
        TensorEngine engine = TensorEngine.on(db)) {
      engine.putTensor("t", filled(0, 10));
      AtomicBoolean done = new AtomicBoolean();
      Callable<Void> reader =
          () -> {
            int last = 0;
            while (!done.get()) {
              Tensor t = engine.getTensor("t");
              int[] found = t.toIntArray();
              assertThat(found[0]).isGreaterThanOrEqualTo(last);
              last = found[0];
              assertThat(found).hasSize(1000 * (10 + last % 3 * 150)).containsOnly(last);
              try (TensorLease lease = engine.map("t")) {
                lease.verify();
              }
            }
            return null;
          };
      Callable<Void> writer =
          () -> {
            try {
              for (int i = 1; i < 120; i++) {
                engine.putTensor("t", filled(i, 10 + i % 3 * 150));
                if (i % 40 == 0) {
                  db.compact(CompactionPolicy.latestOnly(), ProgressListener.none());
                }
              }
            } finally {
              done.set(true);
            }
            return null;
          };
      all(List.of(reader, reader, writer));
    }
  }

  @Test
  void rowsAppendedByManyThreadsAreAllThereOnce() throws Exception {
    try (SynaDB db = SynaDB.open(dir.resolve("test.db"));
        SynaDB same = SynaDB.open(dir.resolve("test.db"))) {
      List<Callable<Void>> tasks = new ArrayList<>();
      for (int t = 0; t < 4; t++) {
        TensorEngine engine = TensorEngine.on(t % 2 == 0 ? db : same);
        int thread = t;
        tasks.add(
            () -> {
              for (int i = 0; i < 100; i++) {
                engine.appendRows("t", Tensor.of(new int[] {thread * 100 + i}, 1, 1));
              }
              return null;
            });
      }
      all(tasks);
      int[] found = TensorEngine.on(db).getTensor("t").toIntArray();
      Arrays.sort(found);
      assertThat(found).hasSize(400);
      for (int i = 0; i < 400; i++) {
        assertThat(found[i]).isEqualTo(i);
      }
    }
  }

  @Test
  void oneReaderServesManyThreads() throws Exception {
    try (SynaDB db = SynaDB.open(dir.resolve("test.db"));
        TensorEngine engine = TensorEngine.on(db)) {
      int[] values = new int[500_000];
      Arrays.setAll(values, i -> i);
      engine.putTensor("t", Tensor.wrap(values, Shape.of(5000, 100)));
      try (TensorReader reader = engine.reader("t")) {
        Callable<Void> task =
            () -> {
              ByteBuffer row = ByteBuffer.allocate(400).order(java.nio.ByteOrder.LITTLE_ENDIAN);
              for (int i = 0; i < 5000; i++) {
                int r = (int) (i * 2_654_435_761L % 5000);
                reader.readRows(r, r + 1, row.clear());
                assertThat(row.getInt(396)).isEqualTo(r * 100 + 99);
              }
              return null;
            };
        all(List.of(task, task, task));
      }
    }
  }
}

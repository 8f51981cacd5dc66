/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.synadb.DbConfig;
import ai.synadb.SynaDB;
import ai.synadb.WriteBatch;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is announced, and what becomes of it. */
class TensorWriterTest {
  private static final Tensor TENSOR = Tensor.of(new long[16], 16);

  @TempDir Path dir;
  private SynaDB db;

  @BeforeEach
  void open() {
    // Makes tensors of a few bytes large: they are announced, and lie in several records.
    db = SynaDB.open(dir.resolve("test.db"), DbConfig.builder().maxValueBytes(96).build());
  }

  @AfterEach
  void close() {
    db.close();
  }

  private long id(String name) {
    String key = TensorKeys.head(name);
    return TensorHead.decode(db.getBytes(key).orElseThrow(), key).id();
  }

  @Test
  void anEngineThatIsOpenedDeletesNothingThatIsBeingCommitted() throws Exception {
    ExecutorService pool = Executors.newSingleThreadExecutor();
    int tensors = 300;
    try (TensorEngine engine = TensorEngine.on(db)) {
      Future<?> writer =
          pool.submit(
              () -> {
                for (int i = 0; i < tensors; i++) {
                  engine.putTensor("t" + i, TENSOR);
                }
              });
      while (!writer.isDone()) {
        WriteBatch marks = new WriteBatch();
        for (int i = 0; i < 20; i++) {
          marks.putText(TensorKeys.pending(i, 0), "stale"); // keep the engine from hurrying
        }
        db.write(marks);
        TensorEngine.on(db).close();
      }
      writer.get();
      for (int i = 0; i < tensors; i++) {
        assertThat(engine.getTensor("t" + i)).as("t%d", i).isEqualTo(TENSOR);
      }
      assertThat(db.keys(TensorKeys.PENDING)).isEmpty();
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void aMarkThatIsNotOfThisTensorDeletesNothingOfIt() {
    for (String name : new String[] {"t", "another"}) {
      try (TensorEngine engine = TensorEngine.on(db)) {
        engine.putTensor("t", TENSOR);
        long id = id("t");
        db.putText(TensorKeys.pending(id, 0), name);
        db.putBytes(TensorKeys.data(id, 2), new byte[64]); // announced and never finished
        TensorEngine.on(db).close();
        assertThat(engine.getTensor("t")).as(name).isEqualTo(TENSOR);
        assertThat(db.keys()).hasSize(1 + 2 * 2);
      }
    }
  }

  @Test
  void anIdIsClaimedOnce() {
    TensorWriter writer = new TensorWriter(db);
    long first = writer.claimId();
    TensorWriter.release(first); // as for a tensor without elements, which leaves no key with it
    long second = writer.claimId();
    TensorWriter.release(second);
    assertThat(second).isNotEqualTo(first);
  }

  @Test
  void recordsTooShortForAHeadAreRefusedBeforeAnythingIsWritten() {
    for (int most : new int[] {63, 91}) {
      try (SynaDB small =
              SynaDB.open(
                  dir.resolve(most + ".db"), DbConfig.builder().maxValueBytes(most).build());
          TensorEngine engine = TensorEngine.on(small)) {
        long position = small.position();
        assertThatThrownBy(() -> engine.putTensor("t", Tensor.of(new long[16], 1, 16)))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("92")
            .hasMessageContaining(String.valueOf(most));
        assertThat(small.position()).isEqualTo(position);
      }
    }
    try (TensorEngine engine = TensorEngine.on(db)) {
      Tensor longRow = Tensor.of(new long[32], 1, 32);
      engine.putTensor("t", longRow);
      assertThat(engine.getTensor("t")).isEqualTo(longRow);
    }
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.synadb.SynaDB;
import ai.synadb.error.SynaIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is kept of segments, and what becomes of reads that fail. */
class StoredTensorTest {
  @TempDir Path dir;

  @Test
  void theBytesOfSmallSegmentsAreKeptUpToABound() {
    int segment = 60_000;
    int segments = 20;
    try (SynaDB db = SynaDB.open(dir.resolve("test.db"));
        TensorEngine engine = TensorEngine.on(db)) {
      for (int i = 0; i < segments; i++) {
        engine.appendRows("t", Tensor.of(DType.INT8, Shape.of(segment), filled(i, segment)));
      }
      StoredTensor tensor = Objects.requireNonNull(StoredTensor.find(db, "t"));
      int kept = 0;
      Set<ByteBuffer> seen = Collections.newSetFromMap(new IdentityHashMap<>());
      for (int i = 0; i < segments; i++) {
        Segment s = tensor.segmentAt((long) i * segment);
        seen.add(s.bytes());
        kept += seen.add(s.bytes()) ? 0 : 1;
        ByteBuffer row = ByteBuffer.allocate(1);
        tensor.read((long) i * segment + 7, 1, row);
        assertThat(row.get(0)).isEqualTo((byte) i);
      }
      assertThat(kept).isEqualTo(StoredTensor.MAX_KEPT_BYTES / segment);
      tensor.release();
    }
  }

  @Test
  void whatAHeadClaimsTakesNoMemory() {
    try (SynaDB db = SynaDB.open(dir.resolve("test.db"))) {
      long segments = Integer.MAX_VALUE - 16;
      Shape shape = Shape.of(1L << 40);
      TensorHead head = new TensorHead(1, DType.INT8, shape, segments, new byte[16], 0, 0);
      db.putBytes(TensorKeys.head("t"), head.encode());
      List<StoredTensor> open = new ArrayList<>();
      for (int i = 0; i < 1000; i++) {
        open.add(Objects.requireNonNull(StoredTensor.find(db, "t")));
      }
      assertThat(open).allMatch(t -> t.size() == 1L << 40);
    }
  }

  @Test
  void keysHaveEightDigitsOrMore() {
    assertThat(TensorKeys.padded(0)).isEqualTo("00000000");
    assertThat(TensorKeys.padded(12_345_678)).isEqualTo("12345678");
    assertThat(TensorKeys.padded(1_234_567_890)).isEqualTo("1234567890");
  }

  @Test
  void aPageThatCannotBeReadIsAFailedRead() {
    InternalError fault = new InternalError("a fault in a recent access of memory");
    assertThatThrownBy(
            () ->
                Segment.reading(
                    "t",
                    () -> {
                      throw fault;
                    }))
        .isInstanceOf(SynaIOException.class)
        .hasMessageContaining("'t'")
        .hasCause(fault);
  }

  private static ByteBuffer filled(int value, int n) {
    byte[] bytes = new byte[n];
    Arrays.fill(bytes, (byte) value);
    return ByteBuffer.wrap(bytes);
  }
}

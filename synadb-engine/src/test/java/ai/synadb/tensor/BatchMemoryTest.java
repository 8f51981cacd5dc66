/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class BatchMemoryTest {
  private static final int ROWS = 100;

  private final ArrayRows.Table table =
      new ArrayRows.Table().rowNumbers("x", ROWS).longs("y", ROWS, 3, i -> -i);
  private final List<Block> given = Collections.synchronizedList(new ArrayList<>());

  /** Memory that knows whether it was given back, and what it was for. */
  private static final class Block implements BatchMemory.Block {
    private final ByteBuffer memory;
    private final String what;
    private final AtomicInteger closed = new AtomicInteger();

    Block(ByteBuffer memory, String what) {
      this.memory = memory;
      this.what = what;
    }

    @Override
    public ByteBuffer buffer() {
      return memory.duplicate();
    }

    @Override
    public void close() {
      closed.incrementAndGet();
    }
  }

  private Block give(DType dtype, Shape shape) {
    int size = (int) shape.sizeBytes(dtype);
    ByteBuffer memory = ByteBuffer.allocate(size + 24).position(8).limit(8 + size);
    Block made = new Block(memory, dtype.wireName() + shape);
    given.add(made);
    return made;
  }

  private TensorLoader.Builder loader() {
    return table.loader("x", "y").batchSize(32).memory(this::give);
  }

  private List<Integer> timesClosed() {
    return given.stream().map(b -> b.closed.get()).distinct().toList();
  }

  @Test
  void batchesAreReadIntoTheMemoryThatIsGiven() {
    try (TensorLoader loader = loader().prefetchBytes(0).build();
        BatchIterator batches = loader.iterator()) {
      try (Batch batch = batches.next()) {
        Block x = (Block) batch.memory("x");

        assertThat(x.what).isEqualTo("int64[32]");
        assertThat(x.memory.order(java.nio.ByteOrder.LITTLE_ENDIAN).getLong(8 + 8 * 31))
            .isEqualTo(31);
        assertThat(batch.buffer("x").getLong(8 * 31)).isEqualTo(31);
        assertThat(batch.buffer("x").capacity()).isEqualTo(256);
        assertThat(((Block) batch.memory("y")).what).isEqualTo("int64[32, 3]");
        assertThat(loader.stats().buffersInUse()).isEqualTo(2);
        assertThat(loader.stats().bufferBytesInUse()).isEqualTo(32 * 8 * 4);
        assertThat(loader.stats().copiesPerByte()).isEqualTo(1);
        assertThat(timesClosed()).containsExactly(0);
      }
      assertThat(timesClosed()).containsExactly(1);
      assertThat(loader.stats().buffersInUse()).isZero();
      assertThat(loader.stats().buffersAllocated()).isEqualTo(2);
    }
  }

  @Test
  void whatIsReadAheadAndNotTakenIsGivenBackOnce() {
    TensorLoader loader = loader().build();
    BatchIterator batches = loader.iterator();
    Batch kept = batches.next();
    loader.close();

    assertThat(((Block) kept.memory("x")).closed).hasValue(0);
    kept.close();
    kept.close();
    assertThat(timesClosed()).containsExactly(1);
    assertThat(loader.stats().buffersInUse()).isZero();
  }

  @Test
  void transformsAddAndReplaceInIt() {
    BatchTransform t =
        batch -> {
          batch.replace("y", DType.UINT8, Shape.of(2)).put(0, (byte) 7);
          batch.add("z", DType.FLOAT32, Shape.of());
        };
    try (TensorLoader loader = loader().transform(t).prefetchBytes(0).build();
        BatchIterator batches = loader.iterator();
        Batch batch = batches.next()) {
      assertThat(((Block) batch.memory("y")).what).isEqualTo("uint8[32, 2]");
      assertThat(((Block) batch.memory("y")).memory.get(8)).isEqualTo((byte) 7);
      assertThat(((Block) batch.memory("z")).what).isEqualTo("float32[32]");
      assertThat(given.stream().filter(b -> b.closed.get() == 1).map(b -> b.what))
          .containsExactly("int64[32, 3]");
    }
    assertThat(timesClosed()).containsExactly(1);
  }

  @Test
  void memoryOfAnotherSizeIsRefusedAndGivenBack() {
    BatchMemory wrong =
        (dtype, shape) -> {
          Block made = new Block(ByteBuffer.allocate(5), "wrong");
          given.add(made);
          return made;
        };
    try (TensorLoader loader = loader().memory(wrong).prefetchBytes(0).build();
        BatchIterator batches = loader.iterator()) {
      assertThatThrownBy(batches::next)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("Memory for 256 bytes has as many and can be written, not 5");
    }
    assertThat(timesClosed()).containsExactly(1);
  }

  @Test
  void whatItThrowsTakesThePlaceOfTheBatch() {
    BatchMemory none =
        (dtype, shape) -> {
          throw new UnsupportedOperationException("none of " + dtype.wireName());
        };
    try (TensorLoader loader = loader().memory(none).build();
        BatchIterator batches = loader.iterator()) {
      assertThatThrownBy(batches::next)
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessage("none of int64");
    }
  }

  @Test
  void memoryOfTheLoadersOwnHasNone() {
    try (TensorLoader loader = table.loader("x").build();
        BatchIterator batches = loader.iterator();
        Batch batch = batches.next()) {
      assertThatThrownBy(() -> batch.memory("x"))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("The memory of 'x' is of no BatchMemory");
      assertThatThrownBy(() -> batch.memory("y")).isInstanceOf(IllegalArgumentException.class);
      batch.close();
      assertThatThrownBy(() -> batch.memory("x")).hasMessage("The batch is closed");
    }
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collections;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Tensors beyond 2 GiB, without the memory for them. */
class LargeTensorTest {
  private static final long ROWS = 3_000_000;
  private static final int ROW_BYTES = 4096;

  /** Every eight bytes are their offset. */
  private static final TensorBytes OFFSETS =
      new TensorBytes() {
        @Override
        public void read(long offset, int length, ByteBuffer target) {
          ByteBuffer b = target.duplicate().order(ByteOrder.LITTLE_ENDIAN);
          for (int i = 0; i < length; i += 8) {
            b.putLong(offset + i);
          }
          target.position(b.position());
        }

        @Override
        public void requirePresent(long offset, long length) {}

        @Override
        public void verify() {}

        @Override
        public void release() {}
      };

  private static TensorReader reader() {
    Shape shape = Shape.of(ROWS, ROW_BYTES / 8);
    TensorInfo info =
        new TensorInfo(
            "t", DType.INT64, shape, shape.sizeBytes(DType.INT64), Optional.empty(), 13, 1, "");
    return new TensorReader(info, OFFSETS, null);
  }

  @Test
  void rowsBeyondTwoGibibytesAreReadFromWhereTheyAre() {
    ByteBuffer target = ByteBuffer.allocate(3 * ROW_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    try (TensorReader reader = reader()) {
      long last = ROWS - 1;
      reader.gatherRows(new long[] {last, 600_000, 0}, target);
      assertThat(target.getLong(0)).isEqualTo(last * ROW_BYTES);
      assertThat(target.getLong(ROW_BYTES)).isEqualTo(600_000L * ROW_BYTES);
      assertThat(target.getLong(2 * ROW_BYTES)).isZero();
      reader.readRows(last - 2, ROWS, target.clear());
      assertThat(target.getLong(3 * ROW_BYTES - 8)).isEqualTo(ROWS * ROW_BYTES - 8);
      assertThat(reader.toTensor(last, ROWS).getLong(511)).isEqualTo(ROWS * ROW_BYTES - 8);
      assertThatThrownBy(() -> reader.readRows(0, ROWS, target.clear()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("3000000 rows take 12288000000 bytes, the buffer has room for 12288");
    }
  }

  @Test
  void bytesAreReadWhereverRowsBegin() {
    ByteBuffer target = ByteBuffer.allocate(3 * ROW_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    TensorReader reader = reader();
    try (reader) {
      long size = ROWS * ROW_BYTES;
      target.position(8);
      reader.readBytes(size - target.remaining(), target);
      assertThat(target.hasRemaining()).isFalse();
      assertThat(target.getLong(0)).isZero();
      assertThat(target.getLong(8)).isEqualTo(size - 3 * ROW_BYTES + 8);
      assertThat(target.getLong(3 * ROW_BYTES - 8)).isEqualTo(size - 8);
      assertThatThrownBy(() -> reader.readBytes(size - 8, target.clear()))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
    assertThatThrownBy(() -> reader.readBytes(0, target.clear()))
        .hasMessage("The reader of the tensor is closed");
  }

  @Test
  void elementsBeyondTwoGibibytesAreThoseOfTheRightBuffer() {
    ByteBuffer mebibytes = ByteBuffer.allocate(64 << 20);
    mebibytes.put(123, (byte) 7);
    Tensor t = Tensor.wrap(DType.UINT8, Shape.of(50, 64 << 20), Collections.nCopies(50, mebibytes));

    assertThat(t.sizeBytes()).isEqualTo(50L << 26);
    assertThat(t.getLong((49L << 26) + 123)).isEqualTo(7);
    assertThat(t.getLong((49L << 26) + 122)).isZero();
    ByteBuffer two = ByteBuffer.allocate(2);
    t.copyTo((40L << 26) + 122, two);
    assertThat(two.array()).containsExactly(0, 7);
    assertThat(t.rows(48, 49).getLong(123)).isEqualTo(7);
    assertThat(t.rows(30, 50).getLong((19L << 26) + 123)).isEqualTo(7);
    assertThat(t.buffers()).hasSize(50);
    assertThatThrownBy(t::buffer).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(t::toBytes).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(t::toIntArray)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("3355443200 elements");
  }

  @Test
  void aSourceOfTooManyBytesForTheShapeArithmeticIsRefused() {
    assertThatThrownBy(() -> Shape.of(Long.MAX_VALUE / 4).sizeBytes(DType.FLOAT64))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("exceed 2^63 - 1");
  }
}

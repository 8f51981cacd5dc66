/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.synadb.error.ChecksumMismatchException;
import ai.synadb.error.KeyNotFoundException;
import ai.synadb.error.ShapeMismatchException;
import ai.synadb.error.TypeMismatchException;
import ai.synadb.tensor.DType;
import ai.synadb.tensor.Shape;
import ai.synadb.tensor.Tensor;
import ai.synadb.tensor.TensorEngine;
import ai.synadb.tensor.TensorReader;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tensorflow.exceptions.TFResourceExhaustedException;
import org.tensorflow.types.TBfloat16;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat16;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;
import org.tensorflow.types.family.TType;

@NeedsTensorFlow
final class SynaTensorsTest {
  @TempDir Path dir;
  private TensorEngine engine;

  @BeforeEach
  void open() {
    engine = TensorEngine.open(dir.resolve("test.db"));
  }

  @AfterEach
  void close() {
    engine.close();
  }

  /** Any bits that the type has. */
  private static Tensor random(DType dtype, long... extents) {
    Shape shape = Shape.of(extents);
    byte[] bytes = new byte[Math.toIntExact(shape.sizeBytes(dtype))];
    new Random(shape.sizeBytes(dtype)).nextBytes(bytes);
    for (int i = 0; dtype == DType.BOOL && i < bytes.length; i++) {
      bytes[i] &= 1;
    }
    return Tensor.of(dtype, shape, ByteBuffer.wrap(bytes));
  }

  /** The memory of a tensor. */
  private static byte[] bytes(TType tensor) {
    byte[] all = new byte[Math.toIntExact(tensor.numBytes())];
    TensorMemory.whole(tensor).get(all);
    return all;
  }

  @ParameterizedTest
  @EnumSource(value = DType.class, mode = EnumSource.Mode.EXCLUDE, names = "INT8")
  void everySharedTypeGoesThereAndBack(DType dtype) {
    Class<? extends TType> type = SynaTensors.typeOf(dtype);
    assertThat(SynaTensors.dtypeOf(type)).isEqualTo(dtype);
    for (long[] extents :
        new long[][] {{}, {0}, {1}, {0, 5}, {3, 0}, {7, 3}, {2, 3, 4, 5}, {9_000, 5, 2}}) {
      Tensor t = random(dtype, extents);
      engine.putTensor("t", t);
      try (TType read = SynaTensors.read(engine, "t", type)) {
        assertThat(read.type()).isEqualTo(type);
        assertThat(read.shape().asArray()).isEqualTo(extents);
        assertThat(bytes(read)).isEqualTo(t.toBytes());

        SynaTensors.write(engine, "copy", read);
        assertThat(engine.getTensor("copy")).isEqualTo(t);
      }
      try (TType read = SynaTensors.read(engine, "t");
          TType copied = SynaTensors.of(t, type)) {
        assertThat(bytes(read)).isEqualTo(t.toBytes());
        assertThat(bytes(copied)).isEqualTo(t.toBytes());
        assertThat(copied.shape()).isEqualTo(read.shape());
      }
    }
  }

  @Test
  void elementsAreThoseThatTensorFlowSees() {
    engine.putTensor("f", Tensor.of(new float[] {1.5f, -2, 3, 4, 5, 6}, 2, 3));
    engine.putTensor("d", Tensor.of(new double[] {1.5, Double.NaN}));
    engine.putTensor("i", Tensor.of(new int[] {Integer.MIN_VALUE, 7}));
    engine.putTensor("l", Tensor.of(new long[] {Long.MIN_VALUE, 7}));
    engine.putTensor("h", Tensor.of(new float[] {1.5f, -0.25f}).cast(DType.FLOAT16));
    engine.putTensor("b", Tensor.of(new float[] {1.5f, -0.25f}).cast(DType.BFLOAT16));
    engine.putTensor("u", Tensor.ofUint8(new byte[] {-1, 1}));
    engine.putTensor("z", Tensor.of(new boolean[] {true, false}));
    try (TFloat32 f = SynaTensors.read(engine, "f", TFloat32.class);
        TFloat64 d = SynaTensors.read(engine, "d", TFloat64.class);
        TInt32 i = SynaTensors.read(engine, "i", TInt32.class);
        TInt64 l = SynaTensors.read(engine, "l", TInt64.class)) {
      assertThat(f.getFloat(0, 0)).isEqualTo(1.5f);
      assertThat(f.getFloat(1, 2)).isEqualTo(6);
      assertThat(d.getDouble(1)).isNaN();
      assertThat(i.getInt(0)).isEqualTo(Integer.MIN_VALUE);
      assertThat(l.getLong(0)).isEqualTo(Long.MIN_VALUE);
    }
    try (TFloat16 h = SynaTensors.read(engine, "h", TFloat16.class);
        TBfloat16 b = SynaTensors.read(engine, "b", TBfloat16.class);
        TUint8 u = SynaTensors.read(engine, "u", TUint8.class);
        TBool z = SynaTensors.read(engine, "z", TBool.class)) {
      assertThat(h.getFloat(1)).isEqualTo(-0.25f);
      assertThat(b.getFloat(1)).isEqualTo(-0.25f);
      assertThat(u.getByte(0)).isEqualTo((byte) 255);
      assertThat(z.getBoolean(0)).isTrue();
      assertThat(z.getBoolean(1)).isFalse();
    }
  }

  @Test
  void whatTensorFlowMadeIsStoredAsItIs() {
    try (TBool z = TBool.vectorOf(true, false, true);
        TUint8 u = TUint8.vectorOf((byte) 200, (byte) 3);
        TBfloat16 b = TBfloat16.vectorOf(1.5f)) {
      SynaTensors.write(engine, "z", z);
      SynaTensors.write(engine, "u", u);
      SynaTensors.write(engine, "b", b);
    }

    assertThat(engine.getTensor("z")).isEqualTo(Tensor.of(new boolean[] {true, false, true}));
    assertThat(engine.getTensor("u").getLong(0)).isEqualTo(200);
    assertThat(engine.getTensor("b").getDouble(0)).isEqualTo(1.5);
  }

  @Test
  void rowsAreReadFromWhereTheyAre() {
    Tensor t = random(DType.FLOAT64, 500, 40);
    engine.putTensor("t", t);
    try (TensorReader reader = engine.reader("t")) {
      for (long[] r : new long[][] {{0, 500}, {0, 0}, {499, 500}, {500, 500}, {123, 321}}) {
        try (TFloat64 one = SynaTensors.readRows(engine, "t", TFloat64.class, r[0], r[1]);
            TFloat64 two = SynaTensors.readRows(reader, TFloat64.class, r[0], r[1])) {
          assertThat(one.shape().asArray()).containsExactly(r[1] - r[0], 40);
          assertThat(bytes(one)).isEqualTo(t.rows(r[0], r[1]).toBytes()).isEqualTo(bytes(two));
        }
      }
    }
    try (TFloat64 rows = SynaTensors.gatherRows(engine, "t", TFloat64.class, 7, 499, 7);
        TFloat64 none = SynaTensors.gatherRows(engine, "t", TFloat64.class)) {
      assertThat(rows.shape().asArray()).containsExactly(3, 40);
      assertThat(Arrays.copyOf(bytes(rows), 320)).isEqualTo(t.rows(7, 8).toBytes());
      assertThat(Arrays.copyOfRange(bytes(rows), 320, 640)).isEqualTo(t.rows(499, 500).toBytes());
      assertThat(Arrays.copyOfRange(bytes(rows), 640, 960)).isEqualTo(t.rows(7, 8).toBytes());
      assertThat(none.shape().asArray()).containsExactly(0, 40);
    }
  }

  @Test
  void rowsAreAppended() {
    try (TInt32 first = TInt32.vectorOf(1, 2);
        TInt32 more = TInt32.vectorOf(3);
        TInt64 other = TInt64.vectorOf(3);
        TInt32 scalar = TInt32.scalarOf(3)) {
      assertThat(SynaTensors.append(engine, "t", first)).isEqualTo(2);
      assertThat(SynaTensors.append(engine, "t", more)).isEqualTo(3);
      assertThat(engine.getTensor("t").toIntArray()).containsExactly(1, 2, 3);
      assertThatThrownBy(() -> SynaTensors.append(engine, "t", other))
          .isInstanceOf(TypeMismatchException.class);
      assertThatThrownBy(() -> SynaTensors.append(engine, "t", scalar))
          .isInstanceOf(ShapeMismatchException.class);
    }
  }

  @Test
  void memoryIsSeenInPiecesOfAnySize() {
    Tensor t = random(DType.INT32, 1000);
    try (TInt32 made = SynaTensors.of(t, TInt32.class)) {
      for (int piece : new int[] {4, 96, 3999, 4000, 4001}) {
        List<ByteBuffer> pieces = TensorMemory.pieces(made, piece);
        ByteBuffer all = ByteBuffer.allocate(4000);
        pieces.forEach(all::put);

        assertThat(pieces).hasSize((4000 + piece - 1) / piece);
        assertThat(pieces).allMatch(p -> p.isDirect() && !p.isReadOnly());
        assertThat(all.array()).isEqualTo(t.toBytes());
      }
      TensorMemory.pieces(made, 400).get(3).order(ByteOrder.LITTLE_ENDIAN).putInt(8, 42);
      assertThat(made.getInt(302)).isEqualTo(42);
    }
  }

  private static long directBytes() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .filter(pool -> pool.getName().equals("direct"))
        .mapToLong(BufferPoolMXBean::getMemoryUsed)
        .sum();
  }

  private static long allocatedBytes() {
    return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
        .getThreadAllocatedBytes(Thread.currentThread().getId());
  }

  @Test
  void elementsAreCopiedOnceAndNothingOfTheirSizeIsAllocated() {
    int size = 32 << 20;
    engine.putTensor("t", Tensor.wrap(new float[size / 4], Shape.of(1024, size / 4096)));
    SynaTensors.readRows(engine, "t", TFloat32.class, 0, 1).close();

    long heap = allocatedBytes();
    long direct = directBytes();
    TFloat32 read = SynaTensors.read(engine, "t", TFloat32.class);
    TFloat32 rows = SynaTensors.gatherRows(engine, "t", TFloat32.class, 5, 3, 900);
    assertThat(allocatedBytes() - heap).isLessThan(1 << 20);
    assertThat(directBytes() - direct).isLessThan(1 << 20);
    heap = allocatedBytes();
    SynaTensors.write(engine, "u", read);
    assertThat(allocatedBytes() - heap).isLessThan(8 << 20);
    assertThat(directBytes() - direct).isLessThan(8 << 20);

    assertThat(read.numBytes()).isEqualTo(size);
    read.close();
    rows.close();
  }

  @Test
  void aFlippedBitIsNoticedAndNothingIsHandedOut() throws IOException {
    Tensor t = random(DType.INT64, 400, 100);
    engine.putTensor("t", t);
    engine.close();
    open();
    flip(dir.resolve("test.db"), Arrays.copyOfRange(t.toBytes(), 200_000, 200_016));

    assertThatThrownBy(() -> SynaTensors.read(engine, "t", TInt64.class))
        .isInstanceOf(ChecksumMismatchException.class);
    assertThatThrownBy(() -> SynaTensors.gatherRows(engine, "t", TInt64.class, 250))
        .isInstanceOf(ChecksumMismatchException.class);
    try (TInt64 sound = SynaTensors.readRows(engine, "t", TInt64.class, 0, 100)) {
      assertThat(bytes(sound)).isEqualTo(t.rows(0, 100).toBytes());
    }
  }

  /** Flips a bit of bytes in a file. */
  private static void flip(Path file, byte[] part) throws IOException {
    byte[] all = Files.readAllBytes(file);
    for (int i = 0; i <= all.length - part.length; i++) {
      if (Arrays.equals(all, i, i + part.length, part, 0, part.length)) {
        try (SeekableByteChannel channel = Files.newByteChannel(file, StandardOpenOption.WRITE)) {
          channel.position(i).write(ByteBuffer.wrap(new byte[] {(byte) (part[0] ^ 4)}));
        }
        return;
      }
    }
    throw new AssertionError("The bytes are not in the file");
  }

  @Test
  void anotherTypeIsRefused() {
    engine.putTensor("f", Tensor.of(new float[] {1}));
    engine.putTensor("i8", Tensor.of(new byte[] {1, -1}));

    assertThatThrownBy(() -> SynaTensors.read(engine, "f", TInt32.class))
        .isInstanceOf(TypeMismatchException.class)
        .hasMessage("The elements of 'f' are float32, not int32; read it as TFloat32");
    assertThatThrownBy(() -> SynaTensors.readRows(engine, "f", TFloat64.class, 0, 1))
        .isInstanceOf(TypeMismatchException.class);
    assertThatThrownBy(() -> SynaTensors.gatherRows(engine, "f", TFloat64.class, 0))
        .isInstanceOf(TypeMismatchException.class);
    assertThatThrownBy(() -> SynaTensors.of(Tensor.scalar(1), TFloat32.class))
        .isInstanceOf(TypeMismatchException.class);
    assertThatThrownBy(() -> SynaTensors.read(engine, "i8", TUint8.class))
        .isInstanceOf(TypeMismatchException.class)
        .hasMessageContaining("are int8, not uint8");
    assertThatThrownBy(() -> SynaTensors.read(engine, "i8"))
        .isInstanceOf(TypeMismatchException.class)
        .hasMessageStartingWith("TensorFlow Java has no tensors of int8; cast");
    try (TInt32 cast = SynaTensors.of(engine.getTensor("i8").cast(DType.INT32), TInt32.class)) {
      assertThat(cast.getInt(1)).isEqualTo(-1);
    }
  }

  @Test
  void typesWithoutADtypeAreRefused() {
    assertThatThrownBy(() -> SynaTensors.read(engine, "t", TString.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("TFloat32, TFloat64")
        .hasMessageEndingWith("not TString");
    assertThatThrownBy(() -> SynaTensors.read(engine, "t", TType.class))
        .isInstanceOf(IllegalArgumentException.class);
    try (TString text = TString.scalarOf("x")) {
      assertThatThrownBy(() -> SynaTensors.write(engine, "t", text))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(engine.exists("t")).isFalse();
  }

  @Test
  void sparseTensorsAreRefused() {
    try (TInt64 indices = TInt64.tensorOf(org.tensorflow.ndarray.Shape.of(1, 1));
        TFloat32 values = TFloat32.vectorOf(1);
        TInt64 shape = TInt64.vectorOf(5);
        TFloat32 sparse = TFloat32.sparseTensorOf(indices, values, shape)) {
      assertThatThrownBy(() -> SynaTensors.write(engine, "t", sparse))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("A sparse tensor is not stored");
    }
  }

  @Test
  void whatIsNotThereIsSaid() {
    assertThatThrownBy(() -> SynaTensors.read(engine, "none", TFloat32.class))
        .isInstanceOf(KeyNotFoundException.class)
        .hasMessageContaining("none");
    engine.putTensor("t", Tensor.of(new float[] {1, 2}));
    assertThatThrownBy(() -> SynaTensors.readRows(engine, "t", TFloat32.class, 1, 3))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> SynaTensors.readRows(engine, "t", TFloat32.class, -1, 1))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> SynaTensors.gatherRows(engine, "t", TFloat32.class, 2))
        .isInstanceOf(IndexOutOfBoundsException.class);
    engine.putTensor("s", Tensor.scalar(1));
    assertThatThrownBy(() -> SynaTensors.readRows(engine, "s", TFloat64.class, 0, 1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("scalar");
  }

  @Test
  void shapesThatAreTooLargeAreRefused() {
    long[] forty = new long[40];
    Arrays.fill(forty, 1);
    try (TFloat32 deep = TFloat32.tensorOf(org.tensorflow.ndarray.Shape.of(forty))) {
      assertThatThrownBy(() -> SynaTensors.write(engine, "t", deep))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("A shape has at most 32 axes, not 40");
    }
    for (long extent : new long[] {1L << 45, 1L << 60}) {
      assertThatThrownBy(() -> TensorMemory.allocate(TFloat32.class, Shape.of(extent, 1)))
          .isInstanceOf(TFResourceExhaustedException.class)
          .hasMessageContaining(extent * 4 + " bytes; read it by rows");
    }
    assertThatThrownBy(() -> SynaTensors.shapeOf(org.tensorflow.ndarray.Shape.of(3, -1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> SynaTensors.shapeOf(org.tensorflow.ndarray.Shape.unknown()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whatIsClosedIsNotTouched() {
    engine.putTensor("t", Tensor.of(new float[] {1, 2}));
    TFloat32 read = SynaTensors.read(engine, "t", TFloat32.class);
    TensorReader reader = engine.reader("t");
    reader.close();
    assertThatThrownBy(() -> SynaTensors.readRows(reader, TFloat32.class, 0, 1))
        .isInstanceOf(IllegalStateException.class);
    engine.close();

    assertThat(read.getFloat(1)).isEqualTo(2);
    assertThatThrownBy(() -> SynaTensors.read(engine, "t", TFloat32.class))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> SynaTensors.write(engine, "t", read))
        .isInstanceOf(IllegalStateException.class);
    read.close();
    try (TensorEngine other = TensorEngine.open(dir.resolve("other.db"))) {
      assertThatThrownBy(() -> SynaTensors.write(other, "t", read))
          .isInstanceOf(IllegalStateException.class);
      assertThat(other.exists("t")).isFalse();
    }
  }

  @Test
  void whatIsReadStaysAsItWasWhenTheStoredTensorChanges() {
    engine.putTensor("t", random(DType.FLOAT32, 300, 100));
    byte[] before = engine.getTensor("t").toBytes();
    try (TFloat32 read = SynaTensors.read(engine, "t", TFloat32.class);
        TensorEngine then = engine.snapshot()) {
      engine.putTensor("t", Tensor.of(new float[] {1}));
      assertThat(bytes(read)).isEqualTo(before);
      read.setFloat(7, 0, 0);
      try (TFloat32 again = SynaTensors.read(then, "t", TFloat32.class)) {
        assertThat(bytes(again)).isEqualTo(before);
      }
    }
  }
}

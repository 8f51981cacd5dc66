/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.synadb.error.ShapeMismatchException;
import ai.synadb.error.TypeMismatchException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ReadOnlyBufferException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Tensors in memory. */
class TensorTest {
  private static ByteBuffer littleEndian(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Test
  void everyTypeComesBackAsItWas() {
    float[] floats = {1.5f, -0f, Float.NaN, Float.MIN_VALUE};
    double[] doubles = {Math.PI, -0.0, Double.NaN};
    int[] ints = {Integer.MIN_VALUE, 7};
    long[] longs = {Long.MAX_VALUE, -1, (1L << 53) + 1};
    byte[] bytes = {-128, 127, 0};

    assertThat(Tensor.of(floats).toFloatArray()).isEqualTo(floats);
    assertThat(Tensor.of(doubles).toDoubleArray()).isEqualTo(doubles);
    assertThat(Tensor.of(ints).toIntArray()).isEqualTo(ints);
    assertThat(Tensor.of(longs).toLongArray()).isEqualTo(longs);
    assertThat(Tensor.of(bytes).toByteArray()).isEqualTo(bytes);
    assertThat(Tensor.of(new boolean[] {true, false}).toBooleanArray())
        .isEqualTo(new boolean[] {true, false});
    assertThat(Tensor.ofUint8(bytes).toIntArray()).isEqualTo(new int[] {128, 127, 0});
    assertThat(Tensor.ofUint8(bytes).toByteArray()).isEqualTo(bytes);
    short[] halves = {0x3c00, (short) 0xc000};
    assertThat(Tensor.ofFloat16(halves).toFloatArray()).isEqualTo(new float[] {1f, -2f});
    assertThat(Tensor.ofFloat16(halves).toShortArray()).isEqualTo(halves);
    assertThat(Tensor.ofBfloat16(new short[] {0x3f80}).toDoubleArray()).isEqualTo(new double[] {1});
  }

  @Test
  void whatIsMadeOfAnArrayIsACopyAndWhatWrapsItIsNot() {
    float[] values = {1, 2, 3, 4};
    Tensor copy = Tensor.of(values, 2, 2);
    Tensor view = Tensor.wrap(values, Shape.of(2, 2));
    values[3] = 9;

    assertThat(copy.getDouble(3)).isEqualTo(4);
    assertThat(view.getDouble(3)).isEqualTo(9);
    float[] out = view.toFloatArray();
    out[0] = 100;
    assertThat(view.getDouble(0)).isEqualTo(1);
  }

  @Test
  void viewsAreReadOnlyAndLittleEndian() {
    for (Tensor t :
        List.of(
            Tensor.of(new float[] {1, 2}),
            Tensor.wrap(
                DType.FLOAT32, Shape.of(2), littleEndian(8).putFloat(1).putFloat(2).flip()))) {
      assertThat(t.asFloatBuffer().get(1)).isEqualTo(2f);
      assertThat(t.buffer().getFloat(4)).isEqualTo(2f);
      assertThatThrownBy(() -> t.asFloatBuffer().put(0, 1f))
          .isInstanceOf(ReadOnlyBufferException.class);
      assertThatThrownBy(() -> t.buffer().put(0, (byte) 1))
          .isInstanceOf(ReadOnlyBufferException.class);
      assertThatThrownBy(t::asIntBuffer)
          .isInstanceOf(TypeMismatchException.class)
          .hasMessage("The elements are float32, not int32");
    }
  }

  @Test
  void conversionsThatLoseSomethingAreRefusedByNameAndBound() {
    assertThatThrownBy(() -> Tensor.of(new double[] {0.5, 0.1}).toFloatArray())
        .isInstanceOf(TypeMismatchException.class)
        .hasMessage(
            "Element 1 is the float64 0.1, which float32 does not hold exactly;"
                + " cast(DType.FLOAT32) rounds");
    assertThat(Tensor.of(new double[] {0.5, 3}).toFloatArray()).isEqualTo(new float[] {0.5f, 3});
    assertThatThrownBy(() -> Tensor.of(new long[] {(1L << 53) + 1}).toDoubleArray())
        .isInstanceOf(TypeMismatchException.class);
    assertThatThrownBy(() -> Tensor.of(new long[] {Long.MAX_VALUE}).toDoubleArray())
        .isInstanceOf(TypeMismatchException.class);
    assertThatThrownBy(() -> Tensor.of(new long[] {1L << 40}).toIntArray())
        .isInstanceOf(TypeMismatchException.class);
    assertThatThrownBy(() -> Tensor.of(new int[] {16_777_217}).toFloatArray())
        .isInstanceOf(TypeMismatchException.class);
    assertThatThrownBy(() -> Tensor.of(new float[] {-0f}).toIntArray())
        .isInstanceOf(TypeMismatchException.class);
    assertThatThrownBy(() -> Tensor.of(new double[] {0x1p63}).toLongArray())
        .isInstanceOf(TypeMismatchException.class);
    assertThatThrownBy(() -> Tensor.of(new int[] {2}).toBooleanArray())
        .isInstanceOf(TypeMismatchException.class);
    assertThatThrownBy(() -> Tensor.of(new double[] {Double.NaN}).toLongArray())
        .isInstanceOf(TypeMismatchException.class);
    assertThat(Tensor.of(new double[] {Double.NaN}).toFloatArray()[0]).isNaN();
    assertThat(Tensor.of(new double[] {-0x1p63}).toLongArray()).containsExactly(Long.MIN_VALUE);
  }

  @Test
  void exactConversionsAreThoseThatComeBack() {
    Random random = new Random(3);
    for (int i = 0; i < 20_000; i++) {
      DType from = DType.values()[random.nextInt(DType.values().length)];
      DType to = DType.values()[random.nextInt(DType.values().length)];
      byte[] bits = new byte[8];
      random.nextBytes(bits);
      if (from == DType.BOOL) {
        bits[0] &= 1;
      }
      int n = from.sizeBytes();
      if (random.nextBoolean()) { // small numbers, which often fit
        Elements.put(
            from, ByteBuffer.wrap(bits).order(ByteOrder.LITTLE_ENDIAN), 0, (double) bits[7]);
      }
      Tensor one = Tensor.of(from, Shape.of(1), ByteBuffer.wrap(bits, 0, n));
      Tensor rounded = one.cast(to);
      Tensor back = rounded.cast(from);
      boolean saturates = !from.isFloating() && to.isFloating() && one.getLong(0) > 1L << 52;
      boolean same =
          back.equals(one)
              || (from.isFloating() && Double.isNaN(one.getDouble(0)) && to.isFloating());
      boolean exact;
      try {
        one.convert(to);
        exact = true;
      } catch (TypeMismatchException e) {
        exact = false;
      }
      boolean negative = rounded.getDouble(0) < 0 != one.getDouble(0) < 0;
      boolean comparable =
          rounded.getDouble(0) == one.getDouble(0) || Double.isNaN(one.getDouble(0));
      if (!saturates) {
        assertThat(exact)
            .as("%s of %s as %s is %s", one, from, to, rounded)
            .isEqualTo(same && !negative && comparable);
      }
    }
  }

  @Test
  void castRoundsAndSaturates() {
    assertThat(Tensor.of(new double[] {0.1}).cast(DType.FLOAT32).toFloatArray())
        .isEqualTo(new float[] {0.1f});
    assertThat(
            Tensor.of(new double[] {300, -300, 1e300, Double.NaN}).cast(DType.INT8).toByteArray())
        .isEqualTo(new byte[] {127, -128, 127, 0});
    assertThat(Tensor.of(new double[] {300, -1}).cast(DType.UINT8).toIntArray())
        .isEqualTo(new int[] {255, 0});
    assertThat(Tensor.of(new double[] {1e300}).cast(DType.INT32).toIntArray())
        .isEqualTo(new int[] {Integer.MAX_VALUE});
    assertThat(Tensor.of(new int[] {257}).cast(DType.INT8).toIntArray()).isEqualTo(new int[] {1});
    assertThat(Tensor.of(new float[] {65_520f}).cast(DType.FLOAT16).toFloatArray()[0]).isInfinite();
  }

  @Test
  void shapesHaveToFit() {
    assertThatThrownBy(() -> Tensor.of(new float[5], 2, 3))
        .isInstanceOf(ShapeMismatchException.class)
        .hasMessage("Shape [2, 3] with float32 takes 24 bytes, not 20");
    assertThatThrownBy(() -> Tensor.of(new int[6], 2, 3).reshape(Shape.of(4)))
        .isInstanceOf(ShapeMismatchException.class)
        .hasMessageContaining("[4] has 4 elements")
        .hasMessageContaining("[2, 3] has 6");
    assertThatThrownBy(() -> Tensor.of(new int[6], Long.MAX_VALUE, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("exceed");
    assertThatThrownBy(() -> Tensor.wrap(DType.INT64, Shape.of(1), ByteBuffer.allocate(7)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("7 bytes");
    assertThat(Tensor.of(new int[6], 2, 3).reshape(Shape.of(3, 2)).shape())
        .isEqualTo(Shape.of(3, 2));
  }

  @Test
  void rowsAreViews() {
    Tensor t = Tensor.of(new int[] {0, 1, 2, 3, 4, 5}, 3, 2);

    assertThat(t.rows(1, 3).toIntArray()).isEqualTo(new int[] {2, 3, 4, 5});
    assertThat(t.rows(1, 3).rows(1, 2).toIntArray()).isEqualTo(new int[] {4, 5});
    assertThat(t.rows(1, 1).elements()).isZero();
    assertThatThrownBy(() -> t.rows(2, 4)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> Tensor.scalar(1).rows(0, 1)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void manyBuffersReadAsOne() {
    Random random = new Random(1);
    byte[] bytes = new byte[8 * 1000];
    random.nextBytes(bytes);
    Tensor one = Tensor.of(DType.INT64, Shape.of(10, 100), ByteBuffer.wrap(bytes));
    List<ByteBuffer> pieces =
        List.of(
            ByteBuffer.wrap(bytes, 0, 8),
            ByteBuffer.wrap(bytes, 8, 0),
            ByteBuffer.wrap(bytes, 8, 4000),
            ByteBuffer.wrap(bytes, 4008, 3992));
    Tensor many = Tensor.wrap(DType.INT64, Shape.of(10, 100), pieces);

    assertThat(many).isEqualTo(one).hasSameHashCodeAs(one);
    assertThat(many.toLongArray()).isEqualTo(one.toLongArray());
    assertThat(many.toBytes()).isEqualTo(bytes);
    assertThat(many.rows(3, 7)).isEqualTo(one.rows(3, 7));
    assertThat(many.getLong(501)).isEqualTo(one.getLong(501));
    assertThatThrownBy(many::buffer).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(many::asLongBuffer).isInstanceOf(IllegalStateException.class);
    for (int i = 0; i < 200; i++) {
      int from = random.nextInt(bytes.length);
      int n = random.nextInt(bytes.length - from + 1);
      ByteBuffer a = ByteBuffer.allocate(n);
      ByteBuffer b = ByteBuffer.allocate(n);
      ByteBuffer c = ByteBuffer.allocate(n);
      one.copyTo(from, a);
      many.copyTo(from, b);
      Tensor.wrap(one.toLongArray(), Shape.of(1000)).copyTo(from, c); // cuts elements at both ends
      assertThat(b.array()).isEqualTo(a.array());
      assertThat(c.array()).isEqualTo(a.array());
    }
    assertThatThrownBy(() -> one.copyTo(7999, ByteBuffer.allocate(2)))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void largeTensorsAreConvertedInPieces() {
    float[] floats = new float[100_001];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = i;
    }
    Tensor t = Tensor.wrap(floats, Shape.of(floats.length));

    assertThat(t.toDoubleArray()[100_000]).isEqualTo(100_000);
    assertThat(t.toLongArray()[99_999]).isEqualTo(99_999);
    floats[77_777] = 0.5f;
    assertThatThrownBy(t::toLongArray).hasMessageContaining("Element 77777");
  }

  @Test
  void equalityIsThatOfTypeShapeAndBytes() {
    Tensor a = Tensor.of(new float[] {1, 2}, 2);

    assertThat(a).isEqualTo(Tensor.wrap(new float[] {1, 2}, Shape.of(2)));
    assertThat(a).isNotEqualTo(Tensor.of(new float[] {1, 2}, 2, 1));
    assertThat(a).isNotEqualTo(Tensor.of(new int[] {1, 2}, 2));
    assertThat(a).isNotEqualTo(Tensor.of(new float[] {1, 3}, 2));
    assertThat(Tensor.of(new float[] {0f})).isNotEqualTo(Tensor.of(new float[] {-0f}));
    assertThat(a).isNotEqualTo("a");
  }

  @Test
  void textIsShort() {
    assertThat(Tensor.of(new float[] {1, 2}).toString()).isEqualTo("Tensor(float32[2]: 1.0, 2.0)");
    assertThat(Tensor.of(new long[1000], 10, 100).toString())
        .isEqualTo("Tensor(int64[10, 100]: 0, 0, 0, 0, 0, 0, …)");
    assertThat(Tensor.of(new boolean[0]).toString()).isEqualTo("Tensor(bool[0])");
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import ai.synadb.error.ShapeMismatchException;
import ai.synadb.error.TypeMismatchException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * An array of numbers with a dtype and a shape, in row-major order.
 *
 * <p>A tensor is immutable by contract: nothing here changes it. What {@code of} makes has its own
 * copy; what {@code wrap} makes borrows, and must not be written to while it is in use. Accessors
 * named {@code to…} copy, those named {@code as…} are read-only views.
 *
 * <p><b>Conversions are exact.</b> A copying accessor of another type than the tensor's works as
 * long as every element is kept exactly, and is a {@link TypeMismatchException} otherwise, naming
 * the element. {@link #cast} is how to ask for rounding.
 *
 * <p><b>Size.</b> A tensor may be larger than 2 GiB: it then lies in several {@link #buffers}, and
 * what returns one array or one buffer is an {@link IllegalStateException}.
 *
 * <p>Thread safety: immutable.
 *
 * @since 0.1.0
 */
public final class Tensor {
  /** Copies of large tensors are made in buffers of this size. */
  static final int MAX_BUFFER_BYTES = 1 << 30;

  private static final int PIECE_BYTES = 1 << 16;
  private static final int SHOWN = 6;
  private static final int HASHED_BYTES = 4096;

  private final DType dtype;
  private final Shape shape;
  private final TensorData data;

  Tensor(DType dtype, Shape shape, TensorData data) {
    this.dtype = dtype;
    this.shape = shape;
    this.data = data;
    long needed = shape.sizeBytes(dtype);
    if (needed != data.sizeBytes()) {
      throw new ShapeMismatchException(
          "Shape "
              + shape
              + " with "
              + dtype.wireName()
              + " takes "
              + needed
              + " bytes, not "
              + data.sizeBytes());
    }
  }

  private static Shape shapeOf(long elements, long[] extents) {
    return extents.length == 0 ? Shape.of(elements) : Shape.of(extents);
  }

  // ---- making

  /** A tensor of float32 with a shape. Copies. */
  public static Tensor of(float[] values, Shape shape) {
    return wrap(values.clone(), shape);
  }

  /**
   * A tensor of float32. Copies.
   *
   * @param extents none for one axis of all elements
   */
  public static Tensor of(float[] values, long... extents) {
    return of(values, shapeOf(values.length, extents));
  }

  /** A tensor of float32 over an array. Borrows. */
  public static Tensor wrap(float[] values, Shape shape) {
    return new Tensor(DType.FLOAT32, shape, TensorData.ofArray(values, values.length, Float.BYTES));
  }

  /** A tensor of float64 with a shape. Copies. */
  public static Tensor of(double[] values, Shape shape) {
    return wrap(values.clone(), shape);
  }

  /**
   * A tensor of float64. Copies.
   *
   * @param extents none for one axis of all elements
   */
  public static Tensor of(double[] values, long... extents) {
    return of(values, shapeOf(values.length, extents));
  }

  /** A tensor of float64 over an array. Borrows. */
  public static Tensor wrap(double[] values, Shape shape) {
    return new Tensor(
        DType.FLOAT64, shape, TensorData.ofArray(values, values.length, Double.BYTES));
  }

  /** A tensor of int32 with a shape. Copies. */
  public static Tensor of(int[] values, Shape shape) {
    return wrap(values.clone(), shape);
  }

  /**
   * A tensor of int32. Copies.
   *
   * @param extents none for one axis of all elements
   */
  public static Tensor of(int[] values, long... extents) {
    return of(values, shapeOf(values.length, extents));
  }

  /** A tensor of int32 over an array. Borrows. */
  public static Tensor wrap(int[] values, Shape shape) {
    return new Tensor(DType.INT32, shape, TensorData.ofArray(values, values.length, Integer.BYTES));
  }

  /** A tensor of int64 with a shape. Copies. */
  public static Tensor of(long[] values, Shape shape) {
    return wrap(values.clone(), shape);
  }

  /**
   * A tensor of int64. Copies.
   *
   * @param extents none for one axis of all elements
   */
  public static Tensor of(long[] values, long... extents) {
    return of(values, shapeOf(values.length, extents));
  }

  /** A tensor of int64 over an array. Borrows. */
  public static Tensor wrap(long[] values, Shape shape) {
    return new Tensor(DType.INT64, shape, TensorData.ofArray(values, values.length, Long.BYTES));
  }

  /** A tensor of int8 with a shape. Copies. */
  public static Tensor of(byte[] values, Shape shape) {
    return wrap(values.clone(), shape);
  }

  /**
   * A tensor of int8. Copies.
   *
   * @param extents none for one axis of all elements
   */
  public static Tensor of(byte[] values, long... extents) {
    return of(values, shapeOf(values.length, extents));
  }

  /** A tensor of int8 over an array. Borrows. */
  public static Tensor wrap(byte[] values, Shape shape) {
    return new Tensor(DType.INT8, shape, TensorData.of(ByteBuffer.wrap(values)));
  }

  /** A tensor of bool with a shape. Copies. */
  public static Tensor of(boolean[] values, Shape shape) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) (values[i] ? 1 : 0);
    }
    return new Tensor(DType.BOOL, shape, TensorData.of(ByteBuffer.wrap(bytes)));
  }

  /**
   * A tensor of bool. Copies.
   *
   * @param extents none for one axis of all elements
   */
  public static Tensor of(boolean[] values, long... extents) {
    return of(values, shapeOf(values.length, extents));
  }

  /**
   * A tensor of uint8; a byte stands for its lower 8 bits. Copies.
   *
   * @param extents none for one axis of all elements
   */
  public static Tensor ofUint8(byte[] values, long... extents) {
    return new Tensor(
        DType.UINT8,
        shapeOf(values.length, extents),
        TensorData.of(ByteBuffer.wrap(values.clone())));
  }

  /**
   * A tensor of float16 from the bits of its elements; see {@link HalfFloats}. Copies.
   *
   * @param extents none for one axis of all elements
   */
  public static Tensor ofFloat16(short[] bits, long... extents) {
    return ofShorts(DType.FLOAT16, bits, extents);
  }

  /**
   * A tensor of bfloat16 from the bits of its elements; see {@link HalfFloats}. Copies.
   *
   * @param extents none for one axis of all elements
   */
  public static Tensor ofBfloat16(short[] bits, long... extents) {
    return ofShorts(DType.BFLOAT16, bits, extents);
  }

  private static Tensor ofShorts(DType dtype, short[] bits, long[] extents) {
    if (bits.length > MAX_BUFFER_BYTES / Short.BYTES) {
      throw new IllegalArgumentException(
          "An array of "
              + dtype.wireName()
              + " has at most "
              + MAX_BUFFER_BYTES / Short.BYTES
              + " elements, not "
              + bits.length
              + "; wrap several buffers");
    }
    ByteBuffer b = ByteBuffer.allocate(Short.BYTES * bits.length).order(ByteOrder.LITTLE_ENDIAN);
    b.asShortBuffer().put(bits);
    return new Tensor(dtype, shapeOf(bits.length, extents), TensorData.of(b));
  }

  /** A tensor from the remaining little-endian bytes of a buffer. Copies. */
  public static Tensor of(DType dtype, Shape shape, ByteBuffer littleEndian) {
    ByteBuffer copy = ByteBuffer.allocate(littleEndian.remaining());
    copy.put(littleEndian.duplicate()).flip();
    return wrap(dtype, shape, List.of(copy));
  }

  /** A tensor over the remaining little-endian bytes of a buffer. Borrows. */
  public static Tensor wrap(DType dtype, Shape shape, ByteBuffer littleEndian) {
    return wrap(dtype, shape, List.of(littleEndian));
  }

  /**
   * A tensor over the remaining little-endian bytes of several buffers, one behind the other.
   * Borrows.
   *
   * @throws IllegalArgumentException if an element lies in two buffers
   * @throws ShapeMismatchException if the bytes are not as many as the shape takes
   */
  public static Tensor wrap(DType dtype, Shape shape, List<ByteBuffer> littleEndian) {
    Objects.requireNonNull(dtype, "dtype");
    for (ByteBuffer b : littleEndian) {
      if (b.remaining() % dtype.sizeBytes() != 0) {
        throw new IllegalArgumentException(
            "A buffer holds whole elements of "
                + dtype.sizeBytes()
                + " bytes, not "
                + b.remaining()
                + " bytes");
      }
    }
    return new Tensor(dtype, shape, TensorData.of(littleEndian));
  }

  /** A float64 scalar. */
  public static Tensor scalar(double value) {
    return wrap(new double[] {value}, Shape.of());
  }

  // ---- what it is

  /** The type of the elements. */
  public DType dtype() {
    return dtype;
  }

  /** The shape. */
  public Shape shape() {
    return shape;
  }

  /** The number of elements. */
  public long elements() {
    return shape.elements();
  }

  /** The number of bytes that the elements take. */
  public long sizeBytes() {
    return data.sizeBytes();
  }

  TensorData data() {
    return data;
  }

  // ---- other tensors

  /**
   * The same elements in another shape. Borrows.
   *
   * @throws ShapeMismatchException unless it has as many elements
   */
  public Tensor reshape(Shape other) {
    if (other.elements() != elements()) {
      throw new ShapeMismatchException(
          "Shape "
              + other
              + " has "
              + other.elements()
              + " elements, the tensor of shape "
              + shape
              + " has "
              + elements());
    }
    return new Tensor(dtype, other, data);
  }

  /**
   * Some of the rows. Borrows.
   *
   * @param from the first row
   * @param to the row behind the last
   * @throws IndexOutOfBoundsException unless {@code 0 <= from <= to <= shape().rows()}
   */
  public Tensor rows(long from, long to) {
    Objects.checkFromToIndex(from, to, shape.rows());
    if (shape.rank() == 0) {
      throw new IllegalStateException("A scalar has no rows");
    }
    long row = shape.row().sizeBytes(dtype);
    return new Tensor(dtype, shape.withRows(to - from), data.slice(from * row, (to - from) * row));
  }

  /**
   * The elements as another type, rounded to the nearest, ties to even, where that does not hold
   * them. As in Java, a floating-point number beyond an integer type becomes the nearest of its
   * numbers and NaN becomes 0, and an integer keeps its lower bits; what is not 0 is true.
   */
  public Tensor cast(DType to) {
    return convert(to, false);
  }

  /**
   * The elements as another type that holds every one of them exactly.
   *
   * @throws TypeMismatchException if it does not, naming the first element
   */
  public Tensor convert(DType to) {
    return convert(to, true);
  }

  private Tensor convert(DType to, boolean exact) {
    if (to == dtype) {
      return this;
    }
    List<ByteBuffer> copies = new ArrayList<>();
    long left = elements();
    long bytes = shape.sizeBytes(to);
    while (bytes > 0) {
      int n = (int) Math.min(bytes, MAX_BUFFER_BYTES);
      copies.add(ByteBuffer.allocate(n).order(ByteOrder.LITTLE_ENDIAN));
      bytes -= n;
    }
    ByteBuffer piece = ByteBuffer.allocate(PIECE_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    long at = 0;
    for (ByteBuffer copy : copies) {
      while (copy.hasRemaining()) {
        int n =
            (int)
                Math.min(
                    Math.min(left, PIECE_BYTES / dtype.sizeBytes()),
                    copy.remaining() / to.sizeBytes());
        convertPiece(at, n, piece, to, copy, exact);
        at += n;
        left -= n;
      }
      copy.flip();
    }
    return new Tensor(to, shape, TensorData.of(copies));
  }

  private void convertPiece(
      long at, int n, ByteBuffer piece, DType to, ByteBuffer target, boolean exact) {
    data.read(at * dtype.sizeBytes(), piece.clear().limit(n * dtype.sizeBytes()));
    ByteBuffer t = target.slice().order(ByteOrder.LITTLE_ENDIAN);
    int inexact = Elements.convert(dtype, piece, to, t, n);
    if (exact && inexact >= 0) {
      String value = Elements.text(dtype, piece, inexact * dtype.sizeBytes());
      throw Elements.inexact(dtype, to, at + inexact, value);
    }
    target.position(target.position() + n * to.sizeBytes());
  }

  // ---- elements

  /** The element at a row-major index, as a number; an int64 beyond 2^53 is rounded. */
  public double getDouble(long index) {
    return Elements.getDouble(dtype, element(index), 0);
  }

  /**
   * The element at a row-major index, as an integer.
   *
   * @throws TypeMismatchException if the tensor has floating-point elements
   */
  public long getLong(long index) {
    if (dtype.isFloating()) {
      throw new TypeMismatchException("The elements are " + dtype.wireName() + ", not integers");
    }
    return Elements.getLong(dtype, element(index), 0);
  }

  private ByteBuffer element(long index) {
    Objects.checkIndex(index, elements());
    ByteBuffer one = ByteBuffer.allocate(dtype.sizeBytes()).order(ByteOrder.LITTLE_ENDIAN);
    data.read(index * dtype.sizeBytes(), one);
    return one;
  }

  // ---- copies

  private int arrayLength() {
    if (elements() > Integer.MAX_VALUE - 16) {
      throw new IllegalStateException(
          "The tensor has "
              + elements()
              + " elements, more than an array holds; use buffers() or copyTo");
    }
    return (int) elements();
  }

  /**
   * Copies bytes, little-endian, into a buffer's remaining space and moves its position.
   *
   * @param offset the first byte
   * @throws IndexOutOfBoundsException if the tensor ends before the buffer is full
   */
  public void copyTo(long offset, ByteBuffer target) {
    Objects.checkFromIndexSize(offset, target.remaining(), sizeBytes());
    data.read(offset, target);
  }

  /** The elements as floats, copied; see the class on conversions. */
  public float[] toFloatArray() {
    return array(DType.FLOAT32, float[]::new);
  }

  /** The elements as doubles, copied; see the class on conversions. */
  public double[] toDoubleArray() {
    return array(DType.FLOAT64, double[]::new);
  }

  /** The elements as ints, copied; see the class on conversions. */
  public int[] toIntArray() {
    return array(DType.INT32, int[]::new);
  }

  /** The elements as longs, copied; see the class on conversions. */
  public long[] toLongArray() {
    return array(DType.INT64, long[]::new);
  }

  private <T> T array(DType type, IntFunction<T> make) {
    T copy = make.apply(arrayLength());
    convert(type).data.copyTo(copy);
    return copy;
  }

  /**
   * The elements as bytes, copied: of int8, uint8 (its 8 bits) and bool (0 or 1) as they are; of
   * others if they fit into an int8.
   */
  public byte[] toByteArray() {
    int n = arrayLength();
    TensorData exact = dtype.sizeBytes() == 1 ? data : convert(DType.INT8).data;
    byte[] copy = new byte[n];
    exact.read(0, ByteBuffer.wrap(copy));
    return copy;
  }

  /** The bits of float16 or bfloat16 elements, copied. */
  public short[] toShortArray() {
    requireShorts();
    short[] copy = new short[arrayLength()];
    int at = 0;
    for (ByteBuffer b : buffers()) {
      int m = b.remaining() / Short.BYTES;
      b.asShortBuffer().get(copy, at, m);
      at += m;
    }
    return copy;
  }

  private void requireShorts() {
    if (dtype != DType.FLOAT16 && dtype != DType.BFLOAT16) {
      throw new TypeMismatchException(
          "The elements are " + dtype.wireName() + ", not float16 or bfloat16");
    }
  }

  /** The elements of a bool tensor, or of another of zeros and ones, copied. */
  public boolean[] toBooleanArray() {
    int n = arrayLength();
    byte[] bytes = new byte[n];
    convert(DType.BOOL).data.read(0, ByteBuffer.wrap(bytes));
    boolean[] copy = new boolean[n];
    for (int i = 0; i < n; i++) {
      copy[i] = bytes[i] != 0;
    }
    return copy;
  }

  /** All bytes, little-endian, copied. */
  public byte[] toBytes() {
    if (sizeBytes() > Integer.MAX_VALUE - 16) {
      throw new IllegalStateException(
          "The tensor has " + sizeBytes() + " bytes, more than an array holds; use buffers()");
    }
    byte[] copy = new byte[(int) sizeBytes()];
    data.read(0, ByteBuffer.wrap(copy));
    return copy;
  }

  // ---- views

  private void requireType(DType wanted) {
    if (dtype != wanted) {
      throw new TypeMismatchException(
          "The elements are " + dtype.wireName() + ", not " + wanted.wireName());
    }
  }

  /**
   * The bytes, read-only and little-endian, as one buffer. A view; only where an array of the
   * caller's is wrapped, a copy.
   *
   * @throws IllegalStateException if they lie in several buffers
   */
  public ByteBuffer buffer() {
    List<ByteBuffer> all = buffers();
    if (all.size() > 1) {
      throw new IllegalStateException(
          "The tensor lies in " + all.size() + " buffers; use buffers()");
    }
    return all.isEmpty()
        ? ByteBuffer.allocate(0).asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN)
        : all.get(0);
  }

  /** The bytes, read-only and little-endian, in their order; see {@link #buffer}. */
  public List<ByteBuffer> buffers() {
    List<ByteBuffer> views = data.views();
    return views != null ? views : copies();
  }

  private List<ByteBuffer> copies() {
    List<ByteBuffer> copies = new ArrayList<>();
    for (long at = 0; at < sizeBytes(); ) {
      int n = (int) Math.min(sizeBytes() - at, MAX_BUFFER_BYTES);
      ByteBuffer b = ByteBuffer.allocate(n);
      data.read(at, b);
      copies.add(b.flip().asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN));
      at += n;
    }
    return copies;
  }

  /**
   * A read-only view of float32 elements.
   *
   * @throws TypeMismatchException if they are of another type
   * @throws IllegalStateException if they lie in several buffers
   */
  public FloatBuffer asFloatBuffer() {
    requireType(DType.FLOAT32);
    return data.asFloats();
  }

  /**
   * A read-only view of float64 elements.
   *
   * @throws TypeMismatchException if they are of another type
   * @throws IllegalStateException if they lie in several buffers
   */
  public DoubleBuffer asDoubleBuffer() {
    requireType(DType.FLOAT64);
    return data.asDoubles();
  }

  /**
   * A read-only view of int32 elements.
   *
   * @throws TypeMismatchException if they are of another type
   * @throws IllegalStateException if they lie in several buffers
   */
  public IntBuffer asIntBuffer() {
    requireType(DType.INT32);
    return data.asInts();
  }

  /**
   * A read-only view of int64 elements.
   *
   * @throws TypeMismatchException if they are of another type
   * @throws IllegalStateException if they lie in several buffers
   */
  public LongBuffer asLongBuffer() {
    requireType(DType.INT64);
    return data.asLongs();
  }

  /**
   * A read-only view of the bits of float16 or bfloat16 elements.
   *
   * @throws TypeMismatchException if they are of another type
   * @throws IllegalStateException if they lie in several buffers
   */
  public ShortBuffer asShortBuffer() {
    requireShorts();
    return buffer().asShortBuffer();
  }

  // ---- as a value

  /** Whether the other is a tensor of the same dtype, shape and bytes. */
  @Override
  public boolean equals(@Nullable Object other) {
    if (this == other) {
      return true;
    }
    if (!(other instanceof Tensor t) || t.dtype != dtype || !t.shape.equals(shape)) {
      return false;
    }
    ByteBuffer a = ByteBuffer.allocate(PIECE_BYTES);
    ByteBuffer b = ByteBuffer.allocate(PIECE_BYTES);
    for (long at = 0; at < sizeBytes(); at += PIECE_BYTES) {
      int n = (int) Math.min(PIECE_BYTES, sizeBytes() - at);
      data.read(at, a.clear().limit(n));
      t.data.read(at, b.clear().limit(n));
      if (!Arrays.equals(a.array(), 0, n, b.array(), 0, n)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int hashCode() {
    ByteBuffer first = ByteBuffer.allocate((int) Math.min(HASHED_BYTES, sizeBytes()));
    data.read(0, first);
    return (dtype.hashCode() * 31 + shape.hashCode()) * 31 + Arrays.hashCode(first.array());
  }

  /** Dtype, shape and the first elements. */
  @Override
  public String toString() {
    StringBuilder s = new StringBuilder("Tensor(").append(dtype.wireName()).append(shape);
    long n = Math.min(SHOWN, elements());
    for (long i = 0; i < n; i++) {
      s.append(i == 0 ? ": " : ", ").append(Elements.text(dtype, element(i), 0));
    }
    return s.append(n < elements() ? ", …)" : ")").toString();
  }
}

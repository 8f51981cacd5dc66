/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensorflow;

import ai.synadb.tensor.DType;
import ai.synadb.tensor.Shape;
import ai.synadb.tensor.Tensor;
import ai.synadb.tensor.TensorEngine;
import ai.synadb.tensor.TensorReader;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.tensorflow.types.family.TType;

/**
 * Reads stored tensors as tensors of TensorFlow, and stores those.
 *
 * <pre>{@code
 * try (TFloat32 images = SynaTensors.read(engine, "train/images", TFloat32.class)) {
 *   …
 *   SynaTensors.write(engine, "train/features", features);
 * }
 * }</pre>
 *
 * <p><b>Copies.</b> Elements are copied once, from the mapped file into the memory of the tensor or
 * from there to the file. What is read is checked against its checksums on the way.
 *
 * <p><b>Memory.</b> Tensors are native memory, which TensorFlow Java bounds by four times the
 * largest heap; the pages of the mapped file count there, too. With a small heap and large tensors,
 * {@code -Dorg.bytedeco.javacpp.maxPhysicalBytes=0} lifts the bound.
 *
 * <p><b>Types.</b> float32, float64, int32, int64, float16, bfloat16, uint8 and bool are those of
 * TensorFlow's types of the same names, and nothing is converted: {@link #of} takes what {@link
 * Tensor#cast} made. TensorFlow Java has no int8.
 *
 * <p><b>Ownership.</b> What is returned is the caller's, who closes it. It needs neither the engine
 * nor the reader any more. What is stored stays the caller's.
 *
 * <p>Thread safety: safe for use by multiple threads.
 *
 * @since 0.1.0
 */
public final class SynaTensors {
  private SynaTensors() {}

  // ---- reading

  /**
   * A whole stored tensor.
   *
   * @throws ai.synadb.error.KeyNotFoundException if there is none of this name
   * @throws ai.synadb.error.TypeMismatchException if its elements are of another type
   * @throws ai.synadb.error.ChecksumMismatchException if a byte is not what was stored
   * @throws org.tensorflow.exceptions.TFResourceExhaustedException if there is no memory for it
   * @throws IllegalArgumentException if no dtype has this type, such as {@code TString}
   */
  public static <T extends TType> T read(TensorEngine engine, String name, Class<T> type) {
    try (TensorReader reader = open(engine, name, type)) {
      return rows(reader, type, reader.shape(), 0, reader.rows());
    }
  }

  /**
   * A whole stored tensor, in the type that it has.
   *
   * @throws ai.synadb.error.KeyNotFoundException if there is none of this name
   * @throws ai.synadb.error.TypeMismatchException if TensorFlow Java has no such type
   * @throws ai.synadb.error.ChecksumMismatchException if a byte is not what was stored
   * @throws org.tensorflow.exceptions.TFResourceExhaustedException if there is no memory for it
   */
  public static TType read(TensorEngine engine, String name) {
    try (TensorReader reader = engine.reader(name)) {
      return rows(reader, TfTypes.of(reader.dtype()), reader.shape(), 0, reader.rows());
    }
  }

  /**
   * Consecutive rows of a stored tensor.
   *
   * @param from the first row
   * @param to the row behind the last
   * @throws IndexOutOfBoundsException unless {@code 0 <= from <= to <= rows}
   * @throws IllegalStateException if the tensor is a scalar, which has no rows
   * @see #read(TensorEngine, String, Class)
   */
  public static <T extends TType> T readRows(
      TensorEngine engine, String name, Class<T> type, long from, long to) {
    try (TensorReader reader = open(engine, name, type)) {
      return readRows(reader, type, from, to);
    }
  }

  /**
   * As {@link #readRows(TensorEngine, String, Class, long, long)} of a tensor that is held open,
   * which is faster for many calls: a piece is checked once.
   *
   * @throws IllegalStateException if the reader is closed, or the tensor a scalar
   */
  public static <T extends TType> T readRows(
      TensorReader reader, Class<T> type, long from, long to) {
    TfTypes.require(reader.name(), reader.dtype(), type);
    Objects.checkFromToIndex(from, to, reader.rows());
    return rows(reader, type, reader.shape().withRows(to - from), from, to);
  }

  /**
   * Rows in the order of their numbers, which may repeat.
   *
   * @throws IndexOutOfBoundsException if there is no such row
   * @throws IllegalStateException if the tensor is a scalar, which has no rows
   * @throws IllegalArgumentException if a row has more than 2^31 - 1 bytes
   * @see #read(TensorEngine, String, Class)
   */
  public static <T extends TType> T gatherRows(
      TensorEngine engine, String name, Class<T> type, long... rows) {
    try (TensorReader reader = open(engine, name, type)) {
      for (long row : rows) {
        Objects.checkIndex(row, reader.rows());
      }
      T made = TensorMemory.allocate(type, reader.shape().withRows(rows.length));
      try {
        gather(reader, rows, made);
        return made;
      } catch (Throwable t) {
        made.close();
        throw t;
      }
    }
  }

  private static void gather(TensorReader reader, long[] rows, TType target) {
    if (target.numBytes() == 0) {
      return;
    }
    long rowBytes = reader.rowBytes();
    if (rowBytes > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "A row that is gathered has at most 2^31 - 1 bytes, not " + rowBytes);
    }
    int most = (int) Math.max(1, TensorMemory.PIECE_BYTES / rowBytes);
    int done = 0;
    try {
      for (ByteBuffer piece : TensorMemory.pieces(target, (int) (most * rowBytes))) {
        int n = (int) (piece.remaining() / rowBytes);
        reader.gatherRows(rows, done, n, piece);
        done += n;
      }
    } finally {
      Reference.reachabilityFence(target);
    }
  }

  private static TensorReader open(TensorEngine engine, String name, Class<? extends TType> type) {
    TfTypes.of(type);
    TensorReader reader = engine.reader(name);
    try {
      TfTypes.require(name, reader.dtype(), type);
      return reader;
    } catch (Throwable t) {
      reader.close();
      throw t;
    }
  }

  private static <T extends TType> T rows(
      TensorReader reader, Class<T> type, Shape shape, long from, long to) {
    reader.requirePresent(from, to);
    long first = from * reader.rowBytes();
    return TensorMemory.filled(
        type, shape, (offset, target) -> reader.readBytes(first + offset, target));
  }

  /**
   * A tensor in memory as one of TensorFlow: copied once.
   *
   * @throws ai.synadb.error.TypeMismatchException if its elements are of another type
   * @throws IllegalArgumentException if no dtype has this type
   */
  public static <T extends TType> T of(Tensor tensor, Class<T> type) {
    TfTypes.require("a tensor", tensor.dtype(), type);
    return TensorMemory.filled(type, tensor.shape(), tensor::copyTo);
  }

  // ---- writing

  /**
   * Stores a tensor under a name, in the place of the one that was there.
   *
   * @throws IllegalArgumentException if no dtype has its type, it is sparse, or it has more than
   *     {@value Shape#MAX_RANK} axes
   * @throws IllegalStateException if it or the engine is closed
   */
  public static void write(TensorEngine engine, String name, TType tensor) {
    try {
      engine.putTensor(name, borrowed(tensor));
    } finally {
      Reference.reachabilityFence(tensor);
    }
  }

  /**
   * Appends rows to a stored tensor; creates it if it is absent.
   *
   * @return the number of rows that there are then
   * @throws ai.synadb.error.TypeMismatchException if the rows are of another dtype
   * @throws ai.synadb.error.ShapeMismatchException if they are of another shape
   * @see #write
   */
  public static long append(TensorEngine engine, String name, TType rows) {
    try {
      return engine.appendRows(name, borrowed(rows));
    } finally {
      Reference.reachabilityFence(rows);
    }
  }

  /** A tensor over the memory of one of TensorFlow. */
  private static Tensor borrowed(TType tensor) {
    DType dtype = TfTypes.of(tensor.type());
    if (tensor.isSparse()) {
      throw new IllegalArgumentException(
          "A sparse tensor is not stored; its indices, values and shape can be, each by itself");
    }
    Shape shape = shapeOf(tensor.shape());
    return Tensor.wrap(dtype, shape, TensorMemory.pieces(tensor));
  }

  // ---- types and shapes

  /**
   * TensorFlow's type for a dtype.
   *
   * @throws ai.synadb.error.TypeMismatchException for int8, which TensorFlow Java does not have
   */
  public static Class<? extends TType> typeOf(DType dtype) {
    return TfTypes.of(dtype);
  }

  /**
   * The dtype for a type of TensorFlow's.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static DType dtypeOf(Class<? extends TType> type) {
    return TfTypes.of(type);
  }

  /** A shape as TensorFlow's. */
  public static org.tensorflow.ndarray.Shape shapeOf(Shape shape) {
    return org.tensorflow.ndarray.Shape.of(shape.toArray());
  }

  /**
   * A shape of TensorFlow's as the engine's.
   *
   * @throws IllegalArgumentException if an extent is unknown, or it has more than {@value
   *     Shape#MAX_RANK} axes
   */
  public static Shape shapeOf(org.tensorflow.ndarray.Shape shape) {
    if (shape.isUnknown() || shape.hasUnknownDimension()) {
      throw new IllegalArgumentException("The extents of a tensor are known, not " + shape);
    }
    return Shape.of(shape.asArray());
  }
}

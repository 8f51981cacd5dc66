/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.djl;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.synadb.tensor.DType;
import ai.synadb.tensor.Tensor;
import ai.synadb.tensor.TensorEngine;
import ai.synadb.tensor.TensorLease;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Objects;

/**
 * Stored tensors as NDArrays, and NDArrays as stored tensors.
 *
 * <pre>{@code
 * try (NDManager manager = NDManager.newBaseManager()) {
 *   NDArray images = SynaNDArrays.map(manager, tensors, "train/images");
 *   SynaNDArrays.save(tensors, "train/scaled", images.div(255));
 * }
 * }</pre>
 *
 * <p><b>Mapping.</b> On PyTorch with a CPU the array lies over the mapped file: nothing is read
 * before an element is. Other engines copy once. The mapping is private: an operation in place
 * changes the array, never the file. It is not checked against checksums; {@link
 * TensorLease#verify} does that. Tensors that {@code appendRows} wrote in several records, and
 * those below 64 KiB, are copied once everywhere.
 *
 * <p><b>Types.</b> All types of tensors are types of arrays. Deep Java Library does not know
 * bfloat16 in PyTorch; such tensors become float32 there, which is exact, and copied.
 *
 * <p><b>Lifetime.</b> The mapping belongs to the manager and ends with it, and so do the arrays and
 * their views. What is to live longer is {@linkplain NDArray#duplicate() duplicated}.
 *
 * <p>Thread safety: safe for use by multiple threads.
 *
 * @since 0.1.0
 */
public final class SynaNDArrays {
  private SynaNDArrays() {}

  /**
   * A whole stored tensor as an array.
   *
   * @throws ai.synadb.error.KeyNotFoundException if there is none of this name
   * @throws IllegalArgumentException if it has more than 2^31 - 1 elements or bytes
   */
  public static NDArray map(NDManager manager, TensorEngine engine, String name) {
    return map(manager, engine.map(name));
  }

  /**
   * Some rows of a stored tensor as an array.
   *
   * @param from the first row
   * @param to the row behind the last
   * @throws ai.synadb.error.KeyNotFoundException if there is none of this name
   * @throws IndexOutOfBoundsException unless {@code 0 <= from <= to <= rows}
   * @throws IllegalArgumentException if they have more than 2^31 - 1 elements or bytes
   */
  public static NDArray map(
      NDManager manager, TensorEngine engine, String name, long from, long to) {
    return map(manager, engine.map(name, from, to));
  }

  /**
   * An array over leased memory; where {@link TensorLease#zeroCopy} is true and the engine is
   * PyTorch on a CPU, without a copy. The manager takes over the lease, and closes it at its end.
   *
   * @throws IllegalArgumentException if it has more than 2^31 - 1 elements or bytes; the lease is
   *     then closed
   */
  public static NDArray map(NDManager manager, TensorLease lease) {
    Objects.requireNonNull(manager, "manager");
    try {
      NDArray array = create(manager, oneBuffer(lease), lease.dtype(), DataTypes.of(lease.shape()));
      manager.attachInternal(NDManager.nextUid(), lease);
      return array;
    } catch (RuntimeException | Error e) {
      lease.close();
      throw e;
    }
  }

  /**
   * An array over a buffer, which lives as long; of bfloat16 in PyTorch, over a wider copy: Deep
   * Java Library does not know it there, and would end the process.
   *
   * @param buffer direct, from 0 to its limit
   */
  static NDArray create(NDManager manager, ByteBuffer buffer, DType type, Shape shape) {
    Engine engine = manager.getEngine();
    if (type != DType.BFLOAT16 || engine == null || !engine.getEngineName().equals("PyTorch")) {
      return manager.create(buffer, shape, DataTypes.of(type));
    }
    int n = buffer.remaining() / Short.BYTES;
    ByteBuffer wide =
        ByteBuffer.allocateDirect(Math.multiplyExact(n, Float.BYTES)).order(buffer.order());
    for (int i = 0; i < n; i++) {
      wide.putInt(i * Float.BYTES, buffer.getShort(i * Short.BYTES) << Short.SIZE);
    }
    return manager.create(wide, shape, DataType.FLOAT32);
  }

  private static ByteBuffer oneBuffer(TensorLease lease) {
    if (lease.sizeBytes() > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "An NDArray has at most "
              + Integer.MAX_VALUE
              + " bytes, not "
              + lease.sizeBytes()
              + " of shape "
              + lease.shape()
              + "; map fewer rows");
    }
    List<ByteBuffer> parts = lease.buffers();
    if (parts.size() == 1) {
      return parts.get(0); // a slice: native code takes its address as it is
    }
    ByteBuffer whole = ByteBuffer.allocateDirect((int) lease.sizeBytes());
    parts.forEach(whole::put);
    return whole.flip().order(ByteOrder.nativeOrder());
  }

  /**
   * Stores an array under a name, in the place of the tensor that was there.
   *
   * @throws IllegalArgumentException if no stored tensor has such elements, as of text
   */
  public static void save(TensorEngine engine, String name, NDArray array) {
    DType type = DataTypes.of(array.getDataType());
    ai.synadb.tensor.Shape shape = ai.synadb.tensor.Shape.of(array.getShape().getShape());
    NDArray dense = array.isSparse() ? array.toDense() : array;
    try {
      engine.putTensor(name, Tensor.wrap(type, shape, dense.toByteBuffer()));
    } finally {
      if (dense != array) {
        dense.close();
      }
    }
  }

  /**
   * Stores the arrays of a list one after the other: each under the prefix, a slash, and its name,
   * or its number if it has none.
   *
   * @throws IllegalArgumentException if no stored tensor has such elements, as of text; nothing is
   *     then stored
   */
  public static void save(TensorEngine engine, String prefix, NDList list) {
    for (NDArray array : list) {
      DataTypes.of(array.getDataType()); // refuses what cannot be stored
    }
    for (int i = 0; i < list.size(); i++) {
      String name = list.get(i).getName();
      save(
          engine,
          prefix + "/" + (name == null || name.isEmpty() ? Integer.toString(i) : name),
          list.get(i));
    }
  }
}

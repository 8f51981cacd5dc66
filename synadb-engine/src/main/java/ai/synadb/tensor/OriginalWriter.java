/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import ai.synadb.SynaDB;
import ai.synadb.WriteBatch;
import ai.synadb.error.TypeMismatchException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Puts tensors into batches in the layouts of the Rust dialect.
 *
 * <p>Thread safety: safe for use by multiple threads.
 */
final class OriginalWriter {
  /** One key for each: more make a batch that is too large to be of use. */
  static final int MAX_ELEMENTS = 4 << 20;

  private static final long MIB = 1 << 20;

  private final SynaDB database;

  OriginalWriter(SynaDB database) {
    this.database = database;
  }

  private static void requireKnown(DType dtype) {
    switch (dtype) {
      case FLOAT32:
      case FLOAT64:
      case INT32:
      case INT64:
        return;
      default:
        throw new TypeMismatchException(
            "With originalCompatible a tensor is float32, float64, int32 or int64, not "
                + dtype.wireName());
    }
  }

  /** One key for each element, {@code <name>/00000000} and on. */
  void elements(WriteBatch batch, String name, Tensor tensor) {
    requireKnown(tensor.dtype());
    if (tensor.elements() > MAX_ELEMENTS) {
      throw new IllegalArgumentException(
          "With originalCompatible putTensor stores one key for each element, of at most "
              + MAX_ELEMENTS
              + ", not "
              + tensor.elements()
              + "; use putTensorChunked");
    }
    int n = (int) tensor.elements();
    ByteBuffer b = ByteBuffer.wrap(tensor.toBytes()).order(ByteOrder.LITTLE_ENDIAN);
    int size = tensor.dtype().sizeBytes();
    for (int i = 0; i < n; i++) {
      String key = elementKey(name, i);
      if (tensor.dtype().isFloating()) {
        batch.putFloat(key, Elements.getDouble(tensor.dtype(), b, i * size));
      } else {
        batch.putInt(key, Elements.getLong(tensor.dtype(), b, i * size));
      }
    }
    deleteElements(batch, name, n);
  }

  private static String elementKey(String name, long i) {
    return name + "/" + TensorKeys.padded(i);
  }

  /** Deletes the elements from an index on, of a tensor that was longer. */
  boolean deleteElements(WriteBatch batch, String name, long from) {
    boolean any = false;
    for (long i = from; database.exists(elementKey(name, i)); i++) {
      batch.delete(elementKey(name, i));
      any = true;
    }
    return any;
  }

  /** Chunks and their description. */
  void chunks(WriteBatch batch, String name, Tensor tensor, int chunkBytes) {
    requireKnown(tensor.dtype());
    OriginalMeta meta = OriginalMeta.of(tensor.dtype(), tensor.shape(), chunkBytes);
    for (long i = 0; i < meta.chunkCount(); i++) {
      long at = i * chunkBytes;
      byte[] chunk = new byte[(int) Math.min(chunkBytes, meta.totalBytes() - at)];
      tensor.copyTo(at, ByteBuffer.wrap(chunk));
      batch.putBytes(name + "/chunk/" + i, chunk);
    }
    batch.putText(name + "/meta", meta.json());
  }

  /** The length of chunks that the original chooses. */
  static int chunkBytes(long size) {
    if (size <= 10 * MIB) {
      return (int) MIB;
    }
    return (int) (size <= 100 * MIB ? 4 * MIB : 16 * MIB);
  }
}

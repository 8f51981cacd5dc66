/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensorflow;

import ai.synadb.tensor.DType;
import ai.synadb.tensor.Shape;
import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Tensor;
import org.tensorflow.TensorMapper;
import org.tensorflow.exceptions.TFResourceExhaustedException;
import org.tensorflow.internal.c_api.TF_Tensor;
import org.tensorflow.internal.c_api.global.tensorflow;
import org.tensorflow.types.family.TType;

/**
 * The memory of TensorFlow's tensors, to be read and written in place.
 *
 * <p>A tensor's own data buffers are read-only where {@code sun.misc.Unsafe} is denied, so its
 * memory is asked of TensorFlow. The handle that this takes is given to mappers of tensor types
 * alone: that is why this is one, of which there are no instances.
 */
abstract class TensorMemory extends TensorMapper<TType> {
  /** The most bytes of one buffer. */
  static final int PIECE_BYTES = 1 << 30;

  private static final long MACHINE_BYTES = machineBytes();

  private TensorMemory() {}

  private static long machineBytes() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
        ? system.getTotalMemorySize()
        : Long.MAX_VALUE;
  }

  /**
   * A new tensor with any content; the caller closes it.
   *
   * @throws TFResourceExhaustedException if there is not as much memory
   */
  static <T extends TType> T allocate(Class<T> type, Shape shape) {
    long size = shape.sizeBytes(TfTypes.of(type));
    // Asked for more than there is, TensorFlow waits ten seconds and gives a null pointer.
    if (size > MACHINE_BYTES) {
      throw noMemory(shape, TfTypes.of(type), null);
    }
    try {
      return Tensor.of(type, SynaTensors.shapeOf(shape));
    } catch (NullPointerException e) {
      throw noMemory(shape, TfTypes.of(type), e);
    }
  }

  private static TFResourceExhaustedException noMemory(
      Shape shape, DType dtype, @Nullable Throwable cause) {
    return new TFResourceExhaustedException(
        "There is no memory for a tensor of "
            + dtype.wireName()
            + shape
            + ", "
            + shape.sizeBytes(dtype)
            + " bytes; read it by rows",
        cause);
  }

  /**
   * The memory of a tensor, in its order; valid as long as the tensor is.
   *
   * @throws IllegalStateException if the tensor is closed
   */
  static List<ByteBuffer> pieces(TType tensor) {
    return pieces(tensor, PIECE_BYTES);
  }

  static List<ByteBuffer> pieces(TType tensor, int pieceBytes) {
    try {
      TF_Tensor handle = nativeHandle(tensor.asRawTensor());
      List<ByteBuffer> pieces = new ArrayList<>();
      long size = tensorflow.TF_TensorByteSize(handle);
      if (size > 0) {
        BytePointer memory = new BytePointer(tensorflow.TF_TensorData(handle));
        for (long at = 0; at < size; at += pieceBytes) {
          BytePointer piece = memory.getPointer(at);
          piece.capacity(Math.min(size - at, pieceBytes));
          pieces.add(piece.asByteBuffer().order(ByteOrder.LITTLE_ENDIAN));
        }
      }
      return pieces;
    } finally {
      Reference.reachabilityFence(tensor);
    }
  }

  /** The memory of a tensor that takes one piece. */
  static ByteBuffer whole(TType tensor) {
    List<ByteBuffer> pieces = pieces(tensor, Integer.MAX_VALUE);
    if (pieces.size() > 1) {
      throw new IllegalArgumentException(
          "A buffer has at most 2^31 - 1 bytes, not " + tensor.numBytes());
    }
    return pieces.isEmpty() ? ByteBuffer.allocateDirect(0) : pieces.get(0);
  }

  /** Fills bytes of a tensor from an offset on. */
  interface Source {
    /** Fills a buffer with the bytes from an offset on. */
    void read(long offset, ByteBuffer target);
  }

  /** A new tensor with these bytes. */
  static <T extends TType> T filled(Class<T> type, Shape shape, Source source) {
    T made = allocate(type, shape);
    try {
      long at = 0;
      for (ByteBuffer piece : pieces(made)) {
        int size = piece.remaining();
        source.read(at, piece);
        at += size;
      }
      return made;
    } catch (Throwable t) {
      made.close();
      throw t;
    } finally {
      Reference.reachabilityFence(made);
    }
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the bytes of a tensor are: in buffers, or in an array of the caller's. All in the order of
 * the elements, little-endian when they are asked for.
 *
 * <p>Thread safety: immutable, as long as nobody writes to what is borrowed.
 */
abstract class TensorData {
  private final long sizeBytes;

  private TensorData(long sizeBytes) {
    this.sizeBytes = sizeBytes;
  }

  final long sizeBytes() {
    return sizeBytes;
  }

  /** Fills a buffer's remaining bytes with those from an offset on. */
  abstract void read(long offset, ByteBuffer target);

  /** A range of the bytes; both ends are ends of elements. */
  abstract TensorData slice(long offset, long length);

  /** The bytes as read-only views; null if there are none because an array holds the elements. */
  abstract @Nullable List<ByteBuffer> views();

  /** Fills an array of floats, doubles, ints or longs, as the elements are. */
  abstract void copyTo(Object array);

  static TensorData of(List<ByteBuffer> buffers) {
    List<ByteBuffer> views = new ArrayList<>(buffers.size());
    long size = 0;
    for (ByteBuffer b : buffers) {
      views.add(b.slice().asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN));
      size += b.remaining();
    }
    return new Buffers(views, size);
  }

  static TensorData of(ByteBuffer buffer) {
    return of(List.of(buffer));
  }

  static TensorData ofArray(Object array, int length, int elementBytes) {
    return new Array(array, 0, length, elementBytes);
  }

  /** Buffers, one behind the other. */
  private static final class Buffers extends TensorData {
    private final List<ByteBuffer> buffers;
    private final long[] starts;

    Buffers(List<ByteBuffer> buffers, long size) {
      super(size);
      this.buffers = buffers;
      starts = new long[buffers.size()];
      long at = 0;
      for (int i = 0; i < starts.length; i++) {
        starts[i] = at;
        at += buffers.get(i).limit();
      }
    }

    /** The buffer that holds an offset; of empty ones the last. */
    private int find(long offset) {
      return RowList.floor(starts, starts.length, offset);
    }

    @Override
    void copyTo(Object target) {
      int size = target instanceof float[] || target instanceof int[] ? 4 : 8;
      int at = 0;
      for (ByteBuffer b : buffers) {
        int n = b.limit() / size;
        if (target instanceof float[] a) {
          b.asFloatBuffer().get(a, at, n);
        } else if (target instanceof double[] a) {
          b.asDoubleBuffer().get(a, at, n);
        } else if (target instanceof int[] a) {
          b.asIntBuffer().get(a, at, n);
        } else {
          b.asLongBuffer().get((long[]) target, at, n);
        }
        at += n;
      }
    }

    @Override
    void read(long offset, ByteBuffer target) {
      long at = offset;
      for (int i = find(offset); target.hasRemaining(); i++) {
        ByteBuffer b = buffers.get(i);
        int from = (int) (at - starts[i]);
        int n = Math.min(target.remaining(), b.limit() - from);
        target.put(target.position(), b, from, n);
        target.position(target.position() + n);
        at += n;
      }
    }

    @Override
    TensorData slice(long offset, long length) {
      List<ByteBuffer> some = new ArrayList<>();
      long at = offset;
      long left = length;
      for (int i = starts.length == 0 ? 0 : find(offset); left > 0; i++) {
        ByteBuffer b = buffers.get(i);
        int from = (int) (at - starts[i]);
        int n = (int) Math.min(left, b.limit() - from);
        if (n > 0) {
          some.add(b.slice(from, n));
        }
        at += n;
        left -= n;
      }
      return of(some);
    }

    @Override
    List<ByteBuffer> views() {
      return buffers.stream().map(b -> b.duplicate().order(ByteOrder.LITTLE_ENDIAN)).toList();
    }
  }

  /** A part of an array of primitives of four or eight bytes. */
  private static final class Array extends TensorData {
    private final Object array;
    private final int from;
    private final int count;
    private final int elementBytes;

    Array(Object array, int from, int count, int elementBytes) {
      super((long) count * elementBytes);
      this.array = array;
      this.from = from;
      this.count = count;
      this.elementBytes = elementBytes;
    }

    @Override
    void read(long offset, ByteBuffer target) {
      long at = offset;
      int cut = (int) (at % elementBytes);
      if (cut != 0 && target.hasRemaining()) {
        at += readPart(at / elementBytes, cut, target);
      }
      int n = target.remaining() / elementBytes;
      if (n > 0) {
        copy(from + (int) (at / elementBytes), n, target);
        target.position(target.position() + n * elementBytes);
        at += (long) n * elementBytes;
      }
      if (target.hasRemaining()) {
        readPart(at / elementBytes, 0, target);
      }
    }

    /** Bytes of one element, from its {@code cut}th on. */
    private int readPart(long element, int cut, ByteBuffer target) {
      ByteBuffer one = ByteBuffer.allocate(elementBytes);
      copy(from + (int) element, 1, one);
      int n = Math.min(elementBytes - cut, target.remaining());
      target.put(one.array(), cut, n);
      return n;
    }

    private void copy(int at, int n, ByteBuffer target) {
      ByteBuffer t = target.slice().order(ByteOrder.LITTLE_ENDIAN);
      if (array instanceof float[] a) {
        t.asFloatBuffer().put(a, at, n);
      } else if (array instanceof double[] a) {
        t.asDoubleBuffer().put(a, at, n);
      } else if (array instanceof int[] a) {
        t.asIntBuffer().put(a, at, n);
      } else {
        t.asLongBuffer().put((long[]) array, at, n);
      }
    }

    @Override
    TensorData slice(long offset, long bytes) {
      return new Array(
          array, from + (int) (offset / elementBytes), (int) (bytes / elementBytes), elementBytes);
    }

    @Override
    @Nullable List<ByteBuffer> views() {
      return null;
    }

    @Override
    void copyTo(Object target) {
      System.arraycopy(array, from, target, 0, count);
    }

    FloatBuffer floats() {
      return FloatBuffer.wrap((float[]) array, from, count).slice().asReadOnlyBuffer();
    }

    DoubleBuffer doubles() {
      return DoubleBuffer.wrap((double[]) array, from, count).slice().asReadOnlyBuffer();
    }

    IntBuffer ints() {
      return IntBuffer.wrap((int[]) array, from, count).slice().asReadOnlyBuffer();
    }

    LongBuffer longs() {
      return LongBuffer.wrap((long[]) array, from, count).slice().asReadOnlyBuffer();
    }
  }

  private ByteBuffer oneView() {
    List<ByteBuffer> views = views();
    if (views == null || views.size() > 1) {
      throw new IllegalStateException(
          "The tensor lies in " + (views == null ? 0 : views.size()) + " buffers; use buffers()");
    }
    return views.isEmpty()
        ? ByteBuffer.allocate(0).asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN)
        : views.get(0);
  }

  FloatBuffer asFloats() {
    return this instanceof Array a ? a.floats() : oneView().asFloatBuffer();
  }

  DoubleBuffer asDoubles() {
    return this instanceof Array a ? a.doubles() : oneView().asDoubleBuffer();
  }

  IntBuffer asInts() {
    return this instanceof Array a ? a.ints() : oneView().asIntBuffer();
  }

  LongBuffer asLongs() {
    return this instanceof Array a ? a.longs() : oneView().asLongBuffer();
  }
}

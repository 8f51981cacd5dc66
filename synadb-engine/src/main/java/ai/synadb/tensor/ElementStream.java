/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import java.util.function.BiFunction;

/**
 * Makes of elements in a file those of a tensor: little-endian, wide enough, and truth values only
 * 0 and 1.
 *
 * <p>Thread safety: confined to one thread.
 */
final class ElementStream extends InputStream {
  private static final int SOURCE_BYTES = 1 << 16;

  private final InputStream source;
  private final ElementType type;
  private final BiFunction<String, Long, RuntimeException> damaged;
  private final byte[] scratchSource = new byte[SOURCE_BYTES];
  private final byte[] scratchReady;
  private int readyAt;
  private int readyEnd;
  private long elements;

  private ElementStream(
      InputStream source, ElementType type, BiFunction<String, Long, RuntimeException> damaged) {
    this.source = source;
    this.type = type;
    this.damaged = damaged;
    this.scratchReady =
        type.kind() == null
            ? scratchSource
            : new byte[SOURCE_BYTES / type.sourceBytes() * type.dtype().sizeBytes()];
  }

  /**
   * The elements of a source, which holds a whole number of them.
   *
   * @param damaged makes the exception of what is wrong and the index of the element
   */
  static InputStream of(
      InputStream source, ElementType type, BiFunction<String, Long, RuntimeException> damaged) {
    return type.isPlain() ? source : new ElementStream(source, type, damaged);
  }

  @Override
  public int read() throws IOException {
    return fill() ? scratchReady[readyAt++] & 0xff : -1;
  }

  @Override
  public int read(byte[] target, int offset, int count) throws IOException {
    Objects.checkFromIndexSize(offset, count, target.length);
    if (count == 0) {
      return 0;
    }
    if (!fill()) {
      return -1;
    }
    int n = Math.min(count, readyEnd - readyAt);
    System.arraycopy(scratchReady, readyAt, target, offset, n);
    readyAt += n;
    return n;
  }

  private boolean fill() throws IOException {
    if (readyAt < readyEnd) {
      return true;
    }
    int n = source.readNBytes(scratchSource, 0, SOURCE_BYTES);
    int count = n / type.sourceBytes();
    readyAt = 0;
    readyEnd = count * type.dtype().sizeBytes();
    ElementType.Narrow kind = type.kind();
    if (kind != null) {
      widen(kind, count);
    } else if (type.dtype() == DType.BOOL) {
      checkTruth(count);
    } else {
      swap(count);
    }
    elements += count;
    return count > 0;
  }

  private void checkTruth(int count) {
    for (int i = 0; i < count; i++) {
      if ((scratchReady[i] & 0xfe) != 0) {
        throw damaged.apply("a bool is 0 or 1, not " + (scratchReady[i] & 0xff), elements + i);
      }
    }
  }

  private void swap(int count) {
    ByteBuffer from = ByteBuffer.wrap(scratchReady); // big-endian
    ByteBuffer to = from.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    int size = type.dtype().sizeBytes();
    for (int i = 0; i < count; i++) {
      switch (size) {
        case Short.BYTES -> to.putShort(i * size, from.getShort(i * size));
        case Integer.BYTES -> to.putInt(i * size, from.getInt(i * size));
        default -> to.putLong(i * size, from.getLong(i * size));
      }
    }
  }

  private void widen(ElementType.Narrow kind, int count) {
    ByteBuffer from =
        ByteBuffer.wrap(scratchSource)
            .order(type.isBigEndian() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    ByteBuffer to = ByteBuffer.wrap(scratchReady).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      switch (kind) {
        case INT16 -> to.putInt(4 * i, from.getShort(2 * i));
        case UINT16 -> to.putInt(4 * i, from.getShort(2 * i) & 0xffff);
        case UINT32 -> to.putLong(8 * i, from.getInt(4 * i) & 0xffff_ffffL);
        case UINT64 -> to.putLong(8 * i, requireFits(from.getLong(8 * i), elements + i));
      }
    }
  }

  private long requireFits(long value, long index) {
    if (value < 0) {
      throw damaged.apply(
          Long.toUnsignedString(value) + " exceeds the largest int64, 2^63 - 1", index);
    }
    return value;
  }

  @Override
  public void close() throws IOException {
    source.close();
  }
}

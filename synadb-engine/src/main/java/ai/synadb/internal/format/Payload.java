/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.format;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A value on its way into a record: its tag and what stands behind it. Borrows arrays and buffers.
 *
 * <p>Thread safety: confined to one thread.
 */
public final class Payload {
  /** The value null, of deletes and hidden records. */
  public static final Payload NULL = new Payload(AtomFormat.TAG_NULL, 0, null, null, null);

  private static final int TAG_ENCODED = -1;

  private final int tag;
  private final long bits;
  private final byte @Nullable [] bytes;
  private final float @Nullable [] floats;
  private final @Nullable ByteBuffer buffer;

  private Payload(
      int tag,
      long bits,
      byte @Nullable [] bytes,
      float @Nullable [] floats,
      @Nullable ByteBuffer buffer) {
    this.tag = tag;
    this.bits = bits;
    this.bytes = bytes;
    this.floats = floats;
    this.buffer = buffer;
  }

  public static Payload ofFloat(double v) {
    return new Payload(AtomFormat.TAG_FLOAT, Double.doubleToRawLongBits(v), null, null, null);
  }

  public static Payload ofInt(long v) {
    return new Payload(AtomFormat.TAG_INT, v, null, null, null);
  }

  public static Payload ofText(byte[] utf8) {
    return new Payload(AtomFormat.TAG_TEXT, 0, utf8, null, null);
  }

  public static Payload ofBytes(byte[] bytes) {
    return new Payload(AtomFormat.TAG_BYTES, 0, bytes, null, null);
  }

  public static Payload ofBytes(ByteBuffer bytes) {
    return new Payload(AtomFormat.TAG_BYTES, 0, null, null, bytes);
  }

  /** A value that is encoded already: the bytes of its Atom. */
  public static Payload ofEncoded(byte[] atom) {
    return new Payload(TAG_ENCODED, 0, atom, null, null);
  }

  public static Payload ofVector(float[] v) {
    return new Payload(AtomFormat.TAG_VECTOR, 0, null, v, null);
  }

  public int tag() {
    return tag;
  }

  /** The number of bytes behind tag and length, for Text and Bytes. */
  public int size() {
    return bytes != null ? bytes.length : buffer != null ? buffer.remaining() : 0;
  }

  /** The bytes of Text and Bytes, as a view. */
  public ByteBuffer asBuffer() {
    return bytes != null
        ? ByteBuffer.wrap(bytes)
        : buffer != null ? buffer.duplicate() : ByteBuffer.allocate(0);
  }

  /** The bytes that the value takes in a record. */
  public int encodedLength() {
    switch (tag) {
      case TAG_ENCODED:
        return size();
      case AtomFormat.TAG_NULL:
        return RecordFormat.NULL_BYTES;
      case AtomFormat.TAG_FLOAT:
      case AtomFormat.TAG_INT:
        return AtomFormat.SCALAR_BYTES;
      case AtomFormat.TAG_VECTOR:
        return AtomFormat.PREFIX_BYTES + 4 * vector().length + AtomFormat.VECTOR_TAIL_BYTES;
      default:
        return AtomFormat.PREFIX_BYTES + size();
    }
  }

  private float[] vector() {
    if (floats == null) {
      throw new AssertionError(tag);
    }
    return floats;
  }

  /** Writes the value and returns the index behind it. */
  public int writeTo(byte[] target, int at) {
    if (tag == TAG_ENCODED && bytes != null) {
      System.arraycopy(bytes, 0, target, at, bytes.length);
      return at + bytes.length;
    }
    RecordFormat.putInt(target, at, tag);
    switch (tag) {
      case AtomFormat.TAG_NULL:
        return at + RecordFormat.NULL_BYTES;
      case AtomFormat.TAG_FLOAT:
      case AtomFormat.TAG_INT:
        RecordFormat.putLong(target, at + 4, bits);
        return at + AtomFormat.SCALAR_BYTES;
      case AtomFormat.TAG_VECTOR:
        float[] v = vector();
        RecordFormat.putLong(target, at + 4, v.length);
        int p = at + AtomFormat.PREFIX_BYTES;
        for (float f : v) {
          RecordFormat.putInt(target, p, Float.floatToRawIntBits(f));
          p += 4;
        }
        RecordFormat.putShort(target, p, v.length);
        return p + AtomFormat.VECTOR_TAIL_BYTES;
      default:
        int n = size();
        RecordFormat.putLong(target, at + 4, n);
        int start = at + AtomFormat.PREFIX_BYTES;
        if (bytes != null) {
          System.arraycopy(bytes, 0, target, start, n);
        } else if (buffer != null) {
          buffer.get(buffer.position(), target, start, n);
        }
        return start + n;
    }
  }
}

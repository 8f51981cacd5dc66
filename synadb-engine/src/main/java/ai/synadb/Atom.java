/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;

/**
 * One value of a database: null, a number, an integer, text, bytes or a vector.
 *
 * <pre>{@code
 * Atom a = Atom.of(23.5);
 * switch (a.type()) {
 *   case FLOAT -> use(a.asFloat());
 *   case TEXT -> use(a.asText());
 *   default -> {}
 * }
 * }</pre>
 *
 * <p>The nested names {@link Float} and {@link Vector} hide {@code java.lang.Float} and {@code
 * java.util.Vector} where they are imported: write {@code Atom.Float} instead of importing them.
 *
 * <p>Equality is by kind and bits: two NaNs with the same bits are equal, {@code 0.0} and {@code
 * -0.0} are not. Thread safety: immutable; arrays are copied on the way in and out.
 *
 * @since 0.1.0
 */
public sealed interface Atom {

  /** The most elements that a vector can have. */
  int MAX_VECTOR_DIMENSIONS = 8192;

  /** The kind of value. */
  AtomType type();

  /** The value null. */
  static Atom ofNull() {
    return Null.INSTANCE;
  }

  /** A 64-bit number. */
  static Atom of(double value) {
    return new Float(value);
  }

  /** A 64-bit integer. */
  static Atom of(long value) {
    return new Int(value);
  }

  /**
   * Text.
   *
   * @throws IllegalArgumentException if it holds an unpaired surrogate, which UTF-8 cannot express
   */
  static Atom of(String value) {
    return new Text(value);
  }

  /** A copy of the bytes. */
  static Atom of(byte[] value) {
    return Bytes.copyOf(value);
  }

  /**
   * A copy of the vector.
   *
   * @throws IllegalArgumentException unless it has 1 to {@value #MAX_VECTOR_DIMENSIONS} elements
   */
  static Atom of(float[] value) {
    return Vector.copyOf(value);
  }

  /**
   * The number, if this is a {@link Float}.
   *
   * @throws ai.synadb.error.TypeMismatchException if it is not
   */
  default double asFloat() {
    throw new ai.synadb.error.TypeMismatchException(AtomType.FLOAT, type());
  }

  /**
   * The integer, if this is an {@link Int}.
   *
   * @throws ai.synadb.error.TypeMismatchException if it is not
   */
  default long asInt() {
    throw new ai.synadb.error.TypeMismatchException(AtomType.INT, type());
  }

  /**
   * The text, if this is a {@link Text}.
   *
   * @throws ai.synadb.error.TypeMismatchException if it is not
   */
  default String asText() {
    throw new ai.synadb.error.TypeMismatchException(AtomType.TEXT, type());
  }

  /**
   * A copy of the bytes, if this is a {@link Bytes}.
   *
   * @throws ai.synadb.error.TypeMismatchException if it is not
   */
  default byte[] asBytes() {
    throw new ai.synadb.error.TypeMismatchException(AtomType.BYTES, type());
  }

  /**
   * A copy of the elements, if this is a {@link Vector}.
   *
   * @throws ai.synadb.error.TypeMismatchException if it is not
   */
  default float[] asVector() {
    throw new ai.synadb.error.TypeMismatchException(AtomType.VECTOR, type());
  }

  /** The value null; one shared instance. */
  final class Null implements Atom {
    static final Null INSTANCE = new Null();

    private Null() {}

    @Override
    public AtomType type() {
      return AtomType.NULL;
    }

    @Override
    public String toString() {
      return "Null";
    }
  }

  /**
   * A 64-bit number.
   *
   * @param value the number; every bit pattern is kept, NaN payloads too
   */
  record Float(double value) implements Atom {
    @Override
    public AtomType type() {
      return AtomType.FLOAT;
    }

    @Override
    public double asFloat() {
      return value;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Float f
          && Double.doubleToRawLongBits(f.value) == Double.doubleToRawLongBits(value);
    }

    @Override
    public int hashCode() {
      return Long.hashCode(Double.doubleToRawLongBits(value));
    }
  }

  /**
   * A 64-bit integer.
   *
   * @param value the integer
   */
  record Int(long value) implements Atom {
    @Override
    public AtomType type() {
      return AtomType.INT;
    }

    @Override
    public long asInt() {
      return value;
    }
  }

  /**
   * Unicode text.
   *
   * @param value the text, without unpaired surrogates
   */
  record Text(String value) implements Atom {
    /** Checks the text. */
    public Text {
      Objects.requireNonNull(value, "value");
      requireWellFormed(value);
    }

    private static void requireWellFormed(String s) {
      for (int i = 0; i < s.length(); i++) {
        char c = s.charAt(i);
        if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
          if (Character.isLowSurrogate(c)
              || i + 1 == s.length()
              || !Character.isLowSurrogate(s.charAt(i + 1))) {
            throw new IllegalArgumentException(
                "Text has an unpaired surrogate U+"
                    + Integer.toHexString(c).toUpperCase(java.util.Locale.ROOT)
                    + " at index "
                    + i
                    + ", which UTF-8 cannot express");
          }
          i++;
        }
      }
    }

    @Override
    public AtomType type() {
      return AtomType.TEXT;
    }

    @Override
    public String asText() {
      return value;
    }
  }

  /** Raw bytes. */
  final class Bytes implements Atom {
    private final byte[] value;

    private Bytes(byte[] value) {
      this.value = value;
    }

    /** Copies the bytes. */
    public static Bytes copyOf(byte[] value) {
      return new Bytes(value.clone());
    }

    /** Copies the buffer's remaining bytes and leaves its position where it is. */
    public static Bytes copyOf(ByteBuffer value) {
      byte[] copy = new byte[value.remaining()];
      value.duplicate().get(copy);
      return new Bytes(copy);
    }

    /** Takes the array over: for callers in this package that just made it. */
    static Bytes own(byte[] value) {
      return new Bytes(value);
    }

    byte[] owned() {
      return value;
    }

    /** The number of bytes. */
    public int size() {
      return value.length;
    }

    /** A view of the bytes. */
    public ByteBuffer asReadOnlyBuffer() {
      return ByteBuffer.wrap(value).asReadOnlyBuffer();
    }

    @Override
    public AtomType type() {
      return AtomType.BYTES;
    }

    @Override
    public byte[] asBytes() {
      return value.clone();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Bytes b && Arrays.equals(b.value, value);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(value);
    }

    /** The length and the first bytes in hexadecimal. */
    @Override
    public String toString() {
      int shown = Math.min(16, value.length);
      return "Bytes["
          + value.length
          + ": "
          + HexFormat.of().formatHex(value, 0, shown)
          + (shown < value.length ? "..." : "")
          + "]";
    }
  }

  /** A vector of 32-bit numbers. */
  final class Vector implements Atom {
    private final float[] value;

    private Vector(float[] value) {
      if (value.length < 1 || value.length > MAX_VECTOR_DIMENSIONS) {
        throw new IllegalArgumentException(
            "A vector has 1 to " + MAX_VECTOR_DIMENSIONS + " elements, not " + value.length);
      }
      this.value = value;
    }

    /**
     * Copies the elements.
     *
     * @throws IllegalArgumentException unless there are 1 to {@value Atom#MAX_VECTOR_DIMENSIONS}
     */
    public static Vector copyOf(float[] value) {
      return new Vector(value.clone());
    }

    /** Takes the array over: for callers in this package that just made it. */
    static Vector own(float[] value) {
      return new Vector(value);
    }

    float[] owned() {
      return value;
    }

    /** The number of elements. */
    public int dimensions() {
      return value.length;
    }

    /** Element {@code i}. */
    public float get(int i) {
      return value[i];
    }

    @Override
    public AtomType type() {
      return AtomType.VECTOR;
    }

    @Override
    public float[] asVector() {
      return value.clone();
    }

    @Override
    public boolean equals(Object other) {
      if (!(other instanceof Vector v) || v.value.length != value.length) {
        return false;
      }
      for (int i = 0; i < value.length; i++) {
        if (java.lang.Float.floatToRawIntBits(v.value[i])
            != java.lang.Float.floatToRawIntBits(value[i])) {
          return false;
        }
      }
      return true;
    }

    @Override
    public int hashCode() {
      int h = 1;
      for (float f : value) {
        h = 31 * h + java.lang.Float.floatToRawIntBits(f);
      }
      return h;
    }

    /** The number of elements and the first four. */
    @Override
    public String toString() {
      float[] head = Arrays.copyOf(value, Math.min(4, value.length));
      String s = Arrays.toString(head);
      return "Vector["
          + value.length
          + ": "
          + s.substring(1, s.length() - 1)
          + (head.length < value.length ? ", ..." : "")
          + "]";
    }
  }
}

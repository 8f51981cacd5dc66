/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb;

import ai.synadb.error.CorruptRecordException;
import ai.synadb.internal.format.AtomFormat;
import ai.synadb.internal.format.Payload;
import ai.synadb.internal.format.RecordBuffer;
import ai.synadb.internal.format.RecordFormat;
import ai.synadb.internal.format.Utf8;
import ai.synadb.internal.log.LogReads;
import ai.synadb.internal.log.Parts;
import java.util.Arrays;

/** Atoms to what records hold and back, without a copy more than needed. */
final class Atoms {
  private Atoms() {}

  static Payload payload(Atom value) {
    switch (value.type()) {
      case NULL:
        return Payload.NULL;
      case FLOAT:
        return Payload.ofFloat(((Atom.Float) value).value());
      case INT:
        return Payload.ofInt(((Atom.Int) value).value());
      case TEXT:
        return Payload.ofText(Utf8.encode(((Atom.Text) value).value(), "The text"));
      case BYTES:
        return Payload.ofBytes(((Atom.Bytes) value).owned());
      case VECTOR:
        return Payload.ofVector(((Atom.Vector) value).owned());
    }
    throw new AssertionError(value);
  }

  /** Stands for a value that is not of the type that was asked for. */
  static final byte[] OTHER_TYPE = new byte[0];

  /** Decodes values up to a size. */
  static final class Decoder implements LogReads.Decoder<Atom> {
    private final BytesDecoder bytes;

    Decoder(int maxBytes) {
      this.bytes = new BytesDecoder(maxBytes);
    }

    /** Decodes Bytes alone. */
    BytesDecoder bytes() {
      return bytes;
    }

    @Override
    public Atom record(RecordBuffer r) {
      byte[] v = r.value();
      switch (r.atomTag()) {
        case AtomFormat.TAG_NULL:
          return Atom.ofNull();
        case AtomFormat.TAG_FLOAT:
          return new Atom.Float(Double.longBitsToDouble(r.scalarBits()));
        case AtomFormat.TAG_INT:
          return new Atom.Int(r.scalarBits());
        case AtomFormat.TAG_TEXT:
          return new Atom.Text(Utf8.decode(v, r.payloadAt(), r.payloadCount()));
        case AtomFormat.TAG_BYTES:
          return Atom.Bytes.own(bytes.record(r));
        default:
          return vector(r);
      }
    }

    private static Atom vector(RecordBuffer r) {
      int n = r.payloadCount();
      if (n > Atom.MAX_VECTOR_DIMENSIONS) {
        throw new CorruptRecordException(
            "The vector at 0x"
                + Long.toHexString(r.offset())
                + " has "
                + n
                + " elements, more than "
                + Atom.MAX_VECTOR_DIMENSIONS,
            null,
            r.offset(),
            null);
      }
      float[] f = new float[n];
      byte[] v = r.value();
      int at = r.payloadAt();
      for (int i = 0; i < n; i++) {
        f[i] = Float.intBitsToFloat(RecordFormat.getInt(v, at + 4 * i));
      }
      return Atom.Vector.own(f);
    }

    @Override
    public Atom number(boolean isFloat, long bits) {
      return isFloat ? new Atom.Float(Double.longBitsToDouble(bits)) : new Atom.Int(bits);
    }

    @Override
    public Atom parts(Parts parts) {
      return Atom.Bytes.own(bytes.parts(parts));
    }
  }

  /**
   * Compares a value, without bringing one of another size into memory.
   *
   * @param expected what it should be
   * @param decoder makes atoms of what may be equal
   */
  record Comparison(Atom expected, Decoder decoder) implements LogReads.Decoder<Boolean> {
    @Override
    public Boolean record(RecordBuffer r) {
      if (r.atomTag() != expected.type().tag()) {
        return false;
      }
      if (expected instanceof Atom.Bytes b && b.owned().length != r.payloadCount()) {
        return false;
      }
      return decoder.record(r).equals(expected);
    }

    @Override
    public Boolean number(boolean isFloat, long bits) {
      return decoder.number(isFloat, bits).equals(expected);
    }

    @Override
    public Boolean parts(Parts parts) {
      return expected instanceof Atom.Bytes b
          && b.owned().length == parts.size()
          && Arrays.equals(b.owned(), parts.toArray());
    }
  }

  /** Decodes Bytes up to a size to arrays, anything else to {@link #OTHER_TYPE}. */
  static final class TypeDecoder implements LogReads.Decoder<AtomType> {
    static final TypeDecoder INSTANCE = new TypeDecoder();

    @Override
    public AtomType record(RecordBuffer r) {
      return AtomType.ofTag(r.atomTag());
    }

    @Override
    public AtomType number(boolean isFloat, long bits) {
      return isFloat ? AtomType.FLOAT : AtomType.INT;
    }

    @Override
    public AtomType parts(Parts parts) {
      return AtomType.BYTES;
    }
  }

  static final class BytesDecoder implements LogReads.Decoder<byte[]> {
    private final int maxBytes;

    BytesDecoder(int maxBytes) {
      this.maxBytes = maxBytes;
    }

    @Override
    public byte[] record(RecordBuffer r) {
      if (r.atomTag() != AtomFormat.TAG_BYTES) {
        return OTHER_TYPE;
      }
      return Arrays.copyOfRange(r.value(), r.payloadAt(), r.payloadAt() + r.payloadCount());
    }

    @Override
    public byte[] number(boolean isFloat, long bits) {
      return OTHER_TYPE;
    }

    @Override
    public byte[] parts(Parts parts) {
      if (parts.size() > maxBytes) {
        throw new IllegalStateException(
            "The value has "
                + parts.size()
                + " bytes, more than the "
                + maxBytes
                + " that a get brings into memory; use openBytes or mapBytes");
      }
      return parts.toArray();
    }
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;

/**
 * Reads, seals and writes records as FORMAT.md describes them, slowly, and without a line of the
 * engine.
 */
final class RawLog {
  static final int DELTA = 0x01;
  static final int COMPRESSED = 0x02;
  static final int TOMBSTONE = 0x04;
  static final int CHAINED = 0x10;
  static final int BATCHED = 0x20;
  static final int BLOCK = 0x40;
  static final int CHECKED = 0x80;
  static final int HEADER = 15;
  static final int MAX_RAW = 32 << 20;
  private static final long GENERATION_FACTOR = 0x9E3779B97F4A7C15L;
  private static final long PARTS_MAGIC = 0x54524150414e5953L; // "SYNAPART"
  static final String FORMAT_KEY = "__syna__/format";

  private RawLog() {}

  /**
   * One intact record.
   *
   * @param value as it was before LZ4, link and checksum included
   */
  record Rec(int offset, int length, long timestamp, int flags, String key, byte[] value) {
    int end() {
      return offset + length;
    }

    boolean has(int flag) {
      return (flags & flag) != 0;
    }

    boolean isReserved() {
      return key.startsWith("__syna__/");
    }

    int tag() {
      return buffer(value).getInt(0);
    }

    /** 1 + the offset of the key's record before; 0 for none. */
    long previous() {
      return has(CHAINED) ? buffer(value).getLong(value.length - 12) : 0;
    }

    /** The bytes of the Atom. */
    byte[] atom() {
      return Arrays.copyOf(value, atomLength(value, value.length));
    }

    /** What is hidden behind the Atom, without link and checksum. */
    byte[] extra() {
      int tail = (has(CHAINED) ? 8 : 0) + (has(CHECKED) ? 4 : 0);
      return Arrays.copyOfRange(value, atomLength(value, value.length), value.length - tail);
    }
  }

  static ByteBuffer buffer(byte[] b) {
    return ByteBuffer.wrap(b).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The length of the Atom at the start of a value, or -1. */
  static int atomLength(byte[] value, int limit) {
    if (limit < 4) {
      return -1;
    }
    int tag = buffer(value).getInt(0);
    if (tag == 0) {
      return 4;
    }
    if (tag < 0 || tag > 5 || limit < 12) {
      return -1;
    }
    long n = buffer(value).getLong(4);
    long length = tag < 3 ? 12 : tag == 5 ? 12 + 4 * n + 2 : 12 + n;
    return n < 0 && tag > 2 || n > limit && tag > 2 || length > limit ? -1 : (int) length;
  }

  /**
   * What the checksums of a file are bound to, as its format record at the start says: the first
   * half of the UUID, exclusive-or the generation times an odd constant; zeros if there is none.
   */
  static byte[] binding(byte[] log) {
    Rec r = parse(log, 0, new byte[8]);
    if (r == null || !r.key().equals(FORMAT_KEY) || r.value().length < 40) {
      return new byte[8];
    }
    ByteBuffer value = buffer(r.value()); // Null, u32 version, UUID, u64 generation
    byte[] binding = new byte[8];
    buffer(binding).putLong(value.getLong(8) ^ (value.getLong(24) * GENERATION_FACTOR));
    return binding;
  }

  /** The id of the parts that a record's value lies in; 0 if it is no such record. */
  static long partsId(Rec r) {
    boolean isDescriptor =
        !r.isReserved()
            && !r.has(TOMBSTONE)
            && r.tag() == 4
            && r.value().length >= 12 + 32
            && buffer(r.value()).getLong(4) == 32
            && buffer(r.value()).getLong(12) == PARTS_MAGIC;
    return isDescriptor ? buffer(r.value()).getLong(20) : 0;
  }

  /** How many parts such a record says that there are. */
  static int partsCount(Rec r) {
    return buffer(r.value()).getInt(12 + 28);
  }

  /** The record at an offset, if it is intact; else null. */
  static Rec parse(byte[] log, int at, byte[] binding) {
    if (at + HEADER > log.length) {
      return null;
    }
    ByteBuffer b = buffer(log);
    int keyLength = b.getShort(at + 8) & 0xffff;
    int stored = b.getInt(at + 10);
    int flags = log[at + 14] & 0xff;
    if (keyLength == 0 || stored < 4 || stored > 999_999_999) {
      return null;
    }
    if (at + HEADER + keyLength + (long) stored > log.length) {
      return null;
    }
    int keyAt = at + HEADER;
    String key = new String(log, keyAt, keyLength, StandardCharsets.UTF_8);
    byte[] value = Arrays.copyOfRange(log, keyAt + keyLength, keyAt + keyLength + stored);
    if ((flags & COMPRESSED) != 0) {
      value = decompress(value);
      if (value == null) {
        return null;
      }
    }
    boolean checked = (flags & CHECKED) != 0;
    if (!checked && (flags & ~7) != 0) {
      return null;
    }
    if (checked) {
      if (value.length < 8) {
        return null;
      }
      byte[] bound = key.equals(FORMAT_KEY) ? new byte[8] : binding;
      int crc = crc(at, bound, b.getLong(at), flags, log, keyAt, keyLength, value);
      if (crc != buffer(value).getInt(value.length - 4)) {
        return null;
      }
    }
    int tail = (checked ? 4 : 0) + ((flags & CHAINED) != 0 ? 8 : 0);
    int atom = atomLength(value, value.length - tail);
    if (atom < 0 || (!checked && atom != value.length)) {
      return null;
    }
    int length = HEADER + keyLength + stored;
    return new Rec(at, length, b.getLong(at), flags, key, value);
  }

  private static byte[] decompress(byte[] stored) {
    if (stored.length < 5) {
      return null;
    }
    int raw = buffer(stored).getInt(0);
    if (raw < 4 || raw > MAX_RAW || raw > stored.length * 255L + 64) {
      return null;
    }
    byte[] value = new byte[raw];
    try {
      int n =
          LZ4Factory.safeInstance()
              .safeDecompressor()
              .decompress(stored, 4, stored.length - 4, value, 0, raw);
      return n == raw ? value : null;
    } catch (LZ4Exception e) {
      return null;
    }
  }

  private static int crc(
      int at,
      byte[] binding,
      long time,
      int flags,
      byte[] log,
      int keyAt,
      int keyLength,
      byte[] v) {
    ByteBuffer head = ByteBuffer.allocate(27).order(ByteOrder.LITTLE_ENDIAN);
    head.putLong(at).put(binding).putLong(time).putShort((short) keyLength).put((byte) flags);
    CRC32C crc = new CRC32C();
    crc.update(head.array(), 0, 27);
    crc.update(log, keyAt, keyLength);
    crc.update(v, 0, v.length - 4);
    return (int) crc.getValue();
  }

  /** All records from the start on, as long as they are intact. */
  static List<Rec> records(byte[] log) {
    byte[] binding = binding(log);
    List<Rec> all = new ArrayList<>();
    for (int at = 0; at < log.length; ) {
      Rec r = parse(log, at, binding);
      if (r == null) {
        break;
      }
      all.add(r);
      at = r.end();
    }
    return all;
  }

  /** All intact records with a checksum, wherever they begin: tries every offset. */
  static List<Rec> recordsAnywhere(byte[] log, byte[] binding) {
    List<Rec> all = new ArrayList<>();
    for (int at = 0; at + HEADER < log.length; ) {
      Rec r = (log[at + 14] & CHECKED) != 0 ? parse(log, at, binding) : null;
      if (r != null) {
        all.add(r);
      }
      at = r != null ? r.end() : at + 1;
    }
    return all;
  }

  /**
   * Gives the record at {@code at} the checksum that its bytes need, as somebody hostile would; a
   * record that does not fit, is compressed or has no checksum stays as it is.
   */
  static void seal(byte[] log, int at, byte[] binding) {
    if (at + HEADER > log.length) {
      return;
    }
    ByteBuffer b = buffer(log);
    int keyLength = b.getShort(at + 8) & 0xffff;
    int stored = b.getInt(at + 10);
    int flags = log[at + 14] & 0xff;
    long end = at + HEADER + keyLength + (long) stored;
    if ((flags & CHECKED) == 0 || (flags & COMPRESSED) != 0 || stored < 4 || end > log.length) {
      return;
    }
    int keyAt = at + HEADER;
    byte[] value = Arrays.copyOfRange(log, keyAt + keyLength, (int) end);
    boolean isFormat = new String(log, keyAt, keyLength, StandardCharsets.UTF_8).equals(FORMAT_KEY);
    byte[] bound = isFormat ? new byte[8] : binding;
    int crc = crc(at, bound, b.getLong(at), flags, log, keyAt, keyLength, value);
    b.putInt((int) end - 4, crc);
  }

  /** A record as the original writes it. */
  static byte[] original(long timestamp, String key, int flags, byte[] atom) {
    byte[] k = key.getBytes(StandardCharsets.UTF_8);
    ByteBuffer b =
        ByteBuffer.allocate(HEADER + k.length + atom.length).order(ByteOrder.LITTLE_ENDIAN);
    b.putLong(timestamp).putShort((short) k.length).putInt(atom.length).put((byte) flags);
    return b.put(k).put(atom).array();
  }

  static byte[] textAtom(String text) {
    byte[] t = text.getBytes(StandardCharsets.UTF_8);
    ByteBuffer b = ByteBuffer.allocate(12 + t.length).order(ByteOrder.LITTLE_ENDIAN);
    return b.putInt(3).putLong(t.length).put(t).array();
  }

  static byte[] intAtom(long v) {
    ByteBuffer b = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
    return b.putInt(2).putLong(v).array();
  }
}

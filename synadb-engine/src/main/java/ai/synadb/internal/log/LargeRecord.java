/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.log;

import ai.synadb.internal.format.AtomFormat;
import ai.synadb.internal.format.ByteSource;
import ai.synadb.internal.format.RecordBuffer;
import ai.synadb.internal.format.RecordChecksum;
import ai.synadb.internal.format.RecordFormat;
import java.util.Arrays;

/** Checks records that are too large to bring into memory whole. */
final class LargeRecord {
  private static final int PIECE = 1 << 18;

  private LargeRecord() {}

  /**
   * Checks the record at {@code at}, whose header is plausible and which fits before {@code limit},
   * and parses it into {@code r} without the bytes of its value: header, key, link and kind of
   * value are as usual, and a stand-in of zero length takes the place of the value's bytes.
   */
  static int check(RecordBuffer r, ByteSource source, long at, long limit, long binding) {
    byte[] head = new byte[RecordFormat.HEADER_BYTES];
    source.read(at, head, 0, head.length);
    int keyLength = RecordFormat.getUnsignedShort(head, RecordFormat.KEY_LENGTH_AT);
    int stored = RecordFormat.getInt(head, RecordFormat.VALUE_LENGTH_AT);
    int flags = head[RecordFormat.FLAGS_AT] & 0xff;
    boolean checked = (flags & RecordFormat.CHECKED) != 0;
    if ((flags & RecordFormat.COMPRESSED) != 0) {
      // Ours are never compressed at this size; the original's carry no checksum to check.
      return checked
          ? r.standIn(
              head, keyOf(source, at, keyLength), at, null, "it is compressed and too large")
          : r.standIn(head, keyOf(source, at, keyLength), at, new byte[0], "");
    }
    byte[] key = keyOf(source, at, keyLength);
    long valueAt = at + RecordFormat.HEADER_BYTES + keyLength;
    byte[] prefix = new byte[AtomFormat.PREFIX_BYTES];
    source.read(valueAt, prefix, 0, prefix.length);
    int tail =
        ((flags & RecordFormat.CHAINED) != 0 ? RecordFormat.PREVIOUS_BYTES : 0)
            + (checked ? RecordFormat.CRC_BYTES : 0);
    byte[] end = new byte[tail];
    source.read(valueAt + stored - tail, end, 0, tail);
    if (checked) {
      RecordChecksum sum = new RecordChecksum();
      sum.begin(at, binding, RecordFormat.getLong(head, 0), keyLength, flags);
      sum.update(key, 0, keyLength);
      byte[] piece = new byte[PIECE];
      int left = stored - RecordFormat.CRC_BYTES;
      for (long p = valueAt; left > 0; ) {
        int n = Math.min(left, PIECE);
        source.read(p, piece, 0, n);
        sum.update(piece, 0, n);
        p += n;
        left -= n;
      }
      if (sum.value() != RecordFormat.getInt(end, tail - RecordFormat.CRC_BYTES)) {
        return r.standIn(head, key, at, null, "its checksum does not match");
      }
    }
    int tag = RecordFormat.getInt(prefix, 0);
    long n = RecordFormat.getLong(prefix, 4);
    long room = (long) stored - tail - AtomFormat.PREFIX_BYTES;
    boolean fits =
        tag == AtomFormat.TAG_NULL
            ? (flags & RecordFormat.TOMBSTONE) != 0 && checked
            : (tag == AtomFormat.TAG_TEXT || tag == AtomFormat.TAG_BYTES)
                && n >= 0
                && (checked ? n <= room : n == room);
    if (!fits) {
      return r.standIn(head, key, at, null, "its value is incomplete or of no known type");
    }
    byte[] tailOnly = Arrays.copyOf(end, tail);
    return r.standIn(head, key, at, tailOnly, "");
  }

  private static byte[] keyOf(ByteSource source, long at, int keyLength) {
    byte[] key = new byte[keyLength];
    source.read(at + RecordFormat.HEADER_BYTES, key, 0, keyLength);
    return key;
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.log;

import ai.synadb.internal.format.AtomFormat;
import ai.synadb.internal.format.RecordBuffer;
import ai.synadb.internal.format.RecordEncoder;
import ai.synadb.internal.format.RecordFormat;
import org.jspecify.annotations.Nullable;

/**
 * Where the bytes of a large Bytes value lie, found by the heads and links of its key's records
 * alone.
 *
 * @param record the record's offset
 * @param at the offset of the bytes
 * @param size the number of bytes
 */
record LocatedBytes(long record, long at, int size) {
  /** Smaller values are read and checked as a whole: that costs no more than a page or two. */
  static final int MIN_SIZE = 1 << 16;

  private static final int CHAINED = RecordFormat.CHECKED | RecordFormat.CHAINED;

  /**
   * Finds the newest value up to a position.
   *
   * @return null if anything is unusual, so that the records have to be looked at as a whole
   */
  static @Nullable LocatedBytes find(Generation g, byte[] key, long position) {
    if (g.isSalvage()) {
      return null;
    }
    long slot = g.directory().find(key, g.directory().hash(key), g);
    long offset = slot == 0 ? -1 : KeyDirectory.offsetOf(slot);
    byte[] head = new byte[RecordFormat.HEADER_BYTES];
    byte[] prefix = new byte[AtomFormat.PREFIX_BYTES];
    byte[] link = new byte[RecordFormat.PREVIOUS_BYTES];
    while (offset >= 0) {
      long end = g.end();
      LogView view = g.view();
      int payload = payload(view, offset, end, key, CHAINED, head, prefix);
      if (payload < 0) {
        return null;
      }
      long valueAt = offset + head.length + key.length;
      if (RecordFormat.getLong(head, RecordFormat.TIMESTAMP_AT) <= position) {
        return new LocatedBytes(offset, valueAt + prefix.length, payload);
      }
      int stored = RecordFormat.getInt(head, RecordFormat.VALUE_LENGTH_AT);
      view.read(valueAt + stored - RecordFormat.CRC_BYTES - link.length, link, 0, link.length);
      long previous = RecordFormat.getLong(link, 0);
      if (previous < 0 || previous > offset) {
        return null;
      }
      offset = previous - 1;
    }
    return null;
  }

  /**
   * Finds a part of a value in parts.
   *
   * @return null if anything is unusual, as above
   */
  static @Nullable LocatedBytes findPart(Generation g, byte[] key, int size) {
    long slot = g.isSalvage() ? 0 : g.directory().find(key, g.directory().hash(key), g);
    if (slot == 0) {
      return null;
    }
    long offset = KeyDirectory.offsetOf(slot);
    byte[] head = new byte[RecordFormat.HEADER_BYTES];
    byte[] prefix = new byte[AtomFormat.PREFIX_BYTES];
    long end = g.end();
    int payload = payload(g.view(), offset, end, key, RecordFormat.CHECKED, head, prefix);
    return payload == size
        ? new LocatedBytes(offset, offset + head.length + key.length + prefix.length, payload)
        : null;
  }

  /**
   * The bytes of the value, if the record is one of the usual kind with this key; else -1.
   *
   * @param usual the flags that such a record has
   */
  private static int payload(
      LogView view, long offset, long end, byte[] key, int usual, byte[] head, byte[] prefix) {
    if (end - offset < (long) head.length + key.length + prefix.length) {
      return -1;
    }
    view.read(offset, head, 0, head.length);
    int flags = head[RecordFormat.FLAGS_AT] & 0xff;
    int stored = RecordFormat.getInt(head, RecordFormat.VALUE_LENGTH_AT);
    if ((flags & ~RecordFormat.BATCHED) != usual
        || stored < MIN_SIZE
        || RecordBuffer.headerDamage(key.length, stored, flags) != null
        || RecordBuffer.lengthAt(head, 0) > end - offset
        || !view.keyEquals(offset, key)) {
      return -1;
    }
    view.read(offset + head.length + key.length, prefix, 0, prefix.length);
    long n = RecordFormat.getLong(prefix, 4);
    int tail = RecordEncoder.tailLength(usual);
    return RecordFormat.getInt(prefix, 0) == AtomFormat.TAG_BYTES
            && n >= 0
            && n <= (long) stored - prefix.length - tail
        ? (int) n
        : -1;
  }
}

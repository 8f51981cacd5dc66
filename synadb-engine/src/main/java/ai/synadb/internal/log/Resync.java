/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.log;

import ai.synadb.internal.format.AtomFormat;
import ai.synadb.internal.format.ByteSource;
import ai.synadb.internal.format.FormatRecord;
import ai.synadb.internal.format.RecordBuffer;
import ai.synadb.internal.format.RecordFormat;
import ai.synadb.internal.format.SyncRecord;
import org.jspecify.annotations.Nullable;

/**
 * Finds the next record behind bytes that are none.
 *
 * <p>Every offset is tried. A header has to make sense and the value's type has to be known before
 * anything is hashed, and no more is hashed in all than eight times the file; behind that the rest
 * counts as unreadable. A record of the original has no checksum, so it has to be strictly
 * well-formed, with a time between 2000 and 2100 that is not before the bad record's: it was
 * appended later. A database that is stored as a value, and was torn with it, is older.
 *
 * <p>Thread safety: confined to one thread.
 */
final class Resync {
  private static final int PIECE = 1 << 16;
  private static final int HASH_FACTOR = 8;
  private static final int PROBE = RecordFormat.HEADER_BYTES;

  private final ByteSource source;
  private final long limit;
  private final RecordBuffer record = new RecordBuffer();
  private long budget;
  private final byte[] scratchTag = new byte[AtomFormat.PREFIX_BYTES];

  Resync(ByteSource source, long limit) {
    this.source = source;
    this.limit = limit;
    this.budget = Math.max(1L << 20, limit * HASH_FACTOR);
  }

  /**
   * An intact record.
   *
   * @param isOurs whether a checksum proves it
   */
  record Candidate(long offset, long end, boolean isOurs) {}

  /**
   * What stands behind a bad record.
   *
   * @param durable the largest end that a sync record speaks of
   * @param foreignAt where the first record of somebody else is, or -1
   */
  record Evidence(long durable, long foreignAt) {}

  /**
   * The first intact record behind {@code bad}, or null.
   *
   * @param floor what was appended by others is not older than this
   */
  @Nullable Candidate find(long bad, long binding, long floor) {
    return search(bad + 1, Math.max(floor, notBefore(bad)), floor, binding);
  }

  /**
   * Finds out whose log this is when the record that says so is damaged: from a sync record, which
   * carries the UUID that its own checksum is bound to. Null if there is none.
   */
  @Nullable SyncRecord findIdentity() {
    byte[] key = RecordFormat.syncKey();
    byte[] piece = new byte[PIECE];
    int overlap = key.length - 1;
    for (long at = 0; at < limit; at += PIECE - overlap) {
      int n = (int) Math.min(PIECE, limit - at);
      source.read(at, piece, 0, n);
      for (int i = 0; i + key.length <= n; i++) {
        if (piece[i] == key[0] && RecordFormat.startsWith(piece, i, n - i, key)) {
          SyncRecord s = identityAt(at + i - RecordFormat.HEADER_BYTES, key.length);
          if (s != null) {
            return s;
          }
        }
      }
    }
    return null;
  }

  private @Nullable SyncRecord identityAt(long offset, int keyLength) {
    long payloadAt = offset + RecordFormat.HEADER_BYTES + keyLength + RecordFormat.NULL_BYTES;
    if (offset < 0 || payloadAt + SyncRecord.BYTES > limit) {
      return null;
    }
    byte[] payload = new byte[SyncRecord.BYTES];
    source.read(payloadAt, payload, 0, payload.length);
    SyncRecord s = SyncRecord.decode(payload, 0);
    long binding = FormatRecord.binding(s.uuid(), s.generation());
    return record.load(source, offset, limit, binding) == RecordBuffer.OK
            && record.has(RecordFormat.CHECKED)
            && record.isKey(RecordFormat.syncKey())
        ? s
        : null;
  }

  /**
   * Looks for records inside one that has no checksum, which run across its end: it was torn, and
   * its length has swallowed what was appended behind it.
   *
   * @param end where it ends by its own account
   * @return where the first of them begins, or -1
   */
  long findSwallowed(long torn, long end, long binding) {
    long notBefore = notBefore(torn);
    long from = torn + 1;
    while (true) {
      Candidate first = search(from, notBefore, Long.MIN_VALUE, binding);
      if (first == null || first.offset() >= end) {
        return -1;
      }
      Candidate c = first;
      int n = 1;
      while (c != null && c.end() < end) {
        c = isHeaderPlausible(c.end()) ? check(c.end(), notBefore, binding) : null;
        n++;
      }
      if (c != null && c.end() > end && n > 1) {
        return first.offset();
      }
      from = first.offset() + 1;
    }
  }

  /**
   * The time of the bad record, if its header makes sense: what was appended behind it is not
   * older.
   */
  private long notBefore(long bad) {
    if (limit - bad < PROBE) {
      return RecordFormat.PLAUSIBLE_TIME_MIN;
    }
    byte[] head = new byte[PROBE];
    source.read(bad, head, 0, PROBE);
    long t = RecordFormat.getLong(head, 0);
    int flags = head[RecordFormat.FLAGS_AT] & 0xff;
    boolean plausible =
        RecordBuffer.headerDamage(
                    RecordFormat.getUnsignedShort(head, RecordFormat.KEY_LENGTH_AT),
                    RecordFormat.getInt(head, RecordFormat.VALUE_LENGTH_AT),
                    flags)
                == null
            && t >= RecordFormat.PLAUSIBLE_TIME_MIN
            && t <= RecordFormat.PLAUSIBLE_TIME_MAX;
    return plausible ? t : RecordFormat.PLAUSIBLE_TIME_MIN;
  }

  private @Nullable Candidate search(long from, long notBefore, long floor, long binding) {
    byte[] piece = new byte[(int) Math.min(PIECE, Math.max(PROBE, limit - from))];
    for (long at = from; at + PROBE + RecordFormat.NULL_BYTES < limit; ) {
      int n = (int) Math.min(piece.length, limit - at);
      source.read(at, piece, 0, n);
      int last = n - PROBE;
      for (int i = 0; i <= last; i++) {
        if (budget <= 0) {
          return null;
        }
        if (isPlausible(piece, i, at + i)) {
          Candidate c = check(at + i, notBefore, binding);
          if (c != null && (c.isOurs() || isForeign(c, floor, binding))) {
            return c;
          }
        }
      }
      at += last + 1;
    }
    return null;
  }

  /**
   * Whether what looks like a record of somebody else is one. It has no checksum, and torn bytes of
   * ours can look like one by chance: so it has to be followed by a record, by the end, or by the
   * torn beginning of a record; and in a log of ours by no record that is older, as those inside a
   * value would be.
   */
  private boolean isForeign(Candidate c, long floor, long binding) {
    long at = c.end();
    if (limit - at >= PROBE) {
      byte[] head = new byte[PROBE];
      source.read(at, head, 0, PROBE);
      if (isPlausible(head, 0, at)) {
        if (record.load(source, at, limit, binding) != RecordBuffer.OK) {
          return false;
        }
        budget -= record.length();
      } else if (!isTornHeader(head)) {
        return false;
      }
    }
    return runIsNotBefore(c, floor, binding);
  }

  private static boolean isTornHeader(byte[] head) {
    long t = RecordFormat.getLong(head, 0);
    return t >= RecordFormat.PLAUSIBLE_TIME_MIN
        && t <= RecordFormat.PLAUSIBLE_TIME_MAX
        && RecordBuffer.headerDamage(
                RecordFormat.getUnsignedShort(head, RecordFormat.KEY_LENGTH_AT),
                RecordFormat.getInt(head, RecordFormat.VALUE_LENGTH_AT),
                head[RecordFormat.FLAGS_AT] & 0xff)
            == null;
  }

  /**
   * Whether none of the foreign records that follow each other from here on is older than {@code
   * floor}.
   */
  private boolean runIsNotBefore(Candidate first, long floor, long binding) {
    if (floor == Long.MIN_VALUE) {
      return true;
    }
    long at = first.end();
    while (budget > 0 && isHeaderPlausible(at)) {
      budget -= PROBE;
      if (record.load(source, at, limit, binding) != RecordBuffer.OK
          || record.has(RecordFormat.CHECKED)) {
        return true;
      }
      if (record.timestamp() < floor) {
        return false;
      }
      budget -= record.length();
      at += record.length();
    }
    return true;
  }

  private boolean isPlausible(byte[] b, int i, long offset) {
    int flags = b[i + RecordFormat.FLAGS_AT] & 0xff;
    int keyLength = RecordFormat.getUnsignedShort(b, i + RecordFormat.KEY_LENGTH_AT);
    int stored = RecordFormat.getInt(b, i + RecordFormat.VALUE_LENGTH_AT);
    if (keyLength == 0
        || keyLength > RecordFormat.MAX_KEY_BYTES
        || stored < RecordFormat.NULL_BYTES
        || stored > RecordFormat.MAX_VALUE_BYTES
        || offset + PROBE + keyLength + stored > limit) {
      return false;
    }
    long t = RecordFormat.getLong(b, i);
    return (flags & RecordFormat.CHECKED) != 0
        ? t >= 0 && t <= LogClock.MAX_TIMESTAMP
        : (flags & ~RecordFormat.ORIGINAL_FLAGS) == 0
            && t >= RecordFormat.PLAUSIBLE_TIME_MIN
            && t <= RecordFormat.PLAUSIBLE_TIME_MAX;
  }

  private @Nullable Candidate check(long offset, long notBefore, long binding) {
    byte[] head = new byte[PROBE];
    source.read(offset, head, 0, PROBE);
    int flags = head[RecordFormat.FLAGS_AT] & 0xff;
    int keyLength = RecordFormat.getUnsignedShort(head, RecordFormat.KEY_LENGTH_AT);
    int stored = RecordFormat.getInt(head, RecordFormat.VALUE_LENGTH_AT);
    boolean ours = (flags & RecordFormat.CHECKED) != 0;
    if (!ours && RecordFormat.getLong(head, 0) < notBefore) {
      return null;
    }
    if ((flags & RecordFormat.COMPRESSED) == 0) {
      source.read(offset + PROBE + keyLength, scratchTag, 0, RecordFormat.NULL_BYTES);
      int tag = RecordFormat.getInt(scratchTag, 0);
      if (tag < 0 || tag > AtomFormat.TAG_VECTOR) {
        return null;
      }
    }
    int code;
    budget -= PROBE + keyLength + (long) stored;
    if (stored > RecordBuffer.MAX_COMPRESSED_RAW) {
      code = LargeRecord.check(record, source, offset, limit, binding);
    } else {
      code = record.load(source, offset, limit, binding);
    }
    if (code != RecordBuffer.OK) {
      return null;
    }
    return new Candidate(offset, offset + record.length(), ours);
  }

  /** Walks from an intact record to the end and collects what tells a torn tail from damage. */
  Evidence evidence(long bad, long from, long binding, long floor) {
    long notBefore = Math.max(floor, notBefore(bad));
    long durable = 0;
    long foreignAt = -1;
    long at = from;
    while (at < limit) {
      Candidate c = isHeaderPlausible(at) ? check(at, notBefore, binding) : null;
      if (c == null) {
        c = search(at + 1, notBefore, floor, binding);
        if (c == null) {
          break;
        }
      }
      if (!c.isOurs()) {
        foreignAt = foreignAt < 0 ? c.offset() : foreignAt;
      } else if (record.isKey(RecordFormat.syncKey()) && record.extraLength() >= SyncRecord.BYTES) {
        durable =
            Math.max(durable, SyncRecord.decode(record.value(), record.extraAt()).durableEnd());
      }
      at = c.end();
    }
    return new Evidence(durable, foreignAt);
  }

  private boolean isHeaderPlausible(long at) {
    if (limit - at < PROBE) {
      return false;
    }
    byte[] head = new byte[PROBE];
    source.read(at, head, 0, PROBE);
    return isPlausible(head, 0, at);
  }
}

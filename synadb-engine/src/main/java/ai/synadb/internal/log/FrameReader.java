/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.log;

import ai.synadb.error.SynaIOException;
import ai.synadb.internal.format.ByteSource;
import ai.synadb.internal.format.RecordBuffer;
import ai.synadb.internal.format.RecordFormat;
import ai.synadb.internal.format.SyncRecord;
import ai.synadb.internal.io.StorageFile;
import java.io.IOException;
import java.util.Arrays;

/**
 * Reads a log in large pieces and takes its records apart, one behind the other.
 *
 * <p>Thread safety: confined to one thread.
 */
final class FrameReader implements ByteSource {
  /** A run does not go on behind so many bytes. */
  static final long RUN_BYTES = 1 << 20;

  private static final int PIECE = 1 << 18;

  /** Records up to this are parsed in the buffer, larger ones checked piece by piece. */
  private static final int MAX_BUFFERED = RecordBuffer.MAX_COMPRESSED_RAW + (1 << 17);

  private final Generation g;
  private final StorageFile file;
  private final long limit;
  private final RecordBuffer record = new RecordBuffer();
  private byte[] buffer;
  private long bufferAt;
  private int bufferLength;
  private long stoppedAt = -1;
  private int stoppedCode;

  /** Reads records from {@code from} on; the log's bytes end at {@code limit}. */
  FrameReader(Generation g, long from, long limit) {
    this.g = g;
    this.file = g.file();
    this.limit = limit;
    this.buffer =
        new byte[RecordBuffer.HEADROOM + (int) Math.min(PIECE, Math.max(64, limit - from))];
  }

  /** What was parsed last. */
  RecordBuffer record() {
    return record;
  }

  /** Parses the record at an offset, as {@link RecordBuffer#parse} does. */
  private int parseAt(long at) {
    stoppedAt = -1;
    long available = limit - at;
    if (available < RecordFormat.HEADER_BYTES) {
      return record.parse(buffer, 0, available, at, 0);
    }
    int index = require(at, RecordFormat.HEADER_BYTES);
    long length = RecordBuffer.lengthAt(buffer, index);
    if (length <= bufferAt + bufferLength - at) {
      return record.parse(buffer, index, available, at, g.binding(at));
    }
    int keyLength = RecordFormat.getUnsignedShort(buffer, index + RecordFormat.KEY_LENGTH_AT);
    int stored = RecordFormat.getInt(buffer, index + RecordFormat.VALUE_LENGTH_AT);
    int flags = buffer[index + RecordFormat.FLAGS_AT];
    if (length <= available && RecordBuffer.headerDamage(keyLength, stored, flags & 0xff) == null) {
      if (length > MAX_BUFFERED) {
        return LargeRecord.check(record, this, at, limit, g.binding(at));
      }
      index = require(at, (int) length);
    }
    return record.parse(buffer, index, available, at, g.binding(at));
  }

  /**
   * Describes records from {@code at} on, until the run is full, or of a MiB, or {@code to} is
   * reached, or there is one that has to be looked at whole: a damaged one, one without a checksum,
   * a format record, a reserved one that is looked up by its key. In the last two cases the run
   * {@link FrameRun#isLast}.
   */
  void fill(FrameRun run, long at, long to) {
    run.clear();
    long p = at;
    while (p < to) {
      if (run.isFull() || p - at >= RUN_BYTES) {
        return;
      }
      int code = parseAt(p);
      if (code != RecordBuffer.OK || !describe(run, p)) {
        stoppedAt = p;
        stoppedCode = code;
        break;
      }
      p += record.length();
    }
    run.setLast();
  }

  /** Parses the record at an offset, if it is not the one that {@link #fill} stopped at. */
  int examine(long at) {
    return at == stoppedAt ? stoppedCode : parseAt(at);
  }

  private boolean describe(FrameRun run, long at) {
    RecordBuffer r = record;
    int flags = r.flags();
    long t = r.timestamp();
    if ((flags & RecordFormat.CHECKED) == 0 || t < 0 || t > LogClock.MAX_TIMESTAMP) {
      return false;
    }
    long next = at + r.length();
    if (!r.isReserved()) {
      if ((flags & (RecordFormat.CHAINED | RecordFormat.BATCHED | RecordFormat.BLOCK)) == 0) {
        return false;
      }
      long hash = g.directory().hash(r.keyArray(), r.keyAt(), r.keyLength());
      run.add(at, next, hash, r.previous(), t, flags);
    } else if ((flags & RecordFormat.BATCHED) != 0 || r.isKey(RecordFormat.padKey())) {
      run.add(at, next, 0, 0, t, flags | FrameRun.HIDDEN);
    } else if (r.isKey(RecordFormat.commitKey())) {
      boolean fits = r.extraLength() >= 12;
      long count = fits ? RecordFormat.getInt(r.value(), r.extraAt()) : -1;
      long first = fits ? RecordFormat.getLong(r.value(), r.extraAt() + 4) : -1;
      run.add(at, next, count, first, t, flags | FrameRun.COMMIT);
    } else if (r.isKey(RecordFormat.syncKey())) {
      boolean fits = r.extraLength() >= SyncRecord.BYTES;
      long end = fits ? SyncRecord.decode(r.value(), r.extraAt()).durableEnd() : 0;
      run.add(at, next, 0, end, t, flags | FrameRun.SYNC);
    } else {
      return false;
    }
    return true;
  }

  /**
   * Makes {@code length} bytes from {@code at} on available in the buffer; returns where they
   * begin.
   */
  private int require(long at, int length) {
    if (at >= bufferAt && at + length <= bufferAt + bufferLength) {
      return RecordBuffer.HEADROOM + (int) (at - bufferAt);
    }
    if (buffer.length - RecordBuffer.HEADROOM < length) {
      int size = Math.max(length, Math.min(MAX_BUFFERED, buffer.length * 4));
      buffer = new byte[RecordBuffer.HEADROOM + size];
    }
    int n = (int) Math.min(buffer.length - RecordBuffer.HEADROOM, limit - at);
    read(at, buffer, RecordBuffer.HEADROOM, n);
    bufferAt = at;
    bufferLength = n;
    return RecordBuffer.HEADROOM;
  }

  @Override
  public void read(long at, byte[] target, int to, int length) {
    try {
      if (file.read(at, target, to, length) < length) {
        throw new SynaIOException(g.path() + " became shorter while it was read", null, g.path());
      }
    } catch (IOException e) {
      throw new SynaIOException("Reading " + g.path() + " failed", e, g.path());
    }
  }

  /** Whether the record at an offset has this key. */
  boolean keyEquals(long offset, byte[] key) {
    long keyAt = offset + RecordFormat.HEADER_BYTES;
    if (offset >= bufferAt && keyAt + key.length <= bufferAt + bufferLength) {
      int i = RecordBuffer.HEADROOM + (int) (keyAt - bufferAt);
      int lengthAt = i - RecordFormat.HEADER_BYTES + RecordFormat.KEY_LENGTH_AT;
      return RecordFormat.getUnsignedShort(buffer, lengthAt) == key.length
          && Arrays.equals(buffer, i, i + key.length, key, 0, key.length);
    }
    return g.keyEquals(offset, key);
  }

  byte[] keyAt(long offset) {
    byte[] head = new byte[RecordFormat.HEADER_BYTES];
    read(offset, head, 0, head.length);
    byte[] key = new byte[RecordFormat.getUnsignedShort(head, RecordFormat.KEY_LENGTH_AT)];
    read(offset + head.length, key, 0, key.length);
    return key;
  }
}

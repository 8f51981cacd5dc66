/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.log;

import ai.synadb.internal.format.AtomFormat;
import ai.synadb.internal.format.RecordChecksum;
import ai.synadb.internal.format.RecordEncoder;
import ai.synadb.internal.format.RecordFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * A Bytes record that is written in pieces, each checksummed while it is in the cache.
 *
 * <p>Thread safety: confined to one thread.
 */
final class ThroughRecord {
  private static final int PIECE = 1 << 16;

  private final RecordChecksum checksum = new RecordChecksum();
  private final byte[] head;
  private final byte[] tail;
  private final int size;

  /**
   * @param previous 1 + the offset of the key's previous record, or 0; -1 without a link
   */
  ThroughRecord(Generation g, long offset, long timestamp, byte[] key, int size, long previous) {
    int flags = RecordFormat.CHECKED | (previous >= 0 ? RecordFormat.CHAINED : 0);
    this.size = size;
    tail = new byte[RecordEncoder.tailLength(flags)];
    head = new byte[RecordFormat.HEADER_BYTES + key.length + AtomFormat.PREFIX_BYTES];
    int stored = AtomFormat.PREFIX_BYTES + size + tail.length;
    RecordFormat.putHeader(head, 0, timestamp, key.length, stored, flags);
    System.arraycopy(key, 0, head, RecordFormat.HEADER_BYTES, key.length);
    int valueAt = RecordFormat.HEADER_BYTES + key.length;
    RecordFormat.putInt(head, valueAt, AtomFormat.TAG_BYTES);
    RecordFormat.putLong(head, valueAt + 4, size);
    if (previous >= 0) {
      RecordFormat.putLong(tail, 0, previous);
    }
    checksum.begin(offset, g.binding(offset), timestamp, key.length, flags);
    checksum.update(head, RecordFormat.HEADER_BYTES, head.length - RecordFormat.HEADER_BYTES);
  }

  /**
   * Has the source fill the next piece of a buffer, and moves its position.
   *
   * @return the CRC32C of the piece
   */
  static int fill(ByteBuffer target, LogUpdater.PieceSource source, CRC32C crc) throws IOException {
    int n = Math.min(target.remaining(), PIECE);
    ByteBuffer piece = target.slice(target.position(), n);
    source.read(piece);
    if (piece.hasRemaining()) {
      throw new IllegalStateException(
          "The source left " + piece.remaining() + " of " + n + " bytes unfilled");
    }
    crc.reset();
    crc.update(target.slice(target.position(), n));
    target.position(target.position() + n);
    int sum = (int) crc.getValue();
    source.checksum(sum);
    return sum;
  }

  void write(LogUpdater.PieceSource source, LogWriter.Pieces out) throws IOException {
    out.write(out.next().put(head)); // a key has less than 64 KiB
    ByteBuffer b = out.next(); // on its own, so that the source's pieces are aligned in memory
    CRC32C crc = new CRC32C();
    for (int left = size; left > 0; ) {
      int n = Math.min(left, PIECE);
      if (b.remaining() < n) {
        out.write(b);
        b = out.next();
      }
      int sum = fill(b.limit(b.position() + n), source, crc);
      checksum.append(sum, n);
      b.limit(b.capacity());
      left -= n;
    }
    int linkBytes = tail.length - RecordFormat.CRC_BYTES;
    checksum.update(tail, 0, linkBytes);
    RecordFormat.putInt(tail, linkBytes, checksum.value());
    if (b.remaining() < tail.length) {
      out.write(b);
      b = out.next();
    }
    out.write(b.put(tail));
  }
}

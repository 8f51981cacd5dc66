/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * Learns what has to be known of a segment while its bytes pass by.
 *
 * <p>Thread safety: confined to one thread.
 */
final class SegmentRecorder {
  private final long id;
  private final long number;
  private final long first;
  private final int bytes;
  private final RangeFinder range;
  private final int[] sums;
  private final CRC32C crc = new CRC32C();
  private int at;

  SegmentRecorder(long id, long number, long first, int bytes, RangeFinder range) {
    this.id = id;
    this.number = number;
    this.first = first;
    this.bytes = bytes;
    this.range = range;
    this.sums = new int[(bytes + SegmentSums.PIECE_BYTES - 1) >>> SegmentSums.PIECE_BITS];
  }

  /** Takes the next bytes, the remaining ones of a buffer, whole elements. */
  void accept(ByteBuffer next) {
    range.accept(next);
    ByteBuffer b = next.duplicate();
    int end = b.limit();
    while (b.position() < end) {
      int left = SegmentSums.PIECE_BYTES - (at & SegmentSums.PIECE_BYTES - 1);
      int n = Math.min(left, end - b.position());
      b.limit(b.position() + n);
      crc.update(b);
      at += n;
      if (n == left || at == bytes) {
        sums[(at - 1) >>> SegmentSums.PIECE_BITS] = (int) crc.getValue();
        crc.reset();
      }
    }
  }

  SegmentSums sums() {
    if (at != bytes) {
      throw new AssertionError(at + " of " + bytes);
    }
    return new SegmentSums(id, number, first, bytes, sums);
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import java.nio.ByteBuffer;

/**
 * Learns what has to be known of a segment while its bytes pass by, in the pieces in which the log
 * asks for them: those that have checksums here.
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
  private int at;
  private int known;

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
    at += next.remaining();
  }

  /** Takes the CRC32C of those bytes. */
  void checksum(int crc32c) {
    sums[known++] = crc32c;
    if (at != Math.min(bytes, (long) known << SegmentSums.PIECE_BITS)) {
      throw new AssertionError(at + " bytes in " + known + " pieces");
    }
  }

  SegmentSums sums() {
    if (at != bytes || known != sums.length) {
      throw new AssertionError(at + " of " + bytes);
    }
    return new SegmentSums(id, number, first, bytes, sums);
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import ai.synadb.DbConfig;
import java.nio.ByteBuffer;

/**
 * What is known of one segment of a stored tensor: which bytes of all it holds, and their
 * checksums.
 *
 * <pre>
 *   0  u64  magic "SYNATSEG"
 *   8  u32  version, 1
 *  12  u32  length of all, 52 + 4 × pieces
 *  16  u64  id of the tensor
 *  24  u64  number of the segment, from 0
 *  32  u64  first byte of the segment, counted from the first of the tensor
 *  40  u64  bytes of the segment
 *  48  u32  CRC32C of each piece of 64 KiB, the last perhaps shorter
 *      u32  CRC32C of everything before
 * </pre>
 */
record SegmentSums(long id, long number, long first, long bytes, int[] sums) {
  /** "SYNATSEG", little-endian. */
  static final long MAGIC = 0x47455354414e5953L;

  static final int PIECE_BITS = 16;
  static final int PIECE_BYTES = 1 << PIECE_BITS;
  private static final int FIXED_BYTES = 48;

  byte[] encode() {
    int length = FIXED_BYTES + 4 * sums.length + Descriptors.CRC_BYTES;
    ByteBuffer b = Descriptors.begin(MAGIC, length);
    b.putLong(id).putLong(number).putLong(first).putLong(bytes);
    for (int sum : sums) {
      b.putInt(sum);
    }
    return Descriptors.end(b);
  }

  /** Reads the sums of a segment of a tensor of {@code total} bytes. */
  static SegmentSums decode(byte[] descriptor, String key, long total) {
    ByteBuffer b = Descriptors.open(descriptor, MAGIC, key);
    if (b.remaining() < FIXED_BYTES - Descriptors.PREFIX_BYTES) {
      throw Descriptors.corrupt(key, "it has " + descriptor.length + " bytes");
    }
    long id = b.getLong();
    long number = b.getLong();
    long first = b.getLong();
    long bytes = b.getLong();
    if (id != TensorKeys.idOf(key) || number != TensorKeys.numberOf(key)) {
      throw Descriptors.corrupt(key, "it is that of another segment");
    }
    if (first < 0 || bytes < 1 || bytes > DbConfig.MAX_VALUE_BYTES || first > total - bytes) {
      throw Descriptors.corrupt(
          key, "it has bytes " + first + " to " + (first + bytes) + " of a tensor of " + total);
    }
    int[] sums = new int[b.remaining() / 4];
    if (b.remaining() % 4 != 0 || sums.length != (bytes + PIECE_BYTES - 1) >>> PIECE_BITS) {
      throw Descriptors.corrupt(
          key, bytes + " bytes do not have checksums of " + b.remaining() + " bytes");
    }
    b.asIntBuffer().get(sums);
    return new SegmentSums(id, number, first, bytes, sums);
  }
}

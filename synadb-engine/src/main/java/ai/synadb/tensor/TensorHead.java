/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import ai.synadb.internal.format.Sha256;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The head of a stored tensor: what it is, and how many segments its elements lie in. Of a fixed
 * length for a rank, so that appending rows costs no more for a tensor that is long already.
 *
 * <pre>
 *   0  u64  magic "SYNATNSR"
 *   8  u32  version, 1
 *  12  u32  length of all, 76 + 8 × rank
 *  16  u64  id
 *  24  u8   dtype   1 float32  2 float64  3 int32  4 int64  5 float16  6 bfloat16  7 int8
 *                   8 uint8  9 bool
 *  25  u8   rank
 *  26  u16  0
 *  28  u32  0
 *  32  u64  segments
 *  40  16   digest of everything the segments hold
 *  56  i64  smallest element, as a key
 *  64  i64  largest element, as a key; smaller than the other if there is none
 *  72  u64  extents, outermost first
 *      u32  CRC32C of everything before
 * </pre>
 *
 * <p>A key is an integer in the order of the elements: of integers and truth values the element, of
 * floating-point numbers their bits as a signed integer of their width, with all but the sign
 * flipped where it is negative.
 *
 * @param digest 16 bytes; the chain of {@link #next}
 */
record TensorHead(
    long id, DType dtype, Shape shape, long segments, byte[] digest, long minKey, long maxKey) {
  /** "SYNATNSR", little-endian. */
  static final long MAGIC = 0x52534e54414e5953L;

  static final int DIGEST_BYTES = 16;
  private static final int FIXED_BYTES = 72;

  /** The digest of no segment. */
  static byte[] emptyDigest(DType dtype, Shape shape) {
    MessageDigest sha = Sha256.digest();
    ByteBuffer b = ByteBuffer.allocate(8 * (1 + Shape.MAX_RANK));
    b.putInt(DTypeCodes.of(dtype)).putInt(shape.rank());
    for (int i = 1; i < shape.rank(); i++) {
      b.putLong(shape.extent(i));
    }
    sha.update(b.flip());
    return Arrays.copyOf(sha.digest(), DIGEST_BYTES);
  }

  /** The digest with one more segment. */
  static byte[] next(byte[] digest, SegmentSums segment) {
    MessageDigest sha = Sha256.digest();
    sha.update(digest);
    ByteBuffer b = ByteBuffer.allocate(8 + 4 * segment.sums().length);
    b.putLong(segment.bytes());
    for (int sum : segment.sums()) {
      b.putInt(sum);
    }
    sha.update(b.flip());
    return Arrays.copyOf(sha.digest(), DIGEST_BYTES);
  }

  String digestText() {
    return HexFormat.of().formatHex(digest);
  }

  /** The length of a head. */
  static int bytes(int rank) {
    return FIXED_BYTES + 8 * rank + Descriptors.CRC_BYTES;
  }

  byte[] encode() {
    ByteBuffer b = Descriptors.begin(MAGIC, bytes(shape.rank()));
    b.putLong(id).put((byte) DTypeCodes.of(dtype)).put((byte) shape.rank());
    b.putShort((short) 0).putInt(0).putLong(segments).put(digest);
    b.putLong(minKey).putLong(maxKey);
    for (int i = 0; i < shape.rank(); i++) {
      b.putLong(shape.extent(i));
    }
    return Descriptors.end(b);
  }

  static TensorHead decode(byte[] bytes, String key) {
    ByteBuffer b = Descriptors.open(bytes, MAGIC, key);
    try {
      long id = b.getLong();
      DType dtype = DTypeCodes.type(b.get() & 0xff);
      int rank = b.get() & 0xff;
      if (bytes.length != bytes(rank)) {
        throw new IllegalArgumentException(
            "it has rank " + rank + " and " + bytes.length + " bytes");
      }
      if (b.getShort() != 0 || b.getInt() != 0) {
        throw new IllegalArgumentException("bytes that are to be 0 are not");
      }
      long segments = b.getLong();
      byte[] digest = new byte[DIGEST_BYTES];
      b.get(digest);
      long minKey = b.getLong();
      long maxKey = b.getLong();
      long[] extents = new long[rank];
      for (int i = 0; i < rank; i++) {
        extents[i] = b.getLong();
      }
      Shape shape = Shape.of(extents);
      long size = shape.sizeBytes(dtype);
      if (segments < 0 || segments > size || (size > 0 && segments == 0)) {
        throw new IllegalArgumentException(size + " bytes do not lie in " + segments + " segments");
      }
      return new TensorHead(id, dtype, shape, segments, digest, minKey, maxKey);
    } catch (IllegalArgumentException e) {
      throw Descriptors.corrupt(key, String.valueOf(e.getMessage()));
    }
  }
}

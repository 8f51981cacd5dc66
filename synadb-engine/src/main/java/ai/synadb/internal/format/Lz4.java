/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.format;

import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;

/** One raw LZ4 block behind its u32 uncompressed length, as the original stores it. */
public final class Lz4 {
  private static final LZ4Factory FACTORY = LZ4Factory.fastestInstance();
  private static final LZ4Compressor COMPRESSOR = FACTORY.fastCompressor();
  private static final LZ4SafeDecompressor DECOMPRESSOR = FACTORY.safeDecompressor();
  private static final int LENGTH_BYTES = 4;

  private Lz4() {}

  /** The most bytes that {@link #compress} can need. */
  public static int bound(int length) {
    return LENGTH_BYTES + COMPRESSOR.maxCompressedLength(length);
  }

  /** Compresses; returns the bytes used, length prefix included. */
  public static int compress(byte[] source, int at, int length, byte[] target, int targetAt) {
    RecordFormat.putInt(target, targetAt, length);
    return LENGTH_BYTES + COMPRESSOR.compress(source, at, length, target, targetAt + LENGTH_BYTES);
  }

  /** The uncompressed length, or -1 if no LZ4 block of this size can have it. */
  public static int rawLength(byte[] stored, int at, int length) {
    if (length < LENGTH_BYTES + 1) {
      return -1;
    }
    long raw = RecordFormat.getInt(stored, at) & 0xffffffffL;
    long most =
        (long) (length - LENGTH_BYTES) * RecordFormat.LZ4_MAX_RATIO + RecordFormat.LZ4_SLACK;
    return raw > most || raw > RecordFormat.MAX_VALUE_BYTES ? -1 : (int) raw;
  }

  /**
   * Decompresses into {@code target} from 0; false if the block is not well-formed or not of {@code
   * rawLength}.
   */
  public static boolean decompress(
      byte[] stored, int at, int length, byte[] target, int rawLength) {
    try {
      return DECOMPRESSOR.decompress(
              stored, at + LENGTH_BYTES, length - LENGTH_BYTES, target, 0, rawLength)
          == rawLength;
    } catch (LZ4Exception e) {
      return false;
    }
  }
}

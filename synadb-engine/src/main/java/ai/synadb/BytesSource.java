/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Where the bytes of a value come from that is written piece by piece: see {@link
 * SynaDB#putBytes(String, long, BytesSource)}.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface BytesSource {
  /**
   * Fills the buffer's remaining space with the next bytes. Nothing of the database may be called.
   *
   * @throws IOException if there are not as many; the value is then not written
   */
  void read(ByteBuffer target) throws IOException;

  /**
   * Is told the CRC32C of the bytes that {@link #read} has just given: the checksum of the record
   * is made of them, so whoever keeps checksums of pieces has them for nothing. Nothing of the
   * database may be called.
   */
  default void checksum(int crc32c) {}
}

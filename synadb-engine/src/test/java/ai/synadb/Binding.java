/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What the checksums of a file are bound to, worked out from its format record independently of the
 * engine.
 */
final class Binding {
  private Binding() {}

  /** The UUID's first half, mixed with the generation, out of the payload of a format record. */
  static byte[] of(byte[] format) {
    ByteBuffer b = ByteBuffer.wrap(format).order(ByteOrder.LITTLE_ENDIAN);
    long mixed = b.getLong(4) ^ (b.getLong(20) * 0x9E3779B97F4A7C15L);
    return ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(mixed).array();
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.registry;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The bytes of a source, piece by piece. Thread safety: confined to one thread. */
interface Pieces extends Closeable {
  /** How large a piece of a stream is: no humongous object for the collector. */
  int PIECE_BYTES = 256 << 10;

  /** The next piece, which nobody changes any more; null at the end. */
  @Nullable ByteBuffer next() throws IOException;

  /** Pieces of what lies in memory. */
  static Pieces of(ByteBuffer all) {
    ByteBuffer rest = all.duplicate();
    return new Pieces() {
      @Override
      public @Nullable ByteBuffer next() {
        int n = Math.min(PIECE_BYTES, rest.remaining());
        if (n == 0) {
          return null;
        }
        ByteBuffer piece = rest.slice(rest.position(), n);
        rest.position(rest.position() + n);
        return piece;
      }

      @Override
      public void close() {}
    };
  }
}

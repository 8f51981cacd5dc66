/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.registry;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The pieces of a stream. Thread safety: confined to one thread. */
final class StreamPieces implements Pieces {
  private final InputStream in;
  private final long length;
  private final boolean closes;
  private long done;

  /**
   * The pieces of a stream.
   *
   * @param length how many bytes to take; -1 for all there are
   * @param closes whether the stream is closed with the pieces
   */
  StreamPieces(InputStream in, long length, boolean closes) {
    this.in = in;
    this.length = length;
    this.closes = closes;
  }

  @Override
  public @Nullable ByteBuffer next() throws IOException {
    int want = length < 0 ? PIECE_BYTES : (int) Math.min(PIECE_BYTES, length - done);
    if (want == 0) {
      return null;
    }
    byte[] piece = new byte[want];
    int n = in.readNBytes(piece, 0, want);
    done += n;
    if (n < want && length >= 0) {
      throw new EOFException("The stream ended after " + done + " of " + length + " bytes");
    }
    return n == 0 ? null : ByteBuffer.wrap(piece, 0, n);
  }

  @Override
  public void close() throws IOException {
    if (closes) {
      in.close();
    }
  }
}

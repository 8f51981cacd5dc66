/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb;

import ai.synadb.internal.log.MappedBytes;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;

/**
 * Reads a Bytes value from any place. Thread safety: safe for use by multiple threads, one at a
 * time.
 */
final class BytesChannel implements SeekableByteChannel {
  private static final int PIECE = 1 << 16;

  private final MappedBytes bytes;
  private final Object lock = new Object();
  private byte[] scratchPiece = new byte[0];
  private long position;
  private volatile boolean isOpen = true;

  BytesChannel(MappedBytes bytes) {
    this.bytes = bytes;
  }

  @Override
  public int read(ByteBuffer target) throws ClosedChannelException {
    synchronized (lock) {
      requireOpen();
      if (position >= bytes.size()) {
        return -1;
      }
      int done = 0;
      while (target.hasRemaining() && position < bytes.size()) {
        int want = (int) Math.min(Math.min(PIECE, target.remaining()), bytes.size() - position);
        if (scratchPiece.length < want) {
          scratchPiece = new byte[want];
        }
        int n = bytes.read(position, scratchPiece, 0, want);
        target.put(scratchPiece, 0, n);
        position += n;
        done += n;
      }
      return done;
    }
  }

  private void requireOpen() throws ClosedChannelException {
    if (!isOpen) {
      throw new ClosedChannelException();
    }
  }

  @Override
  public int write(ByteBuffer source) {
    throw new NonWritableChannelException();
  }

  @Override
  public long position() throws ClosedChannelException {
    synchronized (lock) {
      requireOpen();
      return position;
    }
  }

  @Override
  public SeekableByteChannel position(long newPosition) throws ClosedChannelException {
    if (newPosition < 0) {
      throw new IllegalArgumentException("A position is 0 or more, not " + newPosition);
    }
    synchronized (lock) {
      requireOpen();
      position = newPosition;
      return this;
    }
  }

  @Override
  public long size() throws ClosedChannelException {
    requireOpen();
    return bytes.size();
  }

  @Override
  public SeekableByteChannel truncate(long size) {
    throw new NonWritableChannelException();
  }

  @Override
  public boolean isOpen() {
    return isOpen;
  }

  @Override
  public void close() {
    isOpen = false;
  }
}

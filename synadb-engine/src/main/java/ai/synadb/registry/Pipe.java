/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.registry;

import ai.synadb.internal.io.BufferInput;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Hands the pieces of a payload from the thread that hashes to the one that stores. Waiting is not
 * interrupted: either side always ends the other's wait.
 *
 * <p>Thread safety: safe for use by one thread on each side.
 */
final class Pipe extends InputStream implements BufferInput {
  private static final int MAX_BYTES = 8 << 20;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ArrayDeque<ByteBuffer> waiting = new ArrayDeque<>();
  private long waitingBytes;
  private boolean isFinished;
  private boolean isAbandoned; // by the side that fills
  private boolean isDropped; // by the side that reads
  private @Nullable ByteBuffer current; // of the side that reads

  /**
   * Adds a piece, when there is room.
   *
   * @return whether anybody still reads
   */
  boolean put(ByteBuffer piece) {
    lock.lock();
    try {
      while (waitingBytes >= MAX_BYTES && !isDropped) {
        changed.awaitUninterruptibly();
      }
      waiting.add(piece);
      waitingBytes += piece.remaining();
      changed.signalAll();
      return !isDropped;
    } finally {
      lock.unlock();
    }
  }

  /** No more comes. */
  void finish() {
    lock.lock();
    try {
      isFinished = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** No more comes, and what came is not all. */
  void abandon() {
    lock.lock();
    try {
      isAbandoned = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private @Nullable ByteBuffer take() throws IOException {
    lock.lock();
    try {
      while (waiting.isEmpty() && !isFinished && !isAbandoned) {
        changed.awaitUninterruptibly();
      }
      if (isAbandoned) {
        throw new IOException("The source failed");
      }
      ByteBuffer next = waiting.poll();
      if (next != null) {
        waitingBytes -= next.remaining();
        changed.signalAll();
      }
      return next;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public @Nullable ByteBuffer nextBuffer() throws IOException {
    ByteBuffer b = current;
    while (b == null || !b.hasRemaining()) {
      b = take();
      if (b == null) {
        return null;
      }
    }
    current = null;
    return b.slice();
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int at, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    ByteBuffer b = current;
    while (b == null || !b.hasRemaining()) {
      b = take();
      if (b == null) {
        return -1;
      }
      current = b;
    }
    int n = Math.min(length, b.remaining());
    b.get(target, at, n);
    return n;
  }

  /** Nobody reads any more. */
  @Override
  public void close() {
    lock.lock();
    try {
      isDropped = true;
      waiting.clear();
      waitingBytes = 0;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.log;

import ai.synadb.internal.io.BufferInput;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes a stream apart: so much of it is read ahead as a part needs, and no more than the stream is
 * said to have. Arrays that bytes were read into are used again once they are given back.
 *
 * <p>Thread safety: confined to one thread.
 */
final class PartStream {
  private static final int FIRST_BYTES = 64 << 10;
  private static final int ARRAY_BYTES = 256 << 10; // no humongous object for the collector

  private final InputStream in;
  private final ArrayDeque<ByteBuffer> ahead = new ArrayDeque<>();
  private final ArrayDeque<byte[]> spare = new ArrayDeque<>();
  private long aheadBytes;
  private long left; // 0 behind the end, however the stream goes on

  /**
   * @param most how many bytes may be read
   */
  PartStream(InputStream in, long most) {
    this.in = in;
    this.left = most;
  }

  /** Reads ahead; says how many bytes can be taken, at most {@code wanted}: fewer at the end. */
  int available(int wanted) throws IOException {
    while (aheadBytes < wanted) {
      ByteBuffer next = left == 0 ? null : read();
      if (next == null) {
        left = 0;
        return (int) aheadBytes;
      }
      ahead.add(next);
      aheadBytes += next.remaining();
    }
    return wanted;
  }

  private @Nullable ByteBuffer read() throws IOException {
    if (in instanceof BufferInput buffers) {
      ByteBuffer next = buffers.nextBuffer();
      if (next != null) {
        next = next.slice(next.position(), (int) Math.min(left, next.remaining()));
        left -= next.remaining();
      }
      return next;
    }
    byte[] array = spare.poll();
    if (array == null) {
      array = new byte[aheadBytes == 0 ? FIRST_BYTES : ARRAY_BYTES];
    }
    int wanted = (int) Math.min(array.length, left);
    int n = in.readNBytes(array, 0, wanted);
    left = n < wanted ? 0 : left - n;
    return n == 0 ? null : ByteBuffer.wrap(array, 0, n);
  }

  /** The next bytes, of those that are available. */
  List<ByteBuffer> take(int bytes) {
    List<ByteBuffer> taken = new ArrayList<>();
    aheadBytes -= bytes;
    for (int need = bytes; need > 0; ) {
      ByteBuffer b = ahead.remove();
      int n = Math.min(need, b.remaining());
      taken.add(b.slice(b.position(), n));
      if (n < b.remaining()) {
        ahead.addFirst(b.position(b.position() + n));
      }
      need -= n;
    }
    return taken;
  }

  /** Takes back what nobody reads any more. */
  void recycle(List<ByteBuffer> taken) {
    if (in instanceof BufferInput) {
      return;
    }
    for (ByteBuffer b : taken) {
      if (b.arrayOffset() + b.limit() == ARRAY_BYTES && b.array().length == ARRAY_BYTES) {
        spare.add(b.array()); // the array's last bytes were in it
      }
    }
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.log;

import ai.synadb.internal.format.PartsDescriptor;
import ai.synadb.internal.format.Payload;
import ai.synadb.internal.format.RecordEncoder;
import ai.synadb.internal.format.RecordFormat;
import ai.synadb.internal.log.LogUpdater.Style;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Writes values that come as streams: long ones in parts, records of ours that a last one makes a
 * value. A part is read from its stream before any lock is taken, so a stream that keeps its reader
 * waiting keeps nobody else waiting.
 *
 * <p>Thread safety: safe for use by multiple threads.
 */
public final class PartWriter {
  private static final Style PART_STYLE = new Style(false, false, false);

  private final LogUpdater updater;
  private final LogWriter writer;
  private final int partBytes;
  private final RandomIds ids;

  /** Values whose last record is still to come: a compaction keeps their parts. */
  private final Set<Long> active = ConcurrentHashMap.newKeySet();

  PartWriter(LogUpdater updater, LogWriter writer, int partBytes, RandomIds ids) {
    this.updater = updater;
    this.writer = writer;
    this.partBytes = partBytes;
    this.ids = ids;
  }

  boolean isActive(long id) {
    return active.contains(id);
  }

  /**
   * Appends a value from a stream: as one record if it is short, else in parts, which the last
   * record makes visible.
   *
   * @throws EOFException if the stream ends early
   */
  public void put(byte[] key, InputStream in, long length, Style style) throws IOException {
    if (length <= partBytes) {
      byte[] all = in.readNBytes((int) length);
      if (all.length < length) {
        throw ended(all.length, length);
      }
      updater.put(key, Payload.ofBytes(all), RecordEncoder.NO_EXTRA, style);
      return;
    }
    long parts = (length + partBytes - 1) / partBytes;
    if (parts > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "A value has at most " + (long) Integer.MAX_VALUE * partBytes + " bytes, not " + length);
    }
    long id = freshId();
    active.add(id);
    try {
      PartsDescriptor d = putParts(new PartStream(in, length), id, length);
      updater.put(
          key, Payload.ofBytes(d.encode()), new byte[] {RecordFormat.EXTENSION_PARTS}, style);
    } finally {
      active.remove(id);
    }
  }

  private static EOFException ended(long have, long length) {
    return new EOFException("The stream ended after " + have + " of " + length + " bytes");
  }

  /**
   * Stores bytes of any length that no key has yet: short ones stay in memory, long ones go into
   * parts.
   *
   * @param whole up to how many bytes are one record, if that is more than a part has
   * @throws IOException if reading the stream fails; nothing is then kept
   */
  public Staged stage(InputStream in, int whole) throws IOException {
    int inline = Math.max(whole, partBytes);
    PartStream stream = new PartStream(in, Long.MAX_VALUE);
    int n = stream.available(inline + 1);
    if (n <= inline) {
      Payload all = Payload.ofBytes(joined(stream.take(n), n));
      return new Staged(this, all, RecordEncoder.NO_EXTRA, n, 0);
    }
    long id = freshId();
    active.add(id);
    Staged staged = null;
    try {
      PartsDescriptor d = putParts(stream, id, 0);
      staged =
          new Staged(
              this,
              Payload.ofBytes(d.encode()),
              new byte[] {RecordFormat.EXTENSION_PARTS},
              d.totalBytes(),
              id);
      return staged;
    } finally {
      if (staged == null) {
        active.remove(id);
      }
    }
  }

  /** Writes all that is in a stream, which has {@code least} bytes or more. */
  private PartsDescriptor putParts(PartStream stream, long id, long least) throws IOException {
    long total = 0;
    int parts = 0;
    for (int n = partBytes; n == partBytes; ) { // a shorter one is the last
      n = stream.available(partBytes);
      if (n < partBytes && total + n < least) {
        throw ended(total + n, least);
      }
      if (n == 0) {
        break;
      }
      if (parts == Integer.MAX_VALUE) {
        throw new IOException("The stream has more than " + total + " bytes");
      }
      List<ByteBuffer> part = stream.take(n);
      putPart(PartsDescriptor.keyOf(id, parts++), part, n);
      stream.recycle(part);
      total += n;
    }
    return new PartsDescriptor(id, total, partBytes, parts);
  }

  private void putPart(byte[] key, List<ByteBuffer> part, int bytes) throws IOException {
    if (bytes < LogUpdater.MIN_PIECEWISE) {
      Payload all = Payload.ofBytes(joined(part, bytes));
      updater.putReserved(key, all, PART_STYLE);
    } else {
      updater.putFrom(key, bytes, new Reading(part), PART_STYLE);
    }
  }

  private static byte[] joined(List<ByteBuffer> pieces, int bytes) {
    ByteBuffer all = ByteBuffer.allocate(bytes);
    pieces.forEach(p -> all.put(p.duplicate()));
    return all.array();
  }

  /** Reads what lies in several buffers. */
  private static final class Reading implements LogUpdater.PieceSource {
    private final List<ByteBuffer> pieces;
    private int at;

    Reading(List<ByteBuffer> pieces) {
      this.pieces = pieces;
    }

    @Override
    public void read(ByteBuffer target) {
      while (target.hasRemaining()) {
        ByteBuffer p = pieces.get(at);
        int n = Math.min(p.remaining(), target.remaining());
        target.put(p.slice(p.position(), n));
        p.position(p.position() + n);
        if (!p.hasRemaining()) {
          at++;
        }
      }
    }

    @Override
    public void checksum(int crc32c) {
      // parts have that of their records
    }
  }

  /** An id that no value in parts has. */
  private long freshId() {
    while (true) {
      long id = ids.next();
      byte[] key = PartsDescriptor.keyOf(id, 0);
      Generation g = writer.generation();
      if (g.directory().find(key, g.directory().hash(key), g) == 0) {
        return id;
      }
    }
  }

  /** Bytes that are stored, in parts or in memory, and that a batch can put under a key. */
  public static final class Staged {
    private final PartWriter writer;
    private final Payload payload;
    private final byte[] extra;
    private final long size;
    private final long id;

    private Staged(PartWriter writer, Payload payload, byte[] extra, long size, long id) {
      this.writer = writer;
      this.payload = payload;
      this.extra = extra;
      this.size = size;
      this.id = id;
    }

    public long size() {
      return size;
    }

    Payload payload() {
      return payload;
    }

    byte[] extra() {
      return extra;
    }

    /** Lets the next compaction drop the parts, unless a key has them by then. */
    public void release() {
      if (id != 0) {
        writer.active.remove(id);
      }
    }
  }
}

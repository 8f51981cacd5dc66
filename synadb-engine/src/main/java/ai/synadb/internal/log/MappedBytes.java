/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.log;

import ai.synadb.internal.format.AtomFormat;
import ai.synadb.internal.format.PartsDescriptor;
import ai.synadb.internal.format.RecordBuffer;
import ai.synadb.internal.format.RecordChecksum;
import ai.synadb.internal.format.RecordEncoder;
import ai.synadb.internal.format.RecordFormat;
import ai.synadb.internal.io.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the bytes of a Bytes value lie in the file, so that they can be mapped or read piecemeal.
 *
 * <p>Thread safety: immutable.
 */
public final class MappedBytes {
  /** What lies in one record. */
  private record Range(Generation g, byte[] key, long record, long at, int size, boolean isPlain) {}

  private final LogDatabase database;
  private final List<Range> ranges;
  private final long size;

  private MappedBytes(LogDatabase database, List<Range> ranges) {
    this.database = database;
    this.ranges = ranges;
    long n = 0;
    for (Range r : ranges) {
      n += r.size;
    }
    this.size = n;
  }

  /**
   * Finds a key's bytes without reading them, where they are many: whether they are what was
   * written is then not checked. Otherwise as {@link #find}.
   */
  public static @Nullable MappedBytes locate(
      LogReads reads, byte[] key, java.util.function.IntConsumer wrongType) {
    Generation g = reads.generation();
    LocatedBytes l = LocatedBytes.find(g, key, reads.limit());
    if (l == null) {
      return find(reads, key, wrongType, false);
    }
    Range r = new Range(g, key, l.record(), l.at(), l.size(), true);
    return new MappedBytes(reads.database(), List.of(r));
  }

  /**
   * Finds a key's bytes.
   *
   * @param wrongType is told the tag if the value is of another type
   * @return null if the key has no value
   */
  public static @Nullable MappedBytes find(
      LogReads reads, byte[] key, java.util.function.IntConsumer wrongType) {
    return find(reads, key, wrongType, true);
  }

  private static @Nullable MappedBytes find(
      LogReads reads, byte[] key, java.util.function.IntConsumer wrongType, boolean checksParts) {
    Generation g = reads.generation();
    RecordBuffer r = reads.find(g, key);
    if (r == null) {
      return null;
    }
    if (r.isTombstone() || r.atomTag() != AtomFormat.TAG_BYTES) {
      wrongType.accept(r.isTombstone() ? AtomFormat.TAG_FLOAT : r.atomTag());
      return null;
    }
    List<Range> ranges = new ArrayList<>();
    if (r.isInParts()) {
      PartsDescriptor d;
      try {
        d = PartsDescriptor.decode(r.value(), r.payloadAt());
      } catch (IllegalArgumentException e) {
        throw g.corrupt(r.offset(), String.valueOf(e.getMessage()), key);
      }
      Parts parts = new Parts(reads.database(), g, d);
      for (int i = 0; i < d.parts(); i++) {
        ranges.add(part(g, parts, d, i, checksParts));
      }
    } else {
      ranges.add(range(g, r));
    }
    return new MappedBytes(reads.database(), ranges);
  }

  private static Range part(Generation g, Parts parts, PartsDescriptor d, int n, boolean checks) {
    LocatedBytes l = checks ? null : LocatedBytes.findPart(g, d.keyOf(n), d.sizeOf(n));
    if (l != null) {
      return new Range(g, d.keyOf(n), l.record(), l.at(), l.size(), true);
    }
    RecordBuffer part = new RecordBuffer();
    parts.load(part, n);
    return range(g, part);
  }

  private static Range range(Generation g, RecordBuffer r) {
    return new Range(
        g,
        r.key(),
        r.offset(),
        r.offset() + RecordFormat.HEADER_BYTES + r.keyLength() + AtomFormat.PREFIX_BYTES,
        r.payloadCount(),
        !r.has(RecordFormat.COMPRESSED));
  }

  public long size() {
    return size;
  }

  public LogDatabase database() {
    return database;
  }

  /** Buffers over the bytes, and whether all of them are mappings. */
  public record Buffers(List<ByteBuffer> buffers, boolean isZeroCopy) {}

  /**
   * Maps what can be mapped and copies the rest.
   *
   * @param writable whether the buffers may be written, without the file seeing it
   */
  public Buffers map(boolean writable) {
    List<ByteBuffer> buffers = new ArrayList<>();
    boolean zeroCopy = true;
    for (Range r : ranges) {
      ByteBuffer b = map(r, writable);
      if (b == null) {
        zeroCopy = false;
        ByteBuffer direct = ByteBuffer.allocateDirect(r.size);
        direct.put(bytes(r)).flip();
        b = writable ? direct : direct.asReadOnlyBuffer();
      }
      buffers.add(b.order(java.nio.ByteOrder.nativeOrder()));
    }
    return new Buffers(buffers, zeroCopy && size > 0);
  }

  private @Nullable ByteBuffer map(Range r, boolean writable) {
    if (!r.isPlain || r.size == 0) {
      return null;
    }
    if (!writable) {
      ByteBuffer window = r.g.view().window(r.at, r.size);
      if (window != null) {
        return window.asReadOnlyBuffer();
      }
    }
    if (database.isWritable() && r.at + r.size > database.writer().writtenEnd()) {
      database.writer().flush();
    }
    try {
      return r.g
          .file()
          .map(
              r.at, r.size, writable ? StorageFile.MapMode.PRIVATE : StorageFile.MapMode.READ_ONLY);
    } catch (IOException e) {
      return null; // opened for reading only, or replaced by a compaction: a copy will do
    }
  }

  private static byte[] bytes(Range r) {
    RecordBuffer b = new RecordBuffer();
    r.g.load(b, r.record, r.key);
    byte[] copy = new byte[r.size];
    System.arraycopy(b.value(), b.payloadAt(), copy, 0, r.size);
    return copy;
  }

  /** Checks the checksums of everything, read through the buffers that {@link #map} gave. */
  public void verify(List<ByteBuffer> buffers) {
    for (int i = 0; i < ranges.size(); i++) {
      Range r = ranges.get(i);
      if (r.isPlain) {
        verify(r, buffers.get(i));
      }
    }
  }

  private static void verify(Range r, ByteBuffer payload) {
    byte[] head = new byte[RecordFormat.HEADER_BYTES];
    r.g.view().read(r.record, head, 0, head.length);
    int flags = head[RecordFormat.FLAGS_AT] & 0xff;
    if ((flags & RecordFormat.CHECKED) == 0) {
      return;
    }
    int stored = RecordFormat.getInt(head, RecordFormat.VALUE_LENGTH_AT);
    byte[] prefix = new byte[r.key.length + AtomFormat.PREFIX_BYTES];
    r.g.view().read(r.record + head.length, prefix, 0, prefix.length);
    int tailLength = stored - AtomFormat.PREFIX_BYTES - r.size;
    if (tailLength < RecordEncoder.tailLength(flags)) {
      throw r.g.corrupt(r.record, "its length changed", r.key);
    }
    byte[] tail = new byte[tailLength];
    r.g.view().read(r.at + r.size, tail, 0, tailLength);
    RecordChecksum sum = new RecordChecksum();
    sum.begin(r.record, r.g.binding(r.record), RecordFormat.getLong(head, 0), r.key.length, flags);
    sum.update(prefix, 0, prefix.length);
    sum.update(payload.duplicate().clear());
    sum.update(tail, 0, tailLength - RecordFormat.CRC_BYTES);
    if (sum.value() != RecordFormat.getInt(tail, tailLength - RecordFormat.CRC_BYTES)) {
      throw r.g.corrupt(r.record, "its checksum does not match", r.key);
    }
  }

  /**
   * Reads some of the bytes, from {@code position} on, as many as lie in one record; -1 at the end.
   */
  public int read(long position, byte[] target, int to, int length) {
    database.checkOpen();
    long at = 0;
    for (Range r : ranges) {
      if (position < at + r.size) {
        int from = (int) (position - at);
        int n = Math.min(length, r.size - from);
        if (r.isPlain) {
          r.g.view().read(r.at + from, target, to, n);
        } else {
          System.arraycopy(bytes(r), from, target, to, n);
        }
        return n;
      }
      at += r.size;
    }
    return -1;
  }
}

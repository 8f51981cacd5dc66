/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import ai.synadb.BytesLease;
import ai.synadb.SynaException;
import ai.synadb.SynaReader;
import ai.synadb.error.ChecksumMismatchException;
import ai.synadb.error.CorruptRecordException;
import ai.synadb.error.KeyNotFoundException;
import ai.synadb.error.SynaIOException;
import ai.synadb.error.TypeMismatchException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Supplier;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * One segment of a stored tensor: its checksums, its bytes once they are asked for, and which
 * pieces were found to be right.
 *
 * <p>Bytes of less than a piece are not worth a mapping. They are read from a record that is
 * checked as a whole, and kept where there is room; otherwise they are read anew each time.
 *
 * <p>Thread safety: safe for use by multiple threads.
 */
final class Segment {
  private final SynaReader state;
  private final String tensor;
  private final SegmentSums sums;
  private final String key;
  private final AtomicLong room;
  private final AtomicLongArray verified;
  private final Object lock = new Object();
  private @Nullable BytesLease lease; // under lock
  private volatile @Nullable ByteBuffer held; // mapped, or small and right
  private boolean isReleased; // under lock

  /**
   * A segment.
   *
   * @param room the bytes that small segments may keep, all of a tensor together
   */
  Segment(SynaReader state, String tensor, SegmentSums sums, AtomicLong room) {
    this.state = state;
    this.tensor = tensor;
    this.sums = sums;
    this.room = room;
    this.key = TensorKeys.data(sums.id(), sums.number());
    this.verified = new AtomicLongArray((sums.sums().length + 63) >>> 6);
  }

  long first() {
    return sums.first();
  }

  int size() {
    return (int) sums.bytes();
  }

  SegmentSums sums() {
    return sums;
  }

  String key() {
    return key;
  }

  private boolean isSmall() {
    return sums.bytes() < SegmentSums.PIECE_BYTES;
  }

  /** The bytes: all of them, read-only and little-endian; checked if they are few. */
  ByteBuffer bytes() {
    ByteBuffer b = held;
    return b != null ? b : load();
  }

  /** Makes sure that there are as many bytes as the sums say, where they say more than a piece. */
  void requirePresent() {
    if (!isSmall()) {
      bytes();
    }
  }

  private ByteBuffer load() {
    return load(isSmall() ? this::loadSmall : this::loadMapped);
  }

  private ByteBuffer load(Supplier<ByteBuffer> how) {
    try {
      return how.get();
    } catch (KeyNotFoundException e) {
      throw damaged("is missing");
    } catch (TypeMismatchException e) {
      throw damaged("does not hold bytes");
    }
  }

  private ByteBuffer loadSmall() {
    ByteBuffer all = readSmall();
    check(all, 0);
    int size = size();
    if (room.get() < size) {
      return all;
    }
    synchronized (lock) {
      ByteBuffer b = held;
      if (b != null) {
        return b;
      }
      if (room.addAndGet(-size) >= 0) {
        held = all;
      } else {
        room.addAndGet(size);
      }
    }
    return all;
  }

  private ByteBuffer readSmall() {
    byte[] all = state.getBytes(key).orElseThrow(() -> new KeyNotFoundException(key));
    requireSize(all.length);
    return ByteBuffer.wrap(all).order(ByteOrder.LITTLE_ENDIAN);
  }

  private ByteBuffer loadMapped() {
    synchronized (lock) {
      ByteBuffer b = held;
      if (b == null) {
        if (isReleased) {
          throw new IllegalStateException("The reader of the tensor is closed");
        }
        BytesLease l = state.mapBytes(key);
        try {
          requireSize(l.size());
          b = l.buffer().order(ByteOrder.LITTLE_ENDIAN);
        } catch (Throwable t) {
          l.close();
          throw t;
        }
        lease = l;
        held = b;
      }
      return b;
    }
  }

  private void requireSize(long found) {
    if (found != sums.bytes()) {
      throw damaged("has " + found + " bytes, not " + sums.bytes());
    }
  }

  private CorruptRecordException damaged(String why) {
    return new CorruptRecordException(
        "The tensor " + SynaException.quoted(tensor) + " is damaged: record '" + key + "' " + why,
        null,
        -1,
        key);
  }

  void release() {
    synchronized (lock) {
      isReleased = true;
      if (lease != null) {
        lease.close();
      }
    }
  }

  private boolean isVerified(int piece) {
    return (verified.getPlain(piece >>> 6) & 1L << piece) != 0;
  }

  private void setVerified(int piece) {
    verified.getAndAccumulate(piece >>> 6, 1L << piece, (a, b) -> a | b);
  }

  private int endOf(int piece) {
    return (int) Math.min(sums.bytes(), (long) (piece + 1) << SegmentSums.PIECE_BITS);
  }

  /** Reads the record and checks it. */
  void verify() {
    ByteBuffer all = isSmall() ? load(this::readSmall) : bytes();
    for (int p = 0; p < sums.sums().length; p++) {
      check(all, p);
    }
  }

  /** Checks one piece of some bytes of all of this segment. */
  void check(ByteBuffer all, int piece) {
    int from = piece << SegmentSums.PIECE_BITS;
    check(all.duplicate().limit(endOf(piece)).position(from), piece, sums.sums()[piece]);
  }

  private void check(ByteBuffer bytes, int piece, int want) {
    CRC32C crc = new CRC32C();
    reading(tensor, () -> crc.update(bytes));
    if ((int) crc.getValue() != want) {
      long at = sums.first() + ((long) piece << SegmentSums.PIECE_BITS);
      throw new ChecksumMismatchException(
          "The bytes "
              + at
              + " to "
              + (sums.first() + endOf(piece))
              + " of the tensor "
              + SynaException.quoted(tensor)
              + " are not what was stored: their checksum is "
              + hex((int) crc.getValue())
              + ", not "
              + hex(want),
          null,
          -1,
          key);
    }
  }

  private static String hex(int crc) {
    return "0x" + Integer.toHexString(crc);
  }

  /** Makes sure that the pieces of a range of {@link #bytes} are right. */
  void verify(ByteBuffer all, int from, int to) {
    if (from >= to || isSmall()) { // few bytes are checked when they are loaded
      return;
    }
    int last = (to - 1) >>> SegmentSums.PIECE_BITS;
    for (int p = from >>> SegmentSums.PIECE_BITS; p <= last; p++) {
      if (!isVerified(p)) {
        check(all, p);
        setVerified(p);
      }
    }
  }

  /** Copies a range into a buffer and moves its position; what is copied is right. */
  void read(int from, int length, ByteBuffer target) {
    ByteBuffer all = bytes();
    if (length <= SegmentSums.PIECE_BYTES) {
      verify(all, from, from + length);
      copy(all, from, length, target);
    } else {
      readPieces(all, from, from + length, target);
    }
  }

  /** Does something that reads mapped pages. */
  static void reading(String tensor, Runnable what) {
    try {
      what.run();
    } catch (InternalError e) { // how a failing read of a mapped page arrives
      throw new SynaIOException(
          "Reading the tensor " + SynaException.quoted(tensor) + " failed", e, null);
    }
  }

  private void readPieces(ByteBuffer all, int from, int to, ByteBuffer target) {
    for (int at = from; at < to; ) {
      int piece = at >>> SegmentSums.PIECE_BITS;
      int end = Math.min(to, endOf(piece));
      boolean isWhole =
          at == piece << SegmentSums.PIECE_BITS && end == endOf(piece) && !isVerified(piece);
      if (!isWhole) {
        verify(all, at, end);
      }
      int position = target.position();
      copy(all, at, end - at, target);
      if (isWhole) { // the copy is in the cache, and is what counts
        ByteBuffer copied = target.duplicate().flip().position(position);
        check(copied, piece, sums.sums()[piece]);
        setVerified(piece);
      }
      at = end;
    }
  }

  private void copy(ByteBuffer all, int from, int length, ByteBuffer target) {
    int position = target.position();
    reading(tensor, () -> target.put(position, all, from, length));
    target.position(position + length);
  }

  /** As {@link #read}, into an array of floats; offsets are those of bytes. */
  void readFloats(int from, int length, float[] target, int to) {
    ByteBuffer all = bytes();
    java.nio.FloatBuffer source = all.duplicate().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    for (int at = from; at < from + length; ) {
      int end = Math.min(from + length, endOf(at >>> SegmentSums.PIECE_BITS));
      verify(all, at, end);
      int first = at / Float.BYTES;
      int n = (end - at) / Float.BYTES;
      int place = to + (at - from) / Float.BYTES;
      reading(tensor, () -> source.get(first, target, place, n));
      at = end;
    }
  }
}

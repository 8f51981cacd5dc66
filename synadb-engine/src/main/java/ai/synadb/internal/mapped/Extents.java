/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.mapped;

import ai.synadb.internal.io.StorageFile;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * A file that grows by extents, each of them one mapping. The first has 2 MiB; each after it as
 * much as all before it, up to 64 MiB, and that from there on. So where an extent lies follows from
 * its number.
 *
 * <p>An extent is filled with zeros by ordinary writes before it is mapped: so the file system has
 * given it its blocks, and a full disk is an exception here instead of a fault at some later store
 * into the mapping. Then each page is touched, so that the first store into it finds it there.
 *
 * <p>Thread safety: safe for use by multiple threads; who reads must know by other means that what
 * is read was written.
 */
final class Extents {
  private static final int FIRST_BITS = 21;
  private static final int LARGEST_BITS = 26;

  /** The number of the first extent of full size. */
  private static final int FIRST_LARGE = LARGEST_BITS - FIRST_BITS + 1;

  /** The size of the first extent. */
  static final int FIRST = 1 << FIRST_BITS;

  private static final int PAGE = 4096;
  private static final byte[] ZEROS = new byte[1 << 20];
  private static final VarHandle INT =
      MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private final StorageFile file;
  private volatile Extent[] extents = new Extent[0];

  /**
   * A piece of the file.
   *
   * @param start where it begins in the file
   * @param bytes all of it, little-endian
   * @param floats the same
   */
  record Extent(long start, ByteBuffer bytes, FloatBuffer floats) {
    int size() {
      return bytes.capacity();
    }

    long end() {
      return start + bytes.capacity();
    }
  }

  /** Maps all whole extents of a file. */
  Extents(StorageFile file) throws IOException {
    this.file = file;
    long length = file.length();
    while (startOf(extents.length + 1) <= length) {
      map();
    }
  }

  /** Where an extent begins. */
  static long startOf(int number) {
    return number == 0
        ? 0
        : number < FIRST_LARGE
            ? 1L << (FIRST_BITS - 1 + number)
            : (long) (number - FIRST_LARGE + 1) << LARGEST_BITS;
  }

  /** The number of the extent that an offset is in. */
  static int numberOf(long offset) {
    return offset < 1L << LARGEST_BITS
        ? Long.SIZE - Long.numberOfLeadingZeros(offset >>> FIRST_BITS)
        : FIRST_LARGE - 1 + (int) (offset >>> LARGEST_BITS);
  }

  /** The extent that an offset in the file is in, which must be there. */
  Extent at(long offset) {
    return extents[numberOf(offset)];
  }

  /** Up to where the file is mapped. */
  long end() {
    Extent[] e = extents;
    return e.length == 0 ? 0 : e[e.length - 1].end();
  }

  /** Grows until the file reaches so far. */
  synchronized void ensure(long wanted) throws IOException {
    while (end() < wanted) {
      int number = extents.length;
      long to = startOf(number + 1);
      for (long at = Math.max(startOf(number), file.length()); at < to; at += ZEROS.length) {
        file.write(at, ZEROS, 0, (int) Math.min(ZEROS.length, to - at));
      }
      map();
      touch(extents[number]);
    }
  }

  private void map() throws IOException {
    Extent[] e = extents;
    long start = startOf(e.length);
    int size = (int) (startOf(e.length + 1) - start);
    ByteBuffer b = file.map(start, size, StorageFile.MapMode.SHARED).order(ByteOrder.LITTLE_ENDIAN);
    Extent[] more = Arrays.copyOf(e, e.length + 1);
    more[e.length] = new Extent(start, b, b.asFloatBuffer());
    extents = more;
  }

  /** Has a page of memory behind each page, ready to be written; changes nothing. */
  private static void touch(Extent e) {
    for (int at = 0; at < e.size(); at += PAGE) {
      int unused = (int) INT.getAndBitwiseOr(e.bytes, at, 0);
    }
  }

  /** Puts a range on the disk. */
  void force(long from, long to) throws IOException {
    for (long at = from; at < to; ) {
      Extent e = at(at);
      long until = Math.min(to, e.end());
      file.force(e.bytes, (int) (at - e.start), (int) (until - at));
      at = until;
    }
  }
}

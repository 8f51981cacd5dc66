/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.testing;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A file of a {@link SimulatedDisk}: what reads see, what is durable, and the changes between the
 * two.
 *
 * <p>Arrays that a {@link FileImage} may refer to are never written again: {@code isShared} says so
 * of the bytes, and the list of changes only ever grows at its end.
 *
 * <p>Thread safety: guarded by its disk's monitor.
 */
final class Inode {
  private static final byte[] EMPTY = {};
  private static final FileChange[] NO_CHANGES = {};
  private static final int MAX_SAMPLES = 64;

  private byte[] data;
  private int length;
  private boolean isShared;

  private byte[] base;
  private int baseLength;
  private FileChange[] changes = NO_CHANGES;
  private int count;
  private FileImage image;

  /**
   * The changes that a failed sync gave up: they may reach the disk before the next sync, but not
   * by it.
   */
  private int doomed;

  /** Whether reads see bytes that no sync will ever write. */
  private boolean isLossy;

  /** With ACKNOWLEDGE_BEFORE_SYNC: the changes that the next sync makes durable. */
  private int acknowledged;

  private final List<Mapping> mappings = new ArrayList<>();
  private ByteBuffer page;
  private byte[][] samples = {};
  private int sampleCount;
  boolean isLock;
  boolean isLocked;

  /** An empty file that no sync has seen. */
  Inode() {
    this(EMPTY, 0);
  }

  /** A durable file. The bytes are not copied and not written. */
  Inode(byte[] contents, int length) {
    this.data = contents;
    this.length = length;
    this.isShared = true;
    this.base = contents;
    this.baseLength = length;
  }

  /** A durable lock file, free to be locked. */
  static Inode lockFile(byte[] page, int length) {
    Inode i = new Inode(page, length);
    i.isLock = true;
    return i;
  }

  int length() {
    return length;
  }

  byte[] contents() {
    return Arrays.copyOf(data, length);
  }

  /** The bytes, not copied; those behind {@link #length} mean nothing. */
  byte[] peek() {
    isShared = true;
    return data;
  }

  long hash(long seed) {
    return StateHash.of(data, length, seed);
  }

  int read(long position, byte[] target, int offset, int wanted) {
    if (position >= length) {
      return 0;
    }
    int n = (int) Math.min(wanted, length - position);
    System.arraycopy(data, (int) position, target, offset, n);
    return n;
  }

  /** A range that is mapped for writing, and what was stored there. */
  private record Mapping(int position, ByteBuffer buffer) {}

  /** Maps a range for writing. */
  ByteBuffer shared(int position, int size) {
    ByteBuffer b = DirectPages.allocate(size);
    b.put(0, data, position, size);
    mappings.add(new Mapping(position, b));
    return b.duplicate();
  }

  /** Takes what was stored into mappings for writes, sector by sector. */
  void absorb(long sequence) {
    for (Mapping m : mappings) {
      int size = m.buffer.capacity();
      int at = m.buffer.mismatch(ByteBuffer.wrap(data, m.position, size).slice());
      byte[] sector = new byte[FileImage.SECTOR];
      while (at >= 0) {
        int from = at - (m.position + at) % FileImage.SECTOR;
        int n = Math.min(FileImage.SECTOR, size - from);
        m.buffer.get(from, sector, 0, n);
        write(sequence, m.position + from, sector, 0, n);
        int next = from + n;
        int rest =
            m.buffer
                .slice(next, size - next)
                .mismatch(ByteBuffer.wrap(data, m.position + next, size - next).slice());
        at = rest < 0 ? -1 : next + rest;
      }
    }
  }

  /** Lets mappings show what was written. */
  void show(int position, int size) {
    for (Mapping m : mappings) {
      int from = Math.max(position, m.position);
      int to = Math.min(position + size, m.position + m.buffer.capacity());
      if (from < to) {
        m.buffer.put(from - m.position, data, from, to - from);
      }
    }
  }

  /** A view of a range as it is now: what is written there later is not seen. */
  ByteBuffer view(int position, int size) {
    isShared = true;
    return ByteBuffer.wrap(data, position, size).slice().asReadOnlyBuffer();
  }

  ByteBuffer copyOf(int position, int size) {
    return ByteBuffer.wrap(Arrays.copyOfRange(data, position, position + size));
  }

  void write(long sequence, int position, byte[] source, int offset, int size) {
    byte[] bytes = Arrays.copyOfRange(source, offset, offset + size);
    add(FileChange.write(sequence, position, bytes, length));
    own(Math.max(length, position + size));
    if (position > length) {
      Arrays.fill(data, length, position, (byte) 0);
    }
    System.arraycopy(bytes, 0, data, position, size);
    length = Math.max(length, position + size);
  }

  void setLength(long sequence, int newLength) {
    add(FileChange.length(sequence, length, newLength));
    if (newLength > length) {
      own(newLength);
      Arrays.fill(data, length, newLength, (byte) 0);
    }
    length = newLength;
  }

  private void own(int size) {
    if (isShared || data.length < size) {
      data = Arrays.copyOf(data, size + (size >> 1) + 256);
      isShared = false;
    }
  }

  private void add(FileChange c) {
    if (count == changes.length) {
      changes = Arrays.copyOf(changes, Math.max(8, count * 2));
    }
    changes[count++] = c;
    image = null;
  }

  /** Makes everything durable, but for what a failed sync gave up. */
  void sync() {
    if (page != null) {
      sample();
    }
    if (isLossy) {
      makeDurable(doomed, count);
    } else {
      base = data;
      baseLength = length;
      isShared = true;
    }
    forgetChanges(count);
  }

  /** A sync that only does what the one before it should have done. */
  void syncLate() {
    int n = acknowledged;
    makeDurable(0, n);
    forgetChanges(n);
    acknowledged = count;
  }

  private void makeDurable(int from, int to) {
    if (from < to) {
      FileImage f =
          new FileImage(base, baseLength, Arrays.copyOfRange(changes, from, to), to - from);
      base = f.contentsAfter(f.count);
      baseLength = f.finalLength();
    }
  }

  private void forgetChanges(int n) {
    changes = n == count ? NO_CHANGES : Arrays.copyOfRange(changes, n, count);
    count -= n;
    doomed = 0;
    acknowledged = 0;
    image = null;
  }

  /** What file systems do: the error is reported once, and the pages are clean from then on. */
  void failSync() {
    doomed = count;
    isLossy |= count > 0;
  }

  /** The file as the disk has it now. */
  FileImage image() {
    if (image == null) {
      image = new FileImage(base, baseLength, changes, count);
    }
    return image;
  }

  /** A file as a new process finds it when the old one was killed: nothing is lost yet. */
  static Inode killedFile(FileImage f) {
    Inode i = new Inode(f.base, f.baseLength);
    if (f.count > 0) {
      i.data = f.contentsAfter(f.count);
      i.length = f.finalLength();
      i.isShared = false;
      i.changes = Arrays.copyOf(f.changes, f.count);
      i.count = f.count;
    }
    return i;
  }

  /** As {@link #killedFile}, of a lock file, which nobody holds any more. */
  static Inode killedLockFile(FileImage f, byte[][] samples, int count) {
    Inode i = lockFile(f.base, f.baseLength);
    i.samples = Arrays.copyOf(samples, count);
    i.sampleCount = count;
    if (count > 0) {
      i.data = samples[count - 1];
      i.length = i.data.length;
    }
    return i;
  }

  /** As {@link #killedFile}, of this file now, what a failed sync gave up included. */
  Inode afterKill() {
    isShared = true;
    Inode i = isLock ? killedLockFile(image(), samples, sampleCount) : new Inode(base, baseLength);
    if (!isLock) {
      i.data = data;
      i.length = length;
      i.changes = Arrays.copyOf(changes, count);
      i.count = count;
      i.doomed = doomed;
      i.isLossy = isLossy;
    }
    return i;
  }

  /** The shared mapping of the first bytes of a lock file. */
  ByteBuffer page(int bytes) {
    if (page == null) {
      page = DirectPages.allocate(Math.max(bytes, length));
      page.put(0, data, 0, length);
      length = page.capacity();
    } else if (page.capacity() < bytes) {
      throw new IllegalStateException("A lock file's page cannot grow here");
    }
    return page;
  }

  boolean hasPage(int bytes) {
    return length >= bytes;
  }

  /** Notes what the page holds, if that is new. */
  void sample() {
    if (page == null) {
      return;
    }
    int size = page.capacity();
    if (sampleCount > 0 && page.mismatch(ByteBuffer.wrap(samples[sampleCount - 1])) < 0) {
      return;
    }
    byte[] now = new byte[size];
    page.get(0, now);
    if (sampleCount == samples.length) {
      int keep = Math.min(sampleCount, MAX_SAMPLES / 2);
      samples = Arrays.copyOfRange(samples, sampleCount - keep, sampleCount - keep + MAX_SAMPLES);
      sampleCount = keep;
    }
    samples[sampleCount++] = now;
    data = now;
    length = size;
    isShared = true;
  }

  byte[][] samples() {
    return samples;
  }

  int sampleCount() {
    return sampleCount;
  }
}

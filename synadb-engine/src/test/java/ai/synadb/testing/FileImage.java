/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.testing;

import java.util.Arrays;

/**
 * A file at one moment, as the disk has it: what is durable, and the changes since then in their
 * order.
 *
 * <p>Thread safety: immutable; the arrays are shared and never written where an image refers to
 * them.
 */
final class FileImage {
  static final int SECTOR_BITS = 9;
  static final int SECTOR = 1 << SECTOR_BITS;

  final byte[] base;
  final int baseLength;
  final FileChange[] changes;
  final int count;
  final int firstSector;
  final int sectors;

  FileImage(byte[] base, int baseLength, FileChange[] changes, int count) {
    this.base = base;
    this.baseLength = baseLength;
    this.changes = changes;
    this.count = count;
    int from = Integer.MAX_VALUE;
    int to = 0;
    for (int i = 0; i < count; i++) {
      from = Math.min(from, changes[i].from());
      to = Math.max(to, changes[i].to());
    }
    if (to > from) {
      this.firstSector = from >> SECTOR_BITS;
      this.sectors = ((to + SECTOR - 1) >> SECTOR_BITS) - firstSector;
    } else {
      this.firstSector = 0;
      this.sectors = 0;
    }
  }

  int finalLength() {
    return lengthAfter(count);
  }

  /** The length after the first {@code n} changes. */
  int lengthAfter(int n) {
    return n == 0 ? baseLength : changes[n - 1].lengthAfter;
  }

  /** The bytes after the first {@code n} changes. */
  byte[] contentsAfter(int n) {
    int longest = baseLength;
    for (int i = 0; i < n; i++) {
      longest = Math.max(longest, changes[i].lengthAfter);
    }
    byte[] out = Arrays.copyOf(base, longest);
    Arrays.fill(out, Math.min(baseLength, longest), Math.min(base.length, longest), (byte) 0);
    for (int i = 0; i < n; i++) {
      FileChange c = changes[i];
      if (c.isWrite) {
        System.arraycopy(c.bytes, 0, out, c.position, c.bytes.length);
      } else {
        Arrays.fill(out, c.from(), c.to(), (byte) 0);
      }
    }
    return out;
  }

  /** The bytes that a power cut leaves. */
  byte[] contentsAfter(Survivors s) {
    byte[] out = new byte[s.length];
    System.arraycopy(base, 0, out, 0, Math.min(baseLength, s.length));
    for (int i = 0; i < count; i++) {
      apply(i, s, out);
    }
    if (s.tornSector >= 0) {
      tear(s, out);
    }
    for (int i = 0; i < s.fills; i++) {
      fill(s, i, out);
    }
    return out;
  }

  private void apply(int index, Survivors s, byte[] out) {
    FileChange c = changes[index];
    int to = Math.min(c.to(), out.length);
    int at = c.from();
    while (at < to) {
      boolean survives = s.cutoff[(at >> SECTOR_BITS) - firstSector] > index;
      int end = sectorEnd(at);
      while (end < to && s.cutoff[(end >> SECTOR_BITS) - firstSector] > index == survives) {
        end += SECTOR;
      }
      end = Math.min(end, to);
      if (survives) {
        copy(c, at, end, out);
      }
      at = end;
    }
  }

  private static void copy(FileChange c, int from, int to, byte[] out) {
    if (c.isWrite) {
      System.arraycopy(c.bytes, from - c.position, out, from, to - from);
    } else {
      Arrays.fill(out, from, to, (byte) 0);
    }
  }

  /** Applies the next change of the torn sector to a part of it. */
  private void tear(Survivors s, byte[] out) {
    int start = s.tornSector << SECTOR_BITS;
    for (int i = s.cutoff[s.tornSector - firstSector]; i < count; i++) {
      FileChange c = changes[i];
      if (c.from() < start + SECTOR && c.to() > start) {
        int partFrom = s.tornKeepsHead ? start : start + s.tornBytes;
        int partTo = s.tornKeepsHead ? start + s.tornBytes : start + SECTOR;
        int from = Math.max(c.from(), partFrom);
        int to = Math.min(Math.min(c.to(), partTo), out.length);
        if (from < to) {
          copy(c, from, to, out);
        }
        return;
      }
    }
  }

  private static void fill(Survivors s, int i, byte[] out) {
    int from = s.fillSector[i] << SECTOR_BITS;
    int to = Math.min(from + SECTOR, out.length);
    if (from >= to) {
      return;
    }
    int source = s.fillSource[i];
    if (source < 0) {
      Arrays.fill(out, from, to, (byte) 0);
    } else {
      System.arraycopy(s.stale, source, out, from, to - from);
    }
  }

  private static int sectorEnd(int at) {
    return (at | (SECTOR - 1)) + 1;
  }
}

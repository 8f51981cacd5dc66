/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.log;

import ai.synadb.error.SynaFormatException;
import ai.synadb.internal.format.ByteSource;
import ai.synadb.internal.format.RecordFormat;
import java.io.IOException;
import java.util.Arrays;

/**
 * Sorted keys, front-coded: the first of every sixteen in full, the others as the length that they
 * share with the one before and the rest. A table of where every sixteenth begins makes it
 * searchable.
 *
 * <pre>
 *  group:  varint length, bytes   then 15 times   varint shared, varint rest, bytes
 *  table:  u64 per group, from the start of the groups
 * </pre>
 *
 * <p>Thread safety: immutable; cursors are confined to one thread.
 */
final class SortedKeys {
  static final int GROUP = 16;

  private final ByteSource source;
  private final long groupsAt;
  private final long groupsBytes;
  private final long tableAt;
  private final long count;

  /** Keys in a checkpoint whose checksums were checked. */
  SortedKeys(ByteSource source, long groupsAt, long groupsBytes, long tableAt, long count) {
    this.source = source;
    this.groupsAt = groupsAt;
    this.groupsBytes = groupsBytes;
    this.tableAt = tableAt;
    this.count = count;
  }

  long count() {
    return count;
  }

  /** Where bytes go. */
  interface Sink {
    void write(byte[] bytes, int at, int length) throws IOException;
  }

  /**
   * Writes the groups of all keys of a cursor.
   *
   * @return where each group begins
   */
  static LongPages write(KeyCursor keys, Sink sink) throws IOException {
    LongPages table = new LongPages();
    byte[] last = new byte[64];
    int lastLength = 0;
    byte[] scratch = new byte[10];
    long at = 0;
    long n = 0;
    while (keys.next()) {
      byte[] key = keys.key();
      int length = keys.length();
      int shared = 0;
      int p = 0;
      if (n++ % GROUP == 0) {
        table.add(at);
      } else {
        int m = Arrays.mismatch(last, 0, lastLength, key, 0, length);
        shared = m < 0 ? lastLength : m;
        p = putVarint(scratch, p, shared);
      }
      p = putVarint(scratch, p, length - shared);
      sink.write(scratch, 0, p);
      sink.write(key, shared, length - shared);
      at += p + length - shared;
      if (last.length < length) {
        last = new byte[length * 2];
      }
      System.arraycopy(key, 0, last, 0, length);
      lastLength = length;
    }
    return table;
  }

  private static int putVarint(byte[] b, int at, int v) {
    int p = at;
    while (v >= 0x80) {
      b[p++] = (byte) (v | 0x80);
      v >>>= 7;
    }
    b[p++] = (byte) v;
    return p;
  }

  private long groups() {
    return (count + GROUP - 1) / GROUP;
  }

  private long groupAt(long group, byte[] scratch) {
    source.read(tableAt + 8 * group, scratch, 0, 8);
    return RecordFormat.getLong(scratch, 0);
  }

  /** A cursor before the first key that is not smaller than {@code from}. */
  KeyCursor cursor(byte[] from) {
    Cursor c = new Cursor();
    c.seek(from);
    return c;
  }

  /** How many keys are smaller. */
  long rank(byte[] key) {
    Cursor c = new Cursor();
    c.seek(key);
    return c.index;
  }

  private final class Cursor implements KeyCursor {
    private static final int BUFFER = 1 << 15;

    private long index; // of the key that next() goes to
    private byte[] key = new byte[64];
    private int length;
    private boolean isPending; // the current key has not been handed out
    private byte[] scratch = new byte[512];
    private long scratchAt; // where scratch[0] is, from groupsAt
    private int scratchLength;
    private int p;

    private void openGroup(long group) {
      index = group * GROUP;
      isPending = false;
      scratchAt = group < groups() ? groupAt(group, scratch) : groupsBytes;
      scratchLength = 0;
      p = 0;
    }

    void seek(byte[] from) {
      long low = 0;
      long high = groups() - 1;
      // The last group whose first key is not larger.
      while (low < high) {
        long mid = (low + high + 1) >>> 1;
        openGroup(mid);
        step();
        if (KeyCursor.compare(key, length, from, from.length) <= 0) {
          low = mid;
        } else {
          high = mid - 1;
        }
      }
      openGroup(Math.max(low, 0));
      while (index < count) {
        step();
        if (KeyCursor.compare(key, length, from, from.length) >= 0) {
          index--;
          isPending = true;
          return;
        }
      }
    }

    @Override
    public boolean next() {
      if (index >= count) {
        return false;
      }
      if (isPending) {
        isPending = false;
        index++;
        return true;
      }
      step();
      return true;
    }

    private void step() {
      int shared = index % GROUP == 0 ? 0 : varint();
      int rest = varint();
      if (shared > length || shared + rest > RecordFormat.MAX_KEY_BYTES || rest < 0) {
        throw damaged();
      }
      if (key.length < shared + rest) {
        key = Arrays.copyOf(key, (shared + rest) * 2);
      }
      int done = 0;
      while (done < rest) {
        if (p == scratchLength) {
          fill();
        }
        int n = Math.min(rest - done, scratchLength - p);
        System.arraycopy(scratch, p, key, shared + done, n);
        p += n;
        done += n;
      }
      length = shared + rest;
      index++;
    }

    private int varint() {
      int v = 0;
      for (int shift = 0; ; shift += 7) {
        if (p == scratchLength) {
          fill();
        }
        int b = scratch[p++];
        v |= (b & 0x7f) << shift;
        if (b >= 0) {
          return v;
        }
        if (shift > 21) {
          throw damaged();
        }
      }
    }

    private void fill() {
      scratchAt += scratchLength;
      if (scratchLength > 0 && scratch.length < BUFFER) {
        scratch = new byte[BUFFER]; // a long walk, not a search
      }
      scratchLength = (int) Math.min(scratch.length, groupsBytes - scratchAt);
      p = 0;
      if (scratchLength <= 0) {
        scratchLength = 0;
        throw damaged();
      }
      source.read(groupsAt + scratchAt, scratch, 0, scratchLength);
    }

    private SynaFormatException damaged() {
      return new SynaFormatException(
          "The sorted keys of the checkpoint are damaged; delete the .ckpt file",
          null,
          null,
          -1,
          null);
    }

    @Override
    public byte[] key() {
      return key;
    }

    @Override
    public int length() {
      return length;
    }
  }
}

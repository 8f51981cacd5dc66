/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A second, slow reader and writer of the log, straight from {@code docs/FORMAT.md}: it shares no
 * code with the engine, not even the CRC and LZ4, and so can say whether the engine's bytes are
 * what the page says.
 */
final class SlowDecoder {
  static final int DELTA = 0x01;
  static final int COMPRESSED = 0x02;
  static final int TOMBSTONE = 0x04;
  static final int CHAINED = 0x10;
  static final int BATCHED = 0x20;
  static final int BLOCK = 0x40;
  static final int CHECKED = 0x80;

  private static final String OURS = "__syna__/";
  private static final int[] TABLE = new int[256];

  static {
    for (int i = 0; i < 256; i++) {
      int c = i;
      for (int k = 0; k < 8; k++) {
        c = (c >>> 1) ^ ((c & 1) != 0 ? 0x82F63B78 : 0);
      }
      TABLE[i] = c;
    }
  }

  private SlowDecoder() {}

  static int crc32c(byte[] data) {
    int c = -1;
    for (byte b : data) {
      c = TABLE[(c ^ b) & 0xff] ^ (c >>> 8);
    }
    return ~c;
  }

  /**
   * One record, taken apart.
   *
   * @param atom the bytes of the Atom
   * @param extra extension or payload
   * @param previous as in the tail; -1 without CHAINED
   * @param stored the bytes of the whole record as they lie in the file
   */
  record Item(
      long offset,
      long timestamp,
      String key,
      int flags,
      byte[] atom,
      byte[] extra,
      long previous,
      byte[] stored) {

    boolean has(int flag) {
      return (flags & flag) != 0;
    }

    boolean isOurs() {
      return key.startsWith(OURS);
    }

    /** A value that a reader shows as it stands. */
    boolean isValue() {
      return !has(TOMBSTONE) && !isOurs();
    }
  }

  private static IllegalStateException bad(long at, String what) {
    return new IllegalStateException("at 0x" + Long.toHexString(at) + ": " + what);
  }

  /** Takes a whole log apart; throws at the first byte that is not as the format says. */
  static List<Item> decode(byte[] log) {
    List<Item> items = new ArrayList<>();
    byte[] uuid8 = new byte[8];
    int at = 0;
    while (at < log.length) {
      Item item = decodeOne(log, at, uuid8);
      if (item.key.equals(OURS + "format")) {
        uuid8 = Binding.of(item.extra);
      }
      items.add(item);
      at += item.stored.length;
    }
    checkLinks(items);
    checkBatches(items);
    checkBlocks(items);
    return items;
  }

  private static Item decodeOne(byte[] log, int at, byte[] uuid8) {
    ByteBuffer b = ByteBuffer.wrap(log).order(ByteOrder.LITTLE_ENDIAN).position(at);
    long timestamp = b.getLong();
    int keyLength = b.getShort() & 0xffff;
    int valueLength = b.getInt();
    int flags = b.get() & 0xff;
    byte[] key = new byte[keyLength];
    b.get(key);
    byte[] value = new byte[valueLength];
    b.get(value);
    byte[] stored = Arrays.copyOfRange(log, at, b.position());
    if ((flags & COMPRESSED) != 0) {
      value = unLz4(value);
    }
    int end = value.length;
    if ((flags & CHECKED) != 0) {
      end -= 4;
      String name = new String(key, StandardCharsets.UTF_8);
      byte[] binding = name.equals(OURS + "format") ? new byte[8] : uuid8;
      int want = crcOf(at, binding, timestamp, key, flags, Arrays.copyOf(value, end));
      if (want != little(value).getInt(end)) {
        throw bad(at, "checksum");
      }
    }
    long previous = -1;
    if ((flags & CHAINED) != 0) {
      end -= 8;
      previous = little(value).getLong(end);
    }
    int atom = atomLength(value);
    return new Item(
        at,
        timestamp,
        new String(key, StandardCharsets.UTF_8),
        flags,
        Arrays.copyOf(value, atom),
        Arrays.copyOfRange(value, atom, end),
        previous,
        stored);
  }

  private static ByteBuffer little(byte[] b) {
    return ByteBuffer.wrap(b).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static int crcOf(
      long offset, byte[] uuid8, long timestamp, byte[] key, int flags, byte[] body) {
    ByteBuffer b =
        ByteBuffer.allocate(8 + 8 + 8 + 2 + 1 + key.length + body.length)
            .order(ByteOrder.LITTLE_ENDIAN);
    b.putLong(offset).put(uuid8).putLong(timestamp).putShort((short) key.length);
    b.put((byte) flags).put(key).put(body);
    return crc32c(b.array());
  }

  static int atomLength(byte[] value) {
    ByteBuffer b = little(value);
    switch (b.getInt(0)) {
      case 0:
        return 4;
      case 1, 2:
        return 12;
      case 3, 4:
        return 12 + Math.toIntExact(b.getLong(4));
      case 5:
        int n = Math.toIntExact(b.getLong(4));
        if ((b.getShort(12 + 4 * n) & 0xffff) != n) {
          throw new IllegalStateException("dimensions");
        }
        return 14 + 4 * n;
      default:
        throw new IllegalStateException("tag " + b.getInt(0));
    }
  }

  /** Decodes a size-prepended LZ4 block, byte by byte. */
  private static byte[] unLz4(byte[] in) {
    int raw = little(in).getInt(0);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int p = 4;
    while (p < in.length) {
      int token = in[p++] & 0xff;
      int literals = token >>> 4;
      if (literals == 15) {
        int more;
        do {
          more = in[p++] & 0xff;
          literals += more;
        } while (more == 255);
      }
      out.write(in, p, literals);
      p += literals;
      if (p == in.length) {
        break;
      }
      int distance = (in[p] & 0xff) | (in[p + 1] & 0xff) << 8;
      p += 2;
      int length = (token & 15) + 4;
      if ((token & 15) == 15) {
        int more;
        do {
          more = in[p++] & 0xff;
          length += more;
        } while (more == 255);
      }
      for (int i = 0; i < length; i++) {
        byte[] so = out.toByteArray();
        out.write(so[so.length - distance]);
      }
    }
    if (out.size() != raw) {
      throw new IllegalStateException("LZ4 gave " + out.size() + " bytes, not " + raw);
    }
    return out.toByteArray();
  }

  /** Encodes a record that is not compressed. */
  static byte[] encode(Item item, byte[] uuid8) {
    byte[] key = item.key.getBytes(StandardCharsets.UTF_8);
    ByteBuffer body =
        ByteBuffer.allocate(item.atom.length + item.extra.length + (item.has(CHAINED) ? 8 : 0))
            .order(ByteOrder.LITTLE_ENDIAN);
    body.put(item.atom).put(item.extra);
    if (item.has(CHAINED)) {
      body.putLong(item.previous);
    }
    ByteBuffer all =
        ByteBuffer.allocate(15 + key.length + body.capacity() + 4).order(ByteOrder.LITTLE_ENDIAN);
    all.putLong(item.timestamp).putShort((short) key.length).putInt(body.capacity() + 4);
    all.put((byte) item.flags).put(key).put(body.array());
    all.putInt(crcOf(item.offset, uuid8, item.timestamp, key, item.flags, body.array()));
    return all.array();
  }

  private static void checkLinks(List<Item> items) {
    Map<String, Item> newest = new HashMap<>();
    for (Item i : items) {
      if (i.isOurs()) {
        if (i.has(CHAINED)) {
          throw bad(i.offset, "a record of ours is chained");
        }
        continue;
      }
      Item before = newest.put(i.key, i);
      if (i.has(CHAINED) && i.previous != (before == null ? 0 : before.offset + 1)) {
        throw bad(i.offset, "its link leads to " + i.previous);
      }
    }
  }

  /** Every run of BATCHED records ends in a commit that counts it. */
  private static void checkBatches(List<Item> items) {
    int run = 0;
    long first = -1;
    for (Item i : items) {
      if (i.key.equals(OURS + "commit")) {
        ByteBuffer b = little(i.extra);
        if (run == 0 || b.getInt(0) != run || b.getLong(4) != first) {
          throw bad(i.offset, "a commit of " + b.getInt(0) + " behind " + run);
        }
        run = 0;
      } else if (i.has(BATCHED)) {
        first = run++ == 0 ? i.offset : first;
      } else if (run > 0) {
        throw bad(i.offset, "a batch of " + run + " without commit");
      }
    }
  }

  /** Behind a BLOCK stands an ordinary record of its key. */
  private static void checkBlocks(List<Item> items) {
    for (int n = 0; n < items.size(); n++) {
      Item i = items.get(n);
      if (i.has(BLOCK)) {
        Item next = items.get(n + 1);
        if (!i.has(TOMBSTONE) || !next.key.equals(i.key) || !next.isValue()) {
          throw bad(i.offset, "a block without its record");
        }
      }
    }
  }
}

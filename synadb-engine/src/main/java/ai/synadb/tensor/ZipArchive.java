/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import ai.synadb.SynaException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The entries of a zip archive, by its central directory.
 *
 * <pre>
 * local header, name, extra | data | ... | central directory | [zip64 end, locator] | end
 * </pre>
 *
 * <p>Entries must lie apart and within the file, and a deflated one can be no more than 1032 times
 * as long as its data, which is all that deflate can do. So all that an archive holds together is
 * bounded by its own length.
 *
 * <p>Thread safety: confined to one thread.
 */
final class ZipArchive {
  static final int STORED = 0;
  static final int DEFLATED = 8;

  private static final int MAX_ENTRIES = 1_000_000;
  private static final int MAX_EXPANSION = 1032;

  private static final int END_SIGNATURE = 0x06054b50;
  private static final int END_BYTES = 22;
  private static final int MAX_COMMENT = 0xffff;
  private static final int LOCATOR_SIGNATURE = 0x07064b50;
  private static final int LOCATOR_BYTES = 20;
  private static final int END64_SIGNATURE = 0x06064b50;
  private static final int END64_BYTES = 56;
  private static final int CENTRAL_SIGNATURE = 0x02014b50;
  private static final int CENTRAL_BYTES = 46;
  private static final int LOCAL_SIGNATURE = 0x04034b50;
  private static final int LOCAL_BYTES = 30;
  private static final int ENCRYPTED = 1;
  private static final int EXTRA_ZIP64 = 1;
  private static final int U16_MAX = 0xffff;
  private static final long U32_MAX = 0xffff_ffffL;

  private final FileBytes file;
  private final Set<String> names = new HashSet<>();

  /**
   * One entry.
   *
   * @param localAt where its local header is
   * @param dataAt where its data is
   */
  record Entry(
      String name, int method, long crc, long packedBytes, long bytes, long localAt, long dataAt) {
    long end() {
      return dataAt + packedBytes;
    }
  }

  /** Where the central directory is. */
  private record Directory(long at, long bytes, long entries) {}

  private ZipArchive(FileBytes file) {
    this.file = file;
  }

  /** The entries, in the order of the directory, with names that differ. */
  static List<Entry> entries(FileBytes file) {
    return new ZipArchive(file).entries();
  }

  private List<Entry> entries() {
    Directory d = directory();
    List<Entry> all = new ArrayList<>();
    long at = d.at;
    for (long i = 0; i < d.entries; i++) {
      ByteBuffer b = bytes(at, CENTRAL_BYTES, d.at + d.bytes);
      if (b.getInt(0) != CENTRAL_SIGNATURE) {
        throw file.damaged("entry " + i + " of its directory does not begin as one does", at);
      }
      int variable = u16(b, 28) + u16(b, 30);
      ByteBuffer whole = bytes(at, CENTRAL_BYTES + variable, d.at + d.bytes);
      all.add(entry(whole, at, d.at));
      at += CENTRAL_BYTES + variable + u16(b, 32);
    }
    if (at != d.at + d.bytes) {
      throw file.damaged(
          "its directory is said to have "
              + d.bytes
              + " bytes, but its entries take "
              + (at - d.at),
          at);
    }
    requireApart(all);
    return all;
  }

  private Directory directory() {
    int tail = (int) Math.min(file.length(), END_BYTES + MAX_COMMENT);
    long tailAt = file.length() - tail;
    ByteBuffer b = bytes(tailAt, tail, file.length());
    for (int i = tail - END_BYTES; i >= 0; i--) {
      if (b.getInt(i) == END_SIGNATURE && i + END_BYTES + u16(b, i + 20) == tail) {
        return directory(b.slice(i, END_BYTES).order(ByteOrder.LITTLE_ENDIAN), tailAt + i);
      }
    }
    throw file.damaged("it is no zip archive, or was cut: it has no directory", file.length());
  }

  private Directory directory(ByteBuffer end, long endAt) {
    if (u16(end, 4) != u16(end, 6) || u16(end, 8) != u16(end, 10)) {
      throw file.unknown("an archive in several parts cannot be read", endAt);
    }
    Directory d = new Directory(u32(end, 16), u32(end, 12), u16(end, 10));
    long before = endAt;
    if (d.at == U32_MAX || d.bytes == U32_MAX || d.entries == U16_MAX) {
      ByteBuffer locator =
          endAt < LOCATOR_BYTES ? null : bytes(endAt - LOCATOR_BYTES, LOCATOR_BYTES, endAt);
      if (locator != null && locator.getInt(0) == LOCATOR_SIGNATURE) {
        before = locator.getLong(8);
        ByteBuffer end64 = bytes(before, END64_BYTES, endAt - LOCATOR_BYTES);
        if (end64.getInt(0) != END64_SIGNATURE) {
          throw file.damaged("the end of its directory is not where it should be", before);
        }
        d = new Directory(end64.getLong(48), end64.getLong(40), end64.getLong(32));
      }
    }
    if (d.at < 0 || d.bytes < 0 || d.at > before || d.bytes != before - d.at) {
      throw file.damaged(
          "its directory is said to have "
              + d.bytes
              + " bytes from byte "
              + d.at
              + " on, but ends at "
              + before,
          d.at);
    }
    if (d.entries < 0 || d.entries > Math.min(MAX_ENTRIES, d.bytes / CENTRAL_BYTES)) {
      throw file.damaged(
          "its directory of "
              + d.bytes
              + " bytes is said to have "
              + Long.toUnsignedString(d.entries)
              + " entries; there can be at most "
              + Math.min(MAX_ENTRIES, d.bytes / CENTRAL_BYTES),
          d.at);
    }
    return d;
  }

  private Entry entry(ByteBuffer b, long at, long directoryAt) {
    String name = name(b, u16(b, 28), at);
    String quoted = SynaException.quoted(name);
    if (!names.add(name)) {
      throw file.damaged("entry " + quoted + " is there twice", at);
    }
    if ((u16(b, 8) & ENCRYPTED) != 0) {
      throw file.unknown("entry " + quoted + " is encrypted", at);
    }
    int method = u16(b, 10);
    if (method != STORED && method != DEFLATED) {
      throw file.unknown(
          "entry " + quoted + " is compressed by method " + method + "; 0 and 8 are known", at);
    }
    long[] sizes = sizes(b, quoted, at); // bytes, packed, local header
    Entry e = located(name, method, u32(b, 16), sizes, directoryAt);
    long most = method == STORED ? e.packedBytes : (e.packedBytes + 1) * MAX_EXPANSION;
    if (e.bytes < 0 || e.bytes > most || (method == STORED && e.bytes != most)) {
      throw file.damaged(
          "entry "
              + quoted
              + " is said to have "
              + Long.toUnsignedString(e.bytes)
              + " bytes, but its "
              + e.packedBytes
              + (method == STORED ? " stored bytes are " : " deflated bytes are at most ")
              + most,
          at);
    }
    return e;
  }

  private String name(ByteBuffer b, int length, long at) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(b.slice(CENTRAL_BYTES, length)).toString();
    } catch (CharacterCodingException e) {
      throw file.damaged("the name of an entry is not UTF-8", at, e);
    }
  }

  /** The sizes and the place, from the extra field where they do not fit into 32 bits. */
  private long[] sizes(ByteBuffer b, String quoted, long at) {
    long[] all = {u32(b, 24), u32(b, 20), u32(b, 42)};
    int extra = CENTRAL_BYTES + u16(b, 28);
    int end = extra + u16(b, 30);
    while (extra + 4 <= end) {
      int id = u16(b, extra);
      int size = u16(b, extra + 2);
      extra += 4;
      if (size > end - extra) {
        break;
      }
      if (id == EXTRA_ZIP64) {
        int from = extra;
        for (int i = 0; i < all.length; i++) {
          if (all[i] == U32_MAX && from + Long.BYTES <= extra + size) {
            all[i] = b.getLong(from);
            from += Long.BYTES;
          }
        }
        return all;
      }
      extra += size;
    }
    if (all[0] == U32_MAX || all[1] == U32_MAX || all[2] == U32_MAX) {
      throw file.damaged("the sizes of entry " + quoted + " are missing", at);
    }
    return all;
  }

  private Entry located(String name, int method, long crc, long[] sizes, long directoryAt) {
    long localAt = sizes[2];
    String quoted = SynaException.quoted(name);
    if (localAt < 0 || localAt > directoryAt - LOCAL_BYTES) {
      throw file.damaged(
          "entry "
              + quoted
              + " is said to be at byte "
              + Long.toUnsignedString(localAt)
              + ", the directory is at "
              + directoryAt,
          localAt);
    }
    ByteBuffer b = bytes(localAt, LOCAL_BYTES, directoryAt);
    if (b.getInt(0) != LOCAL_SIGNATURE) {
      throw file.damaged("entry " + quoted + " is not where it is said to be", localAt);
    }
    long dataAt = localAt + LOCAL_BYTES + u16(b, 26) + u16(b, 28);
    long packed = sizes[1];
    if (packed < 0 || dataAt > directoryAt || packed > directoryAt - dataAt) {
      throw file.damaged(
          "entry "
              + quoted
              + " is said to have "
              + Long.toUnsignedString(packed)
              + " bytes from byte "
              + dataAt
              + " on, the directory is at "
              + directoryAt,
          localAt);
    }
    return new Entry(name, method, crc, packed, sizes[0], localAt, dataAt);
  }

  private void requireApart(List<Entry> entries) {
    List<Entry> sorted = new ArrayList<>(entries);
    sorted.sort(Comparator.comparingLong(Entry::localAt));
    for (int i = 1; i < sorted.size(); i++) {
      if (sorted.get(i).localAt < sorted.get(i - 1).end()) {
        throw file.damaged(
            "entries "
                + SynaException.quoted(sorted.get(i - 1).name)
                + " and "
                + SynaException.quoted(sorted.get(i).name)
                + " overlap",
            sorted.get(i).localAt);
      }
    }
  }

  private ByteBuffer bytes(long at, int count, long limit) {
    if (at < 0 || at > limit - count) {
      throw file.damaged("its directory is cut", at);
    }
    byte[] b = new byte[count];
    file.readFully(at, b, 0, count);
    return ByteBuffer.wrap(b).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static int u16(ByteBuffer b, int at) {
    return b.getShort(at) & U16_MAX;
  }

  private static long u32(ByteBuffer b, int at) {
    return b.getInt(at) & U32_MAX;
  }
}

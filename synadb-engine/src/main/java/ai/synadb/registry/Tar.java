/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.registry;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * The POSIX tar format ("ustar" with "pax" headers), as far as a directory of a model needs it:
 * files and directories, no owners, no times, no links. So any tar program unpacks what is taken
 * out of a database by other means than ours.
 *
 * <pre>
 *  header, 512 bytes: name at 0, mode at 100, size in octal at 124, checksum at 148,
 *    type at 156 ('0' file, '5' directory, 'x' pax), "ustar" 0 "00" at 257, at 345 what
 *    stands before the name and a slash (read, not written)
 *  content, filled with zeros to a multiple of 512
 *  at the end two blocks of zeros
 * </pre>
 *
 * <p>A name that is longer than 100 bytes or not ASCII, and a size from 8 GiB on, stand in a pax
 * header before: lines {@code <length> <key>=<value>\n}.
 */
final class Tar {
  static final int BLOCK = 512;
  static final int END_BYTES = 2 * BLOCK;
  static final int NAME_BYTES = 100;
  static final int SIZE_AT = 124;
  static final int SIZE_DIGITS = 11;
  static final int CHECKSUM_AT = 148;
  static final int TYPE_AT = 156;
  static final int MAGIC_AT = 257;
  static final int PREFIX_AT = 345;
  static final int PREFIX_BYTES = 155;
  static final char FILE = '0';
  static final char DIRECTORY = '5';
  static final char PAX = 'x';

  private static final long MAX_OCTAL = (1L << 33) - 1;
  private static final String PAX_NAME = "pax";

  private Tar() {}

  /**
   * Whether a name stays in the directory wherever it is unpacked: one that leads out of it, or
   * means something else elsewhere, is neither packed nor unpacked.
   *
   * @param name with slashes; of a directory with one at its end
   */
  static boolean isSafe(String name) {
    String plain = name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
    for (String part : plain.split("/", -1)) {
      if (part.isEmpty()
          || part.equals(".")
          || part.equals("..")
          || part.chars().anyMatch(c -> c == '\\' || c == ':' || c == '\0')) {
        return false;
      }
    }
    return StandardCharsets.UTF_8.newEncoder().canEncode(name);
  }

  /** A length filled up to whole blocks. */
  static long padded(long size) {
    return Math.addExact(size, BLOCK - 1) / BLOCK * BLOCK;
  }

  /**
   * All that stands before the content of an entry.
   *
   * @param name with slashes; of a directory with one at its end
   */
  static byte[] header(String name, long size) {
    byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
    boolean isPlain = utf8.length == name.length() && utf8.length <= NAME_BYTES;
    char type = name.endsWith("/") ? DIRECTORY : FILE;
    if (isPlain && size <= MAX_OCTAL) {
      return block(utf8, size, type);
    }
    ByteArrayOutputStream records = new ByteArrayOutputStream();
    if (!isPlain) {
      records.writeBytes(record("path", utf8));
    }
    if (size > MAX_OCTAL) {
      records.writeBytes(record("size", Long.toString(size).getBytes(StandardCharsets.US_ASCII)));
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] paxName = PAX_NAME.getBytes(StandardCharsets.US_ASCII);
    all.writeBytes(block(paxName, records.size(), PAX));
    all.writeBytes(records.toByteArray());
    all.writeBytes(new byte[(int) padded(records.size()) - records.size()]);
    all.writeBytes(block(isPlain ? utf8 : paxName, size > MAX_OCTAL ? 0 : size, type));
    return all.toByteArray();
  }

  private static byte[] block(byte[] name, long size, char type) {
    byte[] b = new byte[BLOCK];
    System.arraycopy(name, 0, b, 0, name.length);
    put(b, NAME_BYTES, type == DIRECTORY ? "0000755" : "0000644");
    put(b, 108, "0000000");
    put(b, 116, "0000000");
    put(b, SIZE_AT, String.format(Locale.ROOT, "%011o", size));
    put(b, 136, "00000000000");
    b[TYPE_AT] = (byte) type;
    put(b, MAGIC_AT, "ustar");
    put(b, MAGIC_AT + 6, "00");
    put(b, CHECKSUM_AT, String.format(Locale.ROOT, "%06o", checksum(b)));
    b[CHECKSUM_AT + 7] = ' ';
    return b;
  }

  private static void put(byte[] b, int at, String ascii) {
    byte[] a = ascii.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(a, 0, b, at, a.length);
  }

  /** The sum of a header's bytes, its checksum taken as spaces. */
  static int checksum(byte[] b) {
    int sum = 8 * ' ';
    for (int i = 0; i < BLOCK; i++) {
      if (i < CHECKSUM_AT || i >= CHECKSUM_AT + 8) {
        sum += b[i] & 0xff;
      }
    }
    return sum;
  }

  /** A line that begins with its own length. */
  private static byte[] record(String key, byte[] value) {
    int rest = 1 + key.length() + 1 + value.length + 1;
    int length = rest + Integer.toString(rest).length();
    length = rest + Integer.toString(length).length();
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    line.writeBytes((length + " " + key + "=").getBytes(StandardCharsets.UTF_8));
    line.writeBytes(value);
    line.write('\n');
    return line.toByteArray();
  }
}

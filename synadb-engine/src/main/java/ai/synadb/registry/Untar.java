/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.registry;

import ai.synadb.SynaException;
import ai.synadb.error.SynaFormatException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Unpacks a {@link Tar} into a directory that is fresh and ours. The payload may be anyone's: a
 * name that leads out of the directory, a link, a device or a damaged header is refused.
 *
 * <p>Thread safety: confined to one thread.
 */
final class Untar {
  private static final int MAX_PAX_BYTES = 1 << 20;

  private final InputStream in;
  private final NewTree tree;
  private final String what;
  private final byte[] scratchBlock = new byte[Tar.BLOCK];
  private final byte[] scratchPiece = new byte[Pieces.PIECE_BYTES];
  private @Nullable String paxPath;
  private long paxSize = -1;

  private Untar(InputStream in, NewTree tree, String what) {
    this.in = in;
    this.tree = tree;
    this.what = what;
  }

  /**
   * Unpacks all there is.
   *
   * @param tree what to make; nothing yet
   * @param what names the payload in a message
   */
  static void unpack(InputStream in, NewTree tree, String what) throws IOException {
    tree.directory(tree.root());
    new Untar(in, tree, what).run();
  }

  private void run() throws IOException {
    while (true) {
      readFully(scratchBlock);
      if (isZero(scratchBlock)) {
        break;
      }
      entry();
    }
    // What is behind the end is hashed too.
    while (in.read(scratchPiece) >= 0) {}
  }

  private void readFully(byte[] block) throws IOException {
    if (in.readNBytes(block, 0, block.length) < block.length) {
      throw damaged("it ends early", null);
    }
  }

  private static boolean isZero(byte[] block) {
    for (byte b : block) {
      if (b != 0) {
        return false;
      }
    }
    return true;
  }

  private void entry() throws IOException {
    byte[] h = scratchBlock;
    if (octal(h, Tar.CHECKSUM_AT, 8) != Tar.checksum(h)
        || !text(h, Tar.MAGIC_AT, 5).equals("ustar")) {
      throw damaged("a header is not one", null);
    }
    long size = octal(h, Tar.SIZE_AT, 12);
    char type = (char) (h[Tar.TYPE_AT] & 0xff);
    if (type == Tar.PAX) {
      pax(size);
      return;
    }
    String name = paxPath != null ? paxPath : name(h);
    size = paxSize >= 0 ? paxSize : size;
    paxPath = null;
    paxSize = -1;
    if (type == Tar.DIRECTORY) {
      tree.directory(resolve(name));
    } else if (type == Tar.FILE || type == 0) {
      file(resolve(name), size);
    } else {
      throw damaged(
          "the entry " + SynaException.quoted(name) + " is neither a file nor a" + " directory",
          null);
    }
  }

  private static String name(byte[] h) {
    String name = text(h, 0, Tar.NAME_BYTES);
    // With a space behind "ustar" it is GNU's older format, which has other things there.
    String before = h[Tar.MAGIC_AT + 5] == 0 ? text(h, Tar.PREFIX_AT, Tar.PREFIX_BYTES) : "";
    return before.isEmpty() ? name : before + "/" + name;
  }

  private Path resolve(String name) {
    if (!Tar.isSafe(name)) {
      throw damaged("the name " + SynaException.quoted(name) + " is not safe", null);
    }
    Path path;
    try {
      path = tree.root().resolve(name);
    } catch (InvalidPathException e) {
      throw damaged("the name " + SynaException.quoted(name) + " is not one here", e);
    }
    if (!path.startsWith(tree.root())) {
      throw damaged("the name " + SynaException.quoted(name) + " leads out of it", null);
    }
    return path;
  }

  private void file(Path path, long size) throws IOException {
    if (tree.file(path, in, size) < size) {
      throw damaged("it ends early", new EOFException());
    }
    padding(size);
  }

  private void padding(long size) throws IOException {
    int n = (int) (-size & (Tar.BLOCK - 1));
    if (in.readNBytes(scratchBlock, 0, n) < n) {
      throw damaged("it ends early", null);
    }
  }

  private void pax(long size) throws IOException {
    if (size > MAX_PAX_BYTES) {
      throw damaged("a pax header has " + size + " bytes, more than " + MAX_PAX_BYTES, null);
    }
    byte[] records = new byte[(int) size];
    readFully(records);
    padding(size);
    for (int at = 0; at < records.length; ) {
      int space = at;
      while (space < records.length && records[space] != ' ') {
        space++;
      }
      long length = decimal(new String(records, at, space - at, StandardCharsets.US_ASCII));
      if (length <= space - at + 1 || length > records.length - at) {
        throw damaged("a pax header is damaged", null);
      }
      int end = at + (int) length;
      paxRecord(new String(records, space + 1, end - space - 2, StandardCharsets.UTF_8));
      at = end;
    }
  }

  private void paxRecord(String record) {
    int equals = record.indexOf('=');
    String key = equals < 0 ? record : record.substring(0, equals);
    if (key.equals("path")) {
      paxPath = record.substring(equals + 1);
    } else if (key.equals("size")) {
      paxSize = decimal(record.substring(equals + 1));
    }
  }

  private long decimal(String digits) {
    try {
      long n = Long.parseLong(digits);
      if (n >= 0) {
        return n;
      }
    } catch (NumberFormatException e) {
      throw damaged("a pax header is damaged", e);
    }
    throw damaged("a pax header is damaged", null);
  }

  private static String text(byte[] b, int at, int most) {
    int end = at;
    while (end < at + most && b[end] != 0) {
      end++;
    }
    return new String(b, at, end - at, StandardCharsets.UTF_8);
  }

  private long octal(byte[] b, int at, int length) {
    String digits = text(Arrays.copyOfRange(b, at, at + length), 0, length).strip();
    try {
      long n = Long.parseLong(digits, 8);
      if (n >= 0) {
        return n;
      }
    } catch (NumberFormatException e) {
      throw damaged("a header is not one", e);
    }
    throw damaged("a header is not one", null);
  }

  private SynaFormatException damaged(String why, @Nullable Throwable cause) {
    return new SynaFormatException(
        what + " cannot be unpacked as a directory: " + why, cause, null, -1, null);
  }
}

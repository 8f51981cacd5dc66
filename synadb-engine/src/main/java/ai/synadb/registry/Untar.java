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
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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
  private final Path root;
  private final String what;
  private final byte[] scratchBlock = new byte[Tar.BLOCK];
  private final byte[] scratchPiece = new byte[Pieces.PIECE_BYTES];
  private @Nullable String paxPath;
  private long paxSize = -1;

  private Untar(InputStream in, Path root, String what) {
    this.in = in;
    this.root = root;
    this.what = what;
  }

  /**
   * Unpacks all there is.
   *
   * @param root an empty directory
   * @param what names the payload in a message
   */
  static void unpack(InputStream in, Path root, String what) throws IOException {
    new Untar(in, root, what).run();
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
    String name = paxPath != null ? paxPath : text(h, 0, Tar.NAME_BYTES);
    size = paxSize >= 0 ? paxSize : size;
    paxPath = null;
    paxSize = -1;
    if (type == Tar.DIRECTORY) {
      Files.createDirectories(resolve(name));
    } else if (type == Tar.FILE || type == 0) {
      file(resolve(name), size);
    } else {
      throw damaged(
          "the entry " + SynaException.quoted(name) + " is neither a file nor a" + " directory",
          null);
    }
  }

  private Path resolve(String name) {
    String plain = name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
    Path path = root;
    for (String part : plain.split("/", -1)) {
      if (part.isEmpty()
          || part.equals(".")
          || part.equals("..")
          || part.indexOf('\\') >= 0
          || part.indexOf(':') >= 0
          || part.indexOf('\0') >= 0) {
        throw damaged("the name " + SynaException.quoted(name) + " is not safe", null);
      }
      try {
        path = path.resolve(part);
      } catch (InvalidPathException e) {
        throw damaged("the name " + SynaException.quoted(name) + " is not one here", e);
      }
    }
    if (!path.normalize().startsWith(root)) {
      throw damaged("the name " + SynaException.quoted(name) + " leads out of it", null);
    }
    return path;
  }

  private void file(Path path, long size) throws IOException {
    Path parent = path.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    try (OutputStream out =
        Files.newOutputStream(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (long left = size; left > 0; ) {
        int n = in.read(scratchPiece, 0, (int) Math.min(scratchPiece.length, left));
        if (n < 0) {
          throw damaged("it ends early", new EOFException());
        }
        out.write(scratchPiece, 0, n);
        left -= n;
      }
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

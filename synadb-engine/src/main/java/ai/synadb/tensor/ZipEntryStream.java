/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import ai.synadb.SynaException;
import ai.synadb.error.SynaFormatException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * What is in an entry of a {@link ZipArchive}: exactly as many bytes as its directory says, with
 * the right checksum, or an exception before the last is handed out.
 *
 * <p>Thread safety: confined to one thread.
 */
final class ZipEntryStream extends InputStream {
  private static final int PIECE = 1 << 16;

  private final FileBytes file;
  private final ZipArchive.Entry entry;
  private final InputStream packed;
  private final Inflater inflater = new Inflater(true);
  private final byte[] scratchPacked = new byte[PIECE];
  private final CRC32 crc = new CRC32();
  private long count;

  ZipEntryStream(FileBytes file, ZipArchive.Entry entry) {
    this.file = file;
    this.entry = entry;
    this.packed = file.stream(entry.dataAt(), entry.end());
  }

  @Override
  public int read() {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, target.length);
    if (length == 0) {
      return 0;
    }
    if (count == entry.bytes()) {
      return -1;
    }
    int want = (int) Math.min(length, entry.bytes() - count);
    int n = entry.method() == ZipArchive.STORED ? packed(target, offset, want) : 0;
    while (n == 0) {
      n = inflated(target, offset, want);
      if (n == 0 && inflater.finished()) {
        throw damaged("has only " + count + " bytes of " + entry.bytes(), null);
      }
    }
    crc.update(target, offset, n);
    count += n;
    if (count == entry.bytes()) {
      requireEnd();
    }
    return n;
  }

  /** Inflates some bytes; may be none. */
  private int inflated(byte[] target, int offset, int want) {
    try {
      int n = inflater.inflate(target, offset, want);
      if (n == 0 && inflater.needsDictionary()) {
        throw damaged("cannot be inflated: it needs a dictionary", null);
      }
      if (n == 0 && inflater.needsInput() && !inflater.finished()) {
        inflater.setInput(scratchPacked, 0, packed(scratchPacked, 0, PIECE));
      }
      return n;
    } catch (DataFormatException e) {
      throw damaged("cannot be inflated: " + e.getMessage(), e);
    }
  }

  private int packed(byte[] target, int offset, int want) {
    int n;
    try {
      n = packed.read(target, offset, want);
    } catch (IOException e) {
      throw damaged("cannot be read", e);
    }
    if (n < 0) {
      throw damaged("ends after " + count + " bytes of " + entry.bytes(), null);
    }
    return n;
  }

  private void requireEnd() {
    if (crc.getValue() != entry.crc()) {
      throw damaged("fails its checksum", null);
    }
    byte[] more = new byte[1];
    while (entry.method() == ZipArchive.DEFLATED && !inflater.finished()) {
      if (inflated(more, 0, 1) > 0) {
        throw damaged("has more than the " + entry.bytes() + " bytes that it should", null);
      }
    }
  }

  private SynaFormatException damaged(String why, @Nullable Throwable e) {
    return file.damaged(
        "entry " + SynaException.quoted(entry.name()) + " " + why, entry.dataAt(), e);
  }

  @Override
  public void close() {
    inflater.end();
  }
}

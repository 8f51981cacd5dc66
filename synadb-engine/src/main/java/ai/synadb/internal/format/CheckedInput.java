/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.format;

import ai.synadb.error.SynaFormatException;
import ai.synadb.internal.io.StorageFile;
import java.io.IOException;
import java.util.zip.CRC32C;

/**
 * Reads what {@link CheckedOutput} wrote: nothing of a frame is handed out before its checksum was
 * right. Thread safety: confined to one thread.
 */
public final class CheckedInput {
  private final StorageFile file;
  private final long length;
  private final CRC32C crc = new CRC32C();
  private final byte[] header = new byte[CheckedOutput.FRAME_HEADER];
  private byte[] frame = new byte[0];
  private int at;
  private int end;
  private long position;
  private long frames;

  /** Begins to read a file. */
  public CheckedInput(StorageFile file) throws IOException {
    this.file = file;
    this.length = file.length();
  }

  /** The bytes that can be left at most. */
  public long remaining() {
    return end - at + (length - position);
  }

  /** Throws unless there can be so many more bytes: ask before making room for them. */
  public void require(long bytes) {
    if (bytes > remaining()) {
      throw damaged("it has " + remaining() + " more bytes where " + bytes + " are announced");
    }
  }

  /** What to throw about something that cannot be. */
  public SynaFormatException damaged(String what) {
    return new SynaFormatException(
        file.path().getFileName()
            + " is damaged before 0x"
            + Long.toHexString(position)
            + ": "
            + what,
        null,
        file.path(),
        position,
        null);
  }

  /** Reads a byte, 0 to 255. */
  public int getByte() throws IOException {
    need(1);
    return frame[at++] & 0xff;
  }

  /** Reads a number. */
  public int getInt() throws IOException {
    need(4);
    int v = RecordFormat.getInt(frame, at);
    at += 4;
    return v;
  }

  /** Reads a number. */
  public long getLong() throws IOException {
    need(8);
    long v = RecordFormat.getLong(frame, at);
    at += 8;
    return v;
  }

  /** Reads bytes. */
  public void getBytes(byte[] target, int from, int count) throws IOException {
    int done = 0;
    while (done < count) {
      need(1);
      int n = Math.min(count - done, end - at);
      System.arraycopy(frame, at, target, from + done, n);
      at += n;
      done += n;
    }
  }

  /** Reads the end, and throws if this is not it. */
  public void finish() throws IOException {
    if (at != end || next()) {
      throw damaged("it goes on where it should end");
    }
  }

  private void need(int bytes) throws IOException {
    if (at == end && !next()) {
      throw damaged("it ends where it should go on");
    }
    if (end - at < bytes) {
      throw damaged("a number lies across two frames");
    }
  }

  private boolean next() throws IOException {
    if (file.read(position, header, 0, header.length) < header.length) {
      throw damaged("it is cut");
    }
    int n = RecordFormat.getInt(header, 0);
    if (n < 0 || n > CheckedOutput.MAX_FRAME || n > length - position - header.length) {
      throw damaged("a frame has " + n + " bytes");
    }
    if (frame.length < n) {
      frame = new byte[n];
    }
    if (file.read(position + header.length, frame, 0, n) < n) {
      throw damaged("it is cut");
    }
    if (CheckedOutput.checksum(crc, frames, frame, 0, n) != RecordFormat.getInt(header, 4)) {
      throw damaged("the checksum of a frame is wrong");
    }
    position += header.length + n;
    frames++;
    at = 0;
    end = n;
    return n > 0;
  }
}

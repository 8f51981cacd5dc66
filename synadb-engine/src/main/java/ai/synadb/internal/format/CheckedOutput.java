/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.format;

import ai.synadb.internal.io.StorageFile;
import java.io.IOException;
import java.util.zip.CRC32C;

/**
 * Writes a file of frames, each with a checksum over itself and its place. A frame:
 *
 * <pre>
 *   0   4   bytes of content, 1 to 1 MiB; 0 in the last frame, which ends the file
 *   4   4   CRC32C of the frame's number (u64), the bytes of content (u32), and the content
 *   8   ..  content
 * </pre>
 *
 * <p>All numbers are little-endian. Thread safety: confined to one thread.
 */
public final class CheckedOutput {
  /** The bytes before the content of a frame. */
  public static final int FRAME_HEADER = 8;

  /** The largest content of a frame, in bytes. */
  public static final int MAX_FRAME = 1 << 20;

  private final StorageFile file;
  private final byte[] buffer = new byte[FRAME_HEADER + MAX_FRAME];
  private int at = FRAME_HEADER;
  private long position;
  private long frames;

  /** Begins a file, which is empty. */
  public CheckedOutput(StorageFile file) {
    this.file = file;
  }

  /** Writes a byte. */
  public void putByte(int value) throws IOException {
    room(1);
    buffer[at++] = (byte) value;
  }

  /** Writes a number. */
  public void putInt(int value) throws IOException {
    room(4);
    RecordFormat.putInt(buffer, at, value);
    at += 4;
  }

  /** Writes a number. */
  public void putLong(long value) throws IOException {
    room(8);
    RecordFormat.putLong(buffer, at, value);
    at += 8;
  }

  /** Writes bytes. */
  public void putBytes(byte[] source, int from, int length) throws IOException {
    int done = 0;
    while (done < length) {
      room(1);
      int n = Math.min(length - done, buffer.length - at);
      System.arraycopy(source, from + done, buffer, at, n);
      at += n;
      done += n;
    }
  }

  private void room(int bytes) throws IOException {
    if (buffer.length - at < bytes) {
      frame();
    }
  }

  private void frame() throws IOException {
    int length = at - FRAME_HEADER;
    RecordFormat.putInt(buffer, 0, length);
    RecordFormat.putInt(buffer, 4, checksum(new CRC32C(), frames, buffer, FRAME_HEADER, length));
    file.write(position, buffer, 0, at);
    position += at;
    frames++;
    at = FRAME_HEADER;
  }

  static int checksum(CRC32C crc, long frame, byte[] content, int from, int length) {
    byte[] head = new byte[12];
    RecordFormat.putLong(head, 0, frame);
    RecordFormat.putInt(head, 8, length);
    crc.reset();
    crc.update(head, 0, head.length);
    crc.update(content, from, length);
    return (int) crc.getValue();
  }

  /** Ends the file and puts it on the disk. */
  public void finish() throws IOException {
    if (at > FRAME_HEADER) {
      frame();
    }
    frame();
    file.sync();
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * One open file of a {@link Storage}.
 *
 * <p>Positions are bytes from the start of the file. Thread safety: safe for use by multiple
 * threads, as long as no two of them write the same bytes.
 */
public interface StorageFile extends AutoCloseable {

  /** How a range is mapped. */
  enum MapMode {
    READ_ONLY,
    /** Copy-on-write: stores into the buffer are never seen by the file. Needs a writable file. */
    PRIVATE,
    /** Stores into the buffer are stores into the file. Needs a writable file. */
    SHARED
  }

  Path path();

  /** The file's length in bytes. */
  long length() throws IOException;

  /**
   * Reads up to {@code length} bytes.
   *
   * @return the bytes read, fewer than asked only where the file ends
   */
  int read(long position, byte[] target, int offset, int length) throws IOException;

  /** Writes all bytes; the file grows when they end behind it. */
  void write(long position, byte[] source, int offset, int length) throws IOException;

  /** Writes the buffer's remaining bytes; its position moves to its limit. */
  void write(long position, ByteBuffer source) throws IOException;

  /** A write that goes on while its caller does something else. */
  interface Writing {
    /** Returns when everything is written. */
    void await() throws IOException;
  }

  /**
   * Begins to write a direct buffer's remaining bytes; nobody may touch the buffer until {@link
   * Writing#await} has returned. Writes that overlap in time must not overlap in the file.
   */
  default Writing beginWrite(long position, ByteBuffer source) throws IOException {
    write(position, source);
    return () -> {};
  }

  /** Cuts the file to {@code length} bytes. Durable only after {@link #sync}. */
  void truncate(long length) throws IOException;

  /**
   * Returns when everything written before the call is on the disk. A failure is final: see the
   * log's rules.
   */
  void sync() throws IOException;

  /**
   * Maps {@code length} bytes, at most {@link Integer#MAX_VALUE}, all of them inside the file. The
   * mapping outlives {@link #close} and the file's name; it ends when nothing refers to the buffer
   * any more.
   *
   * @return a buffer at position 0 with limit {@code length}, big-endian as every new buffer
   */
  ByteBuffer map(long position, int length, MapMode mode) throws IOException;

  /**
   * Returns when what was stored into a range of a {@link MapMode#SHARED} mapping before the call
   * is on the disk. A failure is final, as that of {@link #sync}.
   */
  void force(ByteBuffer mapping, int from, int length) throws IOException;

  /** As {@link Storage#identity} for the open file; null where the platform has none. */
  @Nullable Object identity();

  /** Closes the file; idempotent. */
  @Override
  void close() throws IOException;
}

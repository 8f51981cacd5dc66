/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.registry;

import ai.synadb.BytesLease;
import ai.synadb.SynaException;
import ai.synadb.SynaReader;
import ai.synadb.error.ChecksumMismatchException;
import ai.synadb.error.CorruptRecordException;
import ai.synadb.error.SynaIOException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Objects;

/**
 * Reads a payload and hashes what it hands out; the last byte is handed out only when the digest is
 * the one that was stored.
 *
 * <p>Thread safety: confined to one thread.
 */
final class VerifiedStream extends InputStream {
  /** What is copied and hashed while it is in the cache. */
  private static final int STEP = 64 << 10;

  private final String key;
  private final Content content;
  private final BytesLease lease;
  private final Iterator<ByteBuffer> buffers;
  private final MessageDigest digest = Hashes.sha256();
  private ByteBuffer current = ByteBuffer.allocate(0);
  private long left;
  private boolean isDamaged;
  private boolean isClosed;

  private VerifiedStream(String key, Content content, BytesLease lease) {
    this.key = key;
    this.content = content;
    this.lease = lease;
    this.buffers = lease.buffers().iterator();
    this.left = content.size();
  }

  /**
   * The payload under a key.
   *
   * @throws ChecksumMismatchException if it has another length, or its record is damaged
   */
  static VerifiedStream open(SynaReader reader, String key, Content content) {
    BytesLease lease = map(reader, key);
    boolean done = false;
    try {
      if (lease.size() != content.size()) {
        throw mismatch(key, "has " + lease.size() + " bytes, not " + content.size());
      }
      VerifiedStream stream = new VerifiedStream(key, content, lease);
      if (content.size() == 0) {
        stream.verify();
      }
      done = true;
      return stream;
    } finally {
      if (!done) {
        lease.close();
      }
    }
  }

  /** The bytes; short ones are checked here, by the checksum of their record. */
  private static BytesLease map(SynaReader reader, String key) {
    try {
      return reader.mapBytes(key);
    } catch (CorruptRecordException e) {
      throw new ChecksumMismatchException(
          "The payload " + SynaException.quoted(key) + " is damaged: " + e.getMessage(),
          e,
          e.file(),
          e.offset(),
          key);
    }
  }

  /** All of it; the caller has checked that an array holds it. */
  static byte[] readAll(SynaReader reader, String key, Content content) {
    try (VerifiedStream in = open(reader, key, content)) {
      int size = (int) content.size(); // there are as many, or open had failed
      if (size >= CopyAhead.MIN_BYTES && Runtime.getRuntime().availableProcessors() > 1) {
        return in.copyAhead(size);
      }
      byte[] all = new byte[size];
      in.readNBytes(all, 0, size);
      return all;
    } catch (IOException e) {
      throw new AssertionError(e); // of a stream that is open
    }
  }

  /** All of it at once, of a stream that nothing was read of. */
  private byte[] copyAhead(int size) {
    byte[] all;
    try {
      all = new CopyAhead(lease.buffers(), size).read(digest);
    } catch (InternalError e) { // a mapping that has lost its file
      throw cut(e);
    }
    verify();
    return all;
  }

  private SynaIOException cut(InternalError e) {
    return new SynaIOException("The file of " + SynaException.quoted(key) + " was cut", e, null);
  }

  private static ChecksumMismatchException mismatch(String key, String what) {
    return new ChecksumMismatchException(
        "The payload " + SynaException.quoted(key) + " " + what, null, -1, key);
  }

  private void verify() {
    String found = Hashes.hex(digest.digest());
    if (!found.equals(content.sha256())) {
      throw mismatch(
          key, "is damaged: its SHA-256 is " + found + ", and " + content.sha256() + " was stored");
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int at, int length) throws IOException {
    Objects.checkFromIndexSize(at, length, target.length);
    if (isClosed) {
      throw new IOException("The stream is closed");
    }
    if (isDamaged) {
      throw mismatch(key, "is damaged");
    }
    if (length == 0) {
      return 0;
    }
    int want = (int) Math.min(length, left);
    for (int done = 0; done < want; ) {
      done += step(target, at + done, Math.min(STEP, want - done));
    }
    return want == 0 ? -1 : want;
  }

  private int step(byte[] target, int at, int length) {
    while (!current.hasRemaining()) {
      current = buffers.next();
    }
    int n = Math.min(length, current.remaining());
    try {
      current.get(target, at, n);
    } catch (InternalError e) { // a mapping that has lost its file
      throw cut(e);
    }
    digest.update(target, at, n);
    if (n == left) {
      try {
        verify();
      } catch (ChecksumMismatchException e) {
        isDamaged = true;
        Arrays.fill(target, at, at + n, (byte) 0);
        throw e;
      }
    }
    left -= n;
    return n;
  }

  @Override
  public int available() {
    return (int) Math.min(Integer.MAX_VALUE, left);
  }

  @Override
  public void close() {
    isClosed = true;
    lease.close();
  }
}

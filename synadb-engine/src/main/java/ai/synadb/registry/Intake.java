/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.registry;

import ai.synadb.StagedBytes;
import ai.synadb.SynaDB;
import ai.synadb.internal.io.Uninterruptibly;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;

/**
 * Brings a source into a database and hashes it on the way: the caller's thread reads and hashes,
 * and a second one stores what is longer than 1 MiB, so that the time taken is that of the slower.
 */
final class Intake {
  private static final int HEAD_BYTES = 1 << 20;
  private static final int HEAD_DIGITS = 16;

  private Intake() {}

  /**
   * What came in. The staged bytes are closed by whoever has this.
   *
   * @param head what tells most payloads of one length apart: see {@link #head}
   */
  record Taken(Content content, String head, StagedBytes staged) {}

  /** The digest alone. */
  static Content hash(ContentSource source) throws IOException {
    MessageDigest digest = Hashes.sha256();
    long size = 0;
    try (Pieces pieces = source.open()) {
      for (ByteBuffer p = pieces.next(); p != null; p = pieces.next()) {
        size += p.remaining();
        digest.update(p);
      }
    }
    return new Content(Hashes.hex(digest.digest()), size);
  }

  /** The beginning of the digest of the first 1 MiB, or of all if there is less. */
  static String head(ContentSource source) throws IOException {
    try (Pieces pieces = source.open()) {
      return Beginning.read(pieces, Hashes.sha256()).head;
    }
  }

  /** The first pieces of a source, 1 MiB or more unless there is less, and the digest so far. */
  private record Beginning(List<ByteBuffer> pieces, String head) {
    static Beginning read(Pieces from, MessageDigest digest) throws IOException {
      List<ByteBuffer> all = new ArrayList<>();
      int left = HEAD_BYTES;
      ByteBuffer behind = ByteBuffer.allocate(0); // in the last piece, behind the first 1 MiB
      while (left > 0) {
        ByteBuffer p = from.next();
        if (p == null) {
          break;
        }
        all.add(p);
        int n = Math.min(left, p.remaining());
        digest.update(p.slice(p.position(), n));
        behind = p.slice(p.position() + n, p.remaining() - n);
        left -= n;
      }
      String head = headOf(digest);
      digest.update(behind);
      return new Beginning(all, head);
    }
  }

  private static String headOf(MessageDigest digest) {
    try {
      MessageDigest sofar = (MessageDigest) digest.clone();
      return Hashes.hex(sofar.digest()).substring(0, HEAD_DIGITS);
    } catch (CloneNotSupportedException e) {
      throw new AssertionError(e); // the platform's own can
    }
  }

  static Taken take(SynaDB db, ContentSource source) throws IOException {
    MessageDigest digest = Hashes.sha256();
    try (Pieces pieces = source.open();
        Pipe pipe = new Pipe()) {
      Beginning beginning = Beginning.read(pieces, digest);
      beginning.pieces.forEach(pipe::put);
      String head = beginning.head;
      ByteBuffer next = pieces.next();
      if (next == null) {
        pipe.finish();
        return taken(digest, head, db.stageBytes(pipe));
      }
      StagedBytes staged = takeOnTwoThreads(db, pipe, next, pieces, digest);
      return taken(digest, head, staged);
    }
  }

  private static Taken taken(MessageDigest digest, String head, StagedBytes staged) {
    return new Taken(new Content(Hashes.hex(digest.digest()), staged.size()), head, staged);
  }

  private static StagedBytes takeOnTwoThreads(
      SynaDB db, Pipe pipe, ByteBuffer first, Pieces rest, MessageDigest digest)
      throws IOException {
    FutureTask<StagedBytes> storing =
        new FutureTask<>(
            () -> {
              try (pipe) {
                return db.stageBytes(pipe);
              }
            });
    Thread thread = new Thread(storing, "synadb-content");
    thread.setDaemon(true);
    thread.start();
    boolean isComplete = false;
    try {
      ByteBuffer p = first;
      while (p != null) {
        digest.update(p.duplicate()); // before: what is mapped is in memory when it is stored
        if (!pipe.put(p)) {
          break;
        }
        p = rest.next();
      }
      isComplete = p == null;
    } finally {
      if (isComplete) {
        pipe.finish();
      } else {
        pipe.abandon();
        dropWhenDone(storing);
      }
    }
    return Uninterruptibly.await(storing);
  }

  /** Waits for the storing side of a source that failed, so that nothing of it goes on. */
  private static void dropWhenDone(FutureTask<StagedBytes> storing) {
    try {
      Uninterruptibly.await(storing).close();
    } catch (IOException | RuntimeException e) {
      // that the source failed, or what await throws again
    }
  }
}

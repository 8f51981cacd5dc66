/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.registry;

import ai.synadb.internal.io.Uninterruptibly;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * Copies mapped bytes into a new array and hashes what was copied. Another thread makes the array,
 * which is zeroed first, and copies ahead, so that the time taken is that of hashing. What it has
 * not begun is done by the thread that hashes, which so never waits for the other to be scheduled.
 *
 * <p>Thread safety: confined to one thread, and the one that it starts.
 */
final class CopyAhead {
  /** Below, a thread costs more than it saves. */
  static final int MIN_BYTES = 4 << 20;

  private static final int PIECE_BYTES = 256 << 10; // stays in the cache until it is hashed

  /**
   * Hashing so much of all takes as long as making the array, at worst: where the heap has to be
   * grown for it, that takes several times as long as where it is there.
   */
  private static final int EARLY_SHARE = 2;

  private static final int MAX_EARLY = (256 << 20) / PIECE_BYTES; // they are kept until then

  private record Piece(FutureTask<Integer> copying, ByteBuffer from, int index, int at, int n) {}

  private final List<Piece> pieces = new ArrayList<>();
  private final int early; // the most pieces that are hashed before there is an array
  private volatile int begun; // how many of them are, by the thread that hashes
  private final FutureTask<byte[]> making;
  private volatile byte @Nullable [] target;

  /**
   * Nothing copied yet.
   *
   * @param size how many bytes all buffers have together
   */
  CopyAhead(List<ByteBuffer> buffers, int size) {
    making =
        new FutureTask<>(
            () -> {
              byte[] made = new byte[size];
              target = made;
              return made;
            });
    int at = 0;
    for (ByteBuffer b : buffers) {
      for (int from = 0; from < b.limit(); from += PIECE_BYTES) {
        int n = Math.min(PIECE_BYTES, b.limit() - from);
        pieces.add(new Piece(copying(b, from, at, n), b, from, at, n));
        at += n;
      }
    }
    early = Math.min(pieces.size() / EARLY_SHARE, MAX_EARLY);
  }

  private FutureTask<Integer> copying(ByteBuffer from, int index, int at, int n) {
    return new FutureTask<>(
        () -> {
          from.get(index, Objects.requireNonNull(target), at, n);
          return n;
        });
  }

  private void copyAhead() {
    making.run();
    if (target != null) { // it is while the memory lasts
      int next = Math.min(begun + 1, pieces.size());
      pieces.subList(next, pieces.size()).forEach(p -> p.copying.run());
    }
  }

  /**
   * Copies and hashes everything.
   *
   * @return the copy, of which the digest is
   * @throws InternalError if a mapping has lost its file
   */
  byte[] read(MessageDigest digest) {
    Thread ahead = new Thread(this::copyAhead, "synadb-content");
    ahead.setDaemon(true);
    ahead.start();
    try {
      List<byte[]> kept = hashEarly(digest);
      making.run();
      byte[] all = Uninterruptibly.await(making);
      int at = 0;
      for (byte[] piece : kept) {
        System.arraycopy(piece, 0, all, at, piece.length);
        at += piece.length;
      }
      for (Piece p : pieces.subList(kept.size(), pieces.size())) {
        p.copying.run(); // does nothing where the other has begun
        Uninterruptibly.await(p.copying);
        digest.update(all, p.at, p.n);
      }
      return all;
    } catch (IOException e) {
      throw new AssertionError(e); // of memory
    } finally {
      pieces.forEach(p -> p.copying.cancel(false));
    }
  }

  /** Begins while the array is made: what is hashed meanwhile is kept, to be put there then. */
  private List<byte[]> hashEarly(MessageDigest digest) {
    List<byte[]> kept = new ArrayList<>();
    while (kept.size() < early && target == null) {
      Piece p = pieces.get(kept.size());
      begun = kept.size();
      byte[] piece = new byte[p.n];
      p.from.get(p.index, piece);
      digest.update(piece);
      kept.add(piece);
    }
    return kept;
  }
}

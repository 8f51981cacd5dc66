/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.original;

import ai.synadb.internal.format.RecordFormat;
import ai.synadb.internal.io.StorageFile;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Goes over the rows of a {@link PackedFormat}, and decides which of them to believe; nothing in
 * these files is checked by a sum.
 *
 * <p><b>Before the write offset</b> rows follow each other by their lengths. One that cannot be
 * handed on - its key is no key, a component is no number - is either a row that somebody wrote so,
 * or a sign that a length before it is wrong. If from it the lengths lead exactly to the write
 * offset, over exactly as many rows as are stated, it is the former: it is left out, and the rows
 * go on. Otherwise they end there.
 *
 * <p><b>Behind it</b>, or from a row on that would reach over it, or where it cannot be right,
 * stands what a process wrote that was killed, then zeros. A row there is believed if all of it is
 * in the file, its key is a key, its components are numbers and not all of them zero, its cluster
 * can be, and no page of 4096 bytes that begins within it is zero as far as the row goes, as one is
 * that never reached the disk. The first row that is not believed ends the rows; so does one that
 * begins with zeros.
 *
 * <p>A mapped store never writes a key twice. So a row behind the write offset, under a key that
 * also stands before it, is from before a crash after which the original started over there: stale.
 *
 * <p>Thread safety: confined to one thread.
 */
final class PackedCursor extends RowCursor {
  private static final int PAGE = 4096;
  private static final long ZEROS_LOOKED_AT = 1 << 20;
  private static final int MAX_KEY_BYTES = 65_535;

  private final int headBytes;
  private final boolean hasCluster;
  private boolean isBehind;
  private boolean hasEnded;
  private boolean isWalkChecked;
  private long seen;
  private long recovered;
  private long behindFrom;
  private long[] statedKeys = new long[0];
  private boolean hasStatedKeys;

  PackedCursor(OriginalIndex index, StorageFile file, long length, Findings findings) {
    super(index, new Window(file, length, longest(index)), findings);
    this.headBytes = PackedFormat.rowHead(index.kind());
    this.hasCluster = index.kind() == OriginalIndex.Kind.GWI;
  }

  private static int longest(OriginalIndex index) {
    return PackedFormat.rowHead(index.kind()) + MAX_KEY_BYTES + 4 * index.dimensions();
  }

  @Override
  boolean advance() {
    while (!hasEnded) {
      if (!isBehind && at >= header.statedEnd()) {
        enterBehind(at);
        checkCount();
      }
      boolean isTaken = isBehind ? advanceBehind() : advanceBefore();
      if (isTaken) {
        return true;
      }
    }
    return false;
  }

  private void enterBehind(long from) {
    isBehind = true;
    behindFrom = from;
  }

  private void checkCount() {
    if (header.isEndSound() && seen != header.statedCount()) {
      findings.damaged(
          PackedFormat.COUNT_AT,
          8,
          "The head states " + header.statedCount() + " rows; before the write offset are " + seen);
    }
  }

  /** Where the row at a position ends; -1 if that is behind the limit. */
  private long endOf(long position, long limit) {
    if (headBytes > limit - position) {
      return -1;
    }
    int i = window.load(position, headBytes);
    long end =
        position
            + headBytes
            + RecordFormat.getUnsignedShort(window.bytes(), i)
            + 4L * header.dimensions();
    return end <= limit ? end : -1;
  }

  private boolean advanceBefore() {
    long start = at;
    long end = endOf(start, header.statedEnd());
    if (end < 0) {
      findings.damaged(
          start,
          header.statedEnd() - start,
          "The row here would reach over the write offset; from here rows are believed one by one");
      enterBehind(start);
      return false;
    }
    Skip fault = takeAt(start, end);
    if (fault == null) {
      seen++;
      return accept(start, end, false);
    }
    if (!isWalkChecked) {
      if (!leadsToEnd(start)) {
        return stop("its key or vector cannot be right, and rows do not lead to the write offset");
      }
      isWalkChecked = true;
    }
    seen++;
    findings.skipped(fault, start, end - start);
    at = end;
    return false;
  }

  private @Nullable Skip takeAt(long start, long end) {
    int i = window.load(start, (int) (end - start));
    int vectorAt = i + (int) (end - start) - 4 * header.dimensions();
    return take(i + headBytes, vectorAt - i - headBytes, vectorAt);
  }

  private boolean leadsToEnd(long from) {
    long rows = seen;
    long p = from;
    while (p < header.statedEnd()) {
      p = endOf(p, header.statedEnd());
      if (p < 0 || ++rows > header.statedCount()) {
        return false;
      }
    }
    return rows == header.statedCount();
  }

  private boolean advanceBehind() {
    long start = at;
    long left = window.length() - start;
    if (window.firstNonZero(start, Math.min(headBytes, left)) < 0) {
      return endInZeros(start);
    }
    long end = endOf(start, window.length());
    if (end < 0) {
      return stop("the file ends within it");
    }
    if (hasStaleRows() && !hasStatedKeys) {
      collectStatedKeys();
    }
    if (takeAt(start, end) != null || !isPlausible(start, end)) {
      return stop("its key or vector cannot be right");
    }
    if (hasStaleRows() && Arrays.binarySearch(statedKeys, hashOfKey(start)) >= 0) {
      findings.skipped(Skip.STALE, start, end - start);
      at = end;
      return false;
    }
    recovered++;
    return accept(start, end, true);
  }

  private boolean hasStaleRows() {
    return !hasCluster && behindFrom > header.start();
  }

  private boolean isPlausible(long start, long end) {
    byte[] b = window.bytes();
    int length = (int) (end - start);
    int i = window.load(start, length);
    if (hasCluster
        && RecordFormat.getUnsignedShort(b, i + PackedFormat.GWI_CLUSTER_AT) >= header.clusters()) {
      return false;
    }
    boolean isZero = true;
    for (int p = i + length - 4 * header.dimensions(); p < i + length && isZero; p++) {
      isZero = b[p] == 0;
    }
    if (isZero) {
      return false;
    }
    for (long page = (start / PAGE + 1) * PAGE; page < end; page += PAGE) {
      long until = Math.min(end, page + PAGE);
      if (window.firstNonZero(page, until - page) < 0) {
        return false;
      }
    }
    return true;
  }

  private void collectStatedKeys() {
    hasStatedKeys = true;
    long[] hashes = new long[64];
    int n = 0;
    for (long p = header.start(); p < behindFrom; ) {
      if (n == hashes.length) {
        hashes = Arrays.copyOf(hashes, 2 * n);
      }
      hashes[n++] = hashOfKey(p);
      p = endOf(p, behindFrom);
    }
    statedKeys = Arrays.copyOf(hashes, n);
    Arrays.sort(statedKeys);
  }

  private long hashOfKey(long row) {
    byte[] b = window.bytes();
    int length = RecordFormat.getUnsignedShort(b, window.load(row, headBytes));
    int i = window.load(row, headBytes + length) + headBytes;
    long h = 0xcbf29ce484222325L; // FNV-1a, and the bits mixed
    for (int k = 0; k < length; k++) {
      h = (h ^ b[i + k]) * 0x100000001b3L;
    }
    h = (h ^ (h >>> 32)) * 0x9e3779b97f4a7c15L;
    return h ^ (h >>> 29);
  }

  private boolean endInZeros(long start) {
    long other = window.firstNonZero(start, ZEROS_LOOKED_AT);
    if (other >= 0) {
      findings.damaged(
          other, window.length() - other, "Something follows the zeros behind the last row");
    }
    return end(start);
  }

  private boolean stop(String why) {
    findings.damaged(
        at,
        window.length() - at,
        "Row " + (seen + recovered) + " and what follows is not read: " + why);
    return end(at);
  }

  private boolean end(long position) {
    hasEnded = true;
    if (recovered > 0 && header.isEndSound()) {
      findings.damaged(
          behindFrom,
          position - behindFrom,
          recovered
              + (recovered == 1 ? " row stands" : " rows stand")
              + " behind the write offset, where the original does not look");
    }
    return false;
  }
}

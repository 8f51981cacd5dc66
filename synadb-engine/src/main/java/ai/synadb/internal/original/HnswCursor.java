/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.original;

import ai.synadb.internal.format.RecordFormat;
import ai.synadb.internal.io.StorageFile;
import org.jspecify.annotations.Nullable;

/**
 * Goes over the nodes of an {@link HnswFormat}. A node is believed if all of it is there, its
 * vector has as many components as the head says, and it has as many levels as a node can have; the
 * first that is not ends the rows, since where the next one begins is not known. The lists of
 * neighbours are passed over.
 *
 * <p>Thread safety: confined to one thread.
 */
final class HnswCursor extends RowCursor {
  private static final long ROW_BYTES = 2L * HnswFormat.LENGTH_BYTES;

  private long nodes;
  private boolean hasEnded;

  HnswCursor(OriginalIndex index, StorageFile file, long length, Findings findings) {
    super(index, new Window(file, length, longest(index.dimensions())), findings);
  }

  private static int longest(int dimensions) {
    return 3 * HnswFormat.LENGTH_BYTES + HnswFormat.MAX_KEY_BYTES + 4 * dimensions;
  }

  @Override
  boolean advance() {
    while (!hasEnded && nodes < header.statedCount()) {
      long start = at;
      int floats = 4 * header.dimensions();
      if (!window.has(start, ROW_BYTES + HnswFormat.LENGTH_BYTES + floats)) {
        return stop("the file ends within it");
      }
      byte[] b = window.bytes();
      long keyLength = RecordFormat.getLong(b, window.load(start, HnswFormat.LENGTH_BYTES));
      if (keyLength < 0 || keyLength > HnswFormat.MAX_KEY_BYTES) {
        return stop("its key would have " + Long.toUnsignedString(keyLength) + " bytes");
      }
      long rest = ROW_BYTES + HnswFormat.LENGTH_BYTES + keyLength + floats;
      if (!window.has(start, rest)) {
        return stop("the file ends within it");
      }
      int i = window.load(start, (int) rest) + HnswFormat.LENGTH_BYTES;
      int keyAt = i;
      i += (int) keyLength;
      long count = RecordFormat.getLong(b, i);
      if (count != header.dimensions()) {
        return stop("its vector would have " + Long.toUnsignedString(count) + " components");
      }
      i += HnswFormat.LENGTH_BYTES;
      Skip fault = take(keyAt, (int) keyLength, i);
      long levels = RecordFormat.getLong(b, i + floats);
      long end = endOfLists(start + rest, levels);
      if (end < 0) {
        return stop("its lists of neighbours do not fit");
      }
      nodes++;
      if (fault == null) {
        return accept(start, end, false);
      }
      findings.skipped(fault, start, end - start);
      at = end;
    }
    if (!hasEnded) {
      hasEnded = true;
      checkTail();
    }
    return false;
  }

  /** Where the lists end; -1 if they cannot be. */
  private long endOfLists(long position, long levels) {
    if (levels < 1 || levels > HnswFormat.MAX_LEVELS) {
      return -1;
    }
    long p = position;
    for (int level = 0; level < levels; level++) {
      if (!window.has(p, HnswFormat.LENGTH_BYTES)) {
        return -1;
      }
      int i = window.load(p, HnswFormat.LENGTH_BYTES);
      long count = RecordFormat.getLong(window.bytes(), i);
      p += HnswFormat.LENGTH_BYTES;
      if (count < 0 || count > (window.length() - p) / HnswFormat.NEIGHBOUR_BYTES) {
        return -1;
      }
      p += count * HnswFormat.NEIGHBOUR_BYTES;
    }
    return p;
  }

  private boolean stop(String why) {
    hasEnded = true;
    findings.damaged(
        at,
        window.length() - at,
        "Node "
            + nodes
            + " of "
            + header.statedCount()
            + " cannot be read, nor what follows: "
            + why);
    return false;
  }

  private void checkTail() {
    long length = window.length();
    String wrong = tailFault();
    if (wrong != null) {
      findings.damaged(at, length - at, wrong);
    }
  }

  private @Nullable String tailFault() {
    long left = window.length() - at;
    if (left < 1) {
      return "The end of the graph is missing; no row is concerned";
    }
    int hasEntry = window.bytes()[window.load(at, 1)];
    long wanted = 1L + (hasEntry == 1 ? HnswFormat.LENGTH_BYTES : 0) + HnswFormat.END_BYTES;
    if (hasEntry < 0 || hasEntry > 1 || left < wanted) {
      return "The end of the graph is damaged; no row is concerned";
    }
    return left > wanted ? (left - wanted) + " bytes follow the end of the graph" : null;
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.original;

import ai.synadb.internal.format.RecordFormat;
import ai.synadb.internal.format.Utf8;
import org.jspecify.annotations.Nullable;

/**
 * Goes over the rows of an index file, in the order of the file.
 *
 * <p>Thread safety: confined to one thread.
 */
public abstract sealed class RowCursor permits HnswCursor, PackedCursor {
  final OriginalIndex index;
  final IndexHeader header;
  final Window window;
  final Findings findings;

  /** Where the next row begins. */
  long at;

  private final float[] vector;
  private String key = "";
  private long rowAt;
  private boolean isRecovered;

  RowCursor(OriginalIndex index, Window window, Findings findings) {
    this.index = index;
    this.header = index.header();
    this.window = window;
    this.findings = findings;
    this.vector = new float[header.dimensions()];
    this.at = header.start();
  }

  /** Goes to the next row; says whether there is one. */
  public final boolean next() {
    index.requireOpen();
    return advance();
  }

  abstract boolean advance();

  /** The row's key. */
  public final String key() {
    return key;
  }

  /** The row's vector; it changes with the next call of {@link #next}. */
  public final float[] vector() {
    return vector;
  }

  /** Where the row begins. */
  public final long offset() {
    return rowAt;
  }

  /** Whether the head of the file does not know the row. */
  public final boolean isRecovered() {
    return isRecovered;
  }

  /** How far the file is read. */
  public final long position() {
    return at;
  }

  /** Takes the row in the window, if nothing is wrong with it; otherwise says what. */
  final @Nullable Skip take(int keyAt, int keyLength, int vectorAt) {
    byte[] b = window.bytes();
    byte[] prefix = index.keyPrefix();
    int cut = RecordFormat.startsWith(b, keyAt, keyLength, prefix) ? prefix.length : 0;
    Skip fault = faultOf(b, keyAt + cut, keyLength - cut);
    if (fault != null) {
      return fault;
    }
    boolean isFinite = true;
    for (int i = 0; i < vector.length; i++) {
      vector[i] = Float.intBitsToFloat(RecordFormat.getInt(b, vectorAt + 4 * i));
      isFinite &= Float.isFinite(vector[i]);
    }
    if (!isFinite) {
      return Skip.NOT_FINITE;
    }
    key = Utf8.decode(b, keyAt + cut, keyLength - cut);
    return null;
  }

  private static @Nullable Skip faultOf(byte[] b, int keyAt, int keyLength) {
    if (keyLength == 0) {
      return Skip.EMPTY_KEY;
    }
    if (keyLength > RecordFormat.MAX_KEY_BYTES) {
      return Skip.KEY_TOO_LONG;
    }
    if (Utf8.isKey(b, keyAt, keyLength)) {
      return null;
    }
    return Utf8.isValid(b, keyAt, keyLength) ? Skip.KEY_HAS_NUL : Skip.KEY_NOT_UTF8;
  }

  /** Leaves the row that was taken behind. */
  final boolean accept(long offset, long end, boolean recovered) {
    rowAt = offset;
    isRecovered = recovered;
    at = end;
    return true;
  }
}

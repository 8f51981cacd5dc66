/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What elements are in a file, and what becomes of them: byte order, and integers that are widened.
 *
 * <p>Thread safety: immutable.
 *
 * @param dtype what they become
 * @param kind how a wider integer is made, or null if they are of that dtype already
 * @param isBigEndian whether the bytes of an element are the other way round
 */
record ElementType(DType dtype, @Nullable Narrow kind, boolean isBigEndian) {

  /** Integers without a dtype here. */
  enum Narrow {
    INT16(2, DType.INT32),
    UINT16(2, DType.INT32),
    UINT32(4, DType.INT64),
    UINT64(8, DType.INT64);

    final int sizeBytes;
    final DType wide;

    Narrow(int sizeBytes, DType wide) {
      this.sizeBytes = sizeBytes;
      this.wide = wide;
    }
  }

  static ElementType of(DType dtype, boolean isBigEndian) {
    return new ElementType(dtype, null, isBigEndian && dtype.sizeBytes() > 1);
  }

  static ElementType widened(Narrow kind, boolean isBigEndian) {
    return new ElementType(kind.wide, kind, isBigEndian);
  }

  /** Why elements of a kind are refused. */
  static String needsWidening(Narrow kind) {
    String name = kind.name().toLowerCase(Locale.ROOT);
    return "its dtype "
        + name
        + " has no counterpart here; ImportOption.WIDEN takes it as "
        + kind.wide.wireName();
  }

  /** The bytes of one element in the file. */
  int sourceBytes() {
    return kind == null ? dtype.sizeBytes() : kind.sizeBytes;
  }

  /** Whether the bytes can be taken as they are. */
  boolean isPlain() {
    return kind == null && !isBigEndian && dtype != DType.BOOL;
  }
}

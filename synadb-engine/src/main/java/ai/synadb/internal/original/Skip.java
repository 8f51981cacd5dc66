/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.original;

/** Why a row of an index file cannot be handed on, though the rows behind it can. */
public enum Skip {
  /** A key without bytes. */
  EMPTY_KEY,
  /** A key of more bytes than a key may have. */
  KEY_TOO_LONG,
  /** A key with a NUL in it. */
  KEY_HAS_NUL,
  /** A key that is not well-formed UTF-8. */
  KEY_NOT_UTF8,
  /** A vector with NaN or an infinity in it. */
  NOT_FINITE,
  /** What an older life of the file left behind its write offset. */
  STALE
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb;

/**
 * What went wrong, as one number. The numbers up to -100 are the original's, so that a program that
 * spoke to its C interface understands ours.
 *
 * @since 0.1.0
 */
public enum ErrorCode {
  /** No more precise code applies. */
  GENERIC(0),
  /** The database file does not exist. */
  DATABASE_NOT_FOUND(-1),
  /** The path cannot name a database. */
  INVALID_PATH(-2),
  /** Reading or writing failed. */
  IO(-3),
  /** Bytes in a file are not what they should be. */
  FORMAT(-4),
  /** Something asked for by name is not there. */
  NOT_FOUND(-5),
  /** The value is of another type or shape. */
  TYPE_MISMATCH(-6),
  /** Reserved for the C interface: an empty key. */
  EMPTY_KEY(-7),
  /** Reserved for the C interface: a key that is too long. */
  KEY_TOO_LONG(-8),
  /** Reserved: no GPU. */
  GPU_UNAVAILABLE(-50),
  /** Reserved: GPU memory is used up. */
  GPU_OUT_OF_MEMORY(-51),
  /** A defect of this library. */
  INTERNAL(-100),
  /** Long work was cancelled by the caller. */
  CANCELLED(-101),
  /** What a write rests on is no longer so. */
  CONFLICT(-102);

  private final int number;

  ErrorCode(int number) {
    this.number = number;
  }

  /** The number that stands for this code in the C interface. */
  public int number() {
    return number;
  }
}

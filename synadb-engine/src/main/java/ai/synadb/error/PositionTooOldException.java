/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.error;

/**
 * The state at a position is not there any more: a compaction dropped history behind it.
 *
 * @since 0.1.0
 */
public final class PositionTooOldException extends NotFoundException {
  private static final long serialVersionUID = 1L;

  private final long position;
  private final long oldestPosition;

  /** An error about a position. */
  public PositionTooOldException(long position, long oldestPosition) {
    super(
        "The position "
            + position
            + " is older than "
            + oldestPosition
            + ", the oldest one whose state is complete; a compaction dropped what came before",
        null);
    this.position = position;
    this.oldestPosition = oldestPosition;
  }

  /** The position asked for. */
  public long position() {
    return position;
  }

  /** The oldest position whose state is complete. */
  public long oldestPosition() {
    return oldestPosition;
  }
}

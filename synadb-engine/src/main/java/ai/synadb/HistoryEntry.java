/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb;

import java.time.Instant;
import java.util.OptionalLong;

/**
 * One value, or one delete, in the history of a key.
 *
 * <p>Thread safety: immutable.
 *
 * @param position when it was written, in microseconds since 1970; the same as its {@link
 *     #timestamp}
 * @param value the value; null for a delete
 * @param isDelete whether the key was deleted here
 * @param step the caller's step, for values of a series
 * @param time the caller's own time in microseconds since 1970, for values of a series
 * @since 0.1.0
 */
public record HistoryEntry(
    long position, Atom value, boolean isDelete, OptionalLong step, OptionalLong time) {

  /** When it was written. */
  public Instant timestamp() {
    return Positions.toInstant(position);
  }
}

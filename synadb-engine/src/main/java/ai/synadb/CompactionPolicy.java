/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb;

import java.time.Instant;

/**
 * How much history a compaction keeps. Whatever it drops raises {@link
 * DatabaseInfo#oldestPosition()}.
 *
 * <p>Thread safety: immutable.
 *
 * @since 0.1.0
 */
public final class CompactionPolicy {
  /** The four kinds of policy. */
  public enum Kind {
    /** Everything. */
    KEEP_ALL,
    /** The newest few records of every key. */
    KEEP_LAST,
    /** Every state from a time on. */
    KEEP_SINCE,
    /** The newest value of every key that is not deleted. */
    LATEST_ONLY
  }

  private static final CompactionPolicy ALL = new CompactionPolicy(Kind.KEEP_ALL, 0);
  private static final CompactionPolicy LATEST = new CompactionPolicy(Kind.LATEST_ONLY, 0);

  private final Kind kind;
  private final long bound;

  private CompactionPolicy(Kind kind, long bound) {
    this.kind = kind;
    this.bound = bound;
  }

  /** Keeps every value and delete; packs numeric histories and drops what nothing refers to. */
  public static CompactionPolicy keepAll() {
    return ALL;
  }

  /**
   * Keeps the newest {@code count} values of every key that is not deleted.
   *
   * @param count 1 or more
   */
  public static CompactionPolicy keepLast(long count) {
    if (count < 1) {
      throw new IllegalArgumentException("A compaction keeps 1 or more values, not " + count);
    }
    return new CompactionPolicy(Kind.KEEP_LAST, count);
  }

  /** Keeps what is needed to go back to any position from {@code time} on. */
  public static CompactionPolicy keepSince(Instant time) {
    return new CompactionPolicy(Kind.KEEP_SINCE, Positions.of(time));
  }

  /** Keeps the newest value of every key that is not deleted; every other record goes. */
  public static CompactionPolicy latestOnly() {
    return LATEST;
  }

  /** Which of the four. */
  public Kind kind() {
    return kind;
  }

  /** The count of {@link Kind#KEEP_LAST}, the position of {@link Kind#KEEP_SINCE}, else 0. */
  public long bound() {
    return bound;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CompactionPolicy p && p.kind == kind && p.bound == bound;
  }

  @Override
  public int hashCode() {
    return kind.hashCode() * 31 + Long.hashCode(bound);
  }

  @Override
  public String toString() {
    return kind == Kind.KEEP_LAST || kind == Kind.KEEP_SINCE
        ? kind + "(" + bound + ")"
        : kind.name();
  }
}

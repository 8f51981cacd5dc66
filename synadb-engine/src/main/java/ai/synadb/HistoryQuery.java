/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb;

import java.time.Instant;

/**
 * Which part of a key's history is wanted, and in which order.
 *
 * <pre>{@code
 * db.history("loss", HistoryQuery.newestFirst().last(100))
 * db.history("loss", HistoryQuery.oldestFirst().from(yesterday).to(now))
 * }</pre>
 *
 * <p>A history runs across deletes, as in the original: what was written before a delete is still
 * there, and the deletes themselves are not entries. {@link #sinceLastDelete} ends it at the newest
 * delete, {@link #withDeletes} shows them.
 *
 * <p>Newest first costs nothing but the records that are read. Oldest first walks to the start of
 * what is wanted and keeps eight bytes for each record on the way.
 *
 * <p>Thread safety: immutable.
 *
 * @param isNewestFirst the order
 * @param limit the most entries, counted from the newest back
 * @param fromPosition the oldest position, inclusive
 * @param toPosition the newest position, inclusive
 * @param isSinceLastDelete whether it ends at the newest delete
 * @param includesDeletes whether deletes are entries
 * @param omitsValues whether values are left out, so that large ones need not be read
 * @since 0.1.0
 */
public record HistoryQuery(
    boolean isNewestFirst,
    long limit,
    long fromPosition,
    long toPosition,
    boolean isSinceLastDelete,
    boolean includesDeletes,
    boolean omitsValues) {

  private static final HistoryQuery NEWEST =
      new HistoryQuery(true, Long.MAX_VALUE, Long.MIN_VALUE, Long.MAX_VALUE, false, false, false);
  private static final HistoryQuery OLDEST =
      new HistoryQuery(false, Long.MAX_VALUE, Long.MIN_VALUE, Long.MAX_VALUE, false, false, false);

  /** Checks the bounds. */
  public HistoryQuery {
    if (limit < 0) {
      throw new IllegalArgumentException("The number of entries is 0 or more, not " + limit);
    }
  }

  /** All of it, newest first. */
  public static HistoryQuery newestFirst() {
    return NEWEST;
  }

  /** All of it, oldest first. */
  public static HistoryQuery oldestFirst() {
    return OLDEST;
  }

  /** Only the newest {@code count} entries, in the order chosen. */
  public HistoryQuery last(long count) {
    return new HistoryQuery(
        isNewestFirst,
        count,
        fromPosition,
        toPosition,
        isSinceLastDelete,
        includesDeletes,
        omitsValues);
  }

  /** Only entries written at {@code time} or later. */
  public HistoryQuery from(Instant time) {
    return fromPosition(Positions.of(time));
  }

  /** Only entries written at {@code time} or earlier. */
  public HistoryQuery to(Instant time) {
    return toPosition(Positions.of(time));
  }

  /** Only entries at {@code position} or later. */
  public HistoryQuery fromPosition(long position) {
    return new HistoryQuery(
        isNewestFirst,
        limit,
        position,
        toPosition,
        isSinceLastDelete,
        includesDeletes,
        omitsValues);
  }

  /** Only entries at {@code position} or earlier. */
  public HistoryQuery toPosition(long position) {
    return new HistoryQuery(
        isNewestFirst,
        limit,
        fromPosition,
        position,
        isSinceLastDelete,
        includesDeletes,
        omitsValues);
  }

  /** Only entries behind the newest delete: none if the key is deleted. */
  public HistoryQuery sinceLastDelete() {
    return new HistoryQuery(
        isNewestFirst, limit, fromPosition, toPosition, true, includesDeletes, omitsValues);
  }

  /** Deletes are entries too. */
  public HistoryQuery withDeletes() {
    return new HistoryQuery(
        isNewestFirst, limit, fromPosition, toPosition, isSinceLastDelete, true, omitsValues);
  }

  /** Entries without their values: each has the value null. Spares bringing large ones in. */
  public HistoryQuery withoutValues() {
    return new HistoryQuery(
        isNewestFirst, limit, fromPosition, toPosition, isSinceLastDelete, includesDeletes, true);
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import java.util.Objects;

/**
 * The order in which a {@link TensorLoader} reads an epoch, by itself: for those who read in
 * another way, or tell where a row comes. No list is kept; any place is computed in O(1).
 *
 * <pre>{@code
 * RowOrder order = RowOrder.of(Shuffle.full(), 1_000_000_000, seed, epoch);
 * long row = order.at(123_456_789);
 * }</pre>
 *
 * <p>Thread safety: safe for use by multiple threads.
 *
 * @since 0.1.0
 */
public final class RowOrder {
  private final Order order;

  private RowOrder(Order order) {
    this.order = order;
  }

  /**
   * The order of an epoch.
   *
   * @param rows the rows that are chosen, or the windows, 0 or more; at most 2^62 if they are
   *     shuffled
   * @param epoch 0 or more
   * @throws IllegalArgumentException if one is out of its range
   */
  public static RowOrder of(Shuffle shuffle, long rows, long seed, long epoch) {
    Objects.requireNonNull(shuffle, "shuffle");
    if (rows < 0 || epoch < 0) {
      throw new IllegalArgumentException(
          "Rows and epoch are 0 or more, not " + rows + " and " + epoch);
    }
    return new RowOrder(Order.of(shuffle, rows, seed, epoch));
  }

  /** The number of rows. */
  public long size() {
    return order.size();
  }

  /**
   * The row at a place, counted in the stored order of the chosen ones.
   *
   * @throws IndexOutOfBoundsException unless the place is 0 to the size - 1
   */
  public long at(long place) {
    return order.itemAt(Objects.checkIndex(place, order.size()));
  }
}

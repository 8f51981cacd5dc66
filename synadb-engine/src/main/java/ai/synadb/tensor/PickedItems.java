/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import java.util.Arrays;

/**
 * Some of other items, in an order of their own; an item may be there more than once.
 *
 * <p>Thread safety: immutable.
 */
final class PickedItems extends RowItems {
  private final RowItems all;
  private final long[] numbers;

  /**
   * Picks items.
   *
   * @param numbers is kept
   * @throws IllegalArgumentException if there is no item of such a number
   */
  PickedItems(RowItems all, long[] numbers) {
    this.all = all;
    this.numbers = numbers;
    for (long n : numbers) {
      if (n < 0 || n >= all.size()) {
        throw new IllegalArgumentException(
            "A pick is one of " + all.size() + " rows or windows, counted from 0, not " + n);
      }
    }
  }

  /** Picks items; of those that were picked before, as if at once. */
  static PickedItems of(RowItems all, long[] numbers) {
    PickedItems picked = new PickedItems(all, numbers);
    return all instanceof PickedItems before
        ? new PickedItems(
            before.all, Arrays.stream(numbers).map(n -> before.numbers[(int) n]).toArray())
        : picked;
  }

  @Override
  long size() {
    return numbers.length;
  }

  @Override
  long row(long item) {
    return all.row(numbers[(int) item]);
  }

  @Override
  long endRow(long item) {
    return all.endRow(numbers[(int) item]);
  }

  /** Rows that come later bring items behind those that were there; their numbers stay. */
  @Override
  RowItems upTo(long rows) {
    RowItems then = all.upTo(rows);
    return new PickedItems(then, Arrays.stream(numbers).filter(n -> n < then.size()).toArray());
  }

  @Override
  long sizeBytes() {
    return all.sizeBytes() + 8L * numbers.length;
  }

  @Override
  long digest() {
    long h = Mix.hash(all.digest(), numbers.length);
    for (long n : numbers) {
      h = Mix.hash(h, n);
    }
    return h;
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.djl;

import ai.synadb.tensor.RowOrder;
import java.util.AbstractList;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;

/**
 * The indices of a batch, in an array.
 *
 * <p>Thread safety: immutable.
 */
final class Indices extends AbstractList<Long> implements RandomAccess {
  private final long[] all;

  private Indices(long[] all) {
    this.all = all;
  }

  /** Borrows. */
  static Indices of(long[] all) {
    return new Indices(all);
  }

  /** Those at some places of an order; behind its end it begins again. */
  static Indices at(RowOrder order, long place, int count) {
    long[] all = new long[count];
    for (int i = 0; i < count; i++) {
      all[i] = order.at((place + i) % order.size());
    }
    return new Indices(all);
  }

  /** As an array, which is not to be written to. */
  static long[] toArray(List<Long> list) {
    return list instanceof Indices i ? i.all : list.stream().mapToLong(Long::longValue).toArray();
  }

  @Override
  public Long get(int index) {
    return all[Objects.checkIndex(index, all.length)];
  }

  @Override
  public int size() {
    return all.length;
  }
}

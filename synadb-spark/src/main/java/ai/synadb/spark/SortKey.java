/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.spark;

import java.io.Serializable;

/**
 * One part of an order.
 *
 * @param column what is ordered by
 * @param isDescending from the greatest to the least
 * @param isNullsFirst whether nulls come before all else, in either direction
 */
record SortKey(Operand.Ref column, boolean isDescending, boolean isNullsFirst)
    implements Serializable {
  @Override
  public String toString() {
    return column
        + (isDescending ? " DESC" : " ASC")
        + (isNullsFirst ? " NULLS FIRST" : " NULLS LAST");
  }
}

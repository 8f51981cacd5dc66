/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.original;

/**
 * What the head of an index file says, checked.
 *
 * @param kind the format
 * @param dimensions components of every vector; 1 to 65,535
 * @param metric {@link OriginalIndex#COSINE} and so on
 * @param statedCount how many rows there are said to be; a count above 2^63 is clamped
 * @param start where the first row begins
 * @param statedEnd where rows are said to end: between {@code start} and the length of the file;
 *     {@code start} if what is said cannot be
 * @param isEndSound whether what is said of the end can be
 * @param clusters the ids of clusters are below this, in a row that has one
 */
record IndexHeader(
    OriginalIndex.Kind kind,
    int dimensions,
    int metric,
    long statedCount,
    long start,
    long statedEnd,
    boolean isEndSound,
    int clusters) {

  static long clamp(long unsigned) {
    return unsigned < 0 ? Long.MAX_VALUE : unsigned;
  }
}

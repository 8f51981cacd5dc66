/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.vector;

import ai.synadb.internal.codes.Best;
import ai.synadb.internal.codes.FlatCodes;
import ai.synadb.internal.codes.Sink;
import ai.synadb.internal.codes.Space;
import ai.synadb.internal.simd.Kernels;

/**
 * Rows without any order, see {@link FlatCodes}.
 *
 * <p>Thread safety: safe for use by multiple threads; one at a time adds.
 */
final class Flat extends Coded {
  /** So many codes are read in the time of comparing one row. */
  private static final int CODES_PER_ROW = 8;

  final FlatCodes codes;

  Flat(Kernels kernels, FlatCodes codes) {
    super(kernels);
    this.codes = codes;
  }

  @Override
  IndexKind kind() {
    return IndexKind.FLAT;
  }

  @Override
  boolean isLoose() {
    return true;
  }

  @Override
  Space space() {
    return codes.space();
  }

  @Override
  int size() {
    return codes.size();
  }

  @Override
  long[] page(int row) {
    return codes.rows().page(row);
  }

  @Override
  int at(int row) {
    return codes.rows().at(row);
  }

  @Override
  float floor(MappedQuery query, double distance) {
    double score = space().score(distance, query.norm2());
    return (float) score - margin(query, codes.largestScale());
  }

  @Override
  void write(int n, Sink sink) {
    codes.write(kernels, n, sink);
  }

  @Override
  long heapBytes() {
    return codes.heapBytes();
  }

  @Override
  void search(MappedQuery q, Effort effort, int k, Selection selection, Best best) {
    if (selection.share() * CODES_PER_ROW < 1) {
      scan(q, 0, selection, best);
      return;
    }
    codes.search(
        kernels, q.prepared, q.mapped, effort.eps(), k, selection.allowed(), q.estimates, best);
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.vector;

import org.jspecify.annotations.Nullable;

/**
 * How a search is done.
 *
 * <pre>{@code
 * store.search(query, 10, SearchOptions.defaults().recallTarget(0.99).filter(Filter.eq("lang", "en")));
 * }</pre>
 *
 * <p>Thread safety: immutable.
 *
 * @param recallTarget the share of the true nearest vectors that the search aims at, on average
 *     over queries; above 0, and below 1; ignored where {@code exact}, {@code efSearch} or {@code
 *     nprobe} is given
 * @param exact whether to compare with every vector
 * @param efSearch how many candidates a walk over a graph keeps, 0 to let the recall target decide;
 *     fewer than are asked for count as so many
 * @param nprobe how many cells are read, 0 to let the recall target decide
 * @param filter what a vector must match; null for no filter
 * @since 0.1.0
 */
public record SearchOptions(
    double recallTarget, boolean exact, int efSearch, int nprobe, @Nullable Filter filter) {

  /** The recall target when none is given. */
  public static final double DEFAULT_RECALL_TARGET = 0.97;

  private static final SearchOptions DEFAULTS =
      new SearchOptions(DEFAULT_RECALL_TARGET, false, 0, 0, null);

  /** Checks the values. */
  public SearchOptions {
    if (!(recallTarget > 0 && recallTarget < 1)) {
      throw new IllegalArgumentException(
          "A recall target lies between 0 and 1, not at " + recallTarget + "; exact() finds all");
    }
    if (efSearch < 0) {
      throw new IllegalArgumentException("efSearch is 0 or more, not " + efSearch);
    }
    if (nprobe < 0) {
      throw new IllegalArgumentException("nprobe is 0 or more, not " + nprobe);
    }
  }

  /** A recall target of {@value #DEFAULT_RECALL_TARGET}, and nothing else. */
  public static SearchOptions defaults() {
    return DEFAULTS;
  }

  /** As {@link #defaults}, with a filter. */
  public static SearchOptions filtered(Filter filter) {
    return DEFAULTS.filter(filter);
  }

  /** These options with another recall target. */
  public SearchOptions recallTarget(double target) {
    return new SearchOptions(target, exact, efSearch, nprobe, filter);
  }

  /** These options, comparing with every vector. */
  public SearchOptions asExact() {
    return new SearchOptions(recallTarget, true, efSearch, nprobe, filter);
  }

  /** These options with a number of candidates for walks over a graph. */
  public SearchOptions efSearch(int ef) {
    return new SearchOptions(recallTarget, exact, ef, nprobe, filter);
  }

  /** These options with a number of cells to read. */
  public SearchOptions nprobe(int cells) {
    return new SearchOptions(recallTarget, exact, efSearch, cells, filter);
  }

  /** These options with a filter; null for none. */
  public SearchOptions filter(@Nullable Filter condition) {
    return new SearchOptions(recallTarget, exact, efSearch, nprobe, condition);
  }
}

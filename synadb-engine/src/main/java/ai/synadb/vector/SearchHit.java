/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.vector;

import java.util.Objects;

/**
 * One vector that a search found.
 *
 * <p>Thread safety: immutable.
 *
 * @param key its key
 * @param score its distance from the query by the index's metric, computed in double precision from
 *     the stored floats; smaller is nearer
 * @since 0.1.0
 */
public record SearchHit(String key, double score) {
  /** Checks the key. */
  public SearchHit {
    Objects.requireNonNull(key, "key");
  }
}

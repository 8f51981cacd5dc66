/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.experiment;

import java.util.List;
import java.util.Objects;

/**
 * A run with its children.
 *
 * <p>Thread safety: immutable.
 *
 * @param run the run
 * @param children its children, by when they started
 * @since 0.1.0
 */
public record RunTree(RunInfo run, List<RunTree> children) {

  /** Copies the list. */
  public RunTree {
    Objects.requireNonNull(run, "run");
    children = List.copyOf(children);
  }
}

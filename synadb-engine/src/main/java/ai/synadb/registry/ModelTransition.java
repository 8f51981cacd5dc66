/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.registry;

import java.time.Instant;
import java.util.Objects;

/**
 * A change of a version's stage.
 *
 * <p>Thread safety: immutable.
 *
 * @param name of the model
 * @param version which changed
 * @param from where it stood
 * @param to where it stands since
 * @param who changed it; empty if that is not known
 * @param comment why; may be empty
 * @param position of the change in the log
 * @since 0.1.0
 */
public record ModelTransition(
    String name,
    int version,
    ModelStage from,
    ModelStage to,
    String who,
    String comment,
    long position) {

  /** Checks that nothing is missing. */
  public ModelTransition {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(from, "from");
    Objects.requireNonNull(to, "to");
    Objects.requireNonNull(who, "who");
    Objects.requireNonNull(comment, "comment");
  }

  /** When it changed, by the clock of the log. */
  public Instant time() {
    return ai.synadb.Positions.toInstant(position);
  }
}

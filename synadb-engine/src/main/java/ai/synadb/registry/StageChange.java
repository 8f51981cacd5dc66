/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.registry;

import java.util.Objects;

/**
 * A wish to change a version's stage.
 *
 * <pre>{@code
 * registry.setStage("classifier", 3,
 *     StageChange.to(ModelStage.PRODUCTION).by("ann").because("0.97 on the test set").archiving());
 * }</pre>
 *
 * <p>Thread safety: immutable.
 *
 * @since 0.1.0
 */
public final class StageChange {
  private final ModelStage stage;
  private final String who;
  private final String comment;
  private final boolean isArchiving;

  private StageChange(ModelStage stage, String who, String comment, boolean isArchiving) {
    this.stage = stage;
    this.who = who;
    this.comment = comment;
    this.isArchiving = isArchiving;
  }

  /** A change to a stage, by the user of this process, with no comment, alone. */
  public static StageChange to(ModelStage stage) {
    Objects.requireNonNull(stage, "stage");
    return new StageChange(stage, System.getProperty("user.name", ""), "", false);
  }

  /** The same, by somebody. */
  public StageChange by(String name) {
    return new StageChange(stage, Objects.requireNonNull(name, "name"), comment, isArchiving);
  }

  /** The same, with a comment. */
  public StageChange because(String text) {
    return new StageChange(stage, who, Objects.requireNonNull(text, "text"), isArchiving);
  }

  /** The same, and whatever else is in that stage is archived with it. */
  public StageChange archiving() {
    return new StageChange(stage, who, comment, true);
  }

  /** The stage to change to. */
  public ModelStage stage() {
    return stage;
  }

  /** Who changes it. */
  public String who() {
    return who;
  }

  /** Why. */
  public String comment() {
    return comment;
  }

  /** Whether other versions in the stage are archived. */
  public boolean isArchiving() {
    return isArchiving;
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.registry;

import java.util.Objects;

/**
 * Where a model version stands on its way into use.
 *
 * <p>Thread safety: immutable.
 *
 * @since 0.1.0
 */
public enum ModelStage {
  /** Being worked on; where every version begins. */
  DEVELOPMENT("Development"),
  /** Being tried. */
  STAGING("Staging"),
  /** In use. */
  PRODUCTION("Production"),
  /** Out of use. */
  ARCHIVED("Archived");

  private final String wireName;

  ModelStage(String wireName) {
    this.wireName = wireName;
  }

  /** The name in files, such as {@code Production}. */
  public String wireName() {
    return wireName;
  }

  /**
   * The stage with a name, in any case: the original's languages differ in it.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static ModelStage of(String name) {
    Objects.requireNonNull(name, "name");
    for (ModelStage stage : values()) {
      if (stage.wireName.equalsIgnoreCase(name)) {
        return stage;
      }
    }
    throw new IllegalArgumentException("There is no stage '" + name + "'");
  }
}

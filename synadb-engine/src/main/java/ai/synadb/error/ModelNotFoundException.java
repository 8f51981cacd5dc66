/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.error;

/**
 * There is no such model, version, alias or version in a stage.
 *
 * @since 0.1.0
 */
public final class ModelNotFoundException extends NotFoundException {
  private static final long serialVersionUID = 1L;

  /**
   * An error about a model.
   *
   * @param key the key or the name that was looked for
   */
  public ModelNotFoundException(String message, String key) {
    super(message, key);
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.registry;

import ai.synadb.SynaException;
import ai.synadb.error.ModelNotFoundException;
import java.util.Locale;
import java.util.Objects;

/**
 * What a URI such as {@code models:/name/3} asks for.
 *
 * @param name of the model
 * @param isAlias whether {@code which} is an alias
 * @param which a version, a stage, {@code latest}, or the alias
 */
record ModelUri(String name, boolean isAlias, String which) {
  private static final String SCHEME = "models:/";

  static ModelUri parse(String uri) {
    Objects.requireNonNull(uri, "uri");
    if (!uri.startsWith(SCHEME)) {
      throw bad(uri);
    }
    String rest = uri.substring(SCHEME.length());
    int slash = rest.lastIndexOf('/');
    int at = rest.lastIndexOf('@');
    int split = Math.max(slash, at);
    if (split < 1 || split == rest.length() - 1) {
      throw bad(uri);
    }
    return new ModelUri(rest.substring(0, split), at > slash, rest.substring(split + 1));
  }

  private static IllegalArgumentException bad(String uri) {
    return new IllegalArgumentException(
        "A model is named as models:/name/3, models:/name@alias, models:/name/latest or"
            + " models:/name/production, not "
            + SynaException.quoted(uri));
  }

  boolean isLatest() {
    return !isAlias && which.toLowerCase(Locale.ROOT).equals("latest");
  }

  /** The version; 0 if it is not given as a number. */
  int version() {
    return isAlias ? 0 : ModelKeys.number(which);
  }

  /**
   * The stage.
   *
   * @throws ModelNotFoundException if there is no such stage
   */
  ModelStage stage() {
    try {
      return ModelStage.of(which);
    } catch (IllegalArgumentException e) {
      throw new ModelNotFoundException(
          "The model "
              + SynaException.quoted(name)
              + " has no version "
              + SynaException.quoted(which)
              + ", which is neither a number nor a stage",
          ModelKeys.ROOT + name);
    }
  }
}

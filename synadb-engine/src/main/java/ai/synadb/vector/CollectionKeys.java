/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.vector;

import ai.synadb.SynaException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The keys under which a collection keeps its vectors and attributes in the log: those of the
 * original for the one without a name.
 *
 * <p>Thread safety: immutable.
 *
 * @param name of the collection; empty for the default one
 * @param vectors what stands before the key of a vector
 * @param attributes what stands before the key of its attributes
 */
record CollectionKeys(String name, String vectors, String attributes) {
  private static final int MAX_NAME_BYTES = 255;

  static CollectionKeys of(String name) {
    if (name.isEmpty()) {
      return new CollectionKeys(name, "vec/", "attr/");
    }
    int bytes = name.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > MAX_NAME_BYTES) {
      throw new IllegalArgumentException(
          "The name of a collection has at most "
              + MAX_NAME_BYTES
              + " bytes of UTF-8, not "
              + bytes);
    }
    if (name.indexOf('/') >= 0 || name.indexOf('\0') >= 0) {
      throw new IllegalArgumentException(
          "The name of a collection has neither a slash nor NUL: " + SynaException.quoted(name));
    }
    return new CollectionKeys(name, "vec:" + name + "/", "attr:" + name + "/");
  }

  /** The keys of a collection with a name that a key in a file claims; empty if it is not one. */
  static Optional<CollectionKeys> ofValid(String name) {
    boolean isShort = name.getBytes(StandardCharsets.UTF_8).length <= MAX_NAME_BYTES;
    return isShort ? Optional.of(of(name)) : Optional.empty();
  }

  /** The log's key of a vector. */
  String vector(String key) {
    if (key.isEmpty()) {
      throw new IllegalArgumentException("A key is not empty");
    }
    return vectors + key;
  }

  /** The log's key of a vector's attributes. */
  String attributes(String key) {
    return attributes + key;
  }
}

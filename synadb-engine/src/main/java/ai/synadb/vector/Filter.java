/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.vector;

/**
 * A condition on keys and attributes.
 *
 * <p>Thread safety: immutable.
 *
 * @since 0.1.0
 */
public abstract class Filter {
  Filter() {}

  boolean matches(String key, Attributes attributes) {
    throw new UnsupportedOperationException();
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.benchmarks.store;

/**
 * An open key-value store.
 *
 * <p>Thread safety: safe for use by multiple threads, each with a session of its own.
 */
public interface Store extends AutoCloseable {

  /** What one thread works with. */
  Session session() throws Exception;

  /** After loading: brings the data into the shape that is best for reading. */
  default void settle() throws Exception {}

  /** Reads everything once, so that caches hold what they can. */
  void warm() throws Exception;

  /** The version of the library, and of what it binds. */
  String version();

  /** The settings that matter. */
  String mode();

  @Override
  void close();
}

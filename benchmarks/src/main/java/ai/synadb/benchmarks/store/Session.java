/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.benchmarks.store;

/** One thread's access to a {@link Store}. Thread safety: confined to one thread. */
public interface Session extends AutoCloseable {

  /**
   * Writes one value, as one transaction.
   *
   * @param key the store may keep it
   * @param value the store may keep it
   */
  void put(byte[] key, byte[] value) throws Exception;

  /** Writes many values as one transaction. */
  void putAll(byte[][] keys, byte[][] values) throws Exception;

  /**
   * Brings the value of a key into an array of this JVM, a new one, one that is used again, or one
   * of the store's own, of which every cache line is read.
   *
   * @return its length
   * @throws IllegalStateException if there is none
   */
  int get(byte[] key) throws Exception;

  @Override
  default void close() {}

  /** For a value that is not there. */
  static IllegalStateException absent() {
    return new IllegalStateException("A value that was written is not there");
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.experiment;

import java.util.Objects;
import java.util.Optional;

/**
 * Data that a run used: what it is called, the state of the database in which it was read, and a
 * digest of it. With the position the same data can be read again by {@link
 * ai.synadb.SynaDB#asOf(long)}.
 *
 * <p>Thread safety: immutable.
 *
 * @param name what it is called, such as a tensor's name
 * @param position the position at which it was read; 0 where none is known
 * @param digest a digest of the bytes, such as a SHA-256 in hex
 * @param role what it was used for, such as {@code training}
 * @since 0.1.0
 */
public record DatasetInput(
    String name, long position, Optional<String> digest, Optional<String> role) {

  /**
   * Checks the components.
   *
   * @throws IllegalArgumentException if a text is empty or longer than 1024 bytes of UTF-8, or the
   *     position is negative
   */
  public DatasetInput {
    Names.require(name, "A dataset's name");
    if (position < 0) {
      throw new IllegalArgumentException("A position is 0 or more, not " + position);
    }
    Objects.requireNonNull(digest, "digest").ifPresent(d -> Names.require(d, "A digest"));
    Objects.requireNonNull(role, "role").ifPresent(r -> Names.require(r, "A dataset's role"));
  }

  /** Data by name and position. */
  public static DatasetInput of(String name, long position) {
    return new DatasetInput(name, position, Optional.empty(), Optional.empty());
  }

  /** Data by name, position and digest. */
  public static DatasetInput of(String name, long position, String digest) {
    return new DatasetInput(name, position, Optional.of(digest), Optional.empty());
  }

  /** The same data, used for something. */
  public DatasetInput as(String role) {
    return new DatasetInput(name, position, digest, Optional.of(role));
  }
}

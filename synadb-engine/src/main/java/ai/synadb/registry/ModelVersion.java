/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.registry;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * One version of a model as the registry knows it.
 *
 * <p>Thread safety: immutable.
 *
 * @param name of the model
 * @param version 1 or more
 * @param createdAt when it was saved, to the second
 * @param content digest and length of its bytes
 * @param isDirectory whether it is a directory, in one payload
 * @param stage where it stands
 * @param spec what is said of it, with the tags and the description of now
 * @param aliases the aliases that lead to it, sorted
 * @since 0.1.0
 */
public record ModelVersion(
    String name,
    int version,
    Instant createdAt,
    Content content,
    boolean isDirectory,
    ModelStage stage,
    ModelSpec spec,
    List<String> aliases) {

  /** Copies the aliases. */
  public ModelVersion {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(createdAt, "createdAt");
    Objects.requireNonNull(content, "content");
    Objects.requireNonNull(stage, "stage");
    Objects.requireNonNull(spec, "spec");
    aliases = List.copyOf(aliases);
  }

  /** The SHA-256 of its bytes, in lower-case hexadecimal digits. */
  public String checksum() {
    return content.sha256();
  }

  /** How many bytes it has. */
  public long sizeBytes() {
    return content.size();
  }

  /** What names it for ever, such as {@code models:/name/3}. */
  public String uri() {
    return "models:/" + name + "/" + version;
  }
}

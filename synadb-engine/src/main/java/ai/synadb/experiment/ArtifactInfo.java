/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.experiment;

import java.util.Objects;
import java.util.Optional;

/**
 * What is known of an artifact of a run.
 *
 * <p>Thread safety: immutable.
 *
 * @param path its name, with slashes between directories
 * @param sizeBytes how many bytes it has
 * @param sha256 the SHA-256 of its bytes in hex; empty if the original wrote it
 * @param mediaType what it is, such as {@code application/json}
 * @since 0.1.0
 */
public record ArtifactInfo(String path, long sizeBytes, Optional<String> sha256, String mediaType) {

  /** Checks that nothing is null. */
  public ArtifactInfo {
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(sha256, "sha256");
    Objects.requireNonNull(mediaType, "mediaType");
  }
}

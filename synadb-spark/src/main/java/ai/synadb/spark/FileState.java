/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.spark;

import java.io.Serializable;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One state of one database: what every task of a query reads, wherever and however often it runs.
 *
 * @param path the file
 * @param uuid the identity of the database; null for one of the original
 * @param position the position of the state
 */
record FileState(String path, @Nullable UUID uuid, long position) implements Serializable {
  FileState {
    Objects.requireNonNull(path, "path");
  }
}

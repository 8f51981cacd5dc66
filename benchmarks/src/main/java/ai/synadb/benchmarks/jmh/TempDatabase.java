/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.benchmarks.jmh;

import ai.synadb.DbConfig;
import ai.synadb.SynaDB;
import ai.synadb.benchmarks.work.Scratch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A database in a directory that is deleted when it is closed. */
final class TempDatabase implements AutoCloseable {
  final SynaDB db;
  private final Path directory;

  private TempDatabase(Path directory, DbConfig config) {
    this.directory = directory;
    this.db = SynaDB.open(directory.resolve("data.db"), config);
  }

  static TempDatabase open(DbConfig config) throws IOException {
    return new TempDatabase(Files.createTempDirectory("synadb-jmh"), config);
  }

  @Override
  public void close() throws IOException {
    db.close();
    Scratch.delete(directory);
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.spark;

import ai.synadb.DbConfig;
import ai.synadb.ErrorCode;
import ai.synadb.OpenMode;
import ai.synadb.Snapshot;
import ai.synadb.SynaDB;
import ai.synadb.SynaException;
import ai.synadb.SynaReader;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A database that is open for reading at one state, beside whoever writes it. */
final class OpenFile implements AutoCloseable {
  private final FileState state;
  private final SynaDB database;
  private final Snapshot snapshot;

  private OpenFile(FileState state, SynaDB database, Snapshot snapshot) {
    this.state = state;
    this.database = database;
    this.snapshot = snapshot;
  }

  /** The databases at a path: itself, or those of a directory that end in {@code .db}, sorted. */
  static List<Path> files(Path path) {
    if (!Files.isDirectory(path)) {
      if (!Files.exists(path)) {
        throw SynaAnalysisException.because("There is no file or directory " + path);
      }
      return List.of(path);
    }
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(path, "*.db")) {
      all.forEach(files::add);
    } catch (IOException e) {
      throw SynaAnalysisException.because("Listing " + path + " failed: " + e.getMessage(), e);
    }
    if (files.isEmpty()) {
      throw SynaAnalysisException.because("There is no database (*.db) in the directory " + path);
    }
    files.sort(null);
    return files;
  }

  /**
   * Opens a file as it is now, or as it was.
   *
   * @param asOf the position to go back to; null for now
   */
  static OpenFile at(Path path, @Nullable Long asOf) {
    SynaDB db = SynaDB.open(path, DbConfig.of(OpenMode.READ_ONLY));
    try {
      long now = db.position();
      long position = asOf == null ? now : Math.min(asOf, now);
      FileState state = new FileState(path.toString(), uuid(db), position);
      return new OpenFile(state, db, db.asOf(position));
    } catch (RuntimeException | Error e) {
      db.close();
      throw e;
    }
  }

  /**
   * Opens a file in the state that was planned.
   *
   * @throws SynaException if it is another file, or an older copy, than the one that was planned
   */
  static OpenFile at(FileState state) {
    SynaDB db = SynaDB.open(Path.of(state.path()), DbConfig.of(OpenMode.READ_ONLY));
    try {
      UUID uuid = uuid(db);
      if (state.uuid() != null && !state.uuid().equals(uuid)) {
        throw changed(db, "another database than when the query was planned");
      }
      if (db.position() < state.position()) {
        throw changed(
            db,
            "at position "
                + db.position()
                + " here, and the query was planned at "
                + state.position()
                + ": executors have to see the same file as the driver");
      }
      return new OpenFile(state, db, db.asOf(state.position()));
    } catch (RuntimeException | Error e) {
      db.close();
      throw e;
    }
  }

  private static @Nullable UUID uuid(SynaDB db) {
    return db.info().uuid().orElse(null);
  }

  private static SynaException changed(SynaDB db, String what) {
    return new SynaException(
        ErrorCode.GENERIC, db.path().getFileName() + " is " + what, null, db.path(), -1, null);
  }

  FileState state() {
    return state;
  }

  Snapshot snapshot() {
    return snapshot;
  }

  /** The file as it is now, which may be later than the state. */
  SynaReader newest() {
    return database;
  }

  @Override
  public void close() {
    try {
      snapshot.close();
    } finally {
      database.close();
    }
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.cli;

import ai.synadb.DbConfig;
import ai.synadb.OpenMode;
import ai.synadb.SynaDB;
import ai.synadb.error.DatabaseNotFoundException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A command on a database file. */
abstract class SynaCommand implements Callable<Integer> {
  /** Values up to here are read into memory whole; larger ones as a stream. */
  static final int MAX_VALUE_BYTES = 16 << 20;

  @Spec CommandSpec spec = CommandSpec.create(); // another takes its place

  @Parameters(index = "0", paramLabel = "DB", description = "The database file.")
  Path database = Path.of("");

  /** Does the work and returns the exit code. */
  abstract int run() throws Exception;

  @Override
  public final Integer call() throws Exception {
    int code = run();
    console().out().flush();
    return code;
  }

  Syna root() {
    return (Syna) spec.root().userObject();
  }

  Console console() {
    return root().console();
  }

  Shared shared() {
    return root().shared();
  }

  OutputFormat format() {
    return shared().output;
  }

  Results results() {
    return Results.of(console(), shared());
  }

  /** A note for people, unless they want quiet. */
  void note(String text) {
    if (!shared().isQuiet) {
      console().err().println(Printable.line(text));
    }
  }

  ProgressBar progress() {
    boolean isShown = console().terminals().err() && !shared().isQuiet;
    return new ProgressBar(isShown ? console().err() : null);
  }

  /** Opens it as it is, for reading: takes no lock and creates nothing. */
  SynaDB openForReading() {
    return open(OpenMode.READ_ONLY);
  }

  SynaDB open(OpenMode mode) {
    return open(DbConfig.builder().mode(mode).maxValueBytes(MAX_VALUE_BYTES).build());
  }

  SynaDB open(DbConfig config) {
    try (ProgressBar bar = progress()) {
      return SynaDB.open(database, config, bar);
    }
  }

  /** Opens it for writing, but does not create it. */
  SynaDB openForWriting() {
    requireThere();
    return open(DbConfig.defaults());
  }

  void requireThere() {
    if (!Files.exists(database)) {
      throw new DatabaseNotFoundException("There is no database " + database, database);
    }
  }

  /** Writes a file, whole or not at all, but never over the database. */
  void write(Path file, boolean replaces, WholeFile.Content content) throws IOException {
    if (Files.exists(file) && isDatabase(file)) {
      throw new CommandException(
          ExitCodes.FAILED, file + " is the database that is read", "another file");
    }
    WholeFile.write(file, replaces, content);
  }

  /** Whether a file is the database, or one of those in the directory that is it. */
  private boolean isDatabase(Path file) throws IOException {
    Path real = file.toRealPath();
    return Files.isDirectory(database)
        ? real.startsWith(database.toRealPath()) && real.toString().endsWith(".db")
        : Files.isSameFile(real, database);
  }

  /** Reads a stream to its end. */
  static byte[] readAtMost(InputStream in, int max) throws IOException {
    byte[] bytes = in.readNBytes(max);
    if (in.read() >= 0) {
      throw new IllegalArgumentException("What is read has at most " + max + " bytes");
    }
    return bytes;
  }

  /** Asks before something is done that cannot be undone. */
  void confirm(boolean isConfirmed, String question) throws IOException {
    if (isConfirmed) {
      return;
    }
    Console c = console();
    if (!c.terminals().in() || !c.terminals().err()) {
      throw new CommandException(
          ExitCodes.USAGE,
          question + " That needs a confirmation",
          "the same with --yes, or --dry-run to see what it would do");
    }
    c.err().print(Printable.line(question) + " [y/N] ");
    c.err().flush();
    BufferedReader in = new BufferedReader(new InputStreamReader(c.in(), StandardCharsets.UTF_8));
    @Nullable String answer = in.readLine();
    if (answer == null || !answer.strip().toLowerCase(Locale.ROOT).startsWith("y")) {
      throw new CommandException(ExitCodes.FAILED, "Nothing was done", null);
    }
  }
}

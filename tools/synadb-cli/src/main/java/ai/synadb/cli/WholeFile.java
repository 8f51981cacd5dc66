/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.cli;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Writes files that are there whole or not at all. */
final class WholeFile {
  private WholeFile() {}

  /** Writes what a file holds. */
  interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /** Writes beside the file, then renames; through a link, the file that it leads to. */
  static void write(Path target, boolean replaces, Content content) throws IOException {
    Path file = target;
    if (Files.exists(file)) {
      if (!Files.isRegularFile(file)) {
        throw new CommandException(ExitCodes.FAILED, file + " is no file", "another file");
      }
      if (!replaces) {
        throw exists(file);
      }
      file = file.toRealPath();
    }
    Path part =
        file.resolveSibling(file.getFileName() + "." + ProcessHandle.current().pid() + ".part");
    try {
      try (OutputStream out =
          Files.newOutputStream(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        content.writeTo(new Checked(out));
      }
      if (replaces) {
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
      } else {
        move(part, file);
      }
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private static void move(Path part, Path file) throws IOException {
    try {
      Files.move(part, file);
    } catch (FileAlreadyExistsException e) {
      throw exists(file);
    }
  }

  static CommandException exists(Path file) {
    return new CommandException(
        ExitCodes.FAILED, file + " exists already", "another file, or --force to replace it");
  }

  /** Text for such a file; a failure to write it shows. */
  static PrintWriter writer(OutputStream out) {
    return new PrintWriter(new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8)));
  }

  /** Throws failures unchecked: a PrintWriter swallows the checked ones. */
  private static final class Checked extends OutputStream {
    private final OutputStream out;

    Checked(OutputStream out) {
      this.out = out;
    }

    @Override
    public void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] b, int off, int len) {
      try {
        out.write(b, off, len);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.cli;

import ai.synadb.SynaDB;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Another process that has a database open for writing, until it is closed. */
final class ForeignLock implements AutoCloseable {
  private final Process process;
  private final boolean isHeld;

  private ForeignLock(Process process, boolean isHeld) {
    this.process = process;
    this.isHeld = isHeld;
  }

  static ForeignLock on(Path database) throws IOException {
    Process p =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    System.getProperty("java.class.path"),
                    ForeignLock.class.getName(),
                    database.toString()))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    BufferedReader out =
        new BufferedReader(new InputStreamReader(p.getInputStream(), StandardCharsets.UTF_8));
    return new ForeignLock(p, "open".equals(out.readLine()));
  }

  boolean isHeld() {
    return isHeld;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  public static void main(String[] args) throws IOException {
    try (SynaDB db = SynaDB.open(Path.of(args[0]))) {
      System.out.println(db.isClosed() ? "closed" : "open");
      System.in.read(); // until the other process ends this one
    }
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/** What is known of an installed JDK. */
public final class Jdk {
  private Jdk() {}

  /** The feature version of the JDK in a directory; 0 if there is none. */
  public static int feature(Path home) throws IOException {
    Path release = home.resolve("release");
    if (!Files.isExecutable(home.resolve("bin").resolve("java")) || !Files.exists(release)) {
      return 0;
    }
    Properties p = new Properties();
    try (var in = Files.newBufferedReader(release)) {
      p.load(in);
    }
    String v = p.getProperty("JAVA_VERSION", "").replace("\"", "");
    return v.isEmpty() ? 0 : Runtime.Version.parse(v).feature();
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.benchmarks.vector;

import java.io.File;
import java.util.List;

/** Versions of libraries, by the names of their jars on the class path. */
final class PeerVersions {
  private PeerVersions() {}

  static String of(String artifact) {
    String path = System.getProperty("java.class.path", "");
    for (String entry : List.of(path.split(File.pathSeparator, -1))) {
      String name = new File(entry).getName();
      if (name.startsWith(artifact + "-") && name.endsWith(".jar")) {
        return name.substring(artifact.length() + 1, name.length() - 4);
      }
    }
    return "unknown";
  }
}

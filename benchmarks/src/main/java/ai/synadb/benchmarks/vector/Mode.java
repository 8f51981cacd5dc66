/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.benchmarks.vector;

import ai.synadb.benchmarks.Jdk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A JDK, and whether its module for vectors is added.
 *
 * @param name such as 17, 17v and 25v
 * @param feature the version
 */
record Mode(String name, Path home, int feature, boolean withModule) {
  static final String PLAIN_17 = "17";
  static final String VECTOR_17 = "17v";

  /** The last Lucene for it needs no newer one. */
  private static final int BASE = 17;

  boolean isNewer() {
    return feature > BASE;
  }

  List<String> flags() {
    List<String> flags = new ArrayList<>();
    flags.add("-Dslf4j.internal.verbosity=ERROR");
    if (withModule) {
      flags.add("--add-modules=jdk.incubator.vector");
    }
    if (feature >= 24) {
      flags.add("--enable-native-access=ALL-UNNAMED");
      flags.add("--sun-misc-unsafe-memory-access=allow");
    }
    return flags;
  }

  /**
   * Java 17 without and with the module, and the newest JDK with it, as far as they are there: what
   * is given, else what lies under /usr/lib/jvm, else, for 17, the running one.
   */
  static List<Mode> find(String given17, String givenNewest) throws IOException {
    Path home17 = given17.isEmpty() ? null : Path.of(given17);
    Path newest = givenNewest.isEmpty() ? null : Path.of(givenNewest);
    int best = newest == null ? BASE : Jdk.feature(newest);
    Path installed = Path.of("/usr/lib/jvm");
    if (Files.isDirectory(installed)) {
      try (Stream<Path> homes = Files.list(installed)) {
        for (Path home : homes.sorted().toList()) {
          int v = Jdk.feature(home);
          if (v == BASE && home17 == null) {
            home17 = home;
          } else if (v > best && givenNewest.isEmpty()) {
            best = v;
            newest = home;
          }
        }
      }
    }
    Path running = Path.of(System.getProperty("java.home"));
    if (home17 == null && Runtime.version().feature() == BASE) {
      home17 = running;
    }
    List<Mode> modes = new ArrayList<>();
    if (home17 != null) {
      modes.add(new Mode(PLAIN_17, home17, BASE, false));
      modes.add(new Mode(VECTOR_17, home17, BASE, true));
    }
    if (newest != null) {
      modes.add(new Mode(best + "v", newest, best, true));
    }
    return modes;
  }
}

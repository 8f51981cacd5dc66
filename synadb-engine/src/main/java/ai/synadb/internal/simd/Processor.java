/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.simd;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the operating system says that the processor can do; only Linux says it in a file. */
final class Processor {
  private static final Path FILE = Path.of("/proc/cpuinfo");
  private static final int MOST_LINES = 100; // the first processor has about thirty

  private Processor() {}

  /** Whether it counts the bits of the ints of a vector in one instruction; false if unknown. */
  static boolean countsBitsOfVectors() {
    return countsBitsOfVectors(FILE);
  }

  static boolean countsBitsOfVectors(Path file) {
    try (BufferedReader in = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
      for (int i = 0; i < MOST_LINES; i++) {
        String line = in.readLine();
        if (line == null) {
          return false;
        }
        if (line.startsWith("flags")) {
          return (line + " ").contains(" avx512_vpopcntdq ");
        }
      }
      return false;
    } catch (IOException | RuntimeException e) {
      return false; // a way to compute is no reason to fail
    }
  }
}

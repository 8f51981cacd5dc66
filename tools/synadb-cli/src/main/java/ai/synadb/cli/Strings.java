/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.cli;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Predicate;

/** Keys in the order of the log, which is that of their UTF-8. */
final class Strings {
  private Strings() {}

  /** Whether a key comes behind another. */
  static Predicate<String> behind(String key) {
    byte[] bound = key.getBytes(StandardCharsets.UTF_8);
    return k -> Arrays.compareUnsigned(k.getBytes(StandardCharsets.UTF_8), bound) > 0;
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.registry;

import ai.synadb.internal.format.Sha256;
import java.security.MessageDigest;
import java.util.HexFormat;

/** SHA-256 and how it is written. */
final class Hashes {
  private Hashes() {}

  static MessageDigest sha256() {
    return Sha256.digest();
  }

  static String hex(byte[] digest) {
    return HexFormat.of().formatHex(digest);
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb;

/** Ways to write a database; what reads return must not depend on them. */
enum Setup {
  PLAIN(DbConfig.defaults()),
  COMPRESSED(DbConfig.builder().enableCompression(true).build()),
  UNPACKED(DbConfig.builder().enableDelta(false).build()),
  SYNCED(DbConfig.builder().syncOnWrite(true).build()),
  ORIGINAL(DbConfig.builder().originalCompatible(true).enableCompression(true).build());

  @SuppressWarnings("ImmutableEnumChecker") // a DbConfig is immutable
  final DbConfig config;

  Setup(DbConfig config) {
    this.config = config;
  }
}

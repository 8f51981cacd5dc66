/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.log;

import ai.synadb.internal.io.DiskStorage;
import ai.synadb.internal.io.Storage;

/**
 * What a database takes from its surroundings, so that tests can give it others.
 *
 * @param storage the disk
 * @param clock the time
 * @param background whether threads of its own sync, checkpoint and look after the file; without
 *     them only calls do
 * @param partBytes values that come as streams and are longer are stored in parts of this size
 * @param seed seeds what is random: UUIDs, hash seeds, ids of parts; 0 draws a fresh one for every
 *     database
 */
public record Environment(
    Storage storage, LogClock clock, boolean background, int partBytes, long seed) {

  /** The size of parts. */
  public static final int PART_BYTES = 8 << 20;

  /** The real disk, the real clock, background threads. */
  public static final Environment SYSTEM =
      new Environment(DiskStorage.INSTANCE, LogClock.SYSTEM, true, PART_BYTES, 0);
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb;

import ai.synadb.internal.log.Environment;
import ai.synadb.testing.ManualClock;
import ai.synadb.testing.SimulatedDisk;

/** Opens databases on simulated disks, for tests of what is built on them. */
public final class SimulatedDatabases {
  private SimulatedDatabases() {}

  /** A database without threads of its own, under a clock that stands still. */
  public static SynaDB open(SimulatedDisk disk, String name, DbConfig config) {
    Environment e = new Environment(disk, new ManualClock(), false, 1 << 16, 7);
    return SynaDB.open(disk.path(name), config, e);
  }
}

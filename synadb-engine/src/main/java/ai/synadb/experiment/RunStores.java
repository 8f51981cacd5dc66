/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.experiment;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the runs of a tracker are: in one database, or in those of a directory. */
interface RunStores extends AutoCloseable {

  /** All databases that there are now. */
  List<RunStore> all();

  /** The only one in which a run can be; null if it is in none. */
  @Nullable RunStore of(String runId);

  /** The one that new runs are written to. */
  RunStore forNewRuns();

  /**
   * The one that changes to what is in a database are written to.
   *
   * @throws ai.synadb.error.DatabaseLockedException if another process writes it
   */
  RunStore forChanges(RunStore store);

  @Override
  void close();

  /** One database. */
  static RunStores of(RunStore store) {
    return new RunStores() {
      @Override
      public List<RunStore> all() {
        return List.of(store);
      }

      @Override
      public RunStore of(String runId) {
        return store;
      }

      @Override
      public RunStore forNewRuns() {
        return store;
      }

      @Override
      public RunStore forChanges(RunStore changed) {
        return changed;
      }

      @Override
      public void close() {
        store.close();
      }
    };
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb;

import java.util.List;

/**
 * Hears of every write of a database, in the order of the log, however it was made.
 *
 * <p>It is called under the writer's lock, before the write returns: it must be quick and must not
 * write. What it throws is logged and does not undo the write.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface CommitListener {

  /** Hears of one write. */
  void onCommit(Commit commit);

  /**
   * One put, delete or batch.
   *
   * @param position its position
   * @param entries what it wrote, in the order of the log
   */
  record Commit(long position, List<Entry> entries) {
    /** Copies the list. */
    public Commit {
      entries = List.copyOf(entries);
    }
  }

  /**
   * One record of a commit.
   *
   * @param key its key
   * @param type the type of its value; NULL for a delete
   * @param isDelete whether it deletes the key
   * @param ref where it is
   */
  record Entry(String key, AtomType type, boolean isDelete, RecordRef ref) {}
}

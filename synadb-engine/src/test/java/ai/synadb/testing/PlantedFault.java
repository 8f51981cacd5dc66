/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.testing;

/**
 * What somebody could forget in an engine, planted to prove that a test would notice.
 *
 * <p>The first five are the disk's: {@link SimulatedDisk#plant} makes it behave as if the engine
 * had forgotten the call. The others are done to the files that a crash left, before they are
 * opened.
 */
public enum PlantedFault {
  /** Files are never synced. */
  NO_SYNC,
  /** Directories are never synced. */
  NO_DIRECTORY_SYNC,
  /** A file that gets its final name by a rename is renamed first and synced at some later time. */
  RENAME_BEFORE_SYNC,
  /** What lies behind the valid end of a log is left there. */
  NO_TAIL_CUT,
  /** A sync returns at once and happens with the next one. */
  ACKNOWLEDGE_BEFORE_SYNC,
  /** The records of a batch count without its commit. */
  COMMIT_IGNORED,
  /** A record counts whatever its checksum says. */
  CHECKSUM_IGNORED,
  /** A checkpoint is taken whatever log it was made of. */
  STALE_CHECKPOINT_TRUSTED
}

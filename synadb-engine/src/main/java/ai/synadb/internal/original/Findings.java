/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.original;

/** Hears what is wrong with a file, in the order of the file. */
public interface Findings {
  /** Cares for nothing. */
  Findings NONE =
      new Findings() {
        @Override
        public void damaged(long offset, long length, String what) {}

        @Override
        public void skipped(Skip why, long offset, long length) {}
      };

  /** Something is not as it should be. */
  void damaged(long offset, long length, String what);

  /** A row is left out. */
  void skipped(Skip why, long offset, long length);
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.testing;

/** Which of a file's unsynced changes a power cut leaves, sector by sector. */
final class Survivors {
  /** For every sector that a change touches: how many of the changes reached it. */
  final int[] cutoff;

  int length;

  /** The sector that got a part of its next change, or -1. */
  int tornSector = -1;

  int tornBytes;
  boolean tornKeepsHead;

  /** Sectors that hold something else: zeros, or bytes of a file that was there before. */
  int fills;

  final int[] fillSector = new int[4];
  final int[] fillSource = new int[4];
  byte[] stale = {};

  Survivors(FileImage f) {
    this.cutoff = new int[f.sectors];
    this.length = f.finalLength();
  }
}

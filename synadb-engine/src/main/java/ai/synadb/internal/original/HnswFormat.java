/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.original;

import ai.synadb.internal.format.RecordFormat;
import java.nio.file.Path;

/**
 * The sidecar {@code .hnsw} of the original: the vectors of a store once more, as a graph. All
 * numbers are little-endian, and nothing is checked by a sum.
 *
 * <pre>
 *  0      4         6            8        9              49
 *  +------+---------+------------+--------+--------------+
 *  | HNSW | version | dimensions | metric | config       |
 *  |      | u16 = 1 | u16        | u8     | 4 u64, 1 f64 |
 *  +------+---------+------------+--------+--------------+
 *
 *  config  =  m, m_max, ef_construction, ef_search, ml
 *  then    =  u64 number of nodes, nodes, entry point, u64 highest level, u64 state of the dice
 *  node    =  u64 length, key    u64 count, floats    u64 levels, lists from level 0 up
 *  list    =  u64 count, (u64 node, f32 distance) for each neighbour
 *  entry   =  u8 0, if there is no node; else u8 1, u64 node
 * </pre>
 *
 * <p>A node's number is its place. A vector store writes keys with the prefix that they have in its
 * log, a mapped store as they are.
 */
final class HnswFormat {
  static final int VERSION = 1;
  static final int VERSION_AT = 4;
  static final int DIMENSIONS_AT = 6;
  static final int METRIC_AT = 8;
  static final int CONFIG_AT = 9;
  static final int COUNT_AT = 49;
  static final int HEADER_BYTES = 57;
  static final int LENGTH_BYTES = 8;
  static final int NEIGHBOUR_BYTES = 12;

  /** Keys come from logs, which have two bytes for their length. */
  static final int MAX_KEY_BYTES = 65_535;

  /** The dice of the original give no level above 32. */
  static final int MAX_LEVELS = 33;

  /** Level and dice behind the entry point. */
  static final int END_BYTES = 16;

  private HnswFormat() {}

  static boolean isMagic(byte[] b) {
    return b[0] == 'H' && b[1] == 'N' && b[2] == 'S' && b[3] == 'W';
  }

  static IndexHeader header(byte[] b, int read, long length, Path file) {
    Heads.requireWhole(read, HEADER_BYTES, file);
    Heads.requireVersion(RecordFormat.getUnsignedShort(b, VERSION_AT), VERSION_AT, file);
    int dimensions = Heads.dimensions(b, DIMENSIONS_AT, file);
    int metric = b[METRIC_AT] & 0xff;
    if (!OriginalIndex.isMetric(metric)) {
      throw Heads.damaged("its metric is " + metric + ", which is none", METRIC_AT, file);
    }
    return new IndexHeader(
        OriginalIndex.Kind.HNSW,
        dimensions,
        metric,
        IndexHeader.clamp(RecordFormat.getLong(b, COUNT_AT)),
        HEADER_BYTES,
        length,
        true,
        0);
  }
}

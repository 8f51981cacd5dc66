/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.original;

import ai.synadb.internal.format.RecordFormat;
import java.nio.file.Path;

/**
 * The two formats of the original that hold rows one behind the other: {@code .mmap}, of the mapped
 * store, and {@code .gwi}, of the gravity well index. All numbers are little-endian, and nothing is
 * checked by a sum.
 *
 * <pre>
 *  .mmap
 *  0      4         8            10       11     16      24             32     64
 *  +------+---------+------------+--------+------+-------+--------------+------+------
 *  | CEVM | version | dimensions | metric | 0    | count | write offset | 0    | rows
 *  |      | u32 = 1 | u16        | u8     |      | u64   | u64          |      |
 *  +------+---------+------------+--------+------+-------+--------------+------+------
 *  row  =  u16 key length, key, floats
 *
 *  .gwi
 *  0      4         8            10        12       13       14    16      24
 *  +------+---------+------------+---------+--------+--------+-----+-------+--------------+
 *  | GWIX | version | dimensions | fan-out | levels | metric | 0   | count | write offset |
 *  |      | u32 = 1 | u16        | u16 = B | u8 = L | u8     |     | u64   | u64          |
 *  +------+---------+------------+---------+--------+--------+-----+-------+--------------+
 *  32              40                    48            56     64
 *  +---------------+---------------------+-------------+------+------------+----------+------
 *  | of attractors | of reserved clusters| of rows     | 0    | attractors | reserved | rows
 *  | u64 = 64      | u64                 | u64         |      |            |          |
 *  +---------------+---------------------+-------------+------+------------+----------+------
 *  row  =  u16 key length, u16 cluster, key, floats
 * </pre>
 *
 * <p>Attractors are 1 + B + ... + B^L vectors; 16 bytes are reserved for each of the B^L clusters.
 * Rows are not aligned. The write offset is where the next row would go, counted from the start of
 * the file, which is longer: it is made with zeros at its end. Count and write offset are brought
 * up to date at a checkpoint ({@code .mmap}) or only when the index is closed ({@code .gwi}), so
 * that they are too small in the file of a process that was killed.
 */
final class PackedFormat {
  static final int VERSION_AT = 4;
  static final int DIMENSIONS_AT = 8;
  static final int COUNT_AT = 16;
  static final int WRITE_OFFSET_AT = 24;
  static final int HEADER_BYTES = 64;

  static final int MMAP_METRIC_AT = 10;
  static final int MMAP_ROW_HEAD = 2;

  static final int GWI_FAN_OUT_AT = 10;
  static final int GWI_LEVELS_AT = 12;
  static final int GWI_METRIC_AT = 13;
  static final int GWI_ROWS_AT = 48;
  static final int GWI_CLUSTER_BYTES = 16;
  static final int GWI_CLUSTER_AT = 2;
  static final int GWI_ROW_HEAD = 4;

  private static final long TOO_MANY = 1L << 40;

  private PackedFormat() {}

  static boolean isMmapMagic(byte[] b) {
    return b[0] == 'C' && b[1] == 'E' && b[2] == 'V' && b[3] == 'M';
  }

  static boolean isGwiMagic(byte[] b) {
    return b[0] == 'G' && b[1] == 'W' && b[2] == 'I' && b[3] == 'X';
  }

  static int rowHead(OriginalIndex.Kind kind) {
    return kind == OriginalIndex.Kind.GWI ? GWI_ROW_HEAD : MMAP_ROW_HEAD;
  }

  static IndexHeader mmapHeader(byte[] b, int read, long length, Path file, Findings findings) {
    Heads.requireWhole(read, HEADER_BYTES, file);
    Heads.requireVersion(RecordFormat.getInt(b, VERSION_AT), VERSION_AT, file);
    int dimensions = Heads.dimensions(b, DIMENSIONS_AT, file);
    int metric = Heads.metric(b, MMAP_METRIC_AT, findings);
    return header(
        OriginalIndex.Kind.MMAP, b, dimensions, metric, HEADER_BYTES, length, 0, findings);
  }

  static IndexHeader gwiHeader(byte[] b, int read, long length, Path file, Findings findings) {
    Heads.requireWhole(read, HEADER_BYTES, file);
    Heads.requireVersion(RecordFormat.getInt(b, VERSION_AT), VERSION_AT, file);
    int dimensions = Heads.dimensions(b, DIMENSIONS_AT, file);
    int metric = Heads.metric(b, GWI_METRIC_AT, findings);
    int fanOut = RecordFormat.getUnsignedShort(b, GWI_FAN_OUT_AT);
    int levels = b[GWI_LEVELS_AT] & 0xff;
    long clusters = 1;
    long attractors = 1;
    for (int i = 0; i < levels && attractors < TOO_MANY; i++) {
      clusters *= fanOut;
      attractors += clusters;
    }
    long computed = -1; // unless the tables fit
    if (fanOut > 0 && attractors < TOO_MANY) {
      computed = HEADER_BYTES + attractors * dimensions * 4 + clusters * GWI_CLUSTER_BYTES;
    }
    long stated = RecordFormat.getLong(b, GWI_ROWS_AT);
    if (stated != computed) {
      findings.damaged(
          GWI_ROWS_AT,
          8,
          "Rows begin at 0x"
              + Long.toHexString(stated)
              + " by the head, and behind its tables at 0x"
              + Long.toHexString(computed));
    }
    long start = stated >= HEADER_BYTES && stated <= length ? stated : computed;
    if (start < HEADER_BYTES || start > length) {
      throw Heads.damaged("its rows would begin behind its end", GWI_ROWS_AT, file);
    }
    int ids = (int) Math.min(clusters, 1 << 16);
    return header(OriginalIndex.Kind.GWI, b, dimensions, metric, start, length, ids, findings);
  }

  private static IndexHeader header(
      OriginalIndex.Kind kind,
      byte[] b,
      int dimensions,
      int metric,
      long start,
      long length,
      int clusters,
      Findings findings) {
    long end = RecordFormat.getLong(b, WRITE_OFFSET_AT);
    boolean isSound = end >= start && end <= length;
    if (!isSound) {
      findings.damaged(
          WRITE_OFFSET_AT,
          8,
          "The write offset 0x"
              + Long.toHexString(end)
              + " is outside of the rows; rows are believed"
              + " one by one");
    }
    return new IndexHeader(
        kind,
        dimensions,
        metric,
        IndexHeader.clamp(RecordFormat.getLong(b, COUNT_AT)),
        start,
        isSound ? end : start,
        isSound,
        clusters);
  }
}

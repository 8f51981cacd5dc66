/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.format;

import java.util.Arrays;

/**
 * A reader of the payload of a BLOCK record; {@link BlockCodec} writes it and has the layout.
 *
 * <p>{@link #parse} checks the header and where every column lies; the columns themselves are
 * checked while they are decoded, straight into the caller's array. Whatever the bytes are, the
 * outcome is values or an {@code IllegalArgumentException}, and nothing is allocated beyond one
 * vector of scratch. A damaged column may leave the caller's array half written.
 *
 * <pre>{@code
 * Block block = Block.parse(payload, 0, payload.length);
 * double[] values = new double[block.count()];
 * block.floats(values, 0);
 * }</pre>
 *
 * <p>A block borrows the payload: the bytes must not change while it is in use.
 *
 * <p><b>Thread safety</b>: immutable.
 *
 * @since 1.0
 */
public final class Block {

  private static final int TIMESTAMPS = 0;
  private static final int STEPS = 1;
  private static final int TIMES = 2;
  private static final int VALUES = 3;
  private static final String[] NAMES = {"timestamps", "steps", "times", "values"};

  private final byte[] payload;
  private final int offset;
  private final boolean isFloat;
  private final int columns;
  private final int count;

  /** Where each column's bytes start, by column; 0 for a column that is not there. */
  private final int[] starts = new int[NAMES.length];

  private final int[] lengths = new int[NAMES.length];
  private final int[] codecs = new int[NAMES.length];

  private Block(byte[] payload, int offset, int length) {
    this.payload = payload;
    this.offset = offset;
    Checks.equal("layout of a block", payload[offset], BlockCodec.LAYOUT);
    int kind = payload[offset + BlockCodec.KIND_AT] & 0xFF;
    Checks.atMost("kind of a block", kind, BlockCodec.KIND_INTS);
    isFloat = kind == BlockCodec.KIND_FLOATS;
    columns = payload[offset + BlockCodec.COLUMNS_AT] & 0xFF;
    Checks.atMost("columns of a block", columns, BlockCodec.COLUMN_STEPS | BlockCodec.COLUMN_TIMES);
    Checks.equal("reserved byte of a block", payload[offset + BlockCodec.RESERVED_AT], 0);
    count = LittleEndian.i32(payload, offset + BlockCodec.COUNT_AT);
    Checks.atMost("count of a block", Integer.toUnsignedLong(count), BlockCodec.MAX_COUNT);
    Checks.atLeast("count of a block", count, 1);

    int at = offset + BlockCodec.HEADER_BYTES;
    int end = offset + length;
    at = parseColumn(TIMESTAMPS, at, end);
    at = hasSteps() ? parseColumn(STEPS, at, end) : at;
    at = hasTimes() ? parseColumn(TIMES, at, end) : at;
    at = parseColumn(VALUES, at, end);
    Checks.equal("bytes behind the last column of a block", end - at, 0);
  }

  /**
   * Parses {@code payload[offset .. offset + length)}, which is borrowed.
   *
   * @throws IllegalArgumentException if that is not within the array, or no sound block; the
   *     message has the value and the bound
   */
  public static Block parse(byte[] payload, int offset, int length) {
    Checks.atLeast("offset of a block", offset, 0);
    Checks.atLeast("length of a block", length, BlockCodec.HEADER_BYTES);
    Checks.atMost("end of a block", (long) offset + length, payload.length);
    return new Block(payload, offset, length);
  }

  private int parseColumn(int column, int at, int end) {
    String name = NAMES[column];
    Checks.atMost("header of column " + name, BlockCodec.COLUMN_HEADER_BYTES, end - at);
    // The codec and the three zero bytes behind it, as one number.
    int codec = LittleEndian.i32(payload, at);
    int length = LittleEndian.i32(payload, at + BlockCodec.COLUMN_LENGTH_AT);
    int start = at + BlockCodec.COLUMN_HEADER_BYTES;
    Checks.atLeast("length of column " + name, length, 0);
    Checks.atMost("length of column " + name, length, end - start);
    boolean isDoubles = column == VALUES && isFloat;
    if (codec == BlockCodec.CODEC_RAW) {
      Checks.equal("length of raw column " + name, length, (long) count * Long.BYTES);
    } else if (codec == BlockCodec.CODEC_CONSTANT) {
      Checks.equal("length of constant column " + name, length, Long.BYTES);
    } else if (codec != (isDoubles ? BlockCodec.CODEC_ALP : BlockCodec.CODEC_DELTA)) {
      throw new IllegalArgumentException(
          "codec of column "
              + name
              + " is "
              + codec
              + ", unknown for "
              + (isDoubles ? "float64" : "int64"));
    }
    codecs[column] = codec;
    starts[column] = start;
    lengths[column] = length;
    return start + length;
  }

  /** Returns how many values the block holds, 1 to {@link BlockCodec#MAX_COUNT}. */
  public int count() {
    return count;
  }

  /** Says whether the values are float64; otherwise they are int64. */
  public boolean isFloat() {
    return isFloat;
  }

  /** Says whether each value has a step. */
  public boolean hasSteps() {
    return (columns & BlockCodec.COLUMN_STEPS) != 0;
  }

  /** Says whether each value has a time of the caller's. */
  public boolean hasTimes() {
    return (columns & BlockCodec.COLUMN_TIMES) != 0;
  }

  /**
   * Returns the smallest value as the writer noted it: the bits of a double, NaN if all are NaN, or
   * an integer.
   */
  public long minBits() {
    return LittleEndian.i64(payload, offset + BlockCodec.MIN_AT);
  }

  /**
   * Returns the largest value as the writer noted it: the bits of a double, NaN if all are NaN, or
   * an integer.
   */
  public long maxBits() {
    return LittleEndian.i64(payload, offset + BlockCodec.MAX_AT);
  }

  /** Returns the timestamp of the first value. */
  public long firstTimestamp() {
    return LittleEndian.i64(payload, offset + BlockCodec.FIRST_TIMESTAMP_AT);
  }

  /** Returns the timestamp of the last value. */
  public long lastTimestamp() {
    return LittleEndian.i64(payload, offset + BlockCodec.LAST_TIMESTAMP_AT);
  }

  /**
   * Decodes the timestamps into {@code target} from index {@code at} on.
   *
   * @throws IllegalArgumentException if {@code target} is too short, the column is damaged, or its
   *     ends are not {@link #firstTimestamp} and {@link #lastTimestamp}
   */
  public void timestamps(long[] target, int at) {
    decode(TIMESTAMPS, target, at);
    Checks.equal("first timestamp of a block", target[at], firstTimestamp());
    Checks.equal("last timestamp of a block", target[at + count - 1], lastTimestamp());
  }

  /**
   * Decodes the steps into {@code target} from index {@code at} on.
   *
   * @throws IllegalArgumentException if there are none, {@code target} is too short or the column
   *     is damaged
   */
  public void steps(long[] target, int at) {
    decode(STEPS, target, at);
  }

  /**
   * Decodes the caller's times into {@code target} from index {@code at} on.
   *
   * @throws IllegalArgumentException if there are none, {@code target} is too short or the column
   *     is damaged
   */
  public void times(long[] target, int at) {
    decode(TIMES, target, at);
  }

  /**
   * Decodes the values into {@code target} from index {@code at} on.
   *
   * @throws IllegalArgumentException if they are int64, {@code target} is too short or the column
   *     is damaged
   */
  public void floats(double[] target, int at) {
    if (!isFloat) {
      throw new IllegalArgumentException("values of the block are int64, not float64");
    }
    checkTarget(target.length, at);
    int start = starts[VALUES];
    switch (codecs[VALUES]) {
      case BlockCodec.CODEC_RAW -> LittleEndian.copy(payload, start, count, target, at);
      case BlockCodec.CODEC_CONSTANT ->
          Arrays.fill(
              target, at, at + count, Double.longBitsToDouble(LittleEndian.i64(payload, start)));
      default -> AlpColumn.decode(payload, start, start + lengths[VALUES], count, target, at);
    }
  }

  /**
   * Decodes the values into {@code target} from index {@code at} on.
   *
   * @throws IllegalArgumentException if they are float64, {@code target} is too short or the column
   *     is damaged
   */
  public void ints(long[] target, int at) {
    if (isFloat) {
      throw new IllegalArgumentException("values of the block are float64, not int64");
    }
    decode(VALUES, target, at);
  }

  private void decode(int column, long[] target, int at) {
    int start = starts[column];
    if (start == 0) {
      throw new IllegalArgumentException("block has no column " + NAMES[column]);
    }
    checkTarget(target.length, at);
    switch (codecs[column]) {
      case BlockCodec.CODEC_RAW -> LittleEndian.copy(payload, start, count, target, at);
      case BlockCodec.CODEC_CONSTANT ->
          Arrays.fill(target, at, at + count, LittleEndian.i64(payload, start));
      default -> LongColumn.decode(payload, start, start + lengths[column], count, target, at);
    }
  }

  private void checkTarget(int length, int at) {
    Checks.atLeast("index into the target", at, 0);
    Checks.atMost("end in the target", (long) at + count, length);
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.format;

/**
 * The column codec ALP: doubles that are decimals with few digits, as integers.
 *
 * <p>For values of float histories: sensor readings, prices, losses printed with a few digits,
 * counters kept as doubles. Lossless bit for bit for every double; what is not a short decimal is
 * an exception of its vector, and a vector with too many of them is stored raw. True random doubles
 * gain nothing.
 *
 * <h2>Layout</h2>
 *
 * <p>The column is cut into vectors of {@value #VECTOR_SIZE} values, the last one shorter; they
 * follow each other without padding. Little-endian:
 *
 * <pre>
 *   0  u8   form        0 = raw, 1 = decimals, 2 = floats, 3 = bits
 *   1  i8   exponent    e of form 1, -18 .. 18; 0 in other forms
 *   2  u16  exceptions  of forms 1 and 2, 0 .. size of the vector; 0 in other forms
 *   4  form 0:  u64  bits of every value
 *      else:    the integers n, one {@link LongVector}
 *               u16  positions of the exceptions, ascending
 *               u64  bits of the exceptions
 * </pre>
 *
 * <h2>Meaning</h2>
 *
 * <p>A value of form 1 that is no exception is, in IEEE 754 double arithmetic and with {@code
 * (double) n} rounded to nearest,
 *
 * <pre>
 *   e &gt;= 0    (double) n / 10^e
 *   e &lt; 0     (double) n * 10^-e
 * </pre>
 *
 * <p>Both powers are exact doubles up to 10^22 and an encoder keeps {@code |n|} within 2^51, so the
 * one operation rounds once: the value is the double nearest to the decimal. That is also what a
 * parser makes of the decimal's text and what {@code Math.round(x * 100) / 100.0} makes, so data
 * that began as decimals has no exceptions. Negative zero, infinities and NaNs always are.
 *
 * <p>In form 2 a value that is no exception began as a float of 32 bits, and in form 3 it is any
 * double; n is its bits as a signed integer, with all but the sign flipped if that is set. So the
 * integers are in the order of the values, and values of one magnitude are near each other.
 *
 * <h2>Algorithm</h2>
 *
 * <p>Adaptive lossless floating-point compression: a double that began as a decimal is the integer
 * of its digits and an exponent shared by its neighbours. The encoder finds the exponent per vector
 * on a sample, multiplies, rounds, and keeps what decodes to the same bits; the rest is an
 * exception, whose place in the integers is filled with a neighbour's. The integers go through a
 * frame of reference and bit packing. Decoding unpacks straight into the caller's array as doubles,
 * then adds and scales in place: a loop that the JIT turns into SIMD, see {@link DecimalScale}.
 *
 * <ol>
 *   <li>A. Afroozeh, L. Kuffo, P. Boncz: "ALP: Adaptive Lossless floating-Point Compression"
 *       (SIGMOD 2024).
 * </ol>
 *
 * <p>Our deviations:
 *
 * <ul>
 *   <li>The paper decodes with two multiplications, by 10^f and by an inexact 10^-e, which forces a
 *       search for pairs (e, f) whose errors happen to cancel and leaves exceptions among true
 *       decimals. We divide by an exact power, so one exponent suffices and none are left; where
 *       that is faster, the quotient is found with two multiplications too.
 *   <li>With one rounding, a decimal that fits an exponent fits every larger one until its integer
 *       grows too large. So the smallest exponent per sampled value, and the cheapest of those for
 *       the vector, replace the two-level sampling of pairs.
 *   <li>Negative exponents, for round and for large numbers.
 *   <li>The integers may also be kept as deltas, where that is at least a quarter smaller, and
 *       their outliers may be patched; see {@link LongColumn}.
 *   <li>The raw fallback is per vector of {@value #VECTOR_SIZE}, not per row group.
 *   <li>Real doubles go as a frame of reference of their bits in the place of ALP-RD's dictionary
 *       of left parts: of one magnitude they take a bit or two more, and decode with one unpacking.
 *       Doubles that were floats take half.
 * </ul>
 *
 * <p><b>Thread safety</b>: immutable.
 *
 * @since 1.0
 */
public final class AlpColumn {

  /** Values per vector. */
  public static final int VECTOR_SIZE = LongVector.SIZE;

  static final int FORM_RAW = 0;
  static final int FORM_DECIMALS = 1;
  static final int FORM_FLOATS = 2;
  static final int FORM_BITS = 3;
  static final int HEADER_BYTES = 4;
  static final int EXPONENT_AT = 1;
  static final int EXCEPTIONS_AT = 2;

  /** Bytes of one exception: its position and its bits. */
  static final int EXCEPTION_BYTES = Short.BYTES + Double.BYTES;

  private AlpColumn() {}

  /** Returns the room that {@link #encode} needs for {@code count} values. */
  public static int maxLength(int count) {
    int vectors = (count + VECTOR_SIZE - 1) / VECTOR_SIZE;
    return LongColumn.maxLength(count) + vectors * HEADER_BYTES;
  }

  /**
   * Encodes {@code values[from .. to)} into {@code out} at {@code at}, which has room for {@link
   * #maxLength} bytes, and returns the index behind the last byte written.
   */
  public static int encode(double[] values, int from, int to, byte[] out, int at) {
    AlpVectorEncoder encoder = new AlpVectorEncoder(Math.min(to - from, VECTOR_SIZE));
    int end = at;
    for (int i = from; i < to; i += VECTOR_SIZE) {
      end = encoder.encode(values, i, Math.min(VECTOR_SIZE, to - i), out, end);
    }
    return end;
  }

  /**
   * Decodes {@code count} values into {@code target} from index {@code to} on. The column occupies
   * {@code in[at .. end)} exactly; bytes behind {@code end} may be read but have no influence.
   *
   * @throws IllegalArgumentException if the column is damaged; {@code target} may then be half
   *     written
   */
  public static void decode(byte[] in, int at, int end, int count, double[] target, int to) {
    long[] scratch = new long[Math.min(count, VECTOR_SIZE)];
    int position = at;
    for (int i = 0; i < count; i += VECTOR_SIZE) {
      int size = Math.min(VECTOR_SIZE, count - i);
      Checks.atMost("header of a vector of doubles", HEADER_BYTES, end - position);
      int form = in[position] & 0xFF;
      Checks.atMost("form of a vector of doubles", form, FORM_BITS);
      position =
          switch (form) {
            case FORM_RAW -> decodeRaw(in, position, end, size, target, to + i);
            case FORM_DECIMALS -> decodeDecimals(in, position, end, size, target, to + i, scratch);
            default -> decodeOrdered(in, position, end, size, target, to + i, scratch);
          };
    }
    Checks.equal("end of a column of doubles", position, end);
  }

  private static int decodeRaw(byte[] in, int at, int limit, int count, double[] target, int to) {
    Checks.equal("exponent of a raw vector", in[at + EXPONENT_AT], 0);
    Checks.equal("exceptions of a raw vector", LittleEndian.u16(in, at + EXCEPTIONS_AT), 0);
    int valuesAt = at + HEADER_BYTES;
    Checks.atMost("bytes of a raw vector", (long) count * Double.BYTES, limit - valuesAt);
    LittleEndian.copy(in, valuesAt, count, target, to);
    return valuesAt + count * Double.BYTES;
  }

  private static int decodeDecimals(
      byte[] in, int at, int limit, int count, double[] target, int to, long[] scratch) {
    int exponent = in[at + EXPONENT_AT];
    Checks.atMost(
        "exponent of a vector of decimals", Math.abs(exponent), DecimalScale.MAX_EXPONENT);
    int exceptions = LittleEndian.u16(in, at + EXCEPTIONS_AT);
    Checks.atMost("exceptions of a vector of decimals", exceptions, count);
    LongVector integers = LongVector.parse(in, at + HEADER_BYTES, limit, count);
    int positionsAt = integers.end();
    Checks.atMost("bytes of exceptions", (long) exceptions * EXCEPTION_BYTES, limit - positionsAt);

    integers.decodeToDoubles(target, to, scratch);
    DecimalScale.apply(target, to, count, integers.doubleBase(), exponent);
    int position = integers.beforeFirstPatch();
    for (int i = 0; i < integers.valuePatches(); i++) {
      position = integers.patchPosition(i, position);
      target[to + position] = DecimalScale.toDouble(integers.patchEntry(i), exponent);
    }

    return decodeExceptions(in, positionsAt, exceptions, count, target, to);
  }

  private static int decodeOrdered(
      byte[] in, int at, int limit, int count, double[] target, int to, long[] scratch) {
    Checks.equal("exponent of a vector of bits", in[at + EXPONENT_AT], 0);
    boolean isFloats = in[at] == FORM_FLOATS;
    int exceptions = LittleEndian.u16(in, at + EXCEPTIONS_AT);
    Checks.atMost("exceptions of a vector of bits", exceptions, isFloats ? count : 0);
    LongVector integers = LongVector.parse(in, at + HEADER_BYTES, limit, count);
    int positionsAt = integers.end();
    Checks.atMost("bytes of exceptions", (long) exceptions * EXCEPTION_BYTES, limit - positionsAt);
    integers.decode(scratch, 0);
    if (isFloats) {
      for (int i = 0; i < count; i++) {
        target[to + i] = floatOf((int) scratch[i]);
      }
    } else {
      for (int i = 0; i < count; i++) {
        target[to + i] = doubleOf(scratch[i]);
      }
    }
    return decodeExceptions(in, positionsAt, exceptions, count, target, to);
  }

  /** The integer of a float of 32 bits, in the order of floats. */
  static int ordered(float value) {
    int bits = Float.floatToRawIntBits(value);
    return bits ^ ((bits >> 31) & Integer.MAX_VALUE);
  }

  private static double floatOf(int ordered) {
    return Float.intBitsToFloat(ordered ^ ((ordered >> 31) & Integer.MAX_VALUE));
  }

  /** The integer of a double, in the order of doubles. */
  static long ordered(double value) {
    long bits = Double.doubleToRawLongBits(value);
    return bits ^ ((bits >> 63) & Long.MAX_VALUE);
  }

  private static double doubleOf(long ordered) {
    return Double.longBitsToDouble(ordered ^ ((ordered >> 63) & Long.MAX_VALUE));
  }

  private static int decodeExceptions(
      byte[] in, int positionsAt, int exceptions, int count, double[] target, int to) {
    int bitsAt = positionsAt + exceptions * Short.BYTES;
    int position = -1;
    for (int i = 0; i < exceptions; i++) {
      int next = LittleEndian.u16(in, positionsAt + i * Short.BYTES);
      Checks.atLeast("position of an exception", next, position + 1L);
      Checks.atMost("position of an exception", next, count - 1L);
      position = next;
      target[to + position] =
          Double.longBitsToDouble(LittleEndian.i64(in, bitsAt + i * Double.BYTES));
    }
    return bitsAt + exceptions * Double.BYTES;
  }
}

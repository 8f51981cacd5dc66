/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.simd;

import java.util.Arrays;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Kernels that look codes up, four bits at a time, in tables of the query's sums, as FAISS's fast
 * scan does (Andre, Kermarrec and Le Scouarnec, 2015): for each four dimensions the sixteen sums of
 * the query's elements with signs are rounded to five bits, and a shuffle of bytes looks up many
 * codes at once. In memory a block's bits are rows of 32 bytes, row j with byte j of the code of
 * each lane; lane i is at place {@code 4 (i & 7) + (i >> 3)}, so that sums in shorts come out in
 * order.
 */
final class ShuffleKernels extends VectorKernels {
  /** The largest entry of a table: the sum of eight still fits in a byte. */
  static final int MAX_ENTRY = 31;

  static final class Tables extends VectorQuery {
    /** For each four dimensions 16 bytes. */
    final long[] tables;

    final int[] scratchLevels;

    Tables(int dims) {
      super(dims);
      tables = new long[dims / 2];
      scratchLevels = new int[dims];
    }
  }

  @Override
  public String name() {
    return "shuffle";
  }

  @Override
  public CodeQuery newQuery(int n) {
    return new Tables(n);
  }

  @Override
  void prepare(CodeQuery target) {
    Tables t = (Tables) target;
    float[] q = t.floats;
    int at = t.at;
    int n = t.dims;
    float max = 0;
    for (int i = at; i < at + n; i += 4) {
      max =
          Math.max(
              max, Math.abs(q[i]) + Math.abs(q[i + 1]) + Math.abs(q[i + 2]) + Math.abs(q[i + 3]));
    }
    // Rounding adds up to a half to each of four.
    int largest = Math.min(MAX_ENTRY, 65535 / (n / 4));
    float step = max / (largest - 2);
    float inverse = 1 / step;
    if (!(step > 0 && inverse > 0 && inverse <= Float.MAX_VALUE)) {
      Arrays.fill(t.tables, 0);
      t.factor = step > 0 && inverse > 0 ? 0 : step;
      t.term = 0;
      return;
    }
    int[] levels = t.scratchLevels;
    float dot = 0;
    float norm2 = 0;
    int sum = 0;
    for (int i = 0; i < n; i++) {
      float x = q[at + i] * inverse;
      int level = Float.floatToRawIntBits(x + VectorBytes.ROUND) << 10 >> 10;
      dot += x * level;
      norm2 += x * x;
      sum += Math.abs(level);
      levels[i] = level;
    }
    long[] tables = t.tables;
    for (int i = 0, j = 0; i < n; i += 4, j += 2) {
      int l0 = levels[i];
      int l1 = levels[i + 1];
      int l2 = levels[i + 2];
      int l3 = levels[i + 3];
      int least = -(Math.min(l0, 0) + Math.min(l1, 0) + Math.min(l2, 0) + Math.min(l3, 0));
      long half =
          least * 0x0101_0101_0101_0101L
              + l0 * 0x0100_0100_0100_0100L
              + l1 * 0x0101_0000_0101_0000L
              + l2 * 0x0101_0101_0000_0000L;
      tables[j] = half;
      tables[j + 1] = half + l3 * 0x0101_0101_0101_0101L;
    }
    float unit = step * (norm2 / dot);
    t.factor = 2 * unit;
    t.term = -unit * sum;
  }

  @Override
  void sums(VectorQuery q, long[] block, int bitsAt) {
    Tables t = (Tables) q;
    int rows = t.dims / 8;
    if (Lanes.BITS == 128) {
      sums128(t.tables, block, bitsAt, rows, t.scratchSums, 0);
      sums128(t.tables, block, bitsAt + 2, rows, t.scratchSums, 4);
    } else {
      sums256(t.tables, block, bitsAt, rows, t.scratchSums);
    }
  }

  private static ByteVector row128(long[] tables, long[] block, int at, int j) {
    LongVector v = LongVector.fromArray(LongVector.SPECIES_128, block, at + 4 * j);
    ByteVector low = v.reinterpretAsBytes().lanewise(VectorOperators.AND, (byte) 15);
    ByteVector high =
        v.lanewise(VectorOperators.LSHR, 4)
            .reinterpretAsBytes()
            .lanewise(VectorOperators.AND, (byte) 15);
    ByteVector t0 =
        LongVector.fromArray(LongVector.SPECIES_128, tables, 4 * j).reinterpretAsBytes();
    ByteVector t1 =
        LongVector.fromArray(LongVector.SPECIES_128, tables, 4 * j + 2).reinterpretAsBytes();
    return t0.rearrange(low.toShuffle()).add(t1.rearrange(high.toShuffle()));
  }

  private static void sums128(
      long[] tables, long[] block, int at, int rows, int[] sums, int sumsAt) {
    ShortVector all = ShortVector.zero(ShortVector.SPECIES_128);
    ShortVector odd = all;
    for (int j = 0; j < rows; j += 2) {
      ShortVector s =
          row128(tables, block, at, j).add(row128(tables, block, at, j + 1)).reinterpretAsShorts();
      all = all.add(s);
      odd = odd.add(s.lanewise(VectorOperators.LSHR, 8));
    }
    IntVector o = odd.reinterpretAsInts();
    IntVector e = all.sub(odd.lanewise(VectorOperators.LSHL, 8)).reinterpretAsInts();
    e.intoArray(sums, sumsAt);
    o.intoArray(sums, sumsAt + 8);
  }

  /** Unrolled beyond what is inlined, see {@link VectorBytes}. */
  private static void sums256(long[] tables, long[] block, int at, int rows, int[] sums) {
    ShortVector all = ShortVector.zero(ShortVector.SPECIES_256);
    ShortVector odd = all;
    for (int j = 0; j < rows; j += 4) {
      int r = at + 4 * j;
      int p = 4 * j;
      LongVector v = LongVector.fromArray(LongVector.SPECIES_256, block, r);
      ByteVector t = LongVector.fromArray(LongVector.SPECIES_256, tables, p).reinterpretAsBytes();
      ByteVector sum =
          t.rearrange(v.reinterpretAsBytes().lanewise(VectorOperators.AND, (byte) 15).toShuffle())
              .add(
                  t.rearrange(
                      v.lanewise(VectorOperators.LSHR, 4)
                          .reinterpretAsBytes()
                          .lanewise(VectorOperators.AND, (byte) 15)
                          .lanewise(VectorOperators.OR, (byte) 16)
                          .toShuffle()));
      v = LongVector.fromArray(LongVector.SPECIES_256, block, r + 4);
      t = LongVector.fromArray(LongVector.SPECIES_256, tables, p + 4).reinterpretAsBytes();
      sum =
          sum.add(
              t.rearrange(
                      v.reinterpretAsBytes().lanewise(VectorOperators.AND, (byte) 15).toShuffle())
                  .add(
                      t.rearrange(
                          v.lanewise(VectorOperators.LSHR, 4)
                              .reinterpretAsBytes()
                              .lanewise(VectorOperators.AND, (byte) 15)
                              .lanewise(VectorOperators.OR, (byte) 16)
                              .toShuffle())));
      v = LongVector.fromArray(LongVector.SPECIES_256, block, r + 8);
      t = LongVector.fromArray(LongVector.SPECIES_256, tables, p + 8).reinterpretAsBytes();
      sum =
          sum.add(
              t.rearrange(
                      v.reinterpretAsBytes().lanewise(VectorOperators.AND, (byte) 15).toShuffle())
                  .add(
                      t.rearrange(
                          v.lanewise(VectorOperators.LSHR, 4)
                              .reinterpretAsBytes()
                              .lanewise(VectorOperators.AND, (byte) 15)
                              .lanewise(VectorOperators.OR, (byte) 16)
                              .toShuffle())));
      v = LongVector.fromArray(LongVector.SPECIES_256, block, r + 12);
      t = LongVector.fromArray(LongVector.SPECIES_256, tables, p + 12).reinterpretAsBytes();
      sum =
          sum.add(
              t.rearrange(
                      v.reinterpretAsBytes().lanewise(VectorOperators.AND, (byte) 15).toShuffle())
                  .add(
                      t.rearrange(
                          v.lanewise(VectorOperators.LSHR, 4)
                              .reinterpretAsBytes()
                              .lanewise(VectorOperators.AND, (byte) 15)
                              .lanewise(VectorOperators.OR, (byte) 16)
                              .toShuffle())));
      ShortVector s = sum.reinterpretAsShorts(); // eight entries of at most 31 fit in a byte
      all = all.add(s);
      odd = odd.add(s.lanewise(VectorOperators.LSHR, 8));
    }
    all.sub(odd.lanewise(VectorOperators.LSHL, 8)).reinterpretAsInts().intoArray(sums, 0);
    odd.reinterpretAsInts().intoArray(sums, 8);
  }

  /** The place of a lane among the 32 bytes of a row. */
  private static int place(int lane) {
    return (lane & 7) * 4 + (lane >> 3);
  }

  @Override
  public void packCode(long[] block, int bitsAt, int lane, long[] code, int codeAt, int words) {
    int at = bitsAt + (place(lane) >> 3);
    int shift = 8 * (place(lane) & 7);
    long keep = ~(0xffL << shift);
    for (int w = 0; w < words; w++) {
      long c = code[codeAt + w];
      for (int j = 0; j < 8; j++, at += 4, c >>>= 8) {
        block[at] = (block[at] & keep) | ((c & 0xff) << shift);
      }
    }
  }

  @Override
  public void unpackCode(long[] block, int bitsAt, int lane, long[] code, int codeAt, int words) {
    int at = bitsAt + (place(lane) >> 3);
    int shift = 8 * (place(lane) & 7);
    for (int w = 0; w < words; w++) {
      long c = 0;
      for (int j = 0; j < 64; j += 8, at += 4) {
        c |= (block[at] >>> shift & 0xff) << j;
      }
      code[codeAt + w] = c;
    }
  }
}

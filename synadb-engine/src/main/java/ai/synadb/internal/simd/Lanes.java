/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.simd;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/** The widths of vectors that the kernels with the Vector API use in this JVM. */
final class Lanes {
  /** Forces a width: 128, 256 or 512 bits. */
  static final String PROPERTY = "synadb.simd.bits";

  /** The width in bits. */
  static final int BITS = bits();

  static final VectorSpecies<Float> F = floats(BITS);
  static final VectorSpecies<Integer> I = ints(BITS);
  static final VectorSpecies<Double> D = doubles(BITS);

  /** As many floats as {@link #D} has doubles. */
  static final VectorSpecies<Float> F_OF_D = floats(BITS / 2);

  private Lanes() {}

  /**
   * At most 256, unless more is asked for: with 512 nothing of floats is faster, and Java 17
   * computes several times slower, as it loses track of types where vectors of two widths meet.
   */
  private static int bits() {
    int preferred = Math.min(256, FloatVector.SPECIES_PREFERRED.vectorBitSize());
    int bits = Integer.getInteger(PROPERTY, preferred);
    return bits >= 512 ? 512 : bits >= 256 ? 256 : 128;
  }

  private static VectorSpecies<Float> floats(int bits) {
    return switch (bits) {
      case 512 -> FloatVector.SPECIES_512;
      case 256 -> FloatVector.SPECIES_256;
      case 128 -> FloatVector.SPECIES_128;
      default -> FloatVector.SPECIES_64;
    };
  }

  private static VectorSpecies<Integer> ints(int bits) {
    return switch (bits) {
      case 512 -> IntVector.SPECIES_512;
      case 256 -> IntVector.SPECIES_256;
      default -> IntVector.SPECIES_128;
    };
  }

  private static VectorSpecies<Double> doubles(int bits) {
    return switch (bits) {
      case 512 -> DoubleVector.SPECIES_512;
      case 256 -> DoubleVector.SPECIES_256;
      default -> DoubleVector.SPECIES_128;
    };
  }
}

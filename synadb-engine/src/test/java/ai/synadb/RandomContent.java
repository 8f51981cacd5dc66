/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb;

import java.util.Random;

/** Values of every kind, small ones mostly. */
final class RandomContent {
  private final Random random;

  RandomContent(Random random) {
    this.random = random;
  }

  Atom atom() {
    switch (random.nextInt(12)) {
      case 0:
        return Atom.ofNull();
      case 1, 2, 3:
        return Atom.of(number());
      case 4, 5, 6:
        return Atom.of(random.nextInt(5) == 0 ? random.nextLong() : random.nextInt(1000));
      case 7, 8:
        return Atom.of("text".repeat(random.nextInt(30)) + random.nextInt());
      case 9:
        return Atom.of(DatabaseTest.randomBytes(random.nextLong(), random.nextInt(600)));
      case 10:
        int large = random.nextInt(20) == 0 ? 4000 + random.nextInt(6000) : random.nextInt(20);
        return Atom.of(new byte[large]);
      default:
        float[] v = new float[64 + random.nextInt(20)];
        for (int i = 0; i < v.length; i++) {
          v[i] = random.nextFloat();
        }
        return Atom.of(v);
    }
  }

  double number() {
    return switch (random.nextInt(20)) {
      case 0 -> Double.longBitsToDouble(random.nextLong());
      case 1 -> -0.0;
      case 2 -> Double.NaN;
      default -> random.nextInt(10_000) / 100.0;
    };
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.benchmarks.vector;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A library that searches vectors, set up as its makers advise: first {@link #build} in one JVM,
 * then {@link #open} and {@link #search} in others. Thread safety: confined to one thread.
 */
abstract class VectorPeer implements AutoCloseable {

  /** A search with all settings made. */
  @FunctionalInterface
  interface Search {
    /** The keys of the nearest vectors, best first. */
    String[] nearest(float[] query, int k) throws Exception;
  }

  /** The seconds that parts of a build took, and their sum. */
  record Built(double putSeconds, double indexSeconds) {
    double seconds() {
      return putSeconds + indexSeconds;
    }
  }

  /** Builds an index of all rows, under their keys, which lies in a directory when this returns. */
  abstract Built build(Path directory, VectorData data, int threads) throws Exception;

  /** Opens what was built. */
  abstract void open(Path directory, VectorData data) throws Exception;

  /** Ways to search that differ in more than one number. The first is the usual one. */
  abstract List<String> families();

  /** What the number of a family may be, from fast to thorough. */
  abstract double[] ladder(String family);

  /** A search of a family with a number from its ladder. */
  abstract Search search(String family, double knob) throws Exception;

  /** The same among rows that are selected; null if it cannot. */
  @Nullable Search filtered(String family, double knob, int percent) throws Exception {
    return null;
  }

  abstract String version();

  /** The settings that matter. */
  abstract String mode();

  /** How this JVM computes, in the words of the library; asked for after a search. */
  abstract String simd();

  /** Whether that is what the mode of the JVM should give. */
  abstract boolean isSimdAsExpected(boolean newerJdk, boolean withModule);

  @Override
  public void close() throws Exception {}

  /** Candidates as graphs keep them: one, two, four times as many and so on as are asked for. */
  static double[] candidates() {
    return new double[] {10, 12, 16, 20, 28, 40, 56, 80, 112, 160, 224, 320, 480, 720};
  }
}

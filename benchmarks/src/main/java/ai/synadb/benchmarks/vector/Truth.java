/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.benchmarks.vector;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** The exact nearest rows to queries. */
final class Truth {
  /** Rows that are compared in double precision beside those that count. */
  private static final int SPARE = 20;

  private Truth() {}

  /** The nearest rows, nearest first, and their distances. */
  record Nearest(int[] rows, double[] distances) {}

  /** Compares a query with all rows, on this thread. */
  static Nearest find(
      Floats base, Metric metric, float[] query, int k, int without, IntPredicate counts) {
    int n = Math.min(base.rows(), k + SPARE);
    float[] rough = new float[n];
    int[] rows = new int[n];
    int size = 0;
    float[] x = new float[query.length];
    for (int row = 0; row < base.rows(); row++) {
      if (row == without || !counts.test(row)) {
        continue;
      }
      base.read(row, x);
      float d = metric.rough(query, x);
      if (size == n && d >= rough[n - 1]) {
        continue;
      }
      int at = size < n ? size++ : n - 1;
      while (at > 0 && rough[at - 1] > d) {
        rough[at] = rough[at - 1];
        rows[at] = rows[at - 1];
        at--;
      }
      rough[at] = d;
      rows[at] = row;
    }
    return exactly(base, metric, query, Arrays.copyOf(rows, size), k);
  }

  private static Nearest exactly(Floats base, Metric metric, float[] query, int[] rows, int k) {
    double[] distances = new double[rows.length];
    for (int i = 0; i < rows.length; i++) {
      distances[i] = metric.distance(query, base.row(rows[i]));
    }
    int[] order =
        IntStream.range(0, rows.length)
            .boxed()
            .sorted(
                (a, b) ->
                    distances[a] != distances[b]
                        ? Double.compare(distances[a], distances[b])
                        : Integer.compare(rows[a], rows[b]))
            .mapToInt(Integer::intValue)
            .limit(k)
            .toArray();
    return new Nearest(
        Arrays.stream(order).map(i -> rows[i]).toArray(),
        Arrays.stream(order).mapToDouble(i -> distances[i]).toArray());
  }

  /** Finds the nearest to all queries, on all processors. */
  static Nearest[] findAll(Floats base, Metric metric, Floats queries, int k, IntPredicate counts) {
    return IntStream.range(0, queries.rows())
        .parallel()
        .mapToObj(q -> find(base, metric, queries.row(q), k, -1, counts))
        .toArray(Nearest[]::new);
  }

  /** Writes the distance of the last of the nearest for each query: all that recall needs. */
  static void writeBounds(Path file, Nearest[] all, int k) throws IOException {
    ByteBuffer b = ByteBuffer.allocate(8 * all.length).order(ByteOrder.LITTLE_ENDIAN);
    for (Nearest n : all) {
      if (n.distances.length < k) {
        throw new IOException("There are only " + n.distances.length + " rows to find");
      }
      b.putDouble(n.distances[k - 1]);
    }
    Files.write(file, b.array());
  }

  static double[] readBounds(Path file) throws IOException {
    ByteBuffer b = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    double[] bounds = new double[b.limit() / 8];
    for (int i = 0; i < bounds.length; i++) {
      bounds[i] = b.getDouble();
    }
    return bounds;
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.benchmarks.vector;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Draws more rows like those that are there: for each, a real row, and a Gaussian that its ten
 * nearest rows span, shrunk towards one that is alike in all directions. With noise alone there
 * would be tight little clusters, which are far too easy. {@link Difficulty} says how alike the
 * result is.
 */
final class LocalModel {
  private static final int NEIGHBOURS = 10;

  /**
   * How far to go along the differences to the neighbours, and beside them: with these, 20,000 rows
   * drawn from 5,000 are to held-out queries as 20,000 real ones are, the tenth neighbour to two
   * per cent, the intrinsic dimension to eight. To each other the drawn rows are nearer than real
   * ones (dimension 14 for 21), so they are no good as queries.
   */
  private static final double ALONG = 0.75;

  private static final double BESIDE = 0.15;
  private static final int PIECE = 10_000;

  private LocalModel() {}

  /** Appends rows to a file until it has as many as are asked for. */
  static void extend(Path file, int dim, int rows) throws IOException {
    Floats seeds = Floats.map(file, dim);
    int n = seeds.rows();
    int[][] neighbours =
        IntStream.range(0, n)
            .parallel()
            .mapToObj(
                i ->
                    Truth.find(seeds, Metric.COSINE, seeds.row(i), NEIGHBOURS, i, row -> true)
                        .rows())
            .toArray(int[][]::new);
    ByteBuffer piece = ByteBuffer.allocate(PIECE * 4 * dim).order(ByteOrder.LITTLE_ENDIAN);
    Random random = new Random(rows);
    try (FileChannel out = FileChannel.open(file, StandardOpenOption.APPEND)) {
      for (int done = n; done < rows; ) {
        piece.clear();
        for (int i = 0; i < PIECE && done < rows; i++, done++) {
          int seed = random.nextInt(n);
          for (float f : draw(seeds, seed, neighbours[seed], random)) {
            piece.putFloat(f);
          }
        }
        piece.flip();
        while (piece.hasRemaining()) {
          out.write(piece);
        }
      }
    }
  }

  private static float[] draw(Floats seeds, int seed, int[] neighbours, Random random) {
    float[] x = seeds.row(seed);
    float[] y = x.clone();
    double spread = 0;
    for (int neighbour : neighbours) {
      float[] z = seeds.row(neighbour);
      double weight = ALONG * random.nextGaussian() / Math.sqrt(neighbours.length);
      for (int i = 0; i < x.length; i++) {
        float d = z[i] - x[i];
        y[i] += (float) (weight * d);
        spread += (double) d * d;
      }
    }
    double sigma = BESIDE * Math.sqrt(spread / neighbours.length / x.length);
    for (int i = 0; i < x.length; i++) {
      y[i] += (float) (sigma * random.nextGaussian());
    }
    DataMaker.normalise(y);
    return y;
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.benchmarks.vector;

import ai.synadb.benchmarks.Json;
import ai.synadb.benchmarks.work.Scratch;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Lays data sets out for {@link VectorData}. Needs some seconds for 50,000 rows, most of it for the
 * exact neighbours of the queries.
 */
final class DataMaker {
  /** Dictionary glosses, and queries of the same kind and of another. */
  static final String WORDNET = "wordnet-minilm-384";

  /** The same, mapped into twice as many dimensions, with one per cent of noise. */
  static final String WORDNET_768 = "wordnet-768";

  static final String FASHION = "fashion-mnist-784";

  /** Gaussian noise: nothing to find for an index. */
  static final String NOISE = "noise-768";

  /** As many rows as are asked for, drawn around those of {@link #WORDNET}. */
  static final String LOCAL = "local-384";

  static final List<String> NAMES = List.of(WORDNET, WORDNET_768, FASHION, NOISE, LOCAL);

  private static final int HALF = 500;
  private static final int OOD_QUERIES = 1000;
  private static final int NOISE_QUERIES = 200;
  private static final int SEED_ROWS = 50_000;

  private final String name;
  private final int rows;
  private final int maxQueries;
  private final Path source;
  private final Path fashion;
  private final Path target;

  /**
   * A set to make.
   *
   * @param rows at most so many, 0 for all
   * @param maxQueries of each set
   * @param source with the folders of the data sets
   * @param fashion where the package of Fashion-MNIST puts its files
   * @param target does not exist
   */
  DataMaker(String name, int rows, int maxQueries, Path source, Path fashion, Path target) {
    this.name = name;
    this.rows = rows;
    this.maxQueries = maxQueries;
    this.source = source;
    this.fashion = fashion;
    this.target = target;
  }

  /** Makes it; leaves nothing behind if that fails. */
  void make() throws Exception {
    Path beside = target.resolveSibling(target.getFileName() + ".part");
    Scratch.delete(beside);
    Files.createDirectories(beside);
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("name", name);
    switch (name) {
      case WORDNET -> wordnet(beside, facts, null);
      case WORDNET_768 -> wordnet(beside, facts, new Widening(384, 768));
      case FASHION -> fashion(beside, facts);
      case NOISE -> noise(beside, facts);
      case LOCAL -> local(beside, facts);
      default -> throw new Skipped("No data set is called " + name);
    }
    finish(beside, facts);
    Files.move(beside, target);
  }

  private int limit(int of) {
    return rows == 0 ? of : Math.min(of, rows);
  }

  private int queries(int of) {
    return Math.min(of, maxQueries);
  }

  private void finish(Path d, Map<String, Object> facts) throws IOException {
    int dim = ((Number) facts.getOrDefault("dim", 0)).intValue();
    Metric metric = Metric.valueOf(String.valueOf(facts.get("metric")));
    Floats base = Floats.map(d.resolve("base.f32"), dim);
    facts.put("rows", base.rows());
    for (String set : List.of(VectorData.TUNE, VectorData.REPORT, VectorData.OOD)) {
      Path file = d.resolve(set + ".f32");
      if (!Files.exists(file)) {
        continue;
      }
      Floats q = Floats.map(file, dim);
      Truth.Nearest[] all = Truth.findAll(base, metric, q, VectorData.K, row -> true);
      Truth.writeBounds(d.resolve(set + ".bound"), all, VectorData.K);
      if (name.equals(WORDNET) && set.equals(VectorData.REPORT)) {
        filtered(d, set, base, metric, q);
      }
      if (name.equals(WORDNET) && rows == 0) {
        compare(set, all);
      }
    }
    facts.put("difficulty", Difficulty.of(base, metric, Floats.map(d.resolve("report.f32"), dim)));
    Files.writeString(d.resolve("set.json"), Json.write(facts));
  }

  private static void filtered(Path d, String set, Floats base, Metric metric, Floats q)
      throws IOException {
    for (int percent : VectorData.percents()) {
      Truth.Nearest[] all =
          Truth.findAll(base, metric, q, VectorData.K, row -> VectorData.isSelected(row, percent));
      if (all.length > 0 && all[0].rows().length == VectorData.K) {
        Truth.writeBounds(d.resolve(set + "-" + percent + ".bound"), all, VectorData.K);
      }
    }
  }

  /** Compares what was found with the truth that lies beside the data. */
  private void compare(String set, Truth.Nearest[] found) throws IOException {
    boolean ood = set.equals(VectorData.OOD);
    byte[] bytes = Files.readAllBytes(source.resolve(name).resolve(ood ? "gt-ood.i32" : "gt.i32"));
    ByteBuffer truth = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int first = set.equals(VectorData.REPORT) ? HALF : 0;
    int same = 0;
    for (int q = 0; q < found.length; q++) {
      for (int i = 0; i < VectorData.K; i++) {
        same += found[q].rows()[i] == truth.getInt(4 * (100 * (first + q) + i)) ? 1 : 0;
      }
    }
    if (same < 0.999 * VectorData.K * found.length) {
      throw new IOException(
          "Of the neighbours of " + name + " only " + same + " are those that lie beside the data");
    }
  }

  // ---- the sets

  private void wordnet(Path d, Map<String, Object> facts, @Nullable Widening wide)
      throws Exception {
    Path from = source.resolve(WORDNET);
    if (!Files.exists(from.resolve("base.f16"))) {
      throw new Skipped("there is no " + WORDNET + " in the data directory (--data)");
    }
    facts.put("dim", wide == null ? 384 : 768);
    facts.put("metric", Metric.COSINE.name());
    copy(from.resolve("base.f16"), 0, limit(SEED_ROWS), d.resolve("base.f32"), wide);
    wordnetQueries(from, d, wide);
  }

  private void wordnetQueries(Path from, Path d, @Nullable Widening wide) throws IOException {
    copy(from.resolve("queries.f16"), 0, queries(HALF), d.resolve("tune.f32"), wide);
    copy(from.resolve("queries.f16"), HALF, queries(HALF), d.resolve("report.f32"), wide);
    copy(from.resolve("queries-ood.f16"), 0, queries(OOD_QUERIES), d.resolve("ood.f32"), wide);
  }

  private static void copy(Path from, int first, int count, Path to, @Nullable Widening wide)
      throws IOException {
    int dim = 384;
    byte[] bytes = Files.readAllBytes(from);
    ByteBuffer halves = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    Random noise = new Random(first);
    float[] x = new float[dim];
    try (Floats.Writer out = new Floats.Writer(to, wide == null ? dim : wide.width())) {
      for (int row = first; row < first + count; row++) {
        for (int i = 0; i < dim; i++) {
          x[i] = float16(halves.getShort(2 * (row * dim + i)));
        }
        out.write(wide == null ? x : wide.map(x, noise));
      }
    }
  }

  /** Widens a finite number of 16 bits. */
  private static float float16(short h) {
    int sign = (h & 0x8000) << 16;
    int exponent = (h >>> 10) & 31;
    int mantissa = h & 1023;
    return exponent == 0
        ? Math.copySign(mantissa * 0x1p-24f, sign < 0 ? -1f : 1f)
        : Float.intBitsToFloat(sign | ((exponent + 112) << 23) | (mantissa << 13));
  }

  private void fashion(Path d, Map<String, Object> facts) throws Exception {
    Path train = fashion.resolve("train-images-idx3-ubyte.gz");
    Path test = fashion.resolve("t10k-images-idx3-ubyte.gz");
    if (!Files.exists(train) || !Files.exists(test)) {
      throw new Skipped("the Debian package dataset-fashion-mnist is not installed");
    }
    facts.put("dim", 784);
    facts.put("metric", Metric.EUCLIDEAN.name());
    images(train, 0, limit(60_000), d.resolve("base.f32"));
    images(test, 0, queries(HALF), d.resolve("tune.f32"));
    images(test, HALF, queries(HALF), d.resolve("report.f32"));
  }

  private static void images(Path from, int first, int count, Path to) throws IOException {
    int dim = 784;
    try (DataInputStream in =
            new DataInputStream(
                new BufferedInputStream(new GZIPInputStream(Files.newInputStream(from)), 1 << 16));
        Floats.Writer out = new Floats.Writer(to, dim)) {
      in.skipNBytes(16 + (long) first * dim);
      byte[] pixels = new byte[dim];
      float[] x = new float[dim];
      for (int row = 0; row < count; row++) {
        in.readFully(pixels);
        for (int i = 0; i < dim; i++) {
          x[i] = pixels[i] & 0xff;
        }
        out.write(x);
      }
    }
  }

  private void noise(Path d, Map<String, Object> facts) throws IOException {
    facts.put("dim", 768);
    facts.put("metric", Metric.COSINE.name());
    Random random = new Random(768);
    gaussian(random, limit(50_000), d.resolve("base.f32"));
    gaussian(random, queries(NOISE_QUERIES), d.resolve("tune.f32"));
    gaussian(random, queries(NOISE_QUERIES), d.resolve("report.f32"));
  }

  private static void gaussian(Random random, int count, Path to) throws IOException {
    try (Floats.Writer out = new Floats.Writer(to, 768)) {
      float[] x = new float[768];
      for (int row = 0; row < count; row++) {
        for (int i = 0; i < x.length; i++) {
          x[i] = (float) random.nextGaussian();
        }
        normalise(x);
        out.write(x);
      }
    }
  }

  static void normalise(float[] x) {
    double sum = 0;
    for (float f : x) {
      sum += (double) f * f;
    }
    float scale = (float) (1 / Math.sqrt(sum));
    for (int i = 0; i < x.length; i++) {
      x[i] *= scale;
    }
  }

  private void local(Path d, Map<String, Object> facts) throws Exception {
    Path from = source.resolve(WORDNET);
    if (!Files.exists(from.resolve("base.f16"))) {
      throw new Skipped("there is no " + WORDNET + " in the data directory (--data)");
    }
    facts.put("dim", 384);
    facts.put("metric", Metric.COSINE.name());
    Path base = d.resolve("base.f32");
    copy(from.resolve("base.f16"), 0, limit(SEED_ROWS), base, null);
    if (rows > SEED_ROWS) {
      facts.put("drawn", rows - SEED_ROWS);
      LocalModel.extend(base, 384, rows);
    }
    wordnetQueries(from, d, null);
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.notebooks;

import ai.synadb.tensor.HalfFloats;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** The real data that the notebooks work on; it is on the class path. */
public final class SampleData {
  /** Pixels of a digit, 8 x 8. */
  public static final int PIXELS = 64;

  /** Components of an embedding. */
  public static final int DIMENSIONS = 384;

  private SampleData() {}

  /**
   * Handwritten digits.
   *
   * @param pixels 64 for each, from 0 to 1
   * @param labels 0 to 9
   */
  public record Digits(float[] pixels, int[] labels) {}

  /**
   * A definition of WordNet.
   *
   * @param topic such as {@code noun.food}
   * @param embedding by all-MiniLM-L6-v2, of unit length
   */
  public record Definition(String key, String topic, String word, String text, float[] embedding) {}

  /** 1,797 handwritten digits. */
  public static Digits digits() throws IOException {
    List<String> lines = lines(bytes("digits/digits.csv"));
    float[] pixels = new float[(lines.size() - 1) * PIXELS];
    int[] labels = new int[lines.size() - 1];
    for (int r = 0; r < labels.length; r++) {
      String[] fields = lines.get(r + 1).split(",", -1);
      for (int i = 0; i < PIXELS; i++) {
        pixels[r * PIXELS + i] = Float.parseFloat(fields[i]) / 16;
      }
      labels[r] = Integer.parseInt(fields[PIXELS]);
    }
    return new Digits(pixels, labels);
  }

  /** 5,000 definitions with their embeddings. */
  public static List<Definition> definitions() throws IOException {
    List<String> lines = lines(unzipped(bytes("wordnet/docs.tsv.gz")));
    float[][] embeddings = embeddings("wordnet/base.f16");
    Definition[] all = new Definition[embeddings.length];
    for (int i = 0; i < all.length; i++) {
      String[] f = lines.get(i + 1).split("\t", -1);
      all[i] = new Definition(f[1], f[3], f[4], f[5], embeddings[i]);
    }
    return List.of(all);
  }

  private static byte[] bytes(String name) throws IOException {
    try (InputStream in = SampleData.class.getResourceAsStream("/sample/" + name)) {
      if (in == null) {
        throw new IOException("There is no " + name + " on the class path");
      }
      return in.readAllBytes();
    }
  }

  private static byte[] unzipped(byte[] bytes) throws IOException {
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      return in.readAllBytes();
    }
  }

  private static List<String> lines(byte[] bytes) throws IOException {
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(new ByteArrayInputStream(bytes), StandardCharsets.UTF_8))) {
      return in.lines().toList();
    }
  }

  private static float[][] embeddings(String name) throws IOException {
    ByteBuffer b = ByteBuffer.wrap(bytes(name)).order(ByteOrder.LITTLE_ENDIAN);
    float[][] rows = new float[b.capacity() / (2 * DIMENSIONS)][DIMENSIONS];
    for (float[] row : rows) {
      for (int i = 0; i < DIMENSIONS; i++) {
        row[i] = HalfFloats.float16ToFloat(b.getShort());
      }
    }
    return rows;
  }
}

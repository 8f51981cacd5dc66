/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.testing;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** The real data among the test resources: embeddings, texts, labels, digits. */
public final class Sample {
  /** Elements of an embedding. */
  public static final int DIMENSIONS = 384;

  private Sample() {}

  /** The rows of a file of float16, such as {@code wordnet/base.f16}. */
  public static float[][] embeddings(String name) {
    ByteBuffer b = ByteBuffer.wrap(bytes(name)).order(ByteOrder.LITTLE_ENDIAN);
    float[][] rows = new float[b.capacity() / (2 * DIMENSIONS)][DIMENSIONS];
    for (float[] row : rows) {
      for (int i = 0; i < DIMENSIONS; i++) {
        row[i] = widen(b.getShort());
      }
    }
    return rows;
  }

  /** A float16 as a float; of finite ones only. */
  private static float widen(short half) {
    int exponent = (half >>> 10) & 0x1f;
    int fraction = half & 0x3ff;
    float magnitude =
        exponent == 0
            ? fraction * 0x1p-24f
            : Float.intBitsToFloat((exponent + 112) << 23 | fraction << 13);
    return half < 0 ? -magnitude : magnitude;
  }

  /** The lines of a text, unpacked if its name ends in {@code .gz}. */
  public static List<String> lines(String name) {
    byte[] b = bytes(name);
    if (name.endsWith(".gz")) {
      try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(b))) {
        b = in.readAllBytes();
      } catch (IOException e) {
        throw new IllegalStateException(name + " cannot be unpacked", e);
      }
    }
    return new String(b, StandardCharsets.UTF_8).lines().toList();
  }

  private static byte[] bytes(String name) {
    try (InputStream in = Sample.class.getResourceAsStream("/sample/" + name)) {
      if (in == null) {
        throw new IllegalArgumentException("There is no sample " + name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new IllegalStateException(name + " cannot be read", e);
    }
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.simd;

import java.util.Locale;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Which kernels this JVM has, found out at first use: those with the Vector API where the module
 * {@code jdk.incubator.vector} is there, the processor has vectors of 256 bits or more, and a
 * self-test finds that they compute what the plain ones compute; else the plain ones. They have two
 * forms: {@code popcount} where JVM and processor count bits in vectors, else {@code shuffle}.
 * Speed is not tried: in its first tenths of a second code of the Vector API runs interpreted,
 * hundreds of times slower than it will, so a test of a few milliseconds would measure that. Where
 * they are slower than the plain ones, {@code -Dsynadb.simd=plain} says so.
 *
 * <p>Thread safety: safe for use by multiple threads.
 */
public final class KernelChoice {
  /** Forces a form: {@code plain}, {@code shuffle} or {@code popcount}. */
  public static final String PROPERTY = "synadb.simd";

  private static final System.Logger LOGGER = System.getLogger(KernelChoice.class.getName());
  private static final int MIN_BITS = 256;

  private KernelChoice() {}

  /** Holds the choice, so that it is made when it is first asked for. */
  private static final class Holder {
    static final Choice CHOICE = choose();
  }

  private record Choice(Kernels kernels, String why) {}

  /** The kernels to use. */
  public static Kernels kernels() {
    return Holder.CHOICE.kernels;
  }

  /** Which they are, and why. */
  public static String description() {
    return Holder.CHOICE.kernels.name() + " (" + Holder.CHOICE.why + ")";
  }

  private static Choice choose() {
    Choice c = find();
    LOGGER.log(System.Logger.Level.INFO, "Vector kernels: {0} ({1})", c.kernels.name(), c.why);
    return c;
  }

  private static Choice find() {
    String wanted = System.getProperty(PROPERTY, "").toLowerCase(Locale.ROOT);
    if (wanted.equals("plain")) {
      return new Choice(new PlainKernels(), "as the property " + PROPERTY + " says");
    }
    Module module = ModuleLayer.boot().findModule("jdk.incubator.vector").orElse(null);
    if (module == null) {
      return new Choice(new PlainKernels(), "faster with --add-modules jdk.incubator.vector");
    }
    KernelChoice.class.getModule().addReads(module); // where this is in a named module
    try {
      VectorForm form = VectorForm.load(wanted);
      boolean forced = wanted.equals(form.kernels().name());
      if (form.bits() < MIN_BITS && !forced) {
        return new Choice(
            new PlainKernels(), "the processor's vectors have only " + form.bits() + " bits");
      }
      String wrong = difference(form.kernels(), new PlainKernels());
      if (wrong != null) {
        LOGGER.log(
            System.Logger.Level.WARNING,
            "Kernels with the Vector API fail their self-test, so the plain ones are used: {0}",
            wrong);
        return new Choice(new PlainKernels(), "the others failed their self-test");
      }
      return new Choice(
          form.kernels(),
          form.bits() + " bits" + (forced ? ", as the property " + PROPERTY + " says" : ""));
    } catch (LinkageError e) {
      LOGGER.log(System.Logger.Level.WARNING, "Kernels with the Vector API cannot be used", e);
      return new Choice(new PlainKernels(), "the Vector API cannot be used: " + e);
    }
  }

  /** What differs between two forms on a few random numbers; null if nothing does. */
  private static @Nullable String difference(Kernels a, Kernels b) {
    SplittableRandom random = new SplittableRandom(1);
    int n = 128;
    float[] x = new float[n * Kernels.LANES];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) (random.nextDouble() + random.nextDouble() - 1);
    }
    float[] q = java.util.Arrays.copyOf(x, n);
    long[] row = new long[n / 8];
    float scale = b.quantise(x, n, n, row, 0);
    float norm = b.dot(q, 0, q, 0, n);
    if (!near(a.dot(q, 0, x, n, n), b.dot(q, 0, x, n, n), norm * 1e-5f)
        || !near(a.squaredDistance(q, 0, x, n, n), b.squaredDistance(q, 0, x, n, n), norm * 1e-4f)
        || !near(
            (float) a.preciseDot(q, 0, x, n, n), (float) b.preciseDot(q, 0, x, n, n), norm * 1e-6f)
        || !near(
            scale * a.dotBytes(q, 0, row, 0, n),
            scale * b.dotBytes(q, 0, row, 0, n),
            norm * 1e-5f)) {
      return "dot products";
    }
    float[] ha = q.clone();
    float[] hb = q.clone();
    a.hadamard(ha, 0, n);
    b.hadamard(hb, 0, n);
    for (int i = 0; i < n; i++) {
      if (!near(ha[i], hb[i], 1e-4f)) {
        return "Hadamard transform";
      }
    }
    return differentEstimates(a, b, q, x, n, norm);
  }

  private static @Nullable String differentEstimates(
      Kernels a, Kernels b, float[] q, float[] x, int n, float norm) {
    float[] p = new float[n];
    float[] ea = estimates(a, q, x, p, n);
    float[] eb = estimates(b, q, x, p, n);
    for (int i = 0; i < Kernels.LANES; i++) {
      // Both round the query, each in its way.
      if (!near(ea[i], eb[i], norm * 0.25f)) {
        return "estimate " + ea[i] + " of lane " + i + " where plain kernels have " + eb[i];
      }
    }
    return null;
  }

  private static float[] estimates(Kernels k, float[] q, float[] x, float[] p, int n) {
    long[] block = new long[Kernels.blockLongs(n)];
    long[] code = new long[n / 64];
    float[] factors = new float[4];
    for (int lane = 0; lane < Kernels.LANES; lane++) {
      k.encode(p, 0, x, lane * n, n, code, 0, factors);
      Kernels.setFactors(block, 0, lane, factors[0], factors[1]);
      k.packCode(block, Kernels.FACTOR_LONGS, lane, code, 0, code.length);
    }
    CodeQuery query = k.newQuery(n);
    k.prepare(query, q, 0);
    float[] out = new float[Kernels.LANES];
    k.estimate(query, block, 0, 0, 0, out);
    return out;
  }

  private static boolean near(float a, float b, float tolerance) {
    return Math.abs(a - b) <= tolerance;
  }
}

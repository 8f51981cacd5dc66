/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.codes;

import ai.synadb.internal.simd.Kernels;
import org.jspecify.annotations.Nullable;

/**
 * How a metric is reduced to dot products of rotated vectors. A row <i>x</i> becomes <i>x'</i>, a
 * query <i>q'</i>, and the row's score is {@code <q',x'> - h}, the greater the nearer:
 *
 * <table>
 * <caption>Reductions</caption>
 * <tr><th>metric</th><th>x'</th><th>h</th><th>the order of scores is that of</th></tr>
 * <tr><td>cosine</td><td>rotated x / |x|</td><td>0</td><td>the cosine</td></tr>
 * <tr><td>euclidean</td><td>rotated (x - centre)</td><td>|x'|² / 2</td><td>-|q - x|²</td></tr>
 * <tr><td>dot product</td><td>rotated x</td><td>0</td><td>the dot product</td></tr>
 * </table>
 *
 * <p>Among rows nearness is always Euclidean. For the dot product rows get one more coordinate,
 * {@code a = sqrt(M² - |x|²)} with M the largest norm, with which the nearest rows in the Euclidean
 * sense are those of the largest dot product (Bachrach et al., RecSys 2014); a query has 0 there.
 * For other metrics it is 0.
 *
 * <p>Thread safety: immutable.
 */
public final class Space {
  /** What is measured. */
  public enum Measure {
    COSINE,
    EUCLIDEAN,
    DOT_PRODUCT
  }

  /** Floats up to this magnitude and their inverses have all their digits. */
  private static final int ORDINARY_EXPONENT = 100;

  private final Measure measure;
  private final Rotation rotation;
  private final float @Nullable [] centre;
  private final float largestNorm2;

  /**
   * A space.
   *
   * @param centre a point among the rows, of a Euclidean space; null for the origin
   * @param largestNorm2 the square of the largest norm that a row has, of a space of dot products
   */
  public Space(Measure measure, Rotation rotation, float @Nullable [] centre, float largestNorm2) {
    this.measure = measure;
    this.rotation = rotation;
    this.centre = centre;
    this.largestNorm2 = largestNorm2;
  }

  /** What is measured. */
  public Measure measure() {
    return measure;
  }

  /** The rotation. */
  public Rotation rotation() {
    return rotation;
  }

  /** The point that counts as origin; null for the true one. */
  public float @Nullable [] centre() {
    return centre;
  }

  /** The square of the largest norm. */
  public float largestNorm2() {
    return largestNorm2;
  }

  /** The dimensions of mapped vectors. */
  public int width() {
    return rotation.width();
  }

  /** Whether a query is the same in another space. */
  public boolean mapsAs(Space other) {
    return measure == other.measure
        && rotation.seed() == other.rotation.seed()
        && rotation.dims() == other.rotation.dims()
        && java.util.Arrays.equals(centre, other.centre);
  }

  /**
   * Maps a row or a query.
   *
   * @param scratch room for as many floats as the vector has
   */
  public void map(
      Kernels kernels, float[] vector, int at, float[] scratch, float[] target, int targetAt) {
    int n = rotation.dims();
    float[] from = vector;
    int fromAt = at;
    if (measure == Measure.COSINE) {
      double norm2 = kernels.preciseDot(vector, at, vector, at, n);
      if (norm2 > 0) {
        double inverse = 1 / Math.sqrt(norm2);
        float factor = (float) inverse;
        if (Math.abs(Math.getExponent(factor)) <= ORDINARY_EXPONENT) {
          for (int i = 0; i < n; i++) {
            scratch[i] = vector[at + i] * factor;
          }
        } else { // a float of it has fewer digits, or none
          for (int i = 0; i < n; i++) {
            scratch[i] = (float) (vector[at + i] * inverse);
          }
        }
        from = scratch;
        fromAt = 0;
      }
    } else if (centre != null) {
      for (int i = 0; i < n; i++) {
        scratch[i] = vector[at + i] - centre[i];
      }
      from = scratch;
      fromAt = 0;
    }
    rotation.rotate(kernels, from, fromAt, target, targetAt);
  }

  /**
   * The distance that a score stands for; {@code norm2} is the squared norm of the mapped query.
   */
  public double distance(float score, float norm2) {
    return switch (measure) {
      case COSINE -> 1 - score;
      case EUCLIDEAN -> Math.sqrt(Math.max(0, norm2 - 2.0 * score));
      case DOT_PRODUCT -> -score;
    };
  }

  /** The score that stands for a distance, see {@link #distance}. */
  public double score(double distance, float norm2) {
    return switch (measure) {
      case COSINE -> 1 - distance;
      case EUCLIDEAN -> (norm2 - distance * distance) / 2;
      case DOT_PRODUCT -> -distance;
    };
  }

  /** What is taken off the dot product with a row. */
  public float penalty(float norm2) {
    return measure == Measure.EUCLIDEAN ? norm2 / 2 : 0;
  }

  /** The further coordinate of a row. */
  public float extra(float norm2) {
    return measure == Measure.DOT_PRODUCT
        ? (float) Math.sqrt(Math.max(0, largestNorm2 - norm2))
        : 0;
  }
}

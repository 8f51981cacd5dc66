/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.experiment;

/**
 * Chooses points of a series that show its shape; the first and the last are always among them, and
 * as many as are asked for are chosen, or all if there are no more.
 *
 * <p>{@link #triangles} is Largest Triangle Three Buckets [1]: of each bucket of points it takes
 * the one that makes the largest triangle with the point that was taken before and the mean of the
 * next bucket. We deviate in two things. The buckets' bounds are whole numbers, so that each has a
 * point and the count is exact. NaN and infinities, which have no triangle, are taken only from
 * buckets that have nothing else (then the first of them, so that a gap is seen), and left out of
 * means.
 *
 * <p>{@link #extremes} takes the least and the greatest of each bucket, so that no spike is lost.
 *
 * <p>[1] S. Steinarsson, Downsampling Time Series for Visual Representation, University of Iceland,
 * 2013.
 *
 * <p>Thread safety: confined.
 */
final class Downsampler {
  private static final double LARGE = 0x1p400;
  private static final double SHRINK = 0x1p-700; // keeps areas of large values from overflow

  private final long[] steps;
  private final double[] values;
  private final double scale;

  Downsampler(long[] steps, double[] values) {
    this.steps = steps;
    this.values = values;
    double largest = 0;
    for (double v : values) {
      largest = Double.isFinite(v) ? Math.max(largest, Math.abs(v)) : largest;
    }
    this.scale = largest > LARGE ? SHRINK : 1;
  }

  /** The indices of the chosen points, ascending. */
  int[] triangles(int points) {
    int size = values.length;
    if (points >= size) {
      return all(size);
    }
    int[] chosen = new int[points];
    int buckets = points - 2;
    int before = 0; // the finite point that was taken last, else the first
    for (int b = 0; b < buckets; b++) {
      int from = 1 + bound(b, buckets, size - 2);
      int to = 1 + bound(b + 1, buckets, size - 2);
      int end = b + 1 < buckets ? 1 + bound(b + 2, buckets, size - 2) : size;
      chosen[b + 1] = largestTriangle(before, from, to, end);
      before = Double.isFinite(values[chosen[b + 1]]) ? chosen[b + 1] : before;
    }
    chosen[points - 1] = size - 1;
    return chosen;
  }

  /** Where a bucket begins among points that are shared out evenly. */
  private static int bound(int bucket, int buckets, int points) {
    return (int) ((long) bucket * points / buckets);
  }

  private static int[] all(int size) {
    int[] all = new int[size];
    for (int i = 0; i < size; i++) {
      all[i] = i;
    }
    return all;
  }

  /** The point of a bucket that makes the largest triangle; the next bucket ends at {@code end}. */
  private int largestTriangle(int before, int from, int to, int end) {
    double stepSum = 0;
    double valueSum = 0;
    int count = 0;
    for (int i = to; i < end; i++) {
      if (Double.isFinite(values[i])) {
        stepSum += step(i);
        valueSum += value(i);
        count++;
      }
    }
    double y0 = Double.isFinite(values[before]) ? value(before) : 0;
    double x1 = count == 0 ? step(end - 1) : stepSum / count;
    double y1 = count == 0 ? y0 : valueSum / count;
    double x0 = step(before);
    int best = -1;
    double largest = -1;
    for (int i = from; i < to; i++) {
      if (Double.isFinite(values[i])) {
        double area = Math.abs((x0 - x1) * (value(i) - y0) - (x0 - step(i)) * (y1 - y0));
        if (area > largest) {
          largest = area;
          best = i;
        }
      }
    }
    return best < 0 ? from : best;
  }

  private double step(int i) {
    return (double) steps[i] - steps[0];
  }

  private double value(int i) {
    return values[i] * scale;
  }

  /** The indices of the least and the greatest point of each bucket, ascending. */
  int[] extremes(int points) {
    int size = values.length;
    if (points >= size) {
      return all(size);
    }
    int[] chosen = new int[points];
    int buckets = (points - 2) / 2;
    int shared = size - 2 - points % 2; // of an odd number, one is the last but one
    int n = 1;
    for (int b = 0; b < buckets; b++) {
      int from = 1 + bound(b, buckets, shared);
      int to = 1 + bound(b + 1, buckets, shared);
      n = addExtremes(from, to, chosen, n);
    }
    if (points % 2 == 1) {
      chosen[n] = size - 2;
    }
    chosen[points - 1] = size - 1;
    return chosen;
  }

  /** Adds two points of a bucket of two or more: others than the extremes if they are one. */
  private int addExtremes(int from, int to, int[] chosen, int n) {
    int least = -1;
    int greatest = -1;
    for (int i = from; i < to; i++) {
      if (!Double.isNaN(values[i])) {
        least = least < 0 || values[i] < values[least] ? i : least;
        greatest = greatest < 0 || values[i] >= values[greatest] ? i : greatest;
      }
    }
    least = least < 0 ? from : least;
    greatest = greatest < 0 ? to - 1 : greatest;
    if (least == greatest) {
      greatest = least == from ? to - 1 : from;
    }
    chosen[n] = Math.min(least, greatest);
    chosen[n + 1] = Math.max(least, greatest);
    return n + 2;
  }
}

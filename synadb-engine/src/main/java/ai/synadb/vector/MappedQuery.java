/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.vector;

import ai.synadb.internal.codes.Best;
import ai.synadb.internal.codes.Space;
import ai.synadb.internal.simd.CodeQuery;
import ai.synadb.internal.simd.Kernels;
import org.jspecify.annotations.Nullable;

/**
 * A query on its way through the segments, and the memory that this takes; reused.
 *
 * <p>Thread safety: confined to one thread.
 */
final class MappedQuery {
  final float[] mapped;
  final CodeQuery prepared;
  final float[] estimates = new float[Kernels.LANES];
  final Best best = new Best(16);
  final float[] row;
  private final float[] scratch;
  private final Kernels kernels;
  private float[] query = new float[0];
  private @Nullable Space space;
  private final Distances distances;
  private float norm2;

  MappedQuery(Kernels kernels, DistanceMetric metric, int dimensions, int width) {
    this.kernels = kernels;
    this.mapped = new float[width];
    this.scratch = new float[dimensions];
    this.row = new float[dimensions];
    this.prepared = kernels.newQuery(width);
    this.distances = new Distances(kernels, metric, dimensions);
  }

  /** Begins with another query. */
  void begin(float[] q) {
    query = q;
    space = null;
    distances.begin(q);
  }

  /** The squared norm of the mapped query. */
  float norm2() {
    return norm2;
  }

  /** Its distances in double precision. */
  Distances distances() {
    return distances;
  }

  float[] query() {
    return query;
  }

  /** Maps the query into a space, unless it is there. */
  void mapInto(Space s) {
    Space now = space;
    if (now == null || (now != s && !now.mapsAs(s))) {
      s.map(kernels, query, 0, scratch, mapped, 0);
      kernels.prepare(prepared, mapped, 0);
      norm2 = kernels.dot(mapped, 0, mapped, 0, mapped.length);
    }
    space = s;
  }
}

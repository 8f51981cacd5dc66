/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.vector;

import java.util.List;

/**
 * The rows of some segments that counted at one moment, numbered through: what a segment is built
 * of.
 *
 * <p>Thread safety: immutable.
 */
final class SourceRows {
  private final List<Segment> segments;
  private final RowVectors vectors;
  private final int[] segment;
  private final int[] row;
  private int size;

  SourceRows(List<Segment> segments, RowVectors vectors) {
    this.segments = segments;
    this.vectors = vectors;
    int capacity = 0;
    for (Segment s : segments) {
      capacity += s.rows().liveCount();
    }
    int[] ofSegment = new int[capacity];
    int[] ofRow = new int[capacity];
    int n = 0;
    for (int i = 0; i < segments.size(); i++) {
      RowTable rows = segments.get(i).rows();
      for (int r = 0; r < rows.size() && n < capacity; r++) { // it can only become fewer
        if (rows.isLive(r)) {
          ofSegment[n] = i;
          ofRow[n++] = r;
        }
      }
    }
    segment = ofSegment;
    row = ofRow;
    size = n;
  }

  int size() {
    return size;
  }

  /** The generation of the file that the newest rows were found in. */
  long generation() {
    return segments.get(segments.size() - 1).rows().places().generation();
  }

  /** Reads a vector; zeros if it went meanwhile: the row does not count then. */
  void read(int i, float[] target) {
    if (!vectors.read(table(i), row[i], target)) {
      java.util.Arrays.fill(target, 0);
    }
  }

  Attributes attributes(int i) {
    return table(i).attributes(row[i]);
  }

  boolean isLive(int i) {
    return table(i).isLive(row[i]);
  }

  void kill(int i) {
    table(i).kill(row[i]);
  }

  /** Adds a row to another table; returns its number there. */
  int copyTo(int i, RowTable target) {
    RowTable from = table(i);
    RowTable.Places p = from.places();
    int to =
        target.add(from.key(row[i]), from.position(row[i]), p.generation(), p.offsets()[row[i]]);
    Attributes attributes = from.attributes(row[i]);
    if (!attributes.isEmpty()) {
      target.setAttributes(to, attributes);
    }
    return to;
  }

  private RowTable table(int i) {
    return segments.get(segment[i]).rows();
  }
}

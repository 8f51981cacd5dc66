/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.vector;

import ai.synadb.internal.codes.Sink;
import ai.synadb.internal.codes.Source;
import java.util.List;

/**
 * In how many of the cells nearest to a query the nearest rows lie if only a part of the rows is
 * wanted, any part, measured when the segment was built: for all rows, for every fourth, for every
 * sixteenth, and so on.
 *
 * <p>Thread safety: immutable.
 *
 * @param levels for each part the recall by the number of cells
 */
record Reach(List<Calibration> levels) {
  /** By how much each part is smaller than the one before. */
  static final int STEP = 4;

  private static final int MAX_LEVELS = 16;

  void write(Sink sink) {
    sink.putInt(levels.size());
    for (Calibration c : levels) {
      c.write(sink);
    }
  }

  static Reach read(Source source) {
    int n = source.getInt(1, MAX_LEVELS, "The number of parts");
    Calibration[] levels = new Calibration[n];
    for (int i = 0; i < n; i++) {
      levels[i] = Calibration.read(source);
    }
    return new Reach(List.of(levels));
  }

  /**
   * The number of cells for a recall target.
   *
   * @param share the wanted part
   * @return {@link Calibration#ALL} for all of them
   */
  int cells(double share, double target) {
    double level = Math.max(0, -Math.log(share) / Math.log(STEP));
    int above = (int) Math.floor(level);
    if (level > levels.size() - 1) {
      return Calibration.ALL;
    }
    int least = levels.get(above).setting(target);
    if (above == level || least == Calibration.ALL) {
      return least;
    }
    int most = levels.get(above + 1).setting(target);
    return most == Calibration.ALL
        ? most
        : (int) Math.ceil(least * Math.pow(most / (double) least, level - above));
  }
}

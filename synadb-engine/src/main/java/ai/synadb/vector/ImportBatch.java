/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.vector;

import ai.synadb.internal.original.RowCursor;
import ai.synadb.vector.VectorImport.Report;
import ai.synadb.vector.VectorImport.SkipReason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Rows on their way from a file into an index. The arrays are used again for every batch, since an
 * index copies them.
 *
 * <p>Thread safety: confined to one thread.
 */
final class ImportBatch {
  static final int MAX_ROWS = 1024;
  private static final int MAX_BYTES = 4 << 20;

  private final VectorIndex target;
  private final List<String> keys = new ArrayList<>();
  private final float[][] vectors;
  private final BitSet recoveredRows = new BitSet();
  private long imported;
  private long replaced;
  private long recovered;
  private long refused;

  ImportBatch(VectorIndex target) {
    this.target = target;
    int fitting = MAX_BYTES / (Float.BYTES * target.dimensions());
    this.vectors = new float[Math.max(1, Math.min(fitting, MAX_ROWS))][];
  }

  void add(RowCursor row) {
    int n = keys.size();
    float[] vector = row.vector();
    if (vectors[n] == null) {
      vectors[n] = vector.clone();
    } else {
      System.arraycopy(vector, 0, vectors[n], 0, vector.length);
    }
    keys.add(row.key());
    recoveredRows.set(n, row.isRecovered());
    if (keys.size() == vectors.length) {
      flush();
    }
  }

  void flush() {
    int n = keys.size();
    if (n == 0) {
      return;
    }
    try {
      int old = countReplaced();
      target.insertBatch(List.copyOf(keys), Arrays.copyOf(vectors, n));
      imported += n;
      replaced += old;
      recovered += recoveredRows.cardinality();
    } catch (IllegalArgumentException e) {
      insertOneByOne(); // one of them is refused, and nothing was inserted
    }
    keys.clear();
    recoveredRows.clear();
  }

  private int countReplaced() {
    Set<String> here = new HashSet<>();
    int n = 0;
    for (String key : keys) {
      n += !here.add(key) || target.contains(key) ? 1 : 0;
    }
    return n;
  }

  private void insertOneByOne() {
    for (int i = 0; i < keys.size(); i++) {
      try {
        boolean isThere = target.contains(keys.get(i));
        target.insert(keys.get(i), vectors[i]);
        imported++;
        replaced += isThere ? 1 : 0;
        recovered += recoveredRows.get(i) ? 1 : 0;
      } catch (IllegalArgumentException e) {
        refused++;
      }
    }
  }

  /** Rows that are in the index. */
  long imported() {
    return imported;
  }

  /** What was done, beside what the file made impossible. */
  Report report(Map<SkipReason, Long> skippedInFile) {
    Map<SkipReason, Long> skipped = new EnumMap<>(SkipReason.class);
    skipped.putAll(skippedInFile);
    if (refused > 0) {
      skipped.put(SkipReason.REFUSED, refused);
    }
    return new Report(imported, replaced, recovered, skipped);
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Everything that a database says of some keys: what two readings of it are compared by. */
record Contents(List<String> keys, Map<String, Entry> entries) {

  /** What it says of one key. */
  record Entry(Optional<Atom> value, List<HistoryEntry> history, List<Double> numbers) {}

  /** Reads keys, values and histories. */
  static Contents of(SynaReader db, Iterable<String> keys) {
    Map<String, Entry> entries = new TreeMap<>();
    for (String key : keys) {
      entries.put(key, entry(db, key));
    }
    return new Contents(db.keys(), entries);
  }

  /** Reads a key's value and history. */
  static Entry entry(SynaReader db, String key) {
    List<Double> numbers = Arrays.stream(db.getHistoryFloats(key)).boxed().toList();
    return new Entry(db.get(key), history(db, key), numbers);
  }

  static List<HistoryEntry> history(SynaReader db, String key) {
    try (Stream<HistoryEntry> h = db.history(key, HistoryQuery.newestFirst().withDeletes())) {
      return h.toList();
    }
  }
}

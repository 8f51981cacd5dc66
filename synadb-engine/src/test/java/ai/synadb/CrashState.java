/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb;

import ai.synadb.testing.StateHash;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The whole state of a database as a plain model has it: for every key the list of its values and
 * deletes, oldest first. Made by applying the steps of a history, or by reading a database; the two
 * are then compared by {@link #hash} and, for people, by {@link #difference}.
 */
final class CrashState {
  private final boolean hasPositions;
  private final TreeMap<String, History> histories = new TreeMap<>();
  private long hash;

  /** The history of a key, with a hash over it that is kept up to date. */
  private static final class History {
    final List<Entry> entries = new ArrayList<>();
    long rolling;
    long share; // of the hash of the state

    boolean isLive() {
      return !entries.isEmpty() && !entries.get(entries.size() - 1).isDelete();
    }
  }

  /** A value or a delete. The position is 0 where positions are not compared. */
  private record Entry(long hash, long position, boolean isDelete) {}

  /** An empty state. */
  CrashState(boolean hasPositions) {
    this.hasPositions = hasPositions;
  }

  /** A number that two equal states share. */
  long hash() {
    return hash;
  }

  /** Whether the key has a value. */
  boolean isLive(String key) {
    History h = histories.get(key);
    return h != null && h.isLive();
  }

  // ---- what steps do

  /** What a step does to the state, when it gets this position. */
  void apply(CrashStep step, long position) {
    if (step.kind() == CrashStep.Kind.COMPACT) {
      compact(step.policy());
      return;
    }
    for (CrashStep.Write w : step.writes()) {
      if (w.isDelete() && !isLive(w.key())) {
        continue;
      }
      for (int i = 0; i < w.count(); i++) {
        add(w.key(), w.hash(i), position, w.isDelete());
      }
    }
  }

  private void add(String key, long entryHash, long position, boolean isDelete) {
    History h = histories.computeIfAbsent(key, k -> new History());
    append(h, new Entry(entryHash, hasPositions ? position : 0, isDelete));
    share(key, h);
  }

  private static void append(History h, Entry e) {
    h.entries.add(e);
    h.rolling = StateHash.mix(h.rolling * 31 + CrashStep.withPosition(e.hash, e.position));
  }

  private void share(String key, History h) {
    hash -= h.share;
    h.share =
        h.entries.isEmpty() ? 0 : StateHash.mix(h.rolling + key.hashCode() * 0x9E3779B97F4A7C15L);
    hash += h.share;
  }

  private void compact(CompactionPolicy policy) {
    for (Map.Entry<String, History> e : histories.entrySet()) {
      History h = e.getValue();
      List<Entry> kept = kept(h, policy);
      if (kept.size() < h.entries.size()) {
        h.entries.clear();
        h.rolling = 0;
        kept.forEach(k -> append(h, k));
        share(e.getKey(), h);
      }
    }
    histories.values().removeIf(h -> h.entries.isEmpty());
  }

  private static List<Entry> kept(History h, CompactionPolicy policy) {
    List<Entry> all = List.copyOf(h.entries);
    int n = all.size();
    return switch (policy.kind()) {
      case KEEP_ALL -> all;
      case LATEST_ONLY -> h.isLive() ? all.subList(n - 1, n) : List.of();
      case KEEP_LAST -> {
        List<Entry> values =
            h.isLive() ? all.stream().filter(e -> !e.isDelete()).toList() : List.of();
        yield values.subList((int) Math.max(0, values.size() - policy.bound()), values.size());
      }
      case KEEP_SINCE -> {
        int from = n;
        while (from > 0 && all.get(from - 1).position() >= policy.bound()) {
          from--;
        }
        boolean needsOneMore = from > 0 && !all.get(from - 1).isDelete();
        yield all.subList(needsOneMore ? from - 1 : from, n);
      }
    };
  }

  // ---- what a database holds

  /**
   * Reads the histories of some keys, and checks that listings and newest values agree with them.
   */
  static CrashState read(SynaReader db, List<String> keys, boolean hasPositions) {
    CrashState s = new CrashState(hasPositions);
    List<String> live = new ArrayList<>();
    for (String key : keys) {
      History h = new History();
      Atom[] newest = new Atom[1];
      long[] last = {Long.MIN_VALUE};
      try (Stream<HistoryEntry> all = db.history(key, HistoryQuery.oldestFirst().withDeletes())) {
        all.forEach(
            e -> {
              require(e.position() >= last[0], key, "positions run backwards");
              last[0] = e.position();
              newest[0] = e.isDelete() ? null : e.value();
              append(h, s.entry(e));
            });
      }
      Atom latest = db.get(key).orElse(null);
      require(java.util.Objects.equals(latest, newest[0]), key, "get is not the newest value");
      if (!h.entries.isEmpty()) {
        s.histories.put(key, h);
        s.share(key, h);
      }
      if (h.isLive()) {
        live.add(key);
      }
    }
    List<String> listed = db.keys();
    require(listed.equals(live), "", "keys() is " + listed + ", values have " + live);
    require(db.size() == live.size(), "", "size() is " + db.size() + " of " + live);
    return s;
  }

  private Entry entry(HistoryEntry e) {
    long h = CrashStep.DELETE_HASH;
    if (!e.isDelete()) {
      h = CrashStep.hashOf(e.value());
      if (e.step().isPresent()) {
        h = CrashStep.withStep(h, e.step().getAsLong());
      }
      if (e.time().isPresent()) {
        h = CrashStep.withTime(h, e.time().getAsLong());
      }
    }
    return new Entry(h, hasPositions ? e.position() : 0, e.isDelete());
  }

  private static void require(boolean holds, String key, String what) {
    if (!holds) {
      throw new AssertionError(key.isEmpty() ? what : "'" + key + "': " + what);
    }
  }

  // ---- messages

  /** Where another state differs, key by key. */
  String difference(CrashState found) {
    StringBuilder b = new StringBuilder();
    TreeMap<String, History> all = new TreeMap<>(histories);
    all.putAll(found.histories);
    for (String key : all.keySet()) {
      List<Entry> mine = entries(key);
      List<Entry> theirs = found.entries(key);
      if (!mine.equals(theirs)) {
        int i = 0;
        while (i < mine.size() && i < theirs.size() && mine.get(i).equals(theirs.get(i))) {
          i++;
        }
        b.append(
            String.format(
                Locale.ROOT,
                "%n  '%s': %d entries expected, %d found, the first difference at %d: %s, %s",
                key,
                mine.size(),
                theirs.size(),
                i,
                i < mine.size() ? mine.get(i) : "none",
                i < theirs.size() ? theirs.get(i) : "none"));
      }
    }
    return b.toString();
  }

  private List<Entry> entries(String key) {
    History h = histories.get(key);
    return h == null ? List.of() : h.entries;
  }
}

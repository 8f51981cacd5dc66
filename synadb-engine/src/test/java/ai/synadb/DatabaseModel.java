/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The plainest database that can be: every write in one list per key, each with its position. What
 * the real one returns is compared with this.
 */
final class DatabaseModel {
  /** One write. */
  record Write(long position, Atom value, boolean isDelete, Long step, Long time) {
    HistoryEntry entry() {
      return new HistoryEntry(
          position,
          value,
          isDelete,
          step == null ? java.util.OptionalLong.empty() : java.util.OptionalLong.of(step),
          time == null ? java.util.OptionalLong.empty() : java.util.OptionalLong.of(time));
    }
  }

  final Map<String, List<Write>> histories = new HashMap<>();
  long oldestPosition;

  List<Write> history(String key) {
    return histories.getOrDefault(key, List.of());
  }

  void put(String key, Write w) {
    histories.computeIfAbsent(key, k -> new ArrayList<>()).add(w);
  }

  /** The writes of a key up to a position, oldest first. */
  List<Write> upTo(String key, long position) {
    List<Write> all = history(key);
    int n = all.size();
    while (n > 0 && all.get(n - 1).position > position) {
      n--;
    }
    return all.subList(0, n);
  }

  /** The value of a key at a position, or null. */
  Atom at(String key, long position) {
    List<Write> all = upTo(key, position);
    Write last = all.isEmpty() ? null : all.get(all.size() - 1);
    return last == null || last.isDelete ? null : last.value;
  }

  Atom get(String key) {
    return at(key, Long.MAX_VALUE);
  }

  List<String> keysAt(long position) {
    return histories.keySet().stream()
        .filter(k -> at(k, position) != null)
        .sorted(KeysTest.BY_BYTES)
        .toList();
  }

  /** The numbers of a key's history up to a position. */
  double[] numbers(String key, long position) {
    return upTo(key, position).stream()
        .filter(w -> w.value.type() == AtomType.FLOAT || w.value.type() == AtomType.INT)
        .mapToDouble(
            w -> w.value.type() == AtomType.FLOAT ? w.value.asFloat() : (double) w.value.asInt())
        .toArray();
  }

  /** What {@code history} returns for a query. */
  List<HistoryEntry> query(String key, HistoryQuery q) {
    List<HistoryEntry> found = new ArrayList<>();
    List<Write> all = history(key);
    for (int i = all.size() - 1; i >= 0 && found.size() < q.limit(); i--) {
      Write w = all.get(i);
      boolean inRange = w.position >= q.fromPosition() && w.position <= q.toPosition();
      if (inRange && (!w.isDelete || q.includesDeletes())) {
        found.add(w.entry());
      }
      if (w.isDelete && q.isSinceLastDelete()) {
        break;
      }
    }
    if (!q.isNewestFirst()) {
      Collections.reverse(found);
    }
    return found;
  }

  /** Drops what a compaction by this policy drops. */
  void compact(CompactionPolicy policy, long reportedOldest) {
    oldestPosition = reportedOldest;
    for (var it = histories.entrySet().iterator(); it.hasNext(); ) {
      List<Write> kept = kept(policy, it.next().getValue());
      if (kept.isEmpty()) {
        it.remove();
      }
    }
  }

  private static List<Write> kept(CompactionPolicy policy, List<Write> all) {
    boolean isDeleted = all.get(all.size() - 1).isDelete;
    switch (policy.kind()) {
      case KEEP_ALL:
        return all;
      case LATEST_ONLY:
        all.subList(0, isDeleted ? all.size() : all.size() - 1).clear();
        return all;
      case KEEP_LAST:
        all.removeIf(w -> isDeleted || w.isDelete);
        all.subList(0, (int) Math.max(0, all.size() - policy.bound())).clear();
        return all;
      case KEEP_SINCE:
        int first = all.size();
        while (first > 0 && all.get(first - 1).position >= policy.bound()) {
          first--;
        }
        boolean hasBase = first > 0 && !all.get(first - 1).isDelete;
        all.subList(0, hasBase ? first - 1 : first).clear();
        return all;
    }
    throw new AssertionError(policy);
  }
}

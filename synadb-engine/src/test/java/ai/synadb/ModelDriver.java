/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb;

import static org.assertj.core.api.Assertions.assertThat;

import ai.synadb.error.PositionTooOldException;
import ai.synadb.internal.io.DiskStorage;
import ai.synadb.internal.log.Environment;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Does the same to a database and to a model, and compares what they say. */
final class ModelDriver {
  private static final int PART = 8 << 10;
  private static final String[] WORDS = {"a", "b/", "c", "\u00e9", "\uffee", "\ud83d\ude80", "zz"};

  private final Path path;
  private final DbConfig config;
  private final long seed;
  private final Random random;
  private final RandomContent content;
  private final DatabaseModel model = new DatabaseModel();
  private final List<String> keys = new ArrayList<>();
  private final List<Pinned> pinned = new ArrayList<>();
  private final List<Long> positions = new ArrayList<>();
  private SynaDB db;
  private long now = 1_750_000_000_000_000L;
  private long operations;
  private String step = "";

  /** A snapshot, and what it must say for ever. */
  private record Pinned(
      Snapshot snapshot, List<String> keys, String key, Atom value, List<HistoryEntry> history) {}

  ModelDriver(Path path, DbConfig config, long seed, int keyCount) {
    this.path = path;
    this.config = config;
    this.seed = seed;
    this.random = new Random(seed);
    this.content = new RandomContent(random);
    for (int i = 0; i < keyCount; i++) {
      keys.add(WORDS[random.nextInt(WORDS.length)] + WORDS[random.nextInt(WORDS.length)] + i);
    }
    db = open();
    hear();
  }

  /** Ids are drawn anew for every open, and are the same in every run of a seed. */
  private SynaDB open() {
    long ids = random.nextLong() | 1;
    return SynaDB.open(
        path, config, new Environment(DiskStorage.INSTANCE, () -> now, false, PART, ids));
  }

  /** Every commit is written into the model by what the database says of it. */
  private void hear() {
    db.onCommit(c -> lastPosition = c.position());
  }

  private long lastPosition;

  long operations() {
    return operations;
  }

  void run(long count) throws IOException {
    long end = operations + count;
    while (operations < end) {
      now += random.nextInt(4) - (random.nextInt(200) == 0 ? 1000 : 0);
      step = "seed " + seed + ", operation " + operations;
      one(random.nextInt(1000));
    }
    step = "seed " + seed + ", at the end";
    compareAll();
    reopen(false);
    compareAll();
  }

  private String key() {
    // A few keys get most of the writes.
    int n = random.nextInt(3) == 0 ? keys.size() : Math.min(20, keys.size());
    return keys.get(random.nextInt(n));
  }

  private void one(int dice) throws IOException {
    String key = key();
    if (dice < 400) {
      put(key, content.atom());
    } else if (dice < 480) {
      numbers(key);
    } else if (dice < 560) {
      delete(key);
    } else if (dice < 640) {
      batch();
    } else if (dice < 645) {
      stream(key);
    } else if (dice < 930) {
      compareKey(key);
    } else if (dice < 950) {
      compareHistory(key);
    } else if (dice < 958) {
      past(key);
    } else if (dice < 975) {
      snapshot();
    } else if (dice < 980) {
      comparePrefix();
    } else if (dice == 980) {
      rarely();
    }
    operations++;
  }

  private void rarely() throws IOException {
    switch (random.nextInt(8)) {
      case 0 -> compact();
      case 1 -> db.checkpoint();
      case 2 -> reopen(true);
      case 3 -> reopen(false);
      case 4 -> db.flush();
      case 5 -> db.sync();
      case 6 -> comparePosition();
      default -> compareAll();
    }
  }

  private void put(String key, Atom value) {
    db.append(key, value);
    model.put(key, new DatabaseModel.Write(lastPosition, value, false, null, null));
  }

  private void delete(String key) {
    boolean had = model.get(key) != null;
    assertThat(db.delete(key)).as(step).isEqualTo(had);
    if (had) {
      model.put(key, new DatabaseModel.Write(lastPosition, Atom.ofNull(), true, null, null));
    }
  }

  private void numbers(String key) {
    int n = random.nextInt(10) == 0 ? random.nextInt(100) : random.nextInt(24);
    List<DatabaseModel.Write> writes = new ArrayList<>();
    if (random.nextBoolean()) {
      double[] v = new double[n];
      boolean series = random.nextBoolean();
      long[] steps = new long[n];
      long[] times = new long[n];
      for (int i = 0; i < n; i++) {
        v[i] = content.number();
        steps[i] = random.nextInt(5) == 0 ? random.nextLong() : i;
        times[i] = now + i * 1000L;
      }
      if (series) {
        db.putFloats(key, steps, times, v);
      } else {
        db.putFloats(key, v);
      }
      for (int i = 0; i < n; i++) {
        writes.add(
            new DatabaseModel.Write(
                lastPosition,
                Atom.of(v[i]),
                false,
                series ? steps[i] : null,
                series ? times[i] : null));
      }
    } else {
      long[] v = random.longs(n, -50, 1000).toArray();
      db.putInts(key, v);
      for (long x : v) {
        writes.add(new DatabaseModel.Write(lastPosition, Atom.of(x), false, null, null));
      }
    }
    writes.forEach(w -> model.put(key, w));
    operations += n / 4;
  }

  private void batch() {
    WriteBatch batch = new WriteBatch();
    List<Runnable> then = new ArrayList<>();
    for (int n = random.nextInt(12); n >= 0; n--) {
      String key = key();
      if (random.nextInt(5) == 0) {
        batch.delete(key);
        then.add(
            () -> {
              if (model.get(key) != null) {
                model.put(
                    key, new DatabaseModel.Write(lastPosition, Atom.ofNull(), true, null, null));
              }
            });
      } else if (random.nextInt(6) == 0) {
        double[] v = random.doubles(random.nextInt(40)).toArray();
        batch.putFloats(key, v);
        then.add(
            () -> {
              for (double x : v) {
                model.put(
                    key, new DatabaseModel.Write(lastPosition, Atom.of(x), false, null, null));
              }
            });
      } else {
        Atom a = content.atom();
        batch.put(key, a);
        then.add(() -> model.put(key, new DatabaseModel.Write(lastPosition, a, false, null, null)));
      }
    }
    lastPosition = -1;
    long position = db.write(batch);
    if (lastPosition != -1) {
      assertThat(lastPosition).as(step).isEqualTo(position);
    }
    lastPosition = position;
    then.forEach(Runnable::run);
    operations += then.size();
  }

  private void stream(String key) throws IOException {
    byte[] b = DatabaseTest.randomBytes(random.nextLong(), random.nextInt(3 * PART));
    db.putBytes(key, new ByteArrayInputStream(b), b.length);
    model.put(key, new DatabaseModel.Write(lastPosition, Atom.of(b), false, null, null));
  }

  private void compareKey(String key) {
    Atom want = model.get(key);
    assertThat(db.get(key).orElse(null)).as(step).isEqualTo(want);
    assertThat(db.exists(key)).as(step).isEqualTo(want != null);
  }

  private void compareHistory(String key) {
    HistoryQuery q = random.nextBoolean() ? HistoryQuery.oldestFirst() : HistoryQuery.newestFirst();
    List<DatabaseModel.Write> all = model.history(key);
    q = random.nextInt(3) == 0 ? q.withDeletes() : q;
    q = random.nextInt(3) == 0 ? q.sinceLastDelete() : q;
    q = random.nextInt(3) == 0 ? q.last(random.nextInt(20)) : q;
    if (!all.isEmpty() && random.nextInt(3) == 0) {
      q = q.fromPosition(all.get(random.nextInt(all.size())).position());
    }
    if (!all.isEmpty() && random.nextInt(3) == 0) {
      q = q.toPosition(all.get(random.nextInt(all.size())).position());
    }
    assertThat(DatabaseTest.entries(db, key, q))
        .as("%s, key %s, %s", step, key, q)
        .isEqualTo(model.query(key, q));
    assertThat(DatabaseTest.bits(db.getHistoryFloats(key)))
        .as(step)
        .isEqualTo(DatabaseTest.bits(model.numbers(key, Long.MAX_VALUE)));
  }

  private void past(String key) {
    if (positions.isEmpty()) {
      return;
    }
    long position = positions.get(random.nextInt(positions.size()));
    if (position < model.oldestPosition) {
      try {
        db.asOf(position);
      } catch (PositionTooOldException e) {
        return;
      }
      throw new AssertionError(step + ": " + position + " is too old and was not refused");
    }
    try (Snapshot s = db.asOf(position)) {
      compareAt(s, key, position);
    }
  }

  private void compareAt(Snapshot s, String key, long position) {
    String what = step + ", key " + key + ", as of " + position;
    assertThat(s.get(key).orElse(null)).as(what).isEqualTo(model.at(key, position));
    assertThat(s.exists(key)).as(what).isEqualTo(model.at(key, position) != null);
    HistoryQuery all = HistoryQuery.oldestFirst().withDeletes();
    assertThat(DatabaseTest.entries(s, key, all))
        .as(what)
        .isEqualTo(model.query(key, all.toPosition(position)));
    assertThat(DatabaseTest.bits(s.getHistoryFloats(key)))
        .as(what)
        .isEqualTo(DatabaseTest.bits(model.numbers(key, position)));
    assertThat(s.countHistoryFloats(key)).as(what).isEqualTo(model.numbers(key, position).length);
  }

  private void snapshot() {
    Snapshot s = db.snapshot();
    String key = key();
    positions.add(s.position());
    pinned.add(
        new Pinned(
            s,
            model.keysAt(s.position()),
            key,
            model.at(key, s.position()),
            model.query(key, HistoryQuery.oldestFirst().withDeletes())));
    if (pinned.size() > 3) {
      Pinned p = pinned.remove(0);
      assertThat(p.snapshot.keys()).as(step).isEqualTo(p.keys);
      assertThat(p.snapshot.get(p.key).orElse(null)).as(step).isEqualTo(p.value);
      assertThat(DatabaseTest.entries(p.snapshot, p.key, HistoryQuery.oldestFirst().withDeletes()))
          .as(step)
          .isEqualTo(p.history);
      p.snapshot.close();
    }
  }

  private void comparePosition() {
    long position = positions.isEmpty() ? 0 : positions.get(positions.size() - 1);
    if (position >= model.oldestPosition) {
      try (Snapshot s = db.asOf(position)) {
        assertThat(s.keys()).as(step).isEqualTo(model.keysAt(position));
        assertThat(s.size()).as(step).isEqualTo(model.keysAt(position).size());
      }
      compareChanges(position);
    }
  }

  private void compareChanges(long position) {
    List<List<Object>> want = new ArrayList<>();
    model.histories.forEach(
        (k, all) ->
            all.stream()
                .filter(w -> w.position() > position)
                .forEach(w -> want.add(List.of(w.position(), k, w.value(), w.isDelete()))));
    List<List<Object>> got = new ArrayList<>();
    long last = position;
    try (Changes c = db.changes(position)) {
      for (Change x = c.poll(); x != null; x = c.poll()) {
        assertThat(x.position()).as(step).isGreaterThanOrEqualTo(last);
        last = x.position();
        got.add(List.of(x.position(), x.key(), x.value(), x.isDelete()));
      }
    }
    assertThat(got).as(step).containsExactlyInAnyOrderElementsOf(want);
  }

  private void comparePrefix() {
    String prefix = WORDS[random.nextInt(WORDS.length)];
    List<String> want =
        model.keysAt(Long.MAX_VALUE).stream().filter(k -> k.startsWith(prefix)).toList();
    assertThat(db.keys(prefix)).as(step).isEqualTo(want);
    assertThat(db.countKeys(prefix)).as(step).isEqualTo(want.size());
  }

  private void compact() {
    CompactionPolicy policy =
        switch (random.nextInt(6)) {
          case 0 -> CompactionPolicy.keepLast(1 + random.nextInt(40));
          case 1 ->
              CompactionPolicy.keepSince(
                  Positions.toInstant(
                      positions.isEmpty() ? 0 : positions.get(random.nextInt(positions.size()))));
          case 2 ->
              random.nextInt(3) == 0 ? CompactionPolicy.latestOnly() : CompactionPolicy.keepAll();
          default -> CompactionPolicy.keepAll();
        };
    CompactionReport r = db.compact(policy, ProgressListener.none());
    model.compact(policy, r.oldestPosition());
    assertThat(r.recordsAfter())
        .as("%s, %s", step, policy)
        .isEqualTo(model.histories.values().stream().mapToLong(List::size).sum());
    compareAll();
  }

  private void reopen(boolean withoutCheckpoint) throws IOException {
    pinned.forEach(p -> p.snapshot.close());
    pinned.clear();
    db.close();
    if (withoutCheckpoint) {
      Files.deleteIfExists(path.resolveSibling(path.getFileName() + ".ckpt"));
    }
    db = open();
    hear();
    compareAll();
  }

  void compareAll() {
    assertThat(db.keys()).as(step).isEqualTo(model.keysAt(Long.MAX_VALUE));
    assertThat(db.size()).as(step).isEqualTo(model.keysAt(Long.MAX_VALUE).size());
    HistoryQuery all = HistoryQuery.oldestFirst().withDeletes();
    for (String key : keys) {
      compareKey(key);
      assertThat(DatabaseTest.entries(db, key, all))
          .as("%s, key %s", step, key)
          .isEqualTo(model.query(key, all));
    }
  }

  void close() {
    assertThat(db.verify(ProgressListener.none()).problems()).as(step).isEmpty();
    pinned.forEach(p -> p.snapshot.close());
    db.close();
  }
}

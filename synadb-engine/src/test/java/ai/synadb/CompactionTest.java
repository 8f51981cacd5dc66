/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.synadb.error.OperationCancelledException;
import ai.synadb.error.PositionTooOldException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Compaction by every policy: what stays, what goes, what the report says. */
@ParameterizedClass
@EnumSource(value = Setup.class, names = "SYNCED", mode = EnumSource.Mode.EXCLUDE)
class CompactionTest extends DatabaseTest {
  private static final int VALUES = 100;

  @Parameter Setup setup;
  private SynaDB db;
  private final List<Long> positions = new ArrayList<>();

  @BeforeEach
  void fill() {
    db = SynaDB.open(path(), setup.config, surroundings());
    for (int i = 0; i < VALUES; i++) {
      now += 1000;
      db.putFloat("f", i / 4.0);
      db.putInt("i", i);
      db.putText("t", "text " + i);
      db.putFloats("s", new long[] {i}, new long[] {i * 7L}, new double[] {i});
      positions.add(db.write(new WriteBatch().putInt("m", i).putText("m", "m" + i)));
      if (i == 50) {
        db.delete("f");
        db.putBytes("dead", randomBytes(1, 5000));
      }
      if (i == 60) {
        db.delete("dead");
      }
    }
    db.putFloats("packed", new double[VALUES]);
  }

  @AfterEach
  void close() {
    db.close();
  }

  private CompactionReport compact(CompactionPolicy policy) throws IOException {
    CompactionReport plan = db.planCompaction(policy, ProgressListener.none());
    CompactionReport done = db.compact(policy, ProgressListener.none());
    assertThat(plan.isDryRun()).isTrue();
    assertThat(done.isDryRun()).isFalse();
    assertThat(plan.bytesBefore()).isEqualTo(done.bytesBefore());
    assertThat(plan.bytesAfter()).isGreaterThanOrEqualTo(done.bytesAfter());
    assertThat(plan.recordsBefore()).isEqualTo(done.recordsBefore());
    assertThat(plan.recordsAfter()).isEqualTo(done.recordsAfter());
    assertThat(plan.keysBefore()).isEqualTo(done.keysBefore());
    assertThat(plan.keysAfter()).isEqualTo(done.keysAfter());
    assertThat(done.bytesFreed()).isEqualTo(done.bytesBefore() - done.bytesAfter());
    assertThat(done.keysBefore()).isEqualTo(7);
    db.flush();
    assertThat(Files.size(path())).isEqualTo(db.info().sizeBytes()).isEqualTo(done.bytesAfter());
    return done;
  }

  private void reopen() {
    db.close();
    db = SynaDB.open(path(), setup.config, surroundings());
  }

  private void requireLatest() {
    assertThat(db.keys()).containsExactly("f", "i", "m", "packed", "s", "t");
    assertThat(db.getFloat("f")).hasValue((VALUES - 1) / 4.0);
    assertThat(db.getInt("i")).hasValue(VALUES - 1);
    assertThat(db.getText("t")).contains("text " + (VALUES - 1));
    assertThat(db.getText("m")).contains("m" + (VALUES - 1));
    assertThat(db.exists("dead")).isFalse();
    assertThat(db.verify(ProgressListener.none()).problems()).isEmpty();
  }

  @Test
  void keepAllKeepsEverything() throws IOException {
    List<List<HistoryEntry>> before = new ArrayList<>();
    List<String> keys = List.of("f", "i", "m", "packed", "s", "t", "dead");
    HistoryQuery all = HistoryQuery.oldestFirst().withDeletes();
    keys.forEach(k -> before.add(entries(db, k, all)));
    CompactionReport r = compact(CompactionPolicy.keepAll());

    assertThat(r.recordsAfter()).isEqualTo(r.recordsBefore()).isEqualTo(7 * VALUES + 3);
    assertThat(r.keysAfter()).isEqualTo(7);
    assertThat(r.oldestPosition()).isZero();
    for (int round = 0; round < 3; round++) {
      for (int k = 0; k < keys.size(); k++) {
        assertThat(entries(db, keys.get(k), all)).as(keys.get(k)).isEqualTo(before.get(k));
      }
      requireLatest();
      assertThat(db.asOf(positions.get(55)).getInt("i")).hasValue(55);
      assertThat(db.asOf(positions.get(55)).exists("dead")).isTrue();
      if (round == 0) {
        reopen();
      } else {
        compactAgain();
      }
    }
  }

  private void compactAgain() {
    long generation = db.info().generation();
    db.compact(CompactionPolicy.keepAll(), ProgressListener.none());
    assertThat(db.info().generation()).isEqualTo(generation + 1);
  }

  @Test
  void keepLastKeepsTheNewestValuesOfEveryKey() throws IOException {
    CompactionReport r = compact(CompactionPolicy.keepLast(3));

    assertThat(r.recordsAfter()).isEqualTo(6 * 3);
    assertThat(r.keysAfter()).isEqualTo(6);
    for (int round = 0; round < 2; round++) {
      assertThat(db.getHistoryFloats("i")).containsExactly(97, 98, 99);
      assertThat(db.getHistoryFloats("packed")).hasSize(3);
      assertThat(db.series("s").steps()).containsExactly(97, 98, 99);
      assertThat(values(db, "m")).containsExactly(Atom.of("m98"), Atom.of(99L), Atom.of("m99"));
      assertThat(values(db, "dead")).isEmpty();
      requireLatest();
      reopen();
    }
    assertThatThrownBy(() -> db.asOf(positions.get(55)))
        .isInstanceOf(PositionTooOldException.class);
  }

  @Test
  void latestOnlyKeepsOneValueOfEveryKeyThatIsNotDeleted() throws IOException {
    CompactionReport r = compact(CompactionPolicy.latestOnly());

    assertThat(r.recordsAfter()).isEqualTo(6);
    assertThat(r.keysAfter()).isEqualTo(6);
    for (int round = 0; round < 2; round++) {
      for (String k : db.keys()) {
        assertThat(values(db, k)).hasSize(1);
      }
      assertThat(db.info().deletedKeys()).isZero();
      requireLatest();
      reopen();
    }
    db.putInt("i", 1000);
    assertThat(db.getHistoryFloats("i")).containsExactly(99, 1000);
  }

  @Test
  void keepSinceKeepsEveryStateFromThen() throws IOException {
    for (int round = 0; round < 2; round++) {
      CompactionReport r =
          round == 0
              ? compact(CompactionPolicy.keepSince(Positions.toInstant(positions.get(55))))
              : db.compact(
                  CompactionPolicy.keepSince(Positions.toInstant(positions.get(55))),
                  ProgressListener.none());
      assertThat(r.oldestPosition()).isEqualTo(positions.get(55));
      for (int i = 55; i < VALUES; i++) {
        try (Snapshot s = db.asOf(positions.get(i))) {
          assertThat(s.getInt("i")).hasValue(i);
          assertThat(s.getFloat("f")).hasValue(i / 4.0);
          assertThat(s.getText("t")).contains("text " + i);
          assertThat(s.getText("m")).contains("m" + i);
          assertThat(s.exists("dead")).isEqualTo(i <= 60);
        }
      }
      assertThatThrownBy(() -> db.asOf(positions.get(54)))
          .isInstanceOf(PositionTooOldException.class);
      requireLatest();
      reopen();
    }
  }

  @Test
  void keepSinceAWhileAgoDropsKeysThatWereDeletedBefore() throws IOException {
    compact(CompactionPolicy.keepSince(Positions.toInstant(positions.get(80))));

    assertThat(values(db, "dead")).isEmpty();
    assertThat(db.info().deletedKeys()).isZero();
    requireLatest();
  }

  @Test
  void writesGoOnBehindACompaction() throws IOException {
    compact(CompactionPolicy.keepLast(2));
    db.putInt("i", 1);
    db.putText("new", "x");
    db.delete("t");
    db.putFloats("f", new double[30]);
    reopen();

    assertThat(db.getHistoryFloats("i")).containsExactly(98, 99, 1);
    assertThat(db.exists("t")).isFalse();
    assertThat(db.getHistoryFloats("f")).hasSize(32);
    assertThat(db.keys()).containsExactly("f", "i", "m", "new", "packed", "s");
    assertThat(db.verify(ProgressListener.none()).isSound()).isTrue();
  }

  @Test
  void theConfiguredRetentionIsTheDefault() {
    db.close();
    db =
        SynaDB.open(
            path(),
            setup.config.toBuilder().historyRetention(CompactionPolicy.keepLast(5)).build(),
            surroundings());
    db.compact(ProgressListener.none());

    assertThat(db.getHistoryFloats("i")).hasSize(5);
  }

  @Test
  void aListenerThatThrowsCancels() throws IOException {
    byte[] before = flushed();

    assertThatThrownBy(
            () ->
                db.compact(
                    CompactionPolicy.latestOnly(),
                    p -> {
                      throw new IllegalStateException("on purpose");
                    }))
        .isInstanceOf(OperationCancelledException.class);
    assertThat(flushed()).isEqualTo(before);
    assertThat(filesBeside()).containsOnly("test.db", "test.db.lock");
    db.putInt("i", 5);
    assertThat(db.getInt("i")).hasValue(5);
  }

  @Test
  void anInterruptCancels() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> db.compact(ProgressListener.none()))
        .isInstanceOf(OperationCancelledException.class);
    assertThat(Thread.interrupted()).isTrue();
    db.compact(ProgressListener.none());
    requireLatest();
  }

  @Test
  void progressBeginsAtNothingAndEndsAtAll() {
    List<Progress> heard = new ArrayList<>();
    db.compact(heard::add);

    assertThat(heard.get(0).done()).isZero();
    Progress last = heard.get(heard.size() - 1);
    assertThat(last.done()).isEqualTo(last.total());
    assertThat(heard.stream().map(Progress::done).toList()).isSorted();
  }

  @Test
  void readersSeeTheSameWhileCompactionsRun() throws Exception {
    AtomicBoolean stop = new AtomicBoolean();
    List<Throwable> failures = new ArrayList<>();
    Thread reader =
        new Thread(
            () -> {
              try {
                while (!stop.get()) {
                  assertThat(db.getInt("i")).hasValue(VALUES - 1);
                  assertThat(db.getText("t")).isPresent();
                  assertThat(db.keys()).hasSize(6);
                  assertThat(db.getHistoryFloats("i")).hasSize(VALUES);
                }
              } catch (Throwable t) {
                failures.add(t);
              }
            });
    reader.start();
    for (int i = 0; i < 10; i++) {
      db.compact(ProgressListener.none());
    }
    stop.set(true);
    reader.join();

    assertThat(failures).isEmpty();
  }

  private byte[] flushed() throws IOException {
    db.flush();
    return Files.readAllBytes(path());
  }

  private List<String> filesBeside() throws IOException {
    try (var files = Files.list(dir)) {
      return files.map(f -> f.getFileName().toString()).toList();
    }
  }
}

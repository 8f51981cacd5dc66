/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.synadb.error.PositionTooOldException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Streams of changes, and listeners. */
@Timeout(60)
class ChangesTest extends DatabaseTest {
  private SynaDB db;

  @BeforeEach
  void open() {
    db = SynaDB.open(path(), DbConfig.defaults(), surroundings());
  }

  @AfterEach
  void close() {
    db.close();
  }

  private static List<Change> drain(Changes changes) {
    List<Change> all = new ArrayList<>();
    for (Change c = changes.poll(); c != null; c = changes.poll()) {
      all.add(c);
    }
    return all;
  }

  private List<Change> from(long position) {
    try (Changes c = db.changes(position)) {
      return drain(c);
    }
  }

  private static String text(Change c) {
    return c.key() + "=" + (c.isDelete() ? "-" : c.value().toString());
  }

  private static List<String> texts(List<Change> changes) {
    return changes.stream().map(ChangesTest::text).toList();
  }

  @Test
  void everyWriteComesOnceInOrder() {
    db.putInt("a", 1);
    db.putText("b", "x");
    db.delete("a");
    db.putInt("a", 2);

    assertThat(texts(from(0)))
        .containsExactly("a=Int[value=1]", "b=Text[value=x]", "a=-", "a=Int[value=2]");
  }

  @Test
  void allRecordsOfABatchComeAndShareItsPosition() {
    db.putInt("a", 0);
    now += 100;
    long position =
        db.write(new WriteBatch().putInt("a", 1).putInt("b", 2).delete("a").putInt("a", 3));

    List<Change> all = from(0);
    assertThat(texts(all))
        .containsExactly(
            "a=Int[value=0]", "a=Int[value=1]", "b=Int[value=2]", "a=-", "a=Int[value=3]");
    assertThat(all.subList(1, 5)).allSatisfy(c -> assertThat(c.position()).isEqualTo(position));
    assertThat(all.get(0).position()).isLessThan(position);
  }

  @Test
  void writesInOneMicrosecondAllCome() {
    for (int i = 0; i < 100; i++) {
      db.putInt("k" + i % 3, i);
    }

    assertThat(from(0)).hasSize(100);
  }

  @Test
  void packedNumbersComeSinglyWithTheirStepsAndTimes() {
    double[] v = IntStream.range(0, 40).asDoubleStream().toArray();
    long[] steps = IntStream.range(100, 140).asLongStream().toArray();
    long[] times = IntStream.range(500, 540).asLongStream().toArray();
    db.putFloats("k", steps, times, v);

    List<Change> all = from(0);
    assertThat(all).hasSize(40);
    for (int i = 0; i < 40; i++) {
      assertThat(all.get(i).value()).isEqualTo(Atom.of(v[i]));
      assertThat(all.get(i).step()).hasValue(steps[i]);
      assertThat(all.get(i).time()).hasValue(times[i]);
      assertThat(all.get(i).position()).isEqualTo(all.get(0).position());
    }
  }

  @Test
  void aStreamGoesOnAsWritesCome() {
    try (Changes c = db.changes(0)) {
      assertThat(c.poll()).isNull();
      db.putInt("a", 1);
      assertThat(texts(drain(c))).containsExactly("a=Int[value=1]");
      assertThat(c.poll()).isNull();
      db.putInt("a", 2);
      db.putInt("a", 3);
      assertThat(texts(drain(c))).containsExactly("a=Int[value=2]", "a=Int[value=3]");
    }
  }

  @Test
  void aStreamResumesWhereTheLastOneStopped() {
    long position = 0;
    List<String> seen = new ArrayList<>();
    for (int round = 0; round < 20; round++) {
      for (int i = 0; i <= round % 4; i++) {
        db.write(new WriteBatch().putInt("a", round).putInt("b", i));
      }
      db.putInt("c", round);
      try (Changes c = db.changes(position)) {
        seen.addAll(texts(drain(c)));
        position = c.position();
      }
      if (round == 10) {
        db.compact(ProgressListener.none());
      }
      if (round == 15) {
        db.close();
        db = SynaDB.open(path(), DbConfig.defaults(), surroundings());
      }
    }

    assertThat(seen).hasSize(2 * (1 + 2 + 3 + 4) * 5 + 20);
    assertThat(seen).isEqualTo(texts(from(0)));
  }

  @Test
  void beginningAtAPositionLeavesOutWhatIsNotNewer() {
    long[] at = new long[300];
    for (int i = 0; i < 300; i++) {
      now += 1 + i % 5;
      at[i] = db.write(new WriteBatch().putInt("a", i).putInt("b", i));
    }
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < 300; i += 7) {
        assertThat(from(at[i])).as("from %d", i).hasSize(2 * (299 - i));
        assertThat(from(at[i] - 1)).as("before %d", i).hasSize(2 * (300 - i));
      }
      db.compact(ProgressListener.none());
    }
    assertThat(from(Long.MAX_VALUE)).isEmpty();
  }

  @Test
  void aStreamGoesOnAcrossACompaction() {
    for (int i = 0; i < 50; i++) {
      db.putInt("a", i);
      db.putFloat("b", i);
    }
    try (Changes c = db.changes(0)) {
      for (int i = 0; i < 30; i++) {
        assertThat(c.poll()).isNotNull();
      }
      db.compact(ProgressListener.none());
      db.putInt("a", 50);
      List<Change> rest = drain(c);
      assertThat(rest).hasSize(71);
      assertThat(text(rest.get(70))).isEqualTo("a=Int[value=50]");
      db.compact(CompactionPolicy.latestOnly(), ProgressListener.none());
      assertThat(c.poll()).isNull();
      db.putInt("a", 51);
      assertThat(texts(drain(c))).containsExactly("a=Int[value=51]");
    }
  }

  @Test
  void afterACompactionAllComesInTheOrderOfPositions() {
    for (int i = 0; i < 200; i++) {
      db.putInt(i % 2 == 0 ? "a" : "b", i);
      now += i % 3;
      if (i % 50 == 0) {
        db.delete("a");
      }
    }
    List<Change> before = from(0);
    db.compact(ProgressListener.none());
    db.putInt("c", 1);
    List<Change> after = from(0);

    assertThat(after).hasSize(before.size() + 1);
    assertThat(after.stream().map(Change::position).toList()).isSorted();
    assertThat(after.subList(0, before.size())).containsExactlyInAnyOrderElementsOf(before);
  }

  @Test
  void droppedHistoryIsToldByPosition() {
    db.putInt("a", 1);
    db.putInt("a", 2);
    CompactionReport r = db.compact(CompactionPolicy.latestOnly(), ProgressListener.none());

    assertThatThrownBy(() -> db.changes(0))
        .isInstanceOf(PositionTooOldException.class)
        .hasMessageContaining(Long.toString(r.oldestPosition()));
    assertThatThrownBy(() -> db.asOf(r.oldestPosition() - 1))
        .isInstanceOf(PositionTooOldException.class);
    assertThat(db.asOf(r.oldestPosition()).getInt("a")).hasValue(2);
    assertThat(from(r.oldestPosition())).isEmpty();
    assertThat(db.info().oldestPosition()).isEqualTo(r.oldestPosition());
  }

  @Test
  void pollWaitsForAChange() throws Exception {
    try (Changes c = db.changes(0)) {
      CompletableFuture<Change> waiting =
          CompletableFuture.supplyAsync(() -> c.poll(Duration.ofSeconds(30)));
      db.putInt("a", 1);
      assertThat(text(waiting.get(30, TimeUnit.SECONDS))).isEqualTo("a=Int[value=1]");
      assertThat(c.poll(Duration.ofMillis(1))).isNull();
      assertThat(c.poll(Duration.ZERO)).isNull();
      assertThat(c.poll(Duration.ofSeconds(-1))).isNull();
    }
  }

  @Test
  void anInterruptEndsTheWait() {
    try (Changes c = db.changes(0)) {
      Thread.currentThread().interrupt();
      assertThat(c.poll(Duration.ofHours(1))).isNull();
      assertThat(Thread.interrupted()).isTrue();
      db.putInt("a", 1);
      assertThat(c.poll()).isNotNull();
    }
  }

  @Test
  void aVeryLongWaitIsNoError() {
    db.putInt("a", 1);
    try (Changes c = db.changes(0)) {
      assertThat(c.poll(Duration.ofSeconds(Long.MAX_VALUE))).isNotNull();
    }
  }

  @Test
  void closedStreamsRefuse() {
    Changes c = db.changes(0);
    c.close();
    c.close();
    assertThatThrownBy(c::poll).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void listenersHearOfEveryCommitInOrder() throws Exception {
    List<CommitListener.Commit> heard = new ArrayList<>();
    AutoCloseable listening = db.onCommit(heard::add);
    db.putVector("v", new float[] {1, 2});
    db.putInt("i", 1);
    long position = db.write(new WriteBatch().putText("t", "x").delete("i").putInt("i", 2));
    db.delete("t");
    db.delete("never");
    db.putFloats("f", new double[40]);
    listening.close();
    listening.close();
    db.putInt("unheard", 1);

    assertThat(heard).hasSize(5);
    assertThat(heard.stream().map(CommitListener.Commit::position).toList()).isSorted();
    CommitListener.Entry v = heard.get(0).entries().get(0);
    assertThat(v.key()).isEqualTo("v");
    assertThat(v.type()).isEqualTo(AtomType.VECTOR);
    assertThat(db.readVector(v.ref(), new float[2])).isEqualTo(2);
    assertThat(v.ref()).isEqualTo(db.ref("v").orElseThrow());
    assertThat(heard.get(2).position()).isEqualTo(position);
    assertThat(heard.get(2).entries())
        .extracting(CommitListener.Entry::key)
        .containsExactly("t", "i", "i");
    assertThat(heard.get(2).entries())
        .extracting(CommitListener.Entry::isDelete)
        .containsExactly(false, true, false);
    assertThat(heard.get(3).entries().get(0).type()).isEqualTo(AtomType.NULL);
    assertThat(heard.get(4).entries()).extracting(CommitListener.Entry::key).containsOnly("f");
    assertThat(heard.get(4).entries().get(heard.get(4).entries().size() - 1).ref())
        .isEqualTo(db.ref("f").orElseThrow());
  }

  @Test
  void aListenerThatThrowsDoesNotHarmTheWrite() throws Exception {
    AutoCloseable listening =
        db.onCommit(
            c -> {
              throw new IllegalStateException("on purpose");
            });
    db.putInt("a", 1);
    listening.close();

    assertThat(db.getInt("a")).hasValue(1);
    db.putInt("a", 2);
    db.sync();
    assertThat(values(db, "a")).hasSize(2);
  }

  @Test
  void aListenerHearsOfWritesThroughOtherHandles() throws Exception {
    List<String> heard = new ArrayList<>();
    try (SynaDB first = SynaDB.open(dir.resolve("shared.db"));
        SynaDB second = SynaDB.open(dir.resolve("shared.db"));
        AutoCloseable listening = first.onCommit(c -> heard.add(c.entries().get(0).key()))) {
      assertThat(listening).isNotNull();
      second.putInt("a", 1);
      first.putInt("b", 1);
    }
    assertThat(heard).containsExactly("a", "b");
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.synadb.error.PositionTooOldException;
import ai.synadb.error.TypeMismatchException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** States of the past: snapshots, positions, times, and the places of records. */
class SnapshotTest extends DatabaseTest {
  private SynaDB db;

  @BeforeEach
  void open() {
    db = SynaDB.open(path(), DbConfig.defaults(), surroundings());
  }

  @AfterEach
  void close() {
    db.close();
  }

  @Test
  void aSnapshotStaysAsItIs() {
    db.putFloats("k", new double[] {1, 2, 3});
    db.putText("t", "old");
    db.putText("gone", "here");
    db.putText("dead", "x");
    db.delete("dead");
    try (Snapshot s = db.snapshot()) {
      db.putFloat("k", 4);
      db.putText("t", "new");
      db.delete("gone");
      db.putText("dead", "back");
      db.putText("young", "x");

      assertThat(s.getFloat("k")).hasValue(3);
      assertThat(s.getHistoryFloats("k")).containsExactly(1, 2, 3);
      assertThat(s.countHistoryFloats("k")).isEqualTo(3);
      assertThat(s.getText("t")).contains("old");
      assertThat(s.exists("gone")).isTrue();
      assertThat(s.exists("dead")).isFalse();
      assertThat(s.get("dead")).isEmpty();
      assertThat(s.exists("young")).isFalse();
      assertThat(values(s, "young")).isEmpty();
      assertThat(s.keys()).containsExactly("gone", "k", "t");
      assertThat(s.size()).isEqualTo(3);
      assertThat(s.countKeys("g")).isEqualTo(1);
      assertThat(s.glob("*o*")).containsExactly("gone");
      assertThat(db.keys()).containsExactly("dead", "k", "t", "young");
      assertThat(db.position()).isGreaterThan(s.position());
    }
  }

  @Test
  void aSnapshotSurvivesACompaction() {
    for (int i = 0; i < 100; i++) {
      db.putInt("k", i);
      db.putBytes("b", randomBytes(i, 5000));
    }
    try (Snapshot s = db.snapshot()) {
      db.putInt("k", 100);
      db.compact(CompactionPolicy.latestOnly(), ProgressListener.none());
      db.putInt("k", 101);

      assertThat(s.getInt("k")).hasValue(99);
      assertThat(s.getHistoryFloats("k")).hasSize(100);
      assertThat(s.getBytes("b").orElseThrow()).isEqualTo(randomBytes(99, 5000));
      assertThat(s.keys()).containsExactly("b", "k");
      assertThat(db.getHistoryFloats("k")).containsExactly(100, 101);
    }
  }

  @Test
  void closedSnapshotsAndSnapshotsOfClosedDatabasesRefuse() {
    db.putInt("k", 1);
    Snapshot closed = db.snapshot();
    closed.close();
    closed.close();
    Snapshot open = db.snapshot();

    assertThatThrownBy(() -> closed.get("k")).isInstanceOf(IllegalStateException.class);
    assertThat(open.getInt("k")).hasValue(1);
    db.close();
    assertThatThrownBy(() -> open.get("k")).isInstanceOf(IllegalStateException.class);
    open.close();
  }

  @Test
  void asOfGoesToEveryPositionThatEverWas() {
    List<Long> positions = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      if (i % 10 == 9) {
        db.delete("k");
      } else if (i % 10 == 5) {
        db.putInts("k", new long[] {-1, -2, i});
      } else {
        db.putInt("k", i);
      }
      try (Snapshot s = db.snapshot()) {
        positions.add(s.position());
      }
    }

    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 50; i++) {
        try (Snapshot s = db.asOf(positions.get(i))) {
          assertThat(s.position()).isEqualTo(positions.get(i));
          assertThat(s.exists("k")).as("step %d", i).isEqualTo(i % 10 != 9);
          if (i % 10 == 9) {
            assertThat(s.get("k")).isEmpty();
          } else {
            assertThat(s.getInt("k")).as("step %d, round %d", i, round).hasValue(i);
          }
          int numbers = i + 1 - (i + 1) / 10 + 2 * ((i + 5) / 10);
          assertThat(s.countHistoryFloats("k")).as("step %d", i).isEqualTo(numbers);
          assertThat(s.getHistoryFloats("k")).hasSize(numbers);
          assertThat(s.series("k").values()).hasSize(numbers);
        }
      }
      if (round == 0) {
        db.compact(CompactionPolicy.keepAll(), ProgressListener.none());
      } else {
        db.close();
        db = SynaDB.open(path(), DbConfig.defaults(), surroundings());
      }
    }
  }

  @Test
  void asOfIsTheStateBehindAllRecordsOfThePosition() {
    db.putInt("a", 1);
    now += 100;
    long batch = db.write(new WriteBatch().putInt("a", 2).putInt("b", 2).putInt("a", 3));
    db.putInt("a", 4);

    assertThat(db.asOf(batch).getInt("a")).hasValue(3);
    assertThat(db.asOf(batch).getInt("b")).hasValue(2);
    assertThat(db.asOf(batch - 1).getInt("a")).hasValue(1);
    assertThat(db.asOf(batch - 1).exists("b")).isFalse();
    assertThat(db.asOf(batch - 1).keys()).containsExactly("a");
  }

  @Test
  void asOfTheBeginningIsEmptyAndAsOfTheFutureIsNow() {
    db.putInt("a", 1);

    assertThat(db.asOf(0).keys()).isEmpty();
    assertThat(db.asOf(Instant.EPOCH).size()).isZero();
    Snapshot future = db.asOf(Long.MAX_VALUE);
    db.putInt("a", 2);
    assertThat(future.getInt("a")).hasValue(1);
    assertThatThrownBy(() -> db.asOf(-1)).isInstanceOf(PositionTooOldException.class);
  }

  @Test
  void instantsArePositions() {
    db.putInt("a", 1);
    now += 10_000_000;
    Instant between = Positions.toInstant(now - 5_000_000);
    db.putInt("a", 2);

    assertThat(db.asOf(between).getInt("a")).hasValue(1);
    assertThat(Positions.toInstant(Positions.of(between))).isEqualTo(between);
    assertThat(Positions.of(Instant.ofEpochSecond(-1, 999_999_999))).isEqualTo(-1);
    assertThat(Positions.toInstant(-1)).isEqualTo(Instant.ofEpochSecond(-1, 999_999_000));
    assertThatThrownBy(() -> Positions.of(Instant.MAX)).isInstanceOf(ArithmeticException.class);
  }

  @Test
  void everySnapshotHasAPositionOfItsOwnAlthoughTheClockStandsStill() {
    db.putInt("a", 1);
    long first = db.snapshot().position();
    db.putInt("a", 2);
    long second = db.snapshot().position();
    db.putInt("a", 3);

    assertThat(second).isGreaterThan(first);
    assertThat(db.asOf(first).getInt("a")).hasValue(1);
    assertThat(db.asOf(second).getInt("a")).hasValue(2);
  }

  @Test
  void positionsNeverDecreaseAlthoughTheClockRunsBackwards() {
    db.putInt("a", 1);
    long first = db.snapshot().position();
    now -= 3_600_000_000L;
    db.putInt("a", 2);
    db.write(new WriteBatch().putInt("a", 3));
    db.close();
    now -= 3_600_000_000L;
    db = SynaDB.open(path(), DbConfig.defaults(), surroundings());
    db.putInt("a", 4);

    assertThat(db.position()).isGreaterThan(first);
    List<Long> at =
        entries(db, "a", HistoryQuery.oldestFirst()).stream().map(HistoryEntry::position).toList();
    assertThat(at).isSorted();
    assertThat(at.get(1)).isGreaterThan(first);
    assertThat(db.asOf(first).getInt("a")).hasValue(1);
    assertThat(values(db, "a")).hasSize(4);
  }

  @Test
  void aClockBeforeTheEpochDoesNotMatter() {
    now = -5;
    db.putInt("a", 1);

    assertThat(db.getInt("a")).hasValue(1);
    assertThat(db.position()).isPositive();
  }

  @Test
  void placesOfVectorsReadWithoutAKey() {
    float[] v = {1, 2, 3, 4};
    db.putVector("v", v);
    db.putInt("i", 1);
    RecordRef ref = db.ref("v").orElseThrow();

    float[] target = new float[6];
    assertThat(db.readVector(ref, target)).isEqualTo(4);
    assertThat(target).containsExactly(1, 2, 3, 4, 0, 0);
    float[] small = new float[2];
    assertThat(db.readVector(ref, small)).isEqualTo(4);
    assertThat(small).containsExactly(1, 2);
    assertThatThrownBy(() -> db.readVector(db.ref("i").orElseThrow(), target))
        .isInstanceOf(TypeMismatchException.class);
    db.putVector("v", new float[] {9});
    assertThat(db.readVector(ref, target)).isEqualTo(4);
    db.delete("v");
    assertThat(db.ref("v")).isEmpty();
    assertThat(db.readVector(ref, target)).isEqualTo(4);
  }

  @Test
  void aCompactionEndsPlaces() {
    db.putVector("v", new float[] {1, 2});
    RecordRef ref = db.ref("v").orElseThrow();
    Snapshot before = db.snapshot();
    db.compact(ProgressListener.none());

    assertThatThrownBy(() -> db.readVector(ref, new float[2]))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("generation");
    assertThat(before.readVector(ref, new float[2])).isEqualTo(2);
    assertThat(db.readVector(db.ref("v").orElseThrow(), new float[2])).isEqualTo(2);
  }
}

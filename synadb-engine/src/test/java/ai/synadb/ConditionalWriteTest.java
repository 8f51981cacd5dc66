/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.synadb.error.ConflictException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Batches that say what they rest on. */
class ConditionalWriteTest extends DatabaseTest {
  private static final int PART = 16 << 10;
  private SynaDB db;

  @BeforeEach
  void open() {
    db = SynaDB.open(path(), DbConfig.defaults(), surroundings(PART));
  }

  @AfterEach
  void close() {
    db.close();
  }

  private void assertConflict(WriteBatch batch, String key) {
    long before = db.position();
    assertThatThrownBy(() -> db.write(batch.putText("other", "x")))
        .isInstanceOfSatisfying(
            ConflictException.class,
            e -> {
              assertThat(e.key()).isEqualTo(key);
              assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT);
              assertThat(e).hasMessageContaining("'" + key + "'");
            });
    assertThat(db.exists("other")).isFalse();
    assertThat(db.position()).isEqualTo(before);
  }

  @Test
  void anAbsentKeyIsOneThatNeverHadAValueOrLostIt() {
    db.write(new WriteBatch().expectAbsent("k").putInt("k", 1));
    assertConflict(new WriteBatch().expectAbsent("k").putInt("k", 2), "k");
    db.delete("k");
    db.write(new WriteBatch().expectAbsent("k").putInt("k", 3));

    assertThat(db.getInt("k")).hasValue(3);
  }

  @Test
  void aValueOfEveryTypeIsComparedToTheBit() {
    List<Atom> values =
        List.of(
            Atom.of(0.0),
            Atom.of(-0.0),
            Atom.of(Double.NaN),
            Atom.of(0L),
            Atom.of(1L),
            Atom.of("0"),
            Atom.of(""),
            Atom.of(new byte[] {48}),
            Atom.of(new byte[0]),
            Atom.of(new float[] {0f}),
            Atom.ofNull());
    for (Atom is : values) {
      db.append("k", is);
      for (Atom expected : values) {
        if (is.equals(expected)) {
          db.write(new WriteBatch().expect("k", expected).put("k", is));
        } else {
          assertConflict(new WriteBatch().expect("k", expected), "k");
        }
      }
    }
    db.delete("k");
    assertConflict(new WriteBatch().expect("k", Atom.of(0L)), "k");
    assertConflict(new WriteBatch().expect("never", Atom.of(0L)), "never");
  }

  @Test
  void valuesInPartsAndPackedOnesAreCompared() throws IOException {
    byte[] large = randomBytes(1, 3 * PART + 1);
    db.putBytes("large", new ByteArrayInputStream(large), large.length);
    db.putFloats("series", new double[100]);

    db.write(new WriteBatch().expect("large", Atom.of(large)).putInt("seen", 1));
    db.write(new WriteBatch().expect("series", Atom.of(0.0)).putInt("seen", 2));
    byte[] other = large.clone();
    other[PART]++;
    assertConflict(new WriteBatch().expect("large", Atom.of(other)), "large");
    assertConflict(new WriteBatch().expect("large", Atom.of(new byte[10])), "large");
    assertConflict(new WriteBatch().expect("series", Atom.of(1.0)), "series");
  }

  @Test
  void aRecordIsToldFromALaterOneWithTheSameValue() {
    db.putInt("k", 1);
    RecordRef first = db.ref("k").orElseThrow();
    db.write(new WriteBatch().expect("k", first).putInt("k", 1));

    assertConflict(new WriteBatch().expect("k", first).putInt("k", 2), "k");
    db.delete("k");
    assertConflict(new WriteBatch().expect("k", first).putInt("k", 2), "k");
  }

  @Test
  void aRecordThatACompactionMovedIsAnotherOneAndAValueIsTheSame() {
    db.putInt("gone", 1);
    db.putInt("k", 1);
    RecordRef before = db.ref("k").orElseThrow();
    db.compact(CompactionPolicy.latestOnly(), ProgressListener.none());

    assertConflict(new WriteBatch().expect("k", before).putInt("k", 2), "k");
    db.write(new WriteBatch().expect("k", db.ref("k").orElseThrow()).putInt("k", 2));
    db.write(new WriteBatch().expect("k", Atom.of(2L)).putInt("k", 3));
    assertThat(db.getInt("k")).hasValue(3);
  }

  @Test
  void allExpectationsHaveToHoldAndTheyCanStandAlone() {
    db.putInt("a", 1);
    db.write(new WriteBatch().expect("a", Atom.of(1L)).expectAbsent("b"));

    assertConflict(new WriteBatch().expect("a", Atom.of(1L)).expect("b", Atom.of(1L)), "b");
    assertThatThrownBy(() -> db.write(new WriteBatch().expectAbsent("a")))
        .isInstanceOf(ConflictException.class);
  }

  @Test
  void expectationsSeeWhatIsBeforeTheBatchWhateverTheirPlaceInIt() {
    db.putInt("a", 1);
    db.write(new WriteBatch().putInt("a", 2).expect("a", Atom.of(1L)).expectAbsent("b"));

    assertThat(db.getInt("a")).hasValue(2);
  }

  @Test
  void oneThingIsExpectedOfAKeyAndClearForgetsIt() {
    WriteBatch batch = new WriteBatch().expectAbsent("k");

    assertThatThrownBy(() -> batch.expectAbsent("k"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'k'");
    assertThatThrownBy(() -> batch.expectAbsent("")).isInstanceOf(IllegalArgumentException.class);
    batch.clear();
    db.putInt("k", 1);
    db.write(batch.expect("k", Atom.of(1L)).putInt("k", 2));
    assertThat(db.getInt("k")).hasValue(2);
  }

  @Test
  void aConflictLeavesTheHandleUsable() {
    db.putInt("k", 1);
    for (int i = 0; i < 3; i++) {
      assertConflict(new WriteBatch().expectAbsent("k"), "k");
    }
    db.putInt("k", 2);
    db.close();
    db = SynaDB.open(path(), DbConfig.defaults(), surroundings(PART));

    assertThat(db.getInt("k")).hasValue(2);
    assertThat(db.verify(ProgressListener.none()).problems()).isEmpty();
  }

  @Test
  void manyThreadsOnTwoHandlesCountWithoutLoss() throws Exception {
    int each = 300;
    try (SynaDB second = SynaDB.open(path(), DbConfig.defaults(), surroundings(PART))) {
      InParallel.run(
          4,
          thread -> {
            SynaDB mine = thread % 2 == 0 ? db : second;
            for (int i = 0; i < each; i++) {
              increment(mine, thread);
            }
          });
    }

    assertThat(db.getInt("counter")).hasValue(4L * each);
    assertThat(values(db, "counter")).hasSize(4 * each);
  }

  private static void increment(SynaDB db, int thread) {
    while (true) {
      OptionalLong n = db.getInt("counter");
      WriteBatch batch = new WriteBatch().putInt("counter", n.orElse(0) + 1);
      if (n.isEmpty()) {
        batch.expectAbsent("counter");
      } else if (thread % 2 == 0) {
        batch.expect("counter", Atom.of(n.getAsLong()));
      } else {
        RecordRef ref = db.ref("counter").orElseThrow();
        batch = new WriteBatch().putInt("counter", db.getInt("counter").orElseThrow() + 1);
        batch.expect("counter", ref);
      }
      try {
        db.write(batch);
        return;
      } catch (ConflictException e) {
        assertThat(e.key()).isEqualTo("counter");
      }
    }
  }
}

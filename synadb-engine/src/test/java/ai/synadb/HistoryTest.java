/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Histories and series, packed or not. */
@ParameterizedClass
@EnumSource(Setup.class)
class HistoryTest extends DatabaseTest {
  @Parameter Setup setup;
  private SynaDB db;

  @BeforeEach
  void open() {
    db = SynaDB.open(path(), setup.config, surroundings());
  }

  @AfterEach
  void close() {
    db.close();
  }

  private void reopen() {
    db.close();
    db = SynaDB.open(path(), setup.config, surroundings());
  }

  private static double[] decimals(long seed, int n) {
    Random random = new Random(seed);
    double[] v = new double[n];
    for (int i = 0; i < n; i++) {
      v[i] = random.nextInt(100_000) / 100.0;
    }
    return v;
  }

  @Test
  void putFloatsOfEveryLengthReadBackBitForBit() {
    int[] lengths = {1, 2, 15, 16, 17, 18, 100, 1023, 1024, 1025, 5000};
    for (int n : lengths) {
      db.putFloats("k/" + n, decimals(n, n));
    }

    for (int round = 0; round < 2; round++) {
      for (int n : lengths) {
        String key = "k/" + n;
        double[] want = decimals(n, n);
        assertThat(db.getHistoryFloats(key)).containsExactly(want);
        assertThat(db.countHistoryFloats(key)).isEqualTo(n);
        assertThat(db.getFloat(key)).hasValue(want[n - 1]);
        assertThat(values(db, key)).isEqualTo(floats(want));
        assertThat(db.series(key).values()).containsExactly(want);
      }
      reopen();
    }
  }

  @Test
  void allNumbersOfOneCallShareAPosition() {
    db.putFloats("k", decimals(1, 50));

    long[] positions = db.series("k").positions();
    assertThat(Arrays.stream(positions).distinct().count()).isEqualTo(1);
    assertThat(entries(db, "k", HistoryQuery.newestFirst()))
        .allSatisfy(e -> assertThat(e.position()).isEqualTo(positions[0]));
  }

  @Test
  void specialNumbersSurvivePacking() {
    double[] v = decimals(3, 200);
    v[3] = -0.0;
    v[4] = Double.longBitsToDouble(0x7ff0_0000_0000_0001L);
    v[5] = Double.longBitsToDouble(0xfff8_dead_beef_0001L);
    v[6] = Double.POSITIVE_INFINITY;
    v[7] = Double.MIN_VALUE;
    v[199] = Double.longBitsToDouble(0x7ff8_1111_2222_3333L);
    db.putFloats("k", v);
    reopen();

    assertThat(bits(db.getHistoryFloats("k"))).isEqualTo(bits(v));
  }

  @Test
  void putIntsKeepsIntegersAsIntegers() {
    long[] v = new long[100];
    Random random = new Random(5);
    for (int i = 0; i < v.length; i++) {
      v[i] = i % 10 == 0 ? random.nextLong() : i;
    }
    db.putInts("k", v);
    reopen();

    List<Atom> want = Arrays.stream(v).mapToObj(Atom::of).toList();
    assertThat(values(db, "k")).isEqualTo(want);
    assertThat(db.getInt("k")).hasValue(v[99]);
    assertThat(db.getHistoryFloats("k"))
        .containsExactly(Arrays.stream(v).asDoubleStream().toArray());
  }

  @Test
  void stepsAndTimesComeBackWithTheirValues() {
    for (int n : new int[] {1, 5, 16, 300}) {
      String key = "loss/" + n;
      long[] steps = new long[n];
      long[] times = new long[n];
      double[] v = decimals(n, n);
      for (int i = 0; i < n; i++) {
        steps[i] = i * 10L - 7;
        times[i] = 1_600_000_000_000_000L + i * 999_983L;
      }
      times[0] = Long.MIN_VALUE;
      db.putFloats(key, steps, times, v);

      Series s = db.series(key);
      assertThat(s.size()).isEqualTo(n);
      assertThat(s.steps()).containsExactly(steps);
      assertThat(s.times()).containsExactly(times);
      assertThat(s.values()).containsExactly(v);
      List<HistoryEntry> all = entries(db, key, HistoryQuery.oldestFirst());
      assertThat(all).hasSize(n);
      for (int i = 0; i < n; i++) {
        assertThat(all.get(i).step()).hasValue(steps[i]);
        assertThat(all.get(i).time()).hasValue(times[i]);
      }
    }
  }

  @Test
  void aSeriesFillsInIndexAndTimeOfWritingAndSkipsWhatIsNoNumber() {
    now = 1_800_000_000_000_000L;
    db.putFloat("k", 1);
    db.putText("k", "not a number");
    now += 1_000;
    db.putInt("k", 2);
    db.delete("k");
    db.putFloats("k", new long[] {40}, new long[] {50}, new double[] {3});
    db.putFloats("k", decimals(1, 20));

    Series s = db.series("k");
    assertThat(s.size()).isEqualTo(23);
    assertThat(Arrays.copyOf(s.steps(), 5)).containsExactly(0, 1, 40, 3, 4);
    assertThat(s.times()[0]).isEqualTo(s.positions()[0]).isEqualTo(1_800_000_000_000_000L);
    assertThat(s.times()[1]).isEqualTo(s.positions()[1]).isGreaterThan(s.times()[0]);
    assertThat(s.times()[2]).isEqualTo(50);
    assertThat(s.values()[1]).isEqualTo(2.0);
    assertThat(s.steps()[22]).isEqualTo(22);
  }

  @Test
  void historyGoesEitherWayAndStopsAtTheLastN() {
    double[] v = decimals(2, 60);
    db.putFloats("k", Arrays.copyOf(v, 40));
    for (int i = 40; i < 60; i++) {
      db.putFloat("k", v[i]);
    }
    List<Atom> oldest = floats(v);
    List<Atom> newest = new ArrayList<>(oldest);
    Collections.reverse(newest);

    assertThat(values(db, "k", HistoryQuery.newestFirst())).isEqualTo(newest);
    for (int n : new int[] {0, 1, 19, 20, 21, 22, 59, 60, 61}) {
      int m = Math.min(n, 60);
      assertThat(values(db, "k", HistoryQuery.oldestFirst().last(n)))
          .isEqualTo(oldest.subList(60 - m, 60));
      assertThat(values(db, "k", HistoryQuery.newestFirst().last(n)))
          .isEqualTo(newest.subList(0, m));
    }
  }

  @Test
  void historyIsLazy() {
    db.putFloats("k", decimals(2, 1000));

    try (Stream<HistoryEntry> s = db.history("k", HistoryQuery.newestFirst())) {
      assertThat(s.limit(3).count()).isEqualTo(3);
    }
    try (Stream<HistoryEntry> s = db.history("k")) {
      assertThat(s.iterator().next().value()).isEqualTo(Atom.of(decimals(2, 1000)[0]));
    }
  }

  @Test
  void historyWithoutValuesHasAllElse() {
    db.putText("k", "a");
    db.putFloats("k", new long[] {3, 4}, new long[] {5, 6}, new double[] {1, 2});
    db.delete("k");

    List<HistoryEntry> with = entries(db, "k", HistoryQuery.newestFirst().withDeletes());
    List<HistoryEntry> without =
        entries(db, "k", HistoryQuery.newestFirst().withoutValues().withDeletes());
    assertThat(without)
        .isEqualTo(
            with.stream()
                .map(
                    e ->
                        new HistoryEntry(
                            e.position(), Atom.ofNull(), e.isDelete(), e.step(), e.time()))
                .toList());
  }

  @Test
  void historyByTimeTakesBothEnds() {
    long[] at = new long[10];
    for (int i = 0; i < 10; i++) {
      now += 1000;
      at[i] = now;
      db.putInt("k", i);
    }

    assertThat(values(db, "k", HistoryQuery.oldestFirst().fromPosition(at[3]).toPosition(at[5])))
        .containsExactly(Atom.of(3L), Atom.of(4L), Atom.of(5L));
    assertThat(
            values(
                db,
                "k",
                HistoryQuery.newestFirst()
                    .from(Positions.toInstant(at[3] + 1))
                    .to(Positions.toInstant(at[5] - 1))))
        .containsExactly(Atom.of(4L));
    assertThat(values(db, "k", HistoryQuery.newestFirst().toPosition(at[5]).last(2)))
        .containsExactly(Atom.of(5L), Atom.of(4L));
    assertThat(values(db, "k", HistoryQuery.oldestFirst().from(Instant.EPOCH))).hasSize(10);
    assertThat(values(db, "k", HistoryQuery.oldestFirst().to(Instant.EPOCH))).isEmpty();
    assertThat(values(db, "k", HistoryQuery.oldestFirst().fromPosition(5).toPosition(1))).isEmpty();
  }

  @Test
  void deletesAreRunAcrossShownOrStoppedAt() {
    db.putInt("k", 1);
    db.delete("k");
    db.putInt("k", 2);
    db.putInt("k", 3);

    assertThat(values(db, "k")).containsExactly(Atom.of(1L), Atom.of(2L), Atom.of(3L));
    assertThat(values(db, "k", HistoryQuery.oldestFirst().sinceLastDelete()))
        .containsExactly(Atom.of(2L), Atom.of(3L));
    List<HistoryEntry> shown = entries(db, "k", HistoryQuery.oldestFirst().withDeletes());
    assertThat(shown).extracting(HistoryEntry::isDelete).containsExactly(false, true, false, false);
    assertThat(shown.get(1).value()).isEqualTo(Atom.ofNull());
    assertThat(entries(db, "k", HistoryQuery.newestFirst().withDeletes().sinceLastDelete()))
        .extracting(HistoryEntry::isDelete)
        .containsExactly(false, false, true);
    db.delete("k");
    assertThat(values(db, "k", HistoryQuery.oldestFirst().sinceLastDelete())).isEmpty();
    assertThat(values(db, "k")).hasSize(3);
  }

  @Test
  void historyGoesIntoTheCallersArray() {
    double[] v = decimals(9, 50);
    db.putFloats("k", Arrays.copyOf(v, 30));
    db.putFloats("k", Arrays.copyOfRange(v, 30, 50));

    double[] large = new double[60];
    Arrays.fill(large, -1);
    assertThat(db.getHistoryFloats("k", large, 5)).isEqualTo(50);
    assertThat(Arrays.copyOfRange(large, 5, 55)).containsExactly(v);
    assertThat(large[4]).isEqualTo(-1);
    assertThat(large[55]).isEqualTo(-1);
    for (int room = 0; room <= 50; room++) {
      double[] small = new double[room + 2];
      assertThat(db.getHistoryFloats("k", small, 2)).isEqualTo(room);
      assertThat(Arrays.copyOfRange(small, 2, room + 2))
          .containsExactly(Arrays.copyOfRange(v, 50 - room, 50));
    }
    assertThatThrownBy(() -> db.getHistoryFloats("k", large, 61))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> db.getHistoryFloats("k", large, -1))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void aHistoryStaysTheSameWhileItIsRead() {
    for (int i = 0; i < 10; i++) {
      db.putInt("k", i);
    }
    try (Stream<HistoryEntry> s = db.history("k", HistoryQuery.newestFirst())) {
      var it = s.iterator();
      assertThat(it.next().value()).isEqualTo(Atom.of(9L));
      db.putInt("k", 10);
      db.compact(CompactionPolicy.latestOnly(), ProgressListener.none());
      List<Atom> rest = new ArrayList<>();
      it.forEachRemaining(e -> rest.add(e.value()));
      assertThat(rest).hasSize(9).startsWith(Atom.of(8L)).endsWith(Atom.of(0L));
    }
  }
}

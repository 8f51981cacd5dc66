/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Histories of more values than one packed record holds, and what packing and LZ4 save. */
class LargeHistoryTest extends DatabaseTest {
  /** What one packed record and its closing one hold. */
  private static final int ONE_RUN = (1 << 20) + 1;

  private static double[] decimals(int n) {
    Random random = new Random(n);
    double[] v = new double[n];
    for (int i = 0; i < n; i++) {
      v[i] = random.nextInt(1_000_000) / 1000.0;
    }
    return v;
  }

  private static double[] joined(double[] values, double last) {
    double[] all = Arrays.copyOf(values, values.length + 1);
    all[values.length] = last;
    return all;
  }

  @ParameterizedTest
  @ValueSource(
      ints = {ONE_RUN - 1, ONE_RUN, ONE_RUN + 1, ONE_RUN + 2, ONE_RUN + 20, 2 * ONE_RUN + 5})
  void runsOfAnyLengthReadBack(int n) {
    double[] v = decimals(n);
    long before;
    try (SynaDB db = SynaDB.open(path())) {
      db.putFloat("k", -1);
      before = db.snapshot().position();
      db.putFloats("k", v);
      assertThat(db.countHistoryFloats("k")).isEqualTo(n + 1L);
    }
    double[] want = new double[n + 1];
    want[0] = -1;
    System.arraycopy(v, 0, want, 1, n);
    try (SynaDB db = SynaDB.open(path())) {
      assertThat(Arrays.equals(db.getHistoryFloats("k"), want)).isTrue();
      assertThat(db.getFloat("k")).hasValue(v[n - 1]);
      assertThat(db.asOf(before).getHistoryFloats("k")).containsExactly(-1);
      assertThat(values(db, "k", HistoryQuery.newestFirst().last(1)))
          .containsExactly(Atom.of(v[n - 1]));
      db.putFloat("k", 7);
      db.compact(ProgressListener.none());
      assertThat(Arrays.equals(db.getHistoryFloats("k"), joined(want, 7))).isTrue();
      assertThat(db.verify(ProgressListener.none()).isSound()).isTrue();
      double[] last = new double[100];
      assertThat(db.getHistoryFloats("k", last, 0)).isEqualTo(100);
      assertThat(last[99]).isEqualTo(7);
      assertThat(last[0]).isEqualTo(v[n - 99]);
    }
  }

  @Test
  void longSeriesKeepTheirStepsAndTimes() {
    int n = ONE_RUN + 100;
    long[] steps = new long[n];
    long[] times = new long[n];
    for (int i = 0; i < n; i++) {
      steps[i] = 3L * i;
      times[i] = 1_700_000_000_000_000L + 1000L * i + i % 7;
    }
    double[] v = decimals(n);
    try (SynaDB db = SynaDB.open(path())) {
      db.putFloats("k", steps, times, v);
    }
    try (SynaDB db = SynaDB.open(path())) {
      Series s = db.series("k");
      assertThat(Arrays.equals(s.steps(), steps)).isTrue();
      assertThat(Arrays.equals(s.times(), times)).isTrue();
      assertThat(Arrays.equals(s.values(), v)).isTrue();
      assertThat(Arrays.stream(s.positions()).distinct().count()).isEqualTo(1);
    }
  }

  @Test
  void compactionPacksWhatWasWrittenOneByOne() {
    int n = 100_000;
    double[] v = decimals(n);
    try (SynaDB db = SynaDB.open(path(), DbConfig.defaults(), surroundings())) {
      for (double x : v) {
        now++;
        db.putFloat("k", x);
      }
      CompactionReport r = db.compact(ProgressListener.none());
      assertThat(r.bytesAfter()).isLessThan(r.bytesBefore() / 8);
      assertThat(db.getHistoryFloats("k")).containsExactly(v);
      Series s = db.series("k");
      assertThat(s.positions()[n - 1] - s.positions()[0]).isEqualTo(n - 1);
    }
  }

  private long sizeOf(String name, DbConfig config, double[] numbers, String text)
      throws IOException {
    Path file = dir.resolve(name);
    try (SynaDB db = SynaDB.open(file, config)) {
      if (numbers.length > 0) {
        db.putFloats("k", numbers);
      }
      db.putText("t", text);
    }
    return Files.size(file);
  }

  @Test
  void decimalNumbersTakeAtMostTwoFifthsOfTheirBytes() throws IOException {
    double[] v = decimals(100_000);

    assertThat(sizeOf("packed.db", DbConfig.defaults(), v, ""))
        .isLessThan((long) (0.40 * 8 * v.length));
    assertThat(sizeOf("unpacked.db", Setup.UNPACKED.config, v, "")).isGreaterThan(31L * v.length);
    assertThat(sizeOf("original.db", Setup.ORIGINAL.config, v, "")).isGreaterThan(31L * v.length);
  }

  @Test
  void lz4SavesWhatCanBeSavedAndOnlyWhenAsked() throws IOException {
    String text = "the same again and again ".repeat(10_000);
    double[] none = {};

    assertThat(sizeOf("plain.db", DbConfig.defaults(), none, text)).isGreaterThan(250_000);
    assertThat(sizeOf("lz4.db", Setup.COMPRESSED.config, none, text)).isLessThan(10_000);
    String noise = java.util.Base64.getEncoder().encodeToString(randomBytes(1, 100_000));
    assertThat(sizeOf("noise.db", Setup.COMPRESSED.config, none, noise))
        .isLessThan(noise.length() + 1000L);
  }
}

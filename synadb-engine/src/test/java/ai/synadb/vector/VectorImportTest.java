/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.synadb.Progress;
import ai.synadb.ProgressListener;
import ai.synadb.error.DatabaseNotFoundException;
import ai.synadb.error.DimensionMismatchException;
import ai.synadb.error.InvalidDatabasePathException;
import ai.synadb.error.OperationCancelledException;
import ai.synadb.error.SynaIOException;
import ai.synadb.error.UnknownFormatException;
import ai.synadb.inspect.IntegrityReport.Problem;
import ai.synadb.internal.io.Storage;
import ai.synadb.internal.io.StorageFile;
import ai.synadb.testing.SimulatedDisk;
import ai.synadb.vector.VectorImport.Format;
import ai.synadb.vector.VectorImport.Row;
import ai.synadb.vector.VectorImport.SkipReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How vectors get from files into an index, and what callers hear of it. */
class VectorImportTest {
  private static final int DIMENSIONS = 8;

  @TempDir Path dir;

  private static ModelIndex index() {
    return new ModelIndex(DIMENSIONS, DistanceMetric.COSINE);
  }

  private static float[] vector(long seed) {
    return RawIndex.vector(DIMENSIONS, seed);
  }

  private static RawIndex file(Format format, int rows) {
    RawIndex file = new RawIndex(format, DIMENSIONS);
    for (int i = 0; i < rows; i++) {
      file.row("key" + i, vector(i));
    }
    return file;
  }

  private static List<String> keys(VectorImport file) {
    return file.rows().map(Row::key).toList();
  }

  // ---- into an index

  @ParameterizedTest
  @EnumSource
  void insertsEveryRow(Format format) {
    try (VectorImport file = file(format, 3000).open();
        ModelIndex index = index()) {
      List<Progress> told = new ArrayList<>();

      VectorImport.Report report = file.into(index, told::add);

      assertThat(report).isEqualTo(new VectorImport.Report(3000, 0, 0, Map.of()));
      assertThat(index.size()).isEqualTo(3000);
      assertThat(index.get("key2999").orElseThrow()).containsExactly(vector(2999));
      assertThat(file.problems()).isEmpty();
      assertThat(told.get(0).done()).isZero();
      Progress last = told.get(told.size() - 1);
      assertThat(last.done()).isEqualTo(last.total());
      assertThat(last.total()).isGreaterThan(3000L * 4 * DIMENSIONS);
      assertThat(last.task()).isEqualTo("import of index");
      assertThat(told).isSortedAccordingTo((a, b) -> Long.compare(a.done(), b.done()));
    }
  }

  @Test
  void countsWhatItReplaces() {
    RawIndex raw = file(Format.GWI, 3).row("key0", vector(10)).row("key0", vector(11));
    try (VectorImport file = raw.open();
        ModelIndex index = index()) {
      index.insert("key1", vector(99));

      VectorImport.Report report = file.into(index, ProgressListener.none());

      assertThat(report.imported()).isEqualTo(5);
      assertThat(report.replaced()).isEqualTo(3);
      assertThat(index.get("key0").orElseThrow()).containsExactly(vector(11));
      assertThat(index.get("key1").orElseThrow()).containsExactly(vector(1));
      assertThat(index.size()).isEqualTo(3);
    }
  }

  @Test
  void refusesAnotherLength() {
    try (VectorImport file = file(Format.MMAP, 3).open();
        ModelIndex index = new ModelIndex(9, DistanceMetric.COSINE)) {
      assertThatThrownBy(() -> file.into(index, ProgressListener.none()))
          .isInstanceOf(DimensionMismatchException.class)
          .hasMessage("index holds vectors of 8 dimensions, the index takes 9");
      assertThat(index.size()).isZero();
    }
  }

  @Test
  void refusesAnotherMetricAndSaysWhatToDo() {
    try (VectorImport file = file(Format.GWI, 3).metric(1).open();
        ModelIndex index = index()) {
      assertThatThrownBy(() -> file.into(index, ProgressListener.none()))
          .isInstanceOf(DimensionMismatchException.class)
          .hasMessage(
              "index was made for EUCLIDEAN, the index measures COSINE: make the index with"
                  + " EUCLIDEAN, or, if the other metric is meant, insert the rows() yourself");
      assertThat(index.size()).isZero();
    }
  }

  @Test
  void listenerCancels() {
    try (VectorImport file = file(Format.HNSW, 3000).open();
        ModelIndex index = index()) {
      RuntimeException enough = new IllegalStateException("enough");

      assertThatThrownBy(
              () ->
                  file.into(
                      index,
                      p -> {
                        throw enough;
                      }))
          .isInstanceOf(OperationCancelledException.class)
          .hasMessage(
              "'import of index' was cancelled; 0 rows are in the index, and importing again is"
                  + " safe")
          .hasRootCause(enough);
      assertThat(file.into(index, ProgressListener.none()).imported()).isEqualTo(3000);
    }
  }

  @Test
  void interruptCancelsBetweenRows() {
    try (VectorImport file = file(Format.MMAP, 3000).open();
        ModelIndex index = index()) {
      Thread.currentThread().interrupt();
      try {
        assertThatThrownBy(() -> file.into(index, ProgressListener.none()))
            .isInstanceOf(OperationCancelledException.class);
      } finally {
        assertThat(Thread.interrupted()).isTrue();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void leavesOutRowsThatNobodyCanHave(Format format) {
    float[] nan = vector(1);
    nan[3] = Float.NaN;
    float[] infinite = vector(1);
    infinite[7] = Float.NEGATIVE_INFINITY;
    byte[] long65535 = RawIndex.utf8("k".repeat(65_535));
    RawIndex raw =
        file(format, 2)
            .row("", vector(2))
            .row(new byte[] {'a', (byte) 0xc3}, vector(3))
            .row("with\0nul", vector(4))
            .row(long65535, vector(5))
            .row("nan", nan)
            .row("infinite", infinite)
            .row("__syna__/mine", vector(6))
            .row("last", vector(7));
    try (VectorImport file = raw.open();
        ModelIndex index = index()) {
      VectorImport.Report report = file.into(index, ProgressListener.none());

      Map<SkipReason, Long> expected = new EnumMap<>(SkipReason.class);
      expected.put(SkipReason.EMPTY_KEY, 1L);
      expected.put(SkipReason.KEY_NOT_UTF8, 1L);
      expected.put(SkipReason.KEY_HAS_NUL, 1L);
      expected.put(SkipReason.KEY_TOO_LONG, 1L);
      expected.put(SkipReason.NOT_FINITE, 2L);
      expected.put(SkipReason.REFUSED, 1L);
      assertThat(report.skipped()).isEqualTo(expected);
      assertThat(report.skippedRows()).isEqualTo(7);
      assertThat(report.imported()).isEqualTo(3);
      assertThat(index.keys()).containsExactly("key0", "key1", "last");
      assertThat(file.problems()).hasSize(6);
      assertThat(keys(file)).containsExactly("key0", "key1", "__syna__/mine", "last");
    }
  }

  // ---- keys of sidecars

  private static List<String> keysOf(String name, String prefix, RawIndex raw) {
    SimulatedDisk disk = new SimulatedDisk();
    disk.setContents(name, raw.bytes());
    try (VectorImport file = VectorImport.open(disk, disk.path(name), prefix)) {
      return keys(file);
    }
  }

  @Test
  void takesThePrefixOffKeysOfSidecars() {
    RawIndex raw =
        new RawIndex(Format.HNSW, DIMENSIONS)
            .row("vec/a", vector(1))
            .row("b", vector(2))
            .row("vec/", vector(3))
            .row("vec:own/c", vector(4));

    assertThat(keysOf("store.db.hnsw", null, raw)).containsExactly("a", "b", "vec:own/c");
    assertThat(keysOf("store.MMAP.hnsw", null, raw))
        .containsExactly("vec/a", "b", "vec/", "vec:own/c");
    assertThat(keysOf("x", "", raw)).containsExactly("vec/a", "b", "vec/", "vec:own/c");
    assertThat(keysOf("x", "vec:own/", raw)).containsExactly("vec/a", "b", "vec/", "c");
  }

  @ParameterizedTest
  @EnumSource(names = {"MMAP", "GWI"})
  void leavesKeysOfStoresAsTheyAre(Format format) {
    RawIndex raw = new RawIndex(format, DIMENSIONS).row("vec/a", vector(1));

    assertThat(keysOf("x", "vec/", raw)).containsExactly("vec/a");
  }

  // ---- after a crash

  @ParameterizedTest
  @EnumSource(names = {"MMAP", "GWI"})
  void readsRowsBehindTheWriteOffset(Format format) {
    RawIndex raw = file(format, 3).checkpoint();
    int end = raw.end();
    raw.row("more", vector(8)).row("most", vector(9)).zeros(5000);
    try (VectorImport file = raw.open();
        ModelIndex index = index()) {
      assertThat(keys(file)).containsExactly("key0", "key1", "key2", "more", "most");
      assertThat(file.rows().map(Row::isRecovered))
          .containsExactly(false, false, false, true, true);
      assertThat(file.statedCount()).isEqualTo(3);
      assertThat(file.problems())
          .containsExactly(
              new Problem(
                  end,
                  raw.end() - end,
                  "2 rows stand behind the write offset, where the original does not look"));
      assertThat(file.into(index, ProgressListener.none()).recovered()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"MMAP", "GWI"})
  void endsAtTheFirstRowBehindThatCannotBe(Format format) {
    RawIndex[] files = {
      file(format, 2).checkpoint().row("good", vector(3)).row(new byte[] {-1}, vector(4)),
      file(format, 2).checkpoint().row("good", vector(3)).row("zero", new float[DIMENSIONS]),
      file(format, 2).checkpoint().row("good", vector(3)).row("a\0b", vector(4)),
      file(format, 2).checkpoint().row("good", vector(3)).row(new byte[] {'k'}, 60_000, vector(4)),
      file(format, 2).checkpoint().row("good", vector(3)).raw(new byte[300]),
    };
    for (RawIndex raw : files) {
      raw.row("behind", vector(5));
      try (VectorImport file = raw.open()) {
        assertThat(keys(file)).containsExactly("key0", "key1", "good");
        assertThat(file.problems()).hasSize(2);
      }
    }
  }

  @Test
  void refusesClustersThatDoNotExist() {
    byte[] row = new byte[4 + 1 + 4 * DIMENSIONS];
    row[0] = 1;
    row[2] = 2; // there are clusters 0 and 1
    row[4] = 'k';
    row[5] = 1;
    try (VectorImport file = file(Format.GWI, 2).checkpoint().raw(row).open()) {
      assertThat(keys(file)).containsExactly("key0", "key1");
    }
    row[2] = 1;
    try (VectorImport file = file(Format.GWI, 2).checkpoint().raw(row).open()) {
      assertThat(keys(file)).containsExactly("key0", "key1", "k");
    }
  }

  /** A page that was never written: the row in front of it cannot be told from a torn one. */
  @ParameterizedTest
  @EnumSource(names = {"MMAP", "GWI"})
  void refusesARowWithAPageOfZeros(Format format) {
    RawIndex raw = new RawIndex(format, 2048).checkpoint();
    raw.row("whole", RawIndex.vector(2048, 1));
    float[] torn = RawIndex.vector(2048, 2);
    int at = raw.end() + 8;
    int page = (at / 4096 + 1) * 4096;
    java.util.Arrays.fill(torn, (page - at) / 4, (page - at) / 4 + 1030, 0);
    byte[] bytes = raw.row("torn", torn).zeros(9000).bytes();
    try (VectorImport file = RawIndex.open(bytes)) {
      assertThat(keys(file)).containsExactly("whole");
    }
    bytes[page + 5] = 1;
    try (VectorImport file = RawIndex.open(bytes)) {
      assertThat(keys(file)).containsExactly("whole", "torn");
    }
  }

  @Test
  void leavesOutWhatAnOlderLifeOfAMappedStoreLeft() {
    RawIndex raw = file(Format.MMAP, 2).checkpoint().row("key2", vector(7)).row("key1", vector(8));
    raw.row("key3", vector(9));
    try (VectorImport file = raw.open();
        ModelIndex index = index()) {
      VectorImport.Report report = file.into(index, ProgressListener.none());

      assertThat(report.skipped()).isEqualTo(Map.of(SkipReason.STALE, 1L));
      assertThat(report.recovered()).isEqualTo(2);
      assertThat(index.get("key1").orElseThrow()).containsExactly(vector(1));
      assertThat(index.keys()).containsExactly("key0", "key1", "key2", "key3");
    }
  }

  @Test
  void takesANewerRowOfAGravityWellIndexThatCrashed() {
    RawIndex raw = file(Format.GWI, 2).checkpoint().row("key1", vector(8));
    try (VectorImport file = raw.open();
        ModelIndex index = index()) {
      assertThat(file.into(index, ProgressListener.none()).replaced()).isEqualTo(1);
      assertThat(index.get("key1").orElseThrow()).containsExactly(vector(8));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"MMAP", "GWI"})
  void believesRowsOneByOneWhereTheWriteOffsetCannotBe(Format format) {
    for (long offset : new long[] {0, 63, 1L << 40, Long.MAX_VALUE}) {
      try (VectorImport file = file(format, 3).writeOffset(offset).zeros(200).open()) {
        assertThat(keys(file)).containsExactly("key0", "key1", "key2");
        assertThat(file.problems()).hasSize(1);
        assertThat(file.problems().get(0).offset()).isEqualTo(24);
      }
    }
    RawIndex within = file(format, 3).zeros(200);
    try (VectorImport file = within.writeOffset(within.end() - 5).open()) {
      assertThat(keys(file)).containsExactly("key0", "key1", "key2");
      assertThat(file.rows().map(Row::isRecovered)).containsExactly(false, false, true);
      assertThat(file.problems()).hasSize(2);
    }
  }

  // ---- damage

  @ParameterizedTest
  @EnumSource(names = {"MMAP", "GWI"})
  void endsWhereRowsDoNotLeadToTheWriteOffset(Format format) {
    RawIndex raw = file(format, 2).row(new byte[] {'a', -1, 'b'}, 40, vector(3));
    for (int i = 0; i < 5; i++) {
      raw.row("more" + i, vector(20 + i));
    }
    try (VectorImport file = raw.open()) {
      assertThat(keys(file)).containsExactly("key0", "key1");
      assertThat(file.problems()).hasSize(1);
      assertThat(file.problems().get(0).what())
          .isEqualTo(
              "Row 2 and what follows is not read: its key or vector cannot be right, and rows do"
                  + " not lead to the write offset");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"MMAP", "GWI"})
  void saysThatTheCountIsWrong(Format format) {
    try (VectorImport file = file(format, 3).statedCount(-1L >>> 4).open()) {
      assertThat(keys(file)).hasSize(3);
      assertThat(file.problems())
          .extracting(Problem::what)
          .containsExactly(
              "The head states 1152921504606846975 rows; before the write offset are 3");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 9, 255})
  void takesAnUnknownMetricOfStoresForCosine(int metric) {
    for (Format format : List.of(Format.MMAP, Format.GWI)) {
      try (VectorImport file = file(format, 1).metric(metric).open()) {
        assertThat(file.metric()).isEqualTo(DistanceMetric.COSINE);
        assertThat(file.problems()).hasSize(1);
        assertThat(keys(file)).hasSize(1);
      }
    }
  }

  @Test
  void findsRowsThoughTheHeadIsWrongAboutThem() {
    byte[] far = file(Format.GWI, 2).gap(1L << 40).bytes();
    try (VectorImport file = RawIndex.open(far)) {
      assertThat(keys(file)).containsExactly("key0", "key1");
      assertThat(file.problems()).hasSize(1);
    }
  }

  @Test
  void boundsTheNumberOfProblems() {
    RawIndex raw = new RawIndex(Format.HNSW, 1);
    for (int i = 0; i < 5000; i++) {
      raw.row("", new float[1]);
    }
    try (VectorImport file = raw.open();
        ModelIndex index = new ModelIndex(1, DistanceMetric.COSINE)) {
      assertThat(file.problems()).hasSize(1000);
      assertThat(file.problems().get(999).what()).isEqualTo("And 4001 more");
      assertThat(file.into(index, ProgressListener.none()).skippedRows()).isEqualTo(5000);
      assertThat(file.problems()).hasSize(1000);
    }
  }

  // ---- paths and use

  @Test
  void namesWhatIsWrongWithAPath() throws IOException {
    Path log = dir.resolve("test.db");
    Files.write(log, new byte[100]);
    Path empty = dir.resolve("empty");
    Files.createFile(empty);

    assertThatThrownBy(() -> VectorImport.open(dir.resolve("none.gwi")))
        .isInstanceOf(DatabaseNotFoundException.class)
        .hasMessageContaining("none.gwi");
    assertThatThrownBy(() -> VectorImport.open(dir))
        .isInstanceOf(InvalidDatabasePathException.class);
    assertThatThrownBy(() -> VectorImport.open(empty)).isInstanceOf(UnknownFormatException.class);
    assertThatThrownBy(() -> VectorImport.open(log))
        .isInstanceOf(UnknownFormatException.class)
        .hasMessageStartingWith("test.db is none of the original's files");
    assertThatThrownBy(() -> VectorImport.open(null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> VectorImport.open(log, null)).isInstanceOf(NullPointerException.class);
  }

  @Test
  void isOfNoUseOnceClosed() throws IOException {
    Path path = dir.resolve("x.mmap");
    Files.write(path, file(Format.MMAP, 3).bytes());
    VectorImport file = VectorImport.open(path);
    Iterator<Row> rows = file.rows().iterator();
    assertThat(rows.next().key()).isEqualTo("key0");

    file.close();
    file.close();

    assertThatThrownBy(rows::next).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(file::rows).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(file::problems).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> file.into(index(), ProgressListener.none()))
        .isInstanceOf(IllegalStateException.class);
    assertThat(file.dimensions()).isEqualTo(DIMENSIONS);
    Files.delete(path);
  }

  @Test
  void failingReadsAreErrorsOfOurs() {
    byte[] bytes = new RawIndex(Format.GWI, 6000).row("a", new float[6000]).bytes();
    for (int n = 1; ; n++) {
      SimulatedDisk disk = new SimulatedDisk();
      disk.setContents("x", bytes);
      disk.failAt(n, false, new IOException("planted"));
      try (VectorImport file = VectorImport.open(disk, disk.path("x"), null)) {
        keys(file);
      } catch (SynaIOException e) {
        assertThat(e).hasRootCauseMessage("planted");
      }
      if (disk.failedCalls().isEmpty()) {
        assertThat(n).isGreaterThan(4);
        return;
      }
    }
  }

  @Test
  void saysThatAFileGotShorter() throws IOException {
    SimulatedDisk disk = new SimulatedDisk();
    disk.setContents("x", file(Format.MMAP, 5000).bytes());
    try (VectorImport file = VectorImport.open(disk, disk.path("x"), null)) {
      try (StorageFile cut = disk.open(disk.path("x"), Storage.Access.READ_WRITE)) {
        cut.truncate(1000);
      }

      assertThatThrownBy(file::problems)
          .isInstanceOf(SynaIOException.class)
          .hasMessage("x got shorter while it was read");
    }
  }

  @Test
  void rowsKeepTheirVectors() {
    try (VectorImport file = file(Format.GWI, 2).open()) {
      Iterator<Row> rows = file.rows().iterator();
      Row first = rows.next();
      first.vector()[0] = 99;
      rows.next();

      assertThat(first.vector()).containsExactly(vector(0));
      assertThat(first.offset()).isEqualTo(64 + 3 * 4 * DIMENSIONS + 32);
      assertThat(first).hasToString("Row[key=key0, dimensions=8, offset=192]");
    }
  }
}

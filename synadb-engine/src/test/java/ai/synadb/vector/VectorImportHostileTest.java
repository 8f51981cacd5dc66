/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.synadb.ProgressListener;
import ai.synadb.SynaException;
import ai.synadb.error.FormatTooNewException;
import ai.synadb.error.SynaFormatException;
import ai.synadb.error.UnknownFormatException;
import ai.synadb.vector.VectorImport.Format;
import ai.synadb.vector.VectorImport.Row;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Files that are cut, flipped and made up: they give fewer rows or an exception of ours, and never
 * take more memory than a bound.
 */
class VectorImportHostileTest {
  private static final long SEED = Long.getLong("seed", 11);
  private static final int MUTATIONS =
      (int) (15_000 * Double.parseDouble(System.getProperty("sizes", "1")));
  private static final long MAX_ALLOCATED = 2 << 20;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static RawIndex small(Format format) {
    RawIndex raw = new RawIndex(format, 4);
    for (int i = 0; i < 6; i++) {
      raw.row("k".repeat(i + 1), RawIndex.vector(4, i));
    }
    return raw;
  }

  /** Reads all of a file in every way; the rows, or null if it is refused. */
  private static List<Row> use(byte[] file) {
    List<Row> rows = new ArrayList<>();
    try (VectorImport opened = RawIndex.open(file)) {
      opened.rows().forEach(rows::add);
      assertThat(opened.problems()).hasSizeLessThanOrEqualTo(1000);
      if (opened.dimensions() <= 64) {
        try (ModelIndex index = new ModelIndex(opened.dimensions(), opened.metric())) {
          VectorImport.Report report = opened.into(index, ProgressListener.none());
          assertThat(report.imported()).isLessThanOrEqualTo(rows.size());
        }
      }
    } catch (SynaException e) {
      assertThat(e).isInstanceOf(SynaFormatException.class);
      return null;
    }
    return rows;
  }

  private static boolean areSame(Row a, Row b) {
    return a.key().equals(b.key()) && Arrays.equals(a.vector(), b.vector());
  }

  @ParameterizedTest
  @EnumSource
  void everyPrefixGivesAPrefixOfTheRows(Format format) {
    byte[] whole = small(format).zeros(40).bytes();
    List<Row> all = use(whole);
    assertThat(all).hasSize(6);
    int refused = 0;
    int before = 0;
    for (int n = 0; n <= whole.length; n++) {
      List<Row> rows = use(Arrays.copyOf(whole, n));
      if (rows == null) {
        assertThat(before).isZero();
        refused++;
        continue;
      }
      assertThat(rows.size()).as("rows of %d bytes", n).isBetween(before, before + 1);
      before = rows.size();
      for (int i = 0; i < rows.size(); i++) {
        assertThat(areSame(rows.get(i), all.get(i))).as("row %d of %d bytes", i, n).isTrue();
      }
    }
    assertThat(before).isEqualTo(6);
    assertThat(refused).isEqualTo(small(format).start());
  }

  private static List<byte[]> bases(Format format) {
    List<byte[]> bases = new ArrayList<>();
    bases.add(small(format).zeros(format == Format.HNSW ? 0 : 300).bytes());
    bases.add(small(format).checkpoint().row("behind", RawIndex.vector(4, 9)).zeros(50).bytes());
    String ending = "." + format.name().toLowerCase(Locale.ROOT);
    for (String name : IndexFixtures.names(ending)) {
      bases.add(IndexFixtures.bytes(name));
    }
    return bases;
  }

  /** Changes a file in up to four places. */
  private static byte[] mutate(byte[] base, Random random) {
    byte[] b = base.clone();
    ByteBuffer view = ByteBuffer.wrap(b).order(ByteOrder.LITTLE_ENDIAN);
    int changes = 1 + random.nextInt(4);
    for (int i = 0; i < changes; i++) {
      // Heads and the first rows are where most of the lengths are.
      int at = random.nextInt(random.nextBoolean() ? Math.min(b.length, 400) : b.length);
      switch (random.nextInt(7)) {
        case 0:
          b[at] ^= (byte) (1 << random.nextInt(8));
          break;
        case 1:
          b[at] = (byte) random.nextInt();
          break;
        case 2:
          view.putLong(Math.min(at, b.length - 8), extreme(random));
          break;
        case 3:
          view.putShort(Math.min(at, b.length - 2), (short) extreme(random));
          break;
        case 4:
          b = Arrays.copyOf(b, Math.max(1, at));
          break;
        case 5:
          Arrays.fill(b, at, Math.min(b.length, at + random.nextInt(5000)), (byte) 0);
          break;
        default:
          int from = random.nextInt(b.length);
          int n = Math.min(random.nextInt(500), b.length - Math.max(at, from));
          System.arraycopy(b, from, b, at, n);
          break;
      }
      if (b.length < 8) {
        return b;
      }
      view = ByteBuffer.wrap(b).order(ByteOrder.LITTLE_ENDIAN);
    }
    return b;
  }

  private static long extreme(Random random) {
    long[] all = {
      0, 1, -1, 63, 64, 65_535, 65_536, 1L << 31, 1L << 60, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 20
    };
    return all[random.nextInt(all.length)];
  }

  @ParameterizedTest
  @EnumSource
  @Tag("heavy")
  @Timeout(120)
  void breaksNothing(Format format) {
    System.out.println("seed " + SEED + "; one file: -Dhostile.file=N");
    List<byte[]> bases = bases(format);
    Integer only = Integer.getInteger("hostile.file");
    int refused = 0;
    long rows = 0;
    long most = 0;
    int first = only == null ? Integer.getInteger("part", 0) * MUTATIONS : only;
    int end = only == null ? first + MUTATIONS : only + 1;
    for (int n = first; n < end; n++) {
      Random random = new Random(SEED * 1_000_000_007L + n);
      byte[] file = mutate(bases.get(random.nextInt(bases.size())), random);
      long allocated = threads.getCurrentThreadAllocatedBytes();
      List<Row> found;
      try {
        found = use(file);
      } catch (Throwable t) {
        throw new AssertionError("seed " + SEED + ", file " + n, t);
      }
      long bytes = threads.getCurrentThreadAllocatedBytes() - allocated;
      assertThat(bytes)
          .as("bytes allocated, seed %d, file %d", SEED, n)
          .isLessThan(MAX_ALLOCATED + 16L * file.length);
      most = Math.max(most, bytes);
      refused += found == null ? 1 : 0;
      rows += found == null ? 0 : found.size();
    }
    System.out.printf(
        Locale.ROOT,
        "%s: %d files, %d refused, %d rows, at most %.1f MB%n",
        format,
        MUTATIONS,
        refused,
        rows,
        most / 1e6);
  }

  /** Of a flipped bit, only the row in which it is may be wrong, unless it ends the rows. */
  @ParameterizedTest
  @EnumSource
  void everyFlippedBitLeavesTheRowsBeforeIt(Format format) {
    byte[] whole = small(format).zeros(30).bytes();
    Map<Integer, Row> all = new HashMap<>();
    use(whole).forEach(r -> all.put((int) r.offset(), r));
    for (int at = small(format).start(); at < whole.length; at++) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] b = whole.clone();
        b[at] ^= (byte) (1 << bit);
        List<Row> rows = use(b);
        int flipped = at;
        List<Row> before = all.values().stream().filter(r -> endOf(r, format) <= flipped).toList();
        for (Row r : before) {
          assertThat(rows).as("byte %d, bit %d", at, bit).anyMatch(found -> areSame(found, r));
        }
      }
    }
  }

  private static long endOf(Row r, Format format) {
    switch (format) {
      case HNSW:
        return r.offset() + 8 + r.key().length() + 8 + 16 + 8 + 8 + 12;
      case MMAP:
        return r.offset() + 2 + r.key().length() + 16;
      case GWI:
        return r.offset() + 4 + r.key().length() + 16;
    }
    throw new AssertionError(format);
  }

  @ParameterizedTest
  @EnumSource
  void refusesOtherVersionsByName(Format format) {
    assertThatThrownBy(() -> small(format).version(2).open())
        .isInstanceOf(FormatTooNewException.class)
        .hasMessage("index is of version 2 at 0x4; version 1 is known");
    assertThatThrownBy(() -> small(format).version(0).open())
        .isInstanceOf(UnknownFormatException.class)
        .hasMessage("index is of version 0 at 0x4; version 1 is known");
  }

  @ParameterizedTest
  @EnumSource
  void refusesVectorsWithoutDimensions(Format format) {
    assertThatThrownBy(() -> new RawIndex(format, 0).open())
        .isInstanceOf(SynaFormatException.class)
        .hasMessageContaining("0 dimensions");
  }

  @Test
  void refusesASidecarWithoutMetric() {
    for (int metric : new int[] {3, 200}) {
      assertThatThrownBy(() -> small(Format.HNSW).metric(metric).open())
          .isInstanceOf(SynaFormatException.class)
          .hasMessage("index cannot be read: its metric is " + metric + ", which is none (at 0x8)");
    }
  }

  @ParameterizedTest
  @EnumSource
  void readsTheLongestVectors(Format format) {
    float[] longest = RawIndex.vector(65_535, 1);
    byte[] file =
        new RawIndex(format, 65_535).row("k".repeat(65_534), longest).row("b", longest).bytes();
    try (VectorImport opened = RawIndex.open(file)) {
      assertThat(opened.dimensions()).isEqualTo(65_535);
      assertThat(opened.rows())
          .hasSize(2)
          .allSatisfy(r -> assertThat(r.vector()).containsExactly(longest));
      assertThat(opened.problems()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void believesNoCount(Format format) {
    for (long count : new long[] {1L << 60, Long.MAX_VALUE, 7, 0x7fff_ffffL}) {
      try (VectorImport opened = small(format).statedCount(count).open()) {
        assertThat(opened.statedCount()).isEqualTo(count);
        assertThat(opened.rows()).hasSize(6);
        assertThat(opened.problems()).hasSize(1);
      }
    }
  }

  @Test
  void clampsCountsThatNoLongHolds() {
    byte[] file = small(Format.MMAP).bytes();
    Arrays.fill(file, 16, 24, (byte) -1);
    try (VectorImport opened = RawIndex.open(file)) {
      assertThat(opened.statedCount()).isEqualTo(Long.MAX_VALUE);
      assertThat(opened.rows()).hasSize(6);
    }
  }

  @Test
  void readsNoMoreNodesThanAreStated() {
    try (VectorImport opened = small(Format.HNSW).statedCount(4).open()) {
      assertThat(opened.rows()).hasSize(4);
      assertThat(opened.problems()).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void endsAtAKeyThatIsLongerThanTheFile(Format format) {
    RawIndex raw = small(format).row(new byte[] {'x'}, 65_500, RawIndex.vector(4, 1));
    try (VectorImport opened = raw.open()) {
      assertThat(opened.rows()).hasSize(6);
      assertThat(opened.problems()).isNotEmpty();
    }
  }

  @Test
  void endsAtLengthsOfSidecarsThatOverflow() {
    for (long length : new long[] {-1, 1L << 32, Long.MIN_VALUE, Long.MAX_VALUE - 40, 65_536}) {
      RawIndex raw = small(Format.HNSW).row(new byte[] {'x'}, length, RawIndex.vector(4, 1));
      try (VectorImport opened = raw.open()) {
        assertThat(opened.rows()).hasSize(6);
        assertThat(opened.problems()).hasSize(1);
      }
    }
  }

  @Test
  void endsAtListsOfSidecarsThatOverflow() {
    byte[] file = small(Format.HNSW).bytes();
    int levels = 57 + 8 + 1 + 8 + 16;
    for (long value : new long[] {0, 34, 1L << 60, -1, Long.MIN_VALUE}) {
      byte[] b = file.clone();
      ByteBuffer.wrap(b).order(ByteOrder.LITTLE_ENDIAN).putLong(levels, value);
      assertThat(use(b)).as("%d levels", value).isEmpty();
    }
    for (long value : new long[] {1L << 60, (1L << 63) / 12 + 1, -1, 1000, Long.MAX_VALUE}) {
      byte[] b = file.clone();
      ByteBuffer.wrap(b).order(ByteOrder.LITTLE_ENDIAN).putLong(levels + 8, value);
      assertThat(use(b)).as("%d neighbours", value).isEmpty();
    }
  }

  @Test
  void boundsTheTablesOfAGravityWellIndex() {
    byte[] file = small(Format.GWI).bytes();
    int rows = small(Format.GWI).start();
    for (int levels : new int[] {0, 2, 16, 255}) {
      for (int fanOut : new int[] {0, 1, 3, 256, 65_535}) {
        byte[] b = file.clone();
        ByteBuffer view = ByteBuffer.wrap(b).order(ByteOrder.LITTLE_ENDIAN);
        view.putShort(10, (short) fanOut).put(12, (byte) levels);
        List<Row> found = use(b);
        assertThat(found).as("%d^%d", fanOut, levels).hasSize(6);
        for (long start : new long[] {0, -1, 1L << 62, rows + 1, file.length}) {
          view.putLong(48, start);
          use(b);
        }
      }
    }
  }
}

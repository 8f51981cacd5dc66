/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every record that the engine writes is what an independent writer makes of the same content. */
class FormatExampleTest extends DatabaseTest {

  /** Writes something of every kind. */
  private void fill(SynaDB db) throws IOException {
    Random random = new Random(11);
    db.putFloat("temperature", 23.5);
    db.putFloat("temperature", Double.longBitsToDouble(0x7ff8_0000_0000_beefL));
    db.putText("name", "sensor-1 \ud83d\ude80");
    db.putInt("count", Long.MIN_VALUE);
    db.append("null", Atom.ofNull());
    db.putBytes("raw", new byte[] {1, 2, 3});
    db.putBytes("aligned", randomBytes(1, 5000));
    db.putVector("embedding", new float[64]);
    db.putText("text", "z".repeat(500));
    db.putBytes("zeros", new byte[70_000]);
    db.putFloat("gone", 1);
    db.delete("gone");
    db.putFloats("loss", new long[] {1, 2}, new long[] {10, 20}, new double[] {1, 0.5});
    db.putFloats("loss", random.doubles(40).toArray());
    db.putInts("ints", random.longs(40).toArray());
    db.putFloats("decimals", IntStream.range(0, 3000).mapToDouble(i -> i / 100.0).toArray());
    db.putBytes("parts", new ByteArrayInputStream(randomBytes(2, 200_000)), 200_000);
    db.write(
        new WriteBatch()
            .putFloat("a", 1.5)
            .putText("a", "two")
            .delete("a")
            .putBytes("b", randomBytes(3, 6000))
            .putFloats("a", random.doubles(100).toArray()));
  }

  private List<SlowDecoder.Item> decoded() throws IOException {
    return SlowDecoder.decode(Files.readAllBytes(path()));
  }

  private static void requireSameBytes(List<SlowDecoder.Item> items) {
    byte[] uuid8 = Binding.of(items.get(0).extra());
    for (SlowDecoder.Item i : items) {
      assertThat(i.has(SlowDecoder.CHECKED)).isTrue();
      assertThat(i.has(SlowDecoder.CHAINED)).isEqualTo(!i.isOurs());
      assertThat(i.flags() & 0x08).isZero();
      assertThat(i.has(SlowDecoder.DELTA)).isFalse();
      byte[] binding = i.key().equals("__syna__/format") ? new byte[8] : uuid8;
      if (!i.has(SlowDecoder.COMPRESSED)) {
        assertThat(SlowDecoder.encode(i, binding))
            .as("%s at 0x%x", i.key(), i.offset())
            .isEqualTo(i.stored());
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Setup.class)
  void everyRecordIsWhatTheFormatSays(Setup setup) throws IOException {
    try (SynaDB db = SynaDB.open(path(), setup.config, surroundings())) {
      fill(db);
      db.flush();
      List<SlowDecoder.Item> items = decoded();
      assertThat(items.get(0).key()).isEqualTo("__syna__/format");
      requireSameBytes(items);
      boolean packs = setup.config.enableDelta() && !setup.config.originalCompatible();
      assertThat(items.stream().anyMatch(i -> i.has(SlowDecoder.BLOCK))).isEqualTo(packs);
      assertThat(items.stream().anyMatch(i -> i.has(SlowDecoder.COMPRESSED)))
          .isEqualTo(setup.config.enableCompression());
      requireNewestValues(db, items);

      db.compact(ProgressListener.none());
      List<SlowDecoder.Item> compacted = decoded();
      requireSameBytes(compacted);
      requireNewestValues(db, compacted);
      assertThat(compacted.stream().noneMatch(i -> i.has(SlowDecoder.BATCHED))).isTrue();
      db.putInt("more", 1);
      db.flush();
      requireSameBytes(decoded());
    }
  }

  private static void requireNewestValues(SynaDB db, List<SlowDecoder.Item> items) {
    Map<String, SlowDecoder.Item> newest = new HashMap<>();
    items.stream().filter(i -> !i.isOurs()).forEach(i -> newest.put(i.key(), i));
    assertThat(db.keys())
        .containsExactlyInAnyOrderElementsOf(
            newest.values().stream()
                .filter(SlowDecoder.Item::isValue)
                .map(SlowDecoder.Item::key)
                .collect(Collectors.toSet()));
    newest.forEach(
        (k, i) -> {
          if (i.isValue()) {
            assertThat(db.ref(k).orElseThrow().offset()).isEqualTo(i.offset());
          }
          ByteBuffer b = ByteBuffer.wrap(i.atom()).order(ByteOrder.LITTLE_ENDIAN);
          if (i.isValue() && b.getInt(0) == 1) {
            assertThat(Double.doubleToRawLongBits(db.getFloat(k).getAsDouble()))
                .isEqualTo(b.getLong(4));
          } else if (i.isValue() && b.getInt(0) == 2) {
            assertThat(db.getInt(k)).hasValue(b.getLong(4));
          }
        });
  }

  @Test
  void timestampsNeverDecreaseAndABatchHasOne() throws IOException {
    try (SynaDB db = SynaDB.open(path(), DbConfig.defaults(), surroundings())) {
      fill(db);
    }
    List<SlowDecoder.Item> items = decoded();

    assertThat(items.stream().map(SlowDecoder.Item::timestamp).toList()).isSorted();
    long batch = -1;
    int batches = 0;
    for (SlowDecoder.Item i : items) {
      boolean commit = i.key().equals("__syna__/commit");
      if (i.has(SlowDecoder.BATCHED) || commit) {
        assertThat(i.timestamp()).isEqualTo(batch < 0 ? i.timestamp() : batch);
        batch = commit ? -1 : i.timestamp();
        batches += commit ? 1 : 0;
      }
    }
    assertThat(batches).isEqualTo(2);
  }

  @Test
  void padsAreAsSmallAsTheFormatSays() throws IOException {
    try (SynaDB db = SynaDB.open(path(), DbConfig.defaults(), surroundings())) {
      for (int i = 0; i < 200; i++) {
        db.putText("t", "x".repeat(i % 67));
        db.putBytes("b", randomBytes(i, 4096));
      }
    }
    List<SlowDecoder.Item> pads =
        decoded().stream().filter(i -> i.key().equals("__syna__/pad")).toList();

    assertThat(pads).hasSizeGreaterThan(100);
    assertThat(pads).allSatisfy(p -> assertThat(p.stored().length).isBetween(35, 98));
  }

  @Test
  void originalCompatibleFilesHoldNoBlocks() throws IOException {
    try (SynaDB db = SynaDB.open(path(), Setup.ORIGINAL.config, surroundings())) {
      db.putFloats("k", new double[1000]);
      db.compact(ProgressListener.none());
      db.putFloats("k", new double[1000]);
    }

    assertThat(decoded().stream().filter(i -> i.key().equals("k"))).hasSize(2000);
    assertThat(decoded().stream().noneMatch(i -> i.has(SlowDecoder.BLOCK))).isTrue();
  }

  @Test
  void theKnownAnswerOfTheChecksum() {
    assertThat(SlowDecoder.crc32c("123456789".getBytes(java.nio.charset.StandardCharsets.US_ASCII)))
        .isEqualTo(0xE3069283);
  }

  @Test
  void logsOfTheSlowEncoderAreReadByTheEngine() throws IOException {
    byte[] uuid8 = {1, 2, 3, 4, 5, 6, 7, 8};
    byte[] format = new byte[46];
    ByteBuffer f = ByteBuffer.wrap(format).order(ByteOrder.LITTLE_ENDIAN);
    f.putInt(1).put(uuid8).put(new byte[8]);
    List<SlowDecoder.Item> script =
        List.of(
            item("__syna__/format", 0x84, null, format, -1),
            item("k", 0x90, 1.5, new byte[0], 0),
            item("k", 0x90, 2.5, new byte[] {1, 1, 9, 0, 0, 0, 0, 0, 0, 0}, 1),
            item("gone", 0x90, 3.5, new byte[0], 0),
            item("gone", 0x94, null, new byte[0], 3),
            item("__syna__/pad", 0x84, null, new byte[7], -1));
    ByteBuffer log = ByteBuffer.allocate(2000);
    long[] offsets = new long[script.size()];
    for (int n = 0; n < script.size(); n++) {
      SlowDecoder.Item i = script.get(n);
      offsets[n] = log.position();
      SlowDecoder.Item placed =
          new SlowDecoder.Item(
              offsets[n],
              now + n,
              i.key(),
              i.flags(),
              i.atom(),
              i.extra(),
              i.previous() > 0 ? 1 + offsets[(int) i.previous()] : i.previous(),
              i.stored());
      log.put(SlowDecoder.encode(placed, n == 0 ? new byte[8] : uuid8));
    }
    Files.write(path(), Arrays.copyOf(log.array(), log.position()));

    try (SynaDB db = SynaDB.open(path())) {
      assertThat(db.getHistoryFloats("k")).containsExactly(1.5, 2.5);
      assertThat(db.series("k").steps()).containsExactly(0, 9);
      assertThat(db.exists("gone")).isFalse();
      assertThat(db.keys()).containsExactly("k");
      assertThat(db.openProblems()).isEmpty();
      assertThat(db.verify(ProgressListener.none()).checkedRecords()).isEqualTo(6);
    }
  }

  private static SlowDecoder.Item item(
      String key, int flags, Double value, byte[] extra, long previous) {
    ByteBuffer b = ByteBuffer.allocate(value == null ? 4 : 12).order(ByteOrder.LITTLE_ENDIAN);
    if (value != null) {
      b.putInt(1).putDouble(value);
    }
    return new SlowDecoder.Item(0, 0, key, flags, b.array(), extra, previous, new byte[0]);
  }
}

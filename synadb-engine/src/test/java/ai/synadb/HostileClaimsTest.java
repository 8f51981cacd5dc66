/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayInputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Small files that claim to hold much: nobody allocates for a claim. */
@ExtendWith(QuietLogs.class)
class HostileClaimsTest {
  private static final long MAX_ALLOCATED = 64L << 20;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private void allocatesLittle(Runnable action) {
    long before = threads.getCurrentThreadAllocatedBytes();
    action.run();
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(MAX_ALLOCATED);
  }

  private static void quietly(Runnable action) {
    try {
      action.run();
    } catch (SynaException | IllegalStateException expected) {
      // refused
    }
  }

  private static RawLog.Rec record(byte[] log, String key) {
    return RawLog.records(log).stream().filter(r -> r.key().equals(key)).findFirst().orElseThrow();
  }

  private static MemoryDisk disk(byte[] log) {
    MemoryDisk disk = new MemoryDisk();
    disk.put(Specimen.NAME, log);
    return disk;
  }

  private static byte[] withParts() throws Exception {
    MemoryDisk disk = new MemoryDisk();
    try (SynaDB db = Specimen.open(disk, OpenMode.READ_WRITE)) {
      db.putBytes("parts", new ByteArrayInputStream(new byte[4000]), 4000);
      db.putInt("other", 1);
    }
    return disk.get(Specimen.NAME);
  }

  /** The descriptor of a value in parts claims almost a gigabyte. */
  @ParameterizedTest
  @ValueSource(ints = {1, 1500, 1 << 20, 64 << 20})
  void aValueInPartsThatAreNotThere(int partBytes) throws Exception {
    byte[] log = withParts();
    RawLog.Rec r = record(log, "parts");
    assertThat(RawLog.partsId(r)).isNotZero();
    int descriptor = r.end() - r.value().length + 12;
    long total = 999_000_000;
    ByteBuffer b = RawLog.buffer(log);
    b.putLong(descriptor + 16, total);
    b.putInt(descriptor + 24, partBytes);
    b.putInt(descriptor + 28, (int) ((total + partBytes - 1) / partBytes));
    RawLog.seal(log, r.offset(), RawLog.binding(log));

    try (SynaDB db = Specimen.open(disk(log), OpenMode.READ_WRITE)) {
      allocatesLittle(
          () -> assertThatThrownBy(() -> db.get("parts")).isInstanceOf(SynaException.class));
      allocatesLittle(() -> quietly(() -> db.openBytes("parts")));
      allocatesLittle(() -> quietly(() -> db.mapBytes("parts").close()));
      allocatesLittle(() -> quietly(() -> Contents.history(db, "parts")));
      allocatesLittle(() -> quietly(() -> db.verify(ProgressListener.none())));
      allocatesLittle(
          () ->
              quietly(
                  () -> db.planCompaction(CompactionPolicy.keepAll(), ProgressListener.none())));
      allocatesLittle(
          () -> quietly(() -> db.compact(CompactionPolicy.keepAll(), ProgressListener.none())));
      assertThat(db.getInt("other")).hasValue(1);
    }
  }

  /** A record of the original that claims to be a gigabyte when it is decompressed. */
  @Test
  void anLz4BlockThatClaimsToBeLarge() {
    byte[] stored = new byte[5000];
    RawLog.buffer(stored).putInt(999_999_999);
    byte[] log = RawLog.original(1_700_000_000_000_000L, "claims", RawLog.COMPRESSED, stored);
    byte[] good = RawLog.original(1_700_000_000_000_001L, "good", 0, RawLog.intAtom(1));
    byte[] both = Arrays.copyOf(log, log.length + good.length);
    System.arraycopy(good, 0, both, log.length, good.length);

    for (OpenMode mode : new OpenMode[] {OpenMode.READ_ONLY, OpenMode.SALVAGE}) {
      allocatesLittle(
          () ->
              quietly(
                  () -> {
                    try (SynaDB db = Specimen.open(disk(both), mode)) {
                      db.get("claims");
                    }
                  }));
    }
  }

  /** Text, bytes and vectors whose own length is not that of their record. */
  @ParameterizedTest
  @ValueSource(longs = {-1, 1L << 20, 1L << 31, 1L << 40, Long.MAX_VALUE, Long.MIN_VALUE})
  void anAtomThatClaimsToBeLong(long length) {
    Specimen s = Specimen.of(2500, 1);
    for (RawLog.Rec r : RawLog.records(s.log)) {
      if (r.tag() < 3 || r.has(RawLog.COMPRESSED)) {
        continue;
      }
      byte[] log = s.log.clone();
      RawLog.buffer(log).putLong(r.end() - r.value().length + 4, length);
      RawLog.seal(log, r.offset(), RawLog.binding(log));
      for (OpenMode mode : OpenMode.values()) {
        if (mode == OpenMode.CREATE_NEW) {
          continue;
        }
        allocatesLittle(
            () ->
                quietly(
                    () -> {
                      try (SynaDB db = Specimen.open(disk(log.clone()), mode)) {
                        db.get(r.key());
                      }
                    }));
      }
    }
  }

  /** A packed history claims a million numbers in a hundred bytes: that is what one may claim. */
  @Test
  void aPackedHistoryThatClaimsToBeLong() {
    MemoryDisk source = new MemoryDisk();
    try (SynaDB db = Specimen.open(source, OpenMode.READ_WRITE)) {
      db.putFloats("loss", new double[50]);
    }
    byte[] log = source.get(Specimen.NAME);
    for (int count : new int[] {0, -1, 50, 1 << 20, (1 << 20) + 1, Integer.MAX_VALUE}) {
      byte[] claims = log.clone();
      RawLog.Rec block = record(claims, "loss");
      assertThat(block.has(RawLog.BLOCK)).isTrue();
      RawLog.buffer(claims).putInt(block.end() - block.value().length + 4 + 4, count);
      RawLog.seal(claims, block.offset(), RawLog.binding(claims));
      allocatesLittle(
          () ->
              quietly(
                  () -> {
                    try (SynaDB db = Specimen.open(disk(claims), OpenMode.READ_ONLY)) {
                      db.getHistoryFloats("loss");
                    }
                  }));
    }
  }

  /** A checkpoint whose footer claims sections, shards and keys without end. */
  @Test
  void aCheckpointThatClaimsToBeLarge() {
    Specimen s = Specimen.of(4000, 1);
    int footer = s.checkpoint.length - 512;
    for (int at = footer; at < footer + 96 + 8 * 20; at += 4) {
      for (long claim : new long[] {1L << 31, 1L << 40, Long.MAX_VALUE, -1}) {
        byte[] checkpoint = s.checkpoint.clone();
        RawLog.buffer(checkpoint).putLong(at, claim);
        HostileFile.sealCheckpoint(checkpoint);
        MemoryDisk disk = s.disk(false, true);
        disk.put(Specimen.NAME + ".ckpt", checkpoint);
        allocatesLittle(
            () -> {
              try (SynaDB db = Specimen.open(disk, OpenMode.READ_ONLY)) {
                quietly(() -> db.get("last"));
                quietly(db::keys);
              } catch (SynaException refused) {
                // as good
              }
            });
      }
    }
  }
}

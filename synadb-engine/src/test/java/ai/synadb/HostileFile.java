/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;

/** A file that somebody made to break us, out of a sound one. */
final class HostileFile {
  /** A sound file with what lies beside it. */
  record Base(byte[] log, byte[] checkpoint, byte[] lockPage) {}

  private static final long[] EDGES = {
    0,
    1,
    -1,
    4,
    15,
    16,
    255,
    256,
    65_534,
    65_535,
    1 << 20,
    999_999_999,
    1_000_000_000,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    1L << 41,
    1L << 62
  };
  private static final int CHECKPOINT_FOOTER = 512;
  private static final int SECTIONS_AT = 96;

  private final Random random;
  private final StringBuilder how = new StringBuilder();
  private byte[] log;
  private byte[] checkpoint;
  private byte[] lockPage;

  private HostileFile(Base base, Random random) {
    this.random = random;
    this.log = base.log.clone();
    this.checkpoint = base.checkpoint == null ? null : base.checkpoint.clone();
    this.lockPage = base.lockPage == null ? null : base.lockPage.clone();
  }

  /** Makes one; the same for one state of {@code random}. */
  static HostileFile of(Base base, Random random) {
    HostileFile f = new HostileFile(base, random);
    if (random.nextInt(3) != 0) {
      f.checkpoint = null;
    }
    if (random.nextInt(3) == 0) {
      f.lockPage = null;
    }
    int edits = 1 + random.nextInt(random.nextInt(4) == 0 ? 12 : 2);
    for (int i = 0; i < edits && f.log.length > 0; i++) {
      f.mutate();
    }
    return f;
  }

  /** What was done. */
  String how() {
    return how.toString().trim();
  }

  long length() {
    return log.length + (checkpoint == null ? 0 : checkpoint.length);
  }

  /** What packed histories may need: 64 bytes and an object for each number that they claim. */
  long allowance() {
    long n = 0;
    byte[] binding = RawLog.binding(log);
    for (RawLog.Rec r : RawLog.recordsAnywhere(log, binding)) {
      if (r.has(RawLog.BLOCK) && r.extra().length >= 8) {
        n += Math.max(0, Math.min(1 << 20, RawLog.buffer(r.extra()).getInt(4)));
      }
    }
    return n > 100_000 ? 16_384 * n : 0;
  }

  /** A disk with the file. */
  MemoryDisk disk() {
    MemoryDisk disk = new MemoryDisk();
    disk.put(Specimen.NAME, log.clone());
    if (checkpoint != null) {
      disk.put(Specimen.NAME + ".ckpt", checkpoint.clone());
    }
    if (lockPage != null) {
      disk.put(Specimen.NAME + ".lock", lockPage.clone());
    }
    return disk;
  }

  private void mutate() {
    int kind = random.nextInt(checkpoint == null ? 9 : 13);
    how.append(kind).append(' ');
    switch (kind) {
      case 0 -> log[random.nextInt(log.length)] = (byte) random.nextInt();
      case 1 -> noise(log, random.nextInt(log.length), 1 + random.nextInt(64));
      case 2 -> log = Arrays.copyOf(log, random.nextInt(log.length + 1));
      case 3 -> splice();
      case 4 -> header(false);
      case 5 -> header(true);
      case 6 -> sealedEdit();
      case 7 -> zeros();
      case 8 -> {
        if (random.nextInt(20) == 0) {
          log = new byte[random.nextInt(5000)];
          random.nextBytes(log);
        } else {
          sealedEdit();
        }
      }
      case 9 -> noise(checkpoint, random.nextInt(checkpoint.length), 1 + random.nextInt(8));
      default -> sealedCheckpoint();
    }
  }

  private void noise(byte[] b, int at, int n) {
    for (int i = at; i < Math.min(b.length, at + n); i++) {
      b[i] = (byte) random.nextInt();
    }
  }

  private void zeros() {
    int at = random.nextInt(log.length);
    Arrays.fill(log, at, Math.min(log.length, at + random.nextInt(1024)), (byte) 0);
  }

  /** Puts a piece of the file into another place: over what is there, or between. */
  private void splice() {
    int from = random.nextInt(log.length);
    byte[] piece = Arrays.copyOfRange(log, from, Math.min(log.length, from + random.nextInt(2000)));
    int at = random.nextInt(log.length);
    if (random.nextBoolean()) {
      System.arraycopy(piece, 0, log, at, Math.min(piece.length, log.length - at));
      return;
    }
    byte[] longer = Arrays.copyOf(log, log.length + piece.length);
    System.arraycopy(piece, 0, longer, at, piece.length);
    System.arraycopy(log, at, longer, at + piece.length, log.length - at);
    log = longer;
  }

  private RawLog.Rec anyRecord() {
    List<RawLog.Rec> all = RawLog.records(log);
    return all.isEmpty() ? null : all.get(random.nextInt(all.size()));
  }

  private long edge() {
    return EDGES[random.nextInt(EDGES.length)] + random.nextInt(3) - 1;
  }

  /** Puts an odd number into a field of a header, and maybe the checksum right. */
  private void header(boolean seal) {
    RawLog.Rec r = anyRecord();
    if (r == null) {
      return;
    }
    ByteBuffer b = RawLog.buffer(log);
    switch (random.nextInt(4)) {
      case 0 -> b.putLong(r.offset(), edge());
      case 1 -> b.putShort(r.offset() + 8, (short) edge());
      case 2 -> b.putInt(r.offset() + 10, (int) edge());
      default -> log[r.offset() + 14] ^= (byte) (1 << random.nextInt(8));
    }
    if (seal) {
      RawLog.seal(log, r.offset(), RawLog.binding(log));
    }
  }

  /** Changes what a record says, and gives it the checksum that it then needs. */
  private void sealedEdit() {
    RawLog.Rec r = anyRecord();
    if (r == null) {
      return;
    }
    byte[] binding = RawLog.binding(log);
    int at = r.offset() + 14 + random.nextInt(r.length() - 14);
    if (random.nextBoolean() || at + 8 > log.length) {
      log[at] = (byte) random.nextInt();
    } else if (random.nextBoolean()) {
      RawLog.buffer(log).putLong(at, edge());
    } else if (at + 4 <= log.length) {
      RawLog.buffer(log).putInt(at, (int) edge());
    }
    if (r.has(RawLog.CHAINED) && random.nextInt(4) == 0) {
      RawLog.buffer(log).putLong(r.end() - 12, 1 + random.nextInt(log.length));
    }
    RawLog.seal(log, r.offset(), binding);
  }

  /** Changes a section of the checkpoint, and gives section and footer their checksums. */
  private void sealedCheckpoint() {
    int footer = checkpoint.length - CHECKPOINT_FOOTER;
    if (footer < 0) {
      return;
    }
    if (random.nextInt(4) == 0) {
      RawLog.buffer(checkpoint).putLong(footer + 12 + random.nextInt(84), edge());
    } else {
      int at = random.nextInt(Math.max(1, footer - 8));
      if (random.nextBoolean()) {
        RawLog.buffer(checkpoint).putLong(at, edge());
      } else {
        checkpoint[at] = (byte) random.nextInt();
      }
    }
    sealCheckpoint(checkpoint);
  }

  /** Gives a checkpoint's sections and its footer the checksums that they need. */
  static void sealCheckpoint(byte[] checkpoint) {
    int footer = checkpoint.length - CHECKPOINT_FOOTER;
    ByteBuffer b = RawLog.buffer(checkpoint);
    for (int i = 0; i < 8; i++) {
      int e = footer + SECTIONS_AT + 20 * i;
      long from = b.getLong(e);
      long length = b.getLong(e + 8);
      if (from >= 0 && length >= 0 && from <= footer && length <= footer - from) {
        CRC32C crc = new CRC32C();
        crc.update(checkpoint, (int) from, (int) length);
        b.putInt(e + 16, (int) crc.getValue());
      }
    }
    CRC32C crc = new CRC32C();
    crc.update(checkpoint, footer, CHECKPOINT_FOOTER - 4);
    b.putInt(checkpoint.length - 4, (int) crc.getValue());
  }
}

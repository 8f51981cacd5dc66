/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb;

import ai.synadb.testing.PlantedFault;
import ai.synadb.testing.SimulatedDisk;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Makes an engine that checks behave like one that does not, by changing the files that a crash
 * left before it sees them: with a checksum put right it sees what an engine that ignores checksums
 * would take, and so on. Knows the format by itself, not through the engine's classes.
 */
final class PlantedDamage {
  private static final int HEADER = 15;
  private static final int CHECKED = 0x80;
  private static final int BATCHED = 0x20;
  private static final int COMPRESSED = 0x02;

  private static final int CHECKPOINT_FOOTER = 512;
  private static final int CHECKPOINT_GENERATION_AT = 28;
  private static final int CHECKPOINT_OFFSET_AT = 36;
  private static final int CHECKPOINT_FINGERPRINT_AT = 44;
  private static final int CHECKPOINT_FINGERPRINT_BYTES = 4096;

  private static final int CHECKPOINT_SECTIONS_AT = 96;
  private static final int CHECKPOINT_SECTION_ENTRY = 20;

  private PlantedDamage() {}

  /** Plants a fault in a disk that a crash left. */
  static void plant(PlantedFault fault, SimulatedDisk disk, String name) {
    if (fault == null) {
      return;
    }
    disk.plant(fault);
    if (!disk.names().contains(name)) {
      return;
    }
    switch (fault) {
      case COMMIT_IGNORED, CHECKSUM_IGNORED -> {
        byte[] log = disk.contents(name);
        if (change(log, fault)) {
          disk.setContents(name, log);
        }
      }
      case STALE_CHECKPOINT_TRUSTED -> trustCheckpoint(disk, name);
      default -> {}
    }
  }

  private static boolean change(byte[] log, PlantedFault fault) {
    ByteBuffer b = ByteBuffer.wrap(log).order(ByteOrder.LITTLE_ENDIAN);
    byte[] uuid8 = new byte[8];
    boolean changed = false;
    List<Integer> batch = new ArrayList<>(); // records that still wait for a commit
    int at = 0;
    while (at + HEADER < log.length) {
      int keyLength = b.getShort(at + 8) & 0xffff;
      long end = at + HEADER + (long) keyLength + (b.getInt(at + 10) & 0xffffffffL);
      int flags = log[at + 14] & 0xff;
      if (keyLength == 0 || end > log.length || end - at - HEADER - keyLength < 8) {
        break;
      }
      boolean isFormat = keyIs(log, at, keyLength, "__syna__/format");
      byte[] binding = isFormat ? new byte[8] : uuid8;
      boolean canSee = (flags & CHECKED) != 0 && (flags & COMPRESSED) == 0;
      if (canSee && b.getInt((int) end - 4) != crc(log, at, (int) end, binding)) {
        if (fault == PlantedFault.COMMIT_IGNORED) {
          break;
        }
        b.putInt((int) end - 4, crc(log, at, (int) end, binding));
        changed = true;
      }
      if ((flags & BATCHED) != 0) {
        batch.add(at);
      } else {
        batch.clear(); // committed, or dead because something else stands behind it
      }
      if (isFormat && end - at >= HEADER + keyLength + 28) {
        int payload = at + HEADER + keyLength + 4;
        byte[] format = Arrays.copyOfRange(log, payload, payload + 28);
        System.arraycopy(Binding.of(format), 0, uuid8, 0, 8);
      }
      at = (int) end;
    }
    if (fault == PlantedFault.COMMIT_IGNORED) {
      for (int record : batch) {
        changed |= unbatch(log, b, record, uuid8);
      }
    }
    return changed;
  }

  /** Makes a record of a batch an ordinary one. */
  private static boolean unbatch(byte[] log, ByteBuffer b, int at, byte[] uuid8) {
    if ((log[at + 14] & COMPRESSED) != 0) {
      return false; // its checksum is inside what is compressed
    }
    int end = at + HEADER + (b.getShort(at + 8) & 0xffff) + b.getInt(at + 10);
    log[at + 14] &= ~BATCHED;
    b.putInt(end - 4, crc(log, at, end, uuid8));
    return true;
  }

  private static boolean keyIs(byte[] log, int at, int keyLength, String key) {
    byte[] k = key.getBytes(StandardCharsets.US_ASCII);
    return keyLength == k.length
        && java.util.Arrays.equals(log, at + HEADER, at + HEADER + keyLength, k, 0, k.length);
  }

  private static int crc(byte[] log, int at, int end, byte[] uuid8) {
    CRC32C crc = new CRC32C();
    ByteBuffer offset = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(0, at);
    crc.update(offset);
    crc.update(uuid8);
    crc.update(log, at, 10); // time and length of the key
    crc.update(log, at + 14, end - 4 - (at + 14)); // flags, key, value
    return (int) crc.getValue();
  }

  /** Makes a checkpoint say that it was made of the log that is there. */
  private static void trustCheckpoint(SimulatedDisk disk, String name) {
    String checkpoint = name + ".ckpt";
    if (!disk.names().contains(checkpoint)) {
      return;
    }
    byte[] log = disk.contents(name);
    byte[] c = disk.contents(checkpoint);
    int footer = c.length - CHECKPOINT_FOOTER;
    if (footer < 0) {
      return;
    }
    ByteBuffer b = ByteBuffer.wrap(c).order(ByteOrder.LITTLE_ENDIAN);
    long offset = b.getLong(footer + CHECKPOINT_OFFSET_AT);
    if (offset < 0
        || offset > log.length
        || crc(c, footer, CHECKPOINT_FOOTER - 4) != b.getInt(c.length - 4)) {
      return; // it is damaged, or of a longer log: no engine could use it
    }
    int n = (int) Math.min(CHECKPOINT_FINGERPRINT_BYTES, offset);
    b.putInt(footer + CHECKPOINT_FINGERPRINT_AT, crc(log, (int) offset - n, n));
    copyFormats(log, b, footer);
    b.putInt(c.length - 4, crc(c, footer, CHECKPOINT_FOOTER - 4));
    disk.setContents(checkpoint, c);
  }

  /** Replaces the format records that the checkpoint knows by those of the log. */
  private static void copyFormats(byte[] log, ByteBuffer checkpoint, int footer) {
    // Theirs is the last section, which ends where the footer begins.
    int entry = footer + CHECKPOINT_SECTIONS_AT;
    while (checkpoint.getLong(entry) + checkpoint.getLong(entry + 8) != footer
        || checkpoint.getLong(entry + 8) == 0) {
      entry += CHECKPOINT_SECTION_ENTRY;
      if (entry + CHECKPOINT_SECTION_ENTRY > checkpoint.limit()) {
        throw new AssertionError("No section of the checkpoint ends before its footer");
      }
    }
    int from = (int) checkpoint.getLong(entry);
    int length = (int) checkpoint.getLong(entry + 8);
    int at = from;
    while (at + 12 <= from + length) {
      long record = checkpoint.getLong(at);
      int n = checkpoint.getInt(at + 8);
      if (record + HEADER < log.length) {
        int keyLength = (log[(int) record + 8] & 0xff) | (log[(int) record + 9] & 0xff) << 8;
        long payload = record + HEADER + keyLength + 4;
        if (payload + n <= log.length && keyIs(log, (int) record, keyLength, "__syna__/format")) {
          System.arraycopy(log, (int) payload, checkpoint.array(), at + 12, n);
          checkpoint.putLong(footer + CHECKPOINT_GENERATION_AT, checkpoint.getLong(at + 12 + 20));
        }
      }
      at += 12 + n;
    }
    checkpoint.putInt(entry + 16, crc(checkpoint.array(), from, length));
  }

  private static int crc(byte[] b, int at, int length) {
    CRC32C crc = new CRC32C();
    crc.update(b, at, length);
    return (int) crc.getValue();
  }
}

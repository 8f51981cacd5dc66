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
  private static final int CHECKPOINT_OFFSET_AT = 36;
  private static final int CHECKPOINT_FINGERPRINT_AT = 44;
  private static final int CHECKPOINT_FINGERPRINT_BYTES = 4096;

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
    int at = 0;
    while (at + HEADER < log.length) {
      int keyLength = b.getShort(at + 8) & 0xffff;
      long end = at + HEADER + (long) keyLength + (b.getInt(at + 10) & 0xffffffffL);
      int flags = log[at + 14] & 0xff;
      if (keyLength == 0 || end > log.length || end - at - HEADER - keyLength < 8) {
        return changed;
      }
      boolean isFormat = keyIs(log, at, keyLength, "__syna__/format");
      if ((flags & CHECKED) != 0 && (flags & COMPRESSED) == 0) {
        byte[] binding = isFormat ? new byte[8] : uuid8;
        boolean isRight = b.getInt((int) end - 4) == crc(log, at, (int) end, binding);
        if (fault == PlantedFault.CHECKSUM_IGNORED ? !isRight : (flags & BATCHED) != 0) {
          if (fault == PlantedFault.COMMIT_IGNORED) {
            if (!isRight) {
              return changed;
            }
            log[at + 14] &= ~BATCHED;
          }
          b.putInt((int) end - 4, crc(log, at, (int) end, binding));
          changed = true;
        }
      }
      if (isFormat && end - at >= HEADER + keyLength + 28) {
        System.arraycopy(log, at + HEADER + keyLength + 8, uuid8, 0, 8);
      }
      at = (int) end;
    }
    return changed;
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
    CRC32C crc = new CRC32C();
    crc.update(c, footer, CHECKPOINT_FOOTER - 4);
    if (offset < 0 || offset > log.length || (int) crc.getValue() != b.getInt(c.length - 4)) {
      return; // it is damaged, or of a longer log: no engine could use it
    }
    int n = (int) Math.min(CHECKPOINT_FINGERPRINT_BYTES, offset);
    crc.reset();
    crc.update(log, (int) offset - n, n);
    b.putInt(footer + CHECKPOINT_FINGERPRINT_AT, (int) crc.getValue());
    crc.reset();
    crc.update(c, footer, CHECKPOINT_FOOTER - 4);
    b.putInt(c.length - 4, (int) crc.getValue());
    disk.setContents(checkpoint, c);
  }
}

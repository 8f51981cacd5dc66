/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.log;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The page at the start of the lock file, through which a writer tells readers in other processes,
 * and whoever opens the file next, how far the log is valid and durable.
 *
 * <pre>
 *  0   u64  magic "SYNALOCK"
 *  8   u64  process id of the writer
 *  16  u64  first half of the database's UUID
 *  24  u64  second half
 *  32  u64  generation of the file
 *  40  u64  end of what the operating system has
 *  48  u64  end of what the disk has
 *  56  u64  when the writer's process started, in milliseconds since 1970, while the writer is
 *           open; 1 if that is not known
 * </pre>
 *
 * <p>Each number is stored whole and in program order. The page is never synced: after a power cut
 * it holds some earlier state, whose durable end is still a lower bound.
 *
 * <p>Thread safety: one process writes, under the writer's lock; everybody may read.
 */
final class LockPage {
  static final int BYTES = 64;

  private static final long MAGIC = 0x4b434f4c414e5953L; // "SYNALOCK", little-endian
  private static final int PID = 8;
  private static final int UUID_HIGH = 16;
  private static final int UUID_LOW = 24;
  private static final int GENERATION = 32;
  private static final int VALID_END = 40;
  private static final int DURABLE_END = 48;
  private static final int OPEN = 56;
  private static final long SINCE_UNKNOWN = 1;

  private static final VarHandle LONG =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final ByteBuffer page;

  LockPage(ByteBuffer page) {
    this.page = page;
  }

  private long get(int at) {
    return (long) LONG.get(page, at);
  }

  private void set(int at, long v) {
    LONG.set(page, at, v);
    VarHandle.releaseFence();
  }

  /** Whether the page speaks of this generation of this database. */
  boolean isOf(@Nullable UUID uuid, long generation) {
    VarHandle.acquireFence();
    return uuid != null
        && get(0) == MAGIC
        && get(UUID_HIGH) == uuid.getMostSignificantBits()
        && get(UUID_LOW) == uuid.getLeastSignificantBits()
        && get(GENERATION) == generation;
  }

  /** Whether a writer ever wrote this page. */
  boolean isPage() {
    return get(0) == MAGIC;
  }

  UUID uuid() {
    return new UUID(get(UUID_HIGH), get(UUID_LOW));
  }

  boolean isOpen() {
    return get(0) == MAGIC && get(OPEN) != 0;
  }

  long pid() {
    return get(0) == MAGIC ? get(PID) : 0;
  }

  /** Who wrote the page last. */
  WriterProcess process() {
    long since = isOpen() ? get(OPEN) : SINCE_UNKNOWN;
    return new WriterProcess(pid(), since == SINCE_UNKNOWN ? 0 : since);
  }

  long generation() {
    long g = get(GENERATION);
    VarHandle.acquireFence();
    return g;
  }

  long validEnd() {
    long end = get(VALID_END);
    VarHandle.acquireFence();
    return end;
  }

  long durableEnd() {
    return get(DURABLE_END);
  }

  /** Says which file the page is of, and that this process writes it; nothing is valid yet. */
  void begin(UUID uuid, long generation) {
    set(DURABLE_END, 0);
    set(VALID_END, 0);
    set(PID, WriterProcess.SELF.pid());
    set(UUID_HIGH, uuid.getMostSignificantBits());
    set(UUID_LOW, uuid.getLeastSignificantBits());
    set(GENERATION, generation);
    set(0, MAGIC);
    set(OPEN, Math.max(SINCE_UNKNOWN, WriterProcess.SELF.since()));
  }

  /** Says who has the lock, before it is known of which file. */
  void setPid(long pid) {
    set(PID, pid);
  }

  void setValidEnd(long end) {
    set(VALID_END, end);
  }

  void setDurableEnd(long end) {
    set(DURABLE_END, end);
  }

  void setClosed() {
    set(OPEN, 0);
  }
}

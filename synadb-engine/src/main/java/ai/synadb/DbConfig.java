/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * How a database is opened and written.
 *
 * <table>
 * <caption>Settings</caption>
 * <tr><th>setting</th><th>default</th><th>effect</th></tr>
 * <tr><td>{@link Builder#mode mode}</td><td>READ_WRITE</td><td>see {@link OpenMode}</td></tr>
 * <tr><td>{@link Builder#enableCompression enableCompression}</td><td>false</td>
 *     <td>values of 256 bytes and more are stored as LZ4 where that saves an eighth</td></tr>
 * <tr><td>{@link Builder#enableDelta enableDelta}</td><td>true</td>
 *     <td>long numeric histories are packed, by putFloats, putInts and compaction</td></tr>
 * <tr><td>{@link Builder#syncOnWrite syncOnWrite}</td><td>false</td>
 *     <td>true: a put returns when it is on the disk; false: within 10 milliseconds of it</td></tr>
 * <tr><td>{@link Builder#checkpointIntervalBytes checkpointIntervalBytes}</td><td>64 MiB</td>
 *     <td>how much log may lie behind the checkpoint, hence what an open after a crash scans</td></tr>
 * <tr><td>{@link Builder#historyRetention historyRetention}</td><td>keepAll</td>
 *     <td>what {@code compact} keeps when it is not told</td></tr>
 * <tr><td>{@link Builder#originalCompatible originalCompatible}</td><td>false</td>
 *     <td>writes only what the Rust and Python SynaDB show in full: no packed histories, vectors from 64
 *     dimensions on</td></tr>
 * <tr><td>{@link Builder#maxValueBytes maxValueBytes}</td><td>999,999,000</td>
 *     <td>the largest value written as one record, and the largest that a get brings into memory</td></tr>
 * </table>
 *
 * <p>Thread safety: immutable.
 *
 * @since 0.1.0
 */
public final class DbConfig {
  /** The largest payload of one record, in bytes. */
  public static final int MAX_VALUE_BYTES = 999_999_000;

  /** The default of {@link Builder#checkpointIntervalBytes}. */
  public static final long DEFAULT_CHECKPOINT_INTERVAL_BYTES = 64L << 20;

  private static final DbConfig DEFAULTS = builder().build();

  private final OpenMode mode;
  private final boolean enableCompression;
  private final boolean enableDelta;
  private final boolean syncOnWrite;
  private final long checkpointIntervalBytes;
  private final CompactionPolicy historyRetention;
  private final boolean originalCompatible;
  private final int maxValueBytes;

  private DbConfig(Builder b) {
    this.mode = b.mode;
    this.enableCompression = b.enableCompression;
    this.enableDelta = b.enableDelta;
    this.syncOnWrite = b.syncOnWrite;
    this.checkpointIntervalBytes = b.checkpointIntervalBytes;
    this.historyRetention = b.historyRetention;
    this.originalCompatible = b.originalCompatible;
    this.maxValueBytes = b.maxValueBytes;
  }

  /** All defaults. */
  public static DbConfig defaults() {
    return DEFAULTS;
  }

  /** All defaults but a mode. */
  public static DbConfig of(OpenMode mode) {
    return builder().mode(mode).build();
  }

  /** A builder that starts with the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** A builder that starts with these settings. */
  public Builder toBuilder() {
    Builder b = new Builder();
    b.mode = mode;
    b.enableCompression = enableCompression;
    b.enableDelta = enableDelta;
    b.syncOnWrite = syncOnWrite;
    b.checkpointIntervalBytes = checkpointIntervalBytes;
    b.historyRetention = historyRetention;
    b.originalCompatible = originalCompatible;
    b.maxValueBytes = maxValueBytes;
    return b;
  }

  /** How the database is opened. */
  public OpenMode mode() {
    return mode;
  }

  /** Whether larger values are stored as LZ4 where that saves an eighth. */
  public boolean enableCompression() {
    return enableCompression;
  }

  /** Whether numeric histories are packed. */
  public boolean enableDelta() {
    return enableDelta;
  }

  /** Whether a put returns only when it is on the disk. */
  public boolean syncOnWrite() {
    return syncOnWrite;
  }

  /** How many bytes of log may lie behind the checkpoint. */
  public long checkpointIntervalBytes() {
    return checkpointIntervalBytes;
  }

  /** What a compaction keeps when it is not told. */
  public CompactionPolicy historyRetention() {
    return historyRetention;
  }

  /** Whether only what the original shows in full is written. */
  public boolean originalCompatible() {
    return originalCompatible;
  }

  /** The largest value that is one record, and that a get brings into memory, in bytes. */
  public int maxValueBytes() {
    return maxValueBytes;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DbConfig c
        && c.mode == mode
        && c.enableCompression == enableCompression
        && c.enableDelta == enableDelta
        && c.syncOnWrite == syncOnWrite
        && c.checkpointIntervalBytes == checkpointIntervalBytes
        && c.historyRetention.equals(historyRetention)
        && c.originalCompatible == originalCompatible
        && c.maxValueBytes == maxValueBytes;
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        mode,
        enableCompression,
        enableDelta,
        syncOnWrite,
        checkpointIntervalBytes,
        historyRetention,
        originalCompatible,
        maxValueBytes);
  }

  /**
   * Collects settings; {@link #build} checks them all. Thread safety: not safe, guard externally.
   */
  public static final class Builder {
    private OpenMode mode = OpenMode.READ_WRITE;
    private boolean enableCompression;
    private boolean enableDelta = true;
    private boolean syncOnWrite;
    private long checkpointIntervalBytes = DEFAULT_CHECKPOINT_INTERVAL_BYTES;
    private CompactionPolicy historyRetention = CompactionPolicy.keepAll();
    private boolean originalCompatible;
    private int maxValueBytes = MAX_VALUE_BYTES;

    private Builder() {}

    /** How the database is opened. */
    public Builder mode(OpenMode mode) {
      this.mode = Objects.requireNonNull(mode, "mode");
      return this;
    }

    /** Whether values of 256 bytes and more are stored as LZ4 where that saves an eighth. */
    public Builder enableCompression(boolean on) {
      this.enableCompression = on;
      return this;
    }

    /** Whether numeric histories are packed. */
    public Builder enableDelta(boolean on) {
      this.enableDelta = on;
      return this;
    }

    /**
     * Whether a put returns only when it is on the disk. If not, what waits is written and synced
     * every 10 milliseconds and at close: a crash of the process or the machine may cost the puts
     * of the last moments, in order from the newest back, and never a part of a batch.
     */
    public Builder syncOnWrite(boolean on) {
      this.syncOnWrite = on;
      return this;
    }

    /** How many bytes of log may lie behind the checkpoint; 65,536 or more. */
    public Builder checkpointIntervalBytes(long bytes) {
      this.checkpointIntervalBytes = bytes;
      return this;
    }

    /** What a compaction keeps when it is not told. */
    public Builder historyRetention(CompactionPolicy policy) {
      this.historyRetention = Objects.requireNonNull(policy, "policy");
      return this;
    }

    /** Whether only what the original shows in full is written. */
    public Builder originalCompatible(boolean on) {
      this.originalCompatible = on;
      return this;
    }

    /** The largest value that is one record; 1 to {@value DbConfig#MAX_VALUE_BYTES}. */
    public Builder maxValueBytes(int bytes) {
      this.maxValueBytes = bytes;
      return this;
    }

    /**
     * Checks the settings.
     *
     * @throws IllegalArgumentException naming every setting that is out of its bounds
     */
    public DbConfig build() {
      List<String> bad = new ArrayList<>();
      if (checkpointIntervalBytes < 65_536) {
        bad.add("checkpointIntervalBytes is 65536 or more, not " + checkpointIntervalBytes);
      }
      if (maxValueBytes < 1 || maxValueBytes > MAX_VALUE_BYTES) {
        bad.add("maxValueBytes is 1 to " + MAX_VALUE_BYTES + ", not " + maxValueBytes);
      }
      if (!bad.isEmpty()) {
        throw new IllegalArgumentException(String.join("; ", bad));
      }
      return new DbConfig(this);
    }
  }
}

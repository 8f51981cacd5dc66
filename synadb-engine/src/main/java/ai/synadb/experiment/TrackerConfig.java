/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.experiment;

import ai.synadb.DbConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * How an {@link ExperimentTracker} writes.
 *
 * <table>
 * <caption>Settings</caption>
 * <tr><th>setting</th><th>default</th><th>effect</th></tr>
 * <tr><td>{@link Builder#commitInterval commitInterval}</td><td>10 ms</td>
 *     <td>how long a logged point waits before it is written and synced; from 16 on, the points of
 *     a series that come in one interval are packed together, fewer have a record each until a
 *     compaction packs them; so a longer one takes fewer bytes</td></tr>
 * <tr><td>{@link Builder#bufferBytes bufferBytes}</td><td>64 MiB</td>
 *     <td>how much memory the waiting points of all runs may take; who logs faster waits</td></tr>
 * <tr><td>{@link Builder#database database}</td><td>{@link DbConfig#defaults}</td>
 *     <td>how the file is opened; not for a tracker on an open database</td></tr>
 * </table>
 *
 * <p>Thread safety: immutable.
 *
 * @param commitInterval how long a logged point waits
 * @param bufferBytes how much memory the waiting points may take
 * @param database how the file is opened
 * @since 0.1.0
 */
public record TrackerConfig(Duration commitInterval, long bufferBytes, DbConfig database) {
  private static final Duration MIN_INTERVAL = Duration.ofMillis(1);
  private static final Duration MAX_INTERVAL = Duration.ofMinutes(1);
  private static final long MIN_BUFFER_BYTES = 1 << 20;
  private static final TrackerConfig DEFAULTS = builder().build();

  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException naming every setting that is out of its bounds
   */
  public TrackerConfig {
    Objects.requireNonNull(commitInterval, "commitInterval");
    Objects.requireNonNull(database, "database");
    List<String> bad = new ArrayList<>();
    if (commitInterval.compareTo(MIN_INTERVAL) < 0 || commitInterval.compareTo(MAX_INTERVAL) > 0) {
      bad.add("commitInterval is 1 ms to 1 minute, not " + commitInterval);
    }
    if (bufferBytes < MIN_BUFFER_BYTES) {
      bad.add("bufferBytes is " + MIN_BUFFER_BYTES + " or more, not " + bufferBytes);
    }
    if (!bad.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", bad));
    }
  }

  /** All defaults. */
  public static TrackerConfig defaults() {
    return DEFAULTS;
  }

  /** All defaults but how the file is opened. */
  public static TrackerConfig of(DbConfig database) {
    return builder().database(database).build();
  }

  /** A builder that starts with the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Collects settings; {@link #build} checks them all. Thread safety: not safe, guard externally.
   */
  public static final class Builder {
    private Duration commitInterval = Duration.ofMillis(10);
    private long bufferBytes = 64L << 20;
    private DbConfig database = DbConfig.defaults();

    private Builder() {}

    /** How long a logged point waits before it is written and synced; 1 ms to 1 minute. */
    public Builder commitInterval(Duration interval) {
      this.commitInterval = interval;
      return this;
    }

    /** How much memory the waiting points of all runs may take; 1 MiB or more. */
    public Builder bufferBytes(long bytes) {
      this.bufferBytes = bytes;
      return this;
    }

    /** How the file is opened. */
    public Builder database(DbConfig config) {
      this.database = config;
      return this;
    }

    /**
     * Checks the settings.
     *
     * @throws IllegalArgumentException naming every setting that is out of its bounds
     */
    public TrackerConfig build() {
      return new TrackerConfig(commitInterval, bufferBytes, database);
    }
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.experiment;

import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a run begins.
 *
 * <pre>{@code
 * Run run = experiment.startRun(
 *     RunOptions.named("lr-sweep-7").tag("team", "vision").systemMetrics(Duration.ofSeconds(10)));
 * }</pre>
 *
 * <p>Every method that changes something returns other options and leaves these as they are.
 *
 * <p>Thread safety: immutable.
 *
 * @since 0.1.0
 */
public final class RunOptions {
  private static final Duration MIN_INTERVAL = Duration.ofMillis(100);
  private static final Duration MAX_INTERVAL = Duration.ofDays(1);
  private static final RunOptions DEFAULTS = new RunOptions("", Map.of(), null, null, null);

  private final String name;
  private final Map<String, String> tags;
  private final @Nullable String parentId;
  private final @Nullable Duration systemMetrics;
  private final @Nullable String gitCommit;

  private RunOptions(
      String name,
      Map<String, String> tags,
      @Nullable String parentId,
      @Nullable Duration systemMetrics,
      @Nullable String gitCommit) {
    this.name = name;
    this.tags = tags;
    this.parentId = parentId;
    this.systemMetrics = systemMetrics;
    this.gitCommit = gitCommit;
  }

  /**
   * No name, no tags, no parent, no system metrics, and the git commit of the working directory.
   */
  public static RunOptions defaults() {
    return DEFAULTS;
  }

  /**
   * A name, and else the defaults.
   *
   * @throws IllegalArgumentException unless the name has 1 to 1024 bytes of UTF-8
   */
  public static RunOptions named(String name) {
    return DEFAULTS.name(name);
  }

  /**
   * Sets the name, which need not be unique.
   *
   * @throws IllegalArgumentException unless it has 1 to 1024 bytes of UTF-8
   */
  public RunOptions name(String name) {
    Names.require(name, "A run's name");
    return new RunOptions(name, tags, parentId, systemMetrics, gitCommit);
  }

  /** Adds a tag without a value; see {@link #tag(String, String)}. */
  public RunOptions tag(String name) {
    return tag(name, "");
  }

  /**
   * Adds a tag.
   *
   * @throws IllegalArgumentException unless the name has 1 to 1024 bytes of UTF-8
   */
  public RunOptions tag(String name, String value) {
    Names.require(name, "A tag's name");
    Names.requireText(value, "A tag's value", ParamValue.MAX_BYTES);
    Map<String, String> more = new LinkedHashMap<>(tags);
    more.put(name, value);
    return new RunOptions(
        this.name, Collections.unmodifiableMap(more), parentId, systemMetrics, gitCommit);
  }

  /** Adds tags without values. */
  public RunOptions tags(Collection<String> names) {
    RunOptions o = this;
    for (String name : names) {
      o = o.tag(name);
    }
    return o;
  }

  /** Makes it the child of another run. */
  public RunOptions parent(String runId) {
    Names.require(runId, "A run's id");
    return new RunOptions(name, tags, runId, systemMetrics, gitCommit);
  }

  /**
   * Has figures of the process logged as metrics {@code system/...}, by a thread of its own: load
   * of the processors, memory of the heap and beside it, time in garbage collection, direct
   * buffers, threads.
   *
   * @param interval how often; 100 ms to a day
   * @throws IllegalArgumentException if it is out of its bounds
   */
  public RunOptions systemMetrics(Duration interval) {
    if (interval.compareTo(MIN_INTERVAL) < 0 || interval.compareTo(MAX_INTERVAL) > 0) {
      throw new IllegalArgumentException(
          "The interval of system metrics is 100 ms to a day, not " + interval);
    }
    return new RunOptions(name, tags, parentId, interval, gitCommit);
  }

  /**
   * Sets the commit of the source. Without it the commit of the git repository around the working
   * directory is taken, if there is one.
   *
   * @param commit such as 40 hex digits; empty to note none
   */
  public RunOptions gitCommit(String commit) {
    Names.requireText(Objects.requireNonNull(commit, "commit"), "A commit", Names.MAX_BYTES);
    return new RunOptions(name, tags, parentId, systemMetrics, commit);
  }

  /** The name; empty for none. */
  public String name() {
    return name;
  }

  /** The tags. */
  public Map<String, String> tags() {
    return tags;
  }

  /** The run that it is a child of. */
  public Optional<String> parentId() {
    return Optional.ofNullable(parentId);
  }

  /** How often system metrics are logged. */
  public Optional<Duration> systemMetrics() {
    return Optional.ofNullable(systemMetrics);
  }

  /** The commit that was set; empty text if none is to be noted. */
  public Optional<String> gitCommit() {
    return Optional.ofNullable(gitCommit);
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.experiment;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What every run has, by the names that queries know: the first is ours, the others too. */
enum RunAttribute {
  RUN_ID(ValueKind.TEXT, "run_id", "id"),
  RUN_NAME(ValueKind.TEXT, "run_name", "name", "run name"),
  EXPERIMENT(ValueKind.TEXT, "experiment", "experiment_name", "experiment_id"),
  STATUS(ValueKind.STATUS, "status"),
  START_TIME(ValueKind.TIME, "start_time", "created", "started_at"),
  END_TIME(ValueKind.TIME, "end_time", "ended_at"),
  DURATION(ValueKind.SPAN, "duration"),
  PARENT(ValueKind.TEXT, "parent_run_id", "parent_id", "parent"),
  NOTE(ValueKind.TEXT, "note"),
  GIT_COMMIT(ValueKind.TEXT, "git_commit", "commit"),
  USER_ID(ValueKind.TEXT, "user_id", "user"),
  ARTIFACT_URI(ValueKind.TEXT, "artifact_uri");

  private final ValueKind kind;

  @SuppressWarnings("ImmutableEnumChecker") // an immutable list
  private final List<String> names;

  RunAttribute(ValueKind kind, String... names) {
    this.kind = kind;
    this.names = List.of(names);
  }

  ValueKind kind() {
    return kind;
  }

  /** The name in a query. */
  String word() {
    return names.get(0);
  }

  /** The attribute of a name in any case; null if there is none. */
  static @Nullable RunAttribute of(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    for (RunAttribute attribute : values()) {
      if (attribute.names.contains(lower)) {
        return attribute;
      }
    }
    return null;
  }

  static List<String> allNames() {
    List<String> all = new ArrayList<>();
    for (RunAttribute attribute : values()) {
      all.addAll(attribute.names);
    }
    return all;
  }

  void read(RunInfo run, FieldValue out) {
    switch (this) {
      case RUN_ID -> out.setText(run.id());
      case RUN_NAME -> read(Optional.of(run.name()).filter(n -> !n.isEmpty()), out);
      case EXPERIMENT -> out.setText(run.experiment());
      case STATUS -> out.setText(run.status().wireName());
      case START_TIME -> out.setInteger(micros(run.startedAt()));
      case END_TIME ->
          run.endedAt().ifPresentOrElse(t -> out.setInteger(micros(t)), out::setMissing);
      case DURATION ->
          run.duration()
              .ifPresentOrElse(
                  d -> out.setInteger(micros(d.getSeconds(), d.getNano())), out::setMissing);
      case PARENT -> read(run.parentId(), out);
      case NOTE -> read(run.note(), out);
      case GIT_COMMIT -> read(run.gitCommit(), out);
      case USER_ID -> read(run.tag(ReservedTags.USER), out);
      case ARTIFACT_URI -> out.setMissing();
    }
  }

  /** The microseconds since 1970; the nearest that a long holds for a time that nobody lives. */
  static long micros(Instant time) {
    return micros(time.getEpochSecond(), time.getNano());
  }

  private static long micros(long seconds, int nanos) {
    try {
      return Math.addExact(Math.multiplyExact(seconds, TimeUnit.SECONDS.toMicros(1)), nanos / 1000);
    } catch (ArithmeticException e) {
      return seconds < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
  }

  private static void read(Optional<String> text, FieldValue out) {
    text.ifPresentOrElse(out::setText, out::setMissing);
  }
}

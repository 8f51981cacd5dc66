/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.experiment;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One record of exported runs; which of its parts mean something depends on the type, see {@link
 * Type}.
 */
record RunEvent(
    Type type,
    String run,
    String name,
    Map<String, String> context,
    String kind,
    long step,
    long time,
    double number,
    String value) {

  /** The parts of a record, beside its type. */
  enum Part {
    RUN,
    NAME,
    CONTEXT,
    KIND,
    STEP,
    TIME,
    VALUE;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    static @Nullable Part of(String word) {
      for (Part p : values()) {
        if (p.word().equals(word)) {
          return p;
        }
      }
      return null;
    }
  }

  /** What is told. */
  enum Type {
    /** The first record: name the format, step the version. */
    FORMAT(Part.NAME, Part.STEP),
    /** A run begins: its name, when it started, the experiment as value. */
    RUN(Part.RUN, Part.NAME, Part.TIME, Part.VALUE),
    /** The id of its parent. */
    PARENT(Part.RUN, Part.VALUE),
    COMMIT(Part.RUN, Part.VALUE),
    NOTE(Part.RUN, Part.VALUE),
    TAG(Part.RUN, Part.NAME, Part.VALUE),
    /** The type of the parameter is its kind. */
    PARAM(Part.RUN, Part.NAME, Part.KIND, Part.VALUE),
    /** Data: the role as kind, the position as step, the digest as value. */
    INPUT(Part.RUN, Part.NAME, Part.KIND, Part.STEP, Part.VALUE),
    /** A point: its value is a number. */
    METRIC(Part.RUN, Part.NAME, Part.CONTEXT, Part.STEP, Part.TIME, Part.VALUE),
    /** An artifact: the media type as kind, the size as step, the SHA-256 as value. */
    ARTIFACT(Part.RUN, Part.NAME, Part.KIND, Part.STEP, Part.VALUE),
    /** The next piece of the artifact's bytes, in base64. */
    BYTES(Part.RUN, Part.VALUE),
    /** The run ends: the status as kind, and when, unless it is not known. */
    END(Part.RUN, Part.KIND, Part.TIME),
    /** The last record: how many runs there were, as step. */
    DONE(Part.STEP);

    @SuppressWarnings("ImmutableEnumChecker") // an immutable set
    private final Set<Part> parts;

    Type(Part... parts) {
      this.parts = Set.of(parts);
    }

    boolean has(Part part) {
      return parts.contains(part);
    }

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    static @Nullable Type of(String word) {
      for (Type t : values()) {
        if (t.word().equals(word)) {
          return t;
        }
      }
      return null;
    }
  }

  /** The time that stands for none. */
  static final long NO_TIME = Long.MIN_VALUE;

  /** A record with a text. */
  static RunEvent text(Type type, String run, String name, String kind, String value) {
    return new RunEvent(type, run, name, Map.of(), kind, 0, NO_TIME, 0, value);
  }

  /** A record with a number in the place of a step. */
  static RunEvent counted(
      Type type, String run, String name, String kind, long step, String value) {
    return new RunEvent(type, run, name, Map.of(), kind, step, NO_TIME, 0, value);
  }

  /** A record with a time. */
  static RunEvent timed(Type type, String run, String name, String kind, long time, String value) {
    return new RunEvent(type, run, name, Map.of(), kind, 0, time, 0, value);
  }

  /** A point of a metric. */
  static RunEvent point(String run, MetricId id, long step, long time, double value) {
    return new RunEvent(Type.METRIC, run, id.name(), id.context(), "", step, time, value, "");
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.experiment;

import ai.synadb.Positions;
import ai.synadb.SynaDB;
import ai.synadb.error.FormatTooNewException;
import ai.synadb.error.SynaFormatException;
import ai.synadb.internal.json.Json;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The record of a run: one JSON document.
 *
 * <pre>{@code
 * {"v":1, "experiment":"mnist", "name":"first", "status":"Completed",
 *  "startedAt":1700000000000000, "endedAt":1700000060000000,       microseconds since 1970
 *  "pid":4711, "pidSince":1690000000000,                           the process that writes it
 *  "parent":"<id>", "git":"<commit>",
 *  "tags":{"baseline":""}, "params":{"lr":"d:0.001"},
 *  "inputs":[{"name":"train","position":5,"digest":"...","role":"..."}], "note":"..."}
 * }</pre>
 *
 * <p>While the run goes on, {@code tags}, {@code params}, {@code inputs} and {@code note} are in
 * records of their own, and not here; at its end all of it is here too, so that listing runs takes
 * one record of each.
 *
 * <p>Thread safety: immutable.
 */
record RunDocument(
    String experiment,
    String name,
    RunStatus status,
    long startedAt,
    @Nullable Long endedAt,
    Writer writer,
    @Nullable String parent,
    @Nullable String git,
    Contents contents) {

  static final int VERSION = 1;

  private static final int KIND_CHARS = 2;

  /** A process, by its id and when it started, in milliseconds since 1970; 0 if not known. */
  record Writer(long pid, long since) {
    /** This process. */
    static final Writer SELF =
        new Writer(
            ProcessHandle.current().pid(),
            ProcessHandle.current().info().startInstant().map(t -> t.toEpochMilli()).orElse(0L));

    /**
     * Whether this is certainly not a process. Both say themselves when they started: who looks may
     * be in another container, where their ids are those of others.
     */
    boolean isOtherThan(Writer now) {
      boolean isSincePresent = since != 0 && now.since != 0;
      return now.pid != 0 && (pid != now.pid || (isSincePresent && since != now.since));
    }

    /** The process that has a database open for writing; null if none has. */
    static @Nullable Writer of(Path database) {
      OptionalLong pid = SynaDB.writerPid(database);
      return pid.isEmpty()
          ? null
          : new Writer(
              pid.getAsLong(), SynaDB.writerStart(database).map(Instant::toEpochMilli).orElse(0L));
    }
  }

  /** What is logged besides metrics. */
  record Contents(
      SortedMap<String, String> tags,
      SortedMap<String, ParamValue> params,
      List<DatasetInput> inputs,
      @Nullable String note) {
    static final Contents NONE = new Contents(new TreeMap<>(), new TreeMap<>(), List.of(), null);

    /** The most characters of all of it: even if each is escaped, the record can be read again. */
    static final long MAX_CHARS = 10 << 20;

    /** What each takes besides its characters. */
    private static final int ENTRY_CHARS = 8;

    /** The characters of all names and values, and something for each. */
    long chars() {
      long chars = note == null ? 0 : note.length();
      for (Map.Entry<String, String> e : tags.entrySet()) {
        chars += chars(e.getKey(), e.getValue());
      }
      for (Map.Entry<String, ParamValue> e : params.entrySet()) {
        chars += chars(e.getKey(), e.getValue().text());
      }
      for (DatasetInput i : inputs) {
        chars += chars(i);
      }
      return chars;
    }

    /** Checks that the record of a run with all this can be read again. */
    void requireRoom(String run) {
      requireRoom(run, chars());
    }

    static void requireRoom(String run, long chars) {
      if (chars > MAX_CHARS) {
        throw new IllegalArgumentException(
            "What describes run "
                + run
                + " has at most "
                + MAX_CHARS
                + " characters, not "
                + chars
                + "; what is larger is an artifact");
      }
    }

    static long chars(String name, String value) {
      return (long) name.length() + value.length() + ENTRY_CHARS;
    }

    static long chars(DatasetInput input) {
      return chars(input.name(), input.digest().orElse("")) + input.role().orElse("").length();
    }
  }

  /** The same run by another process, going on. */
  RunDocument resumed() {
    return new RunDocument(
        experiment,
        name,
        RunStatus.RUNNING,
        startedAt,
        null,
        Writer.SELF,
        parent,
        git,
        Contents.NONE);
  }

  /** The same run, ended. */
  RunDocument ended(RunStatus status, long endedAt, Contents contents) {
    return new RunDocument(
        experiment, name, status, startedAt, endedAt, writer, parent, git, contents);
  }

  RunDocument with(Contents contents) {
    return new RunDocument(
        experiment, name, status, startedAt, endedAt, writer, parent, git, contents);
  }

  boolean isRunning() {
    return status == RunStatus.RUNNING;
  }

  RunInfo toInfo(String id, Map<MetricId, MetricSummary> metrics) {
    return new RunInfo(
        id,
        experiment,
        name,
        status,
        Positions.toInstant(startedAt),
        Optional.ofNullable(endedAt).map(Positions::toInstant),
        Optional.ofNullable(parent),
        contents.tags(),
        contents.params(),
        metrics,
        contents.inputs(),
        Optional.ofNullable(contents.note()),
        Optional.ofNullable(git));
  }

  // ---- to JSON

  String toJson() {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("v", VERSION);
    json.put("experiment", experiment);
    json.put("name", name);
    json.put("status", status.wireName());
    json.put("startedAt", startedAt);
    putUnlessNull(json, "endedAt", endedAt);
    json.put("pid", writer.pid());
    json.put("pidSince", writer.since());
    putUnlessNull(json, "parent", parent);
    putUnlessNull(json, "git", git);
    if (!isRunning()) {
      json.put("tags", contents.tags());
      Map<String, @Nullable Object> params = new LinkedHashMap<>();
      contents.params().forEach((name, value) -> params.put(name, encode(value)));
      json.put("params", params);
      json.put("inputs", contents.inputs().stream().map(RunDocument::toMap).toList());
      putUnlessNull(json, "note", contents.note());
    }
    return Json.write(json);
  }

  private static void putUnlessNull(
      Map<String, @Nullable Object> json, String name, @Nullable Object value) {
    if (value != null) {
      json.put(name, value);
    }
  }

  /** A parameter as a record of its own, and in the document. */
  static String encode(ParamValue value) {
    return value.kind().letter() + ":" + value.text();
  }

  static String encode(DatasetInput input) {
    return Json.write(toMap(input));
  }

  private static Map<String, @Nullable Object> toMap(DatasetInput input) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("name", input.name());
    json.put("position", input.position());
    input.digest().ifPresent(d -> json.put("digest", d));
    input.role().ifPresent(r -> json.put("role", r));
    return json;
  }

  // ---- from JSON

  /**
   * Reads a document.
   *
   * @throws SynaFormatException if it is none
   */
  static RunDocument parse(String text, String key) {
    Map<String, @Nullable Object> json = Json.readObject(text, "The record of a run");
    try {
      long version = number(json, "v");
      if (version > VERSION) {
        throw new FormatTooNewException(
            "A run is written in version " + version + ", newer than " + VERSION, null, -1, key);
      }
      if (version < 1) {
        throw new IllegalArgumentException("there is no version " + version);
      }
      return new RunDocument(
          text(json, "experiment"),
          text(json, "name"),
          RunStatus.of(text(json, "status")),
          number(json, "startedAt"),
          (Long) json.get("endedAt"),
          new Writer(number(json, "pid"), number(json, "pidSince")),
          (String) json.get("parent"),
          (String) json.get("git"),
          contents(json));
    } catch (ClassCastException | IllegalArgumentException e) {
      throw damaged(key, e);
    }
  }

  private static Contents contents(Map<String, @Nullable Object> json) {
    SortedMap<String, String> tags = new TreeMap<>();
    object(json, "tags").forEach((k, v) -> tags.put((String) k, (String) given(v, "tag")));
    SortedMap<String, ParamValue> params = new TreeMap<>();
    object(json, "params")
        .forEach((k, v) -> params.put((String) k, param((String) given(v, "parameter"))));
    List<DatasetInput> inputs = new ArrayList<>();
    if (json.get("inputs") instanceof List<?> list) {
      for (Object item : list) {
        inputs.add(input((Map<?, ?>) given(item, "input")));
      }
    }
    return new Contents(tags, params, List.copyOf(inputs), (String) json.get("note"));
  }

  private static Object given(@Nullable Object value, String what) {
    if (value == null) {
      throw new IllegalArgumentException("a " + what + " has no value");
    }
    return value;
  }

  private static Object required(Map<?, ?> json, String name) {
    Object value = json.get(name);
    if (value == null) {
      throw new IllegalArgumentException("it has no " + name);
    }
    return value;
  }

  private static String text(Map<?, ?> json, String name) {
    return (String) required(json, name);
  }

  private static long number(Map<?, ?> json, String name) {
    return (Long) required(json, name);
  }

  private static Map<?, ?> object(Map<?, ?> json, String name) {
    Object value = json.get(name);
    return value == null ? Map.of() : (Map<?, ?>) value;
  }

  /**
   * Reads a parameter's record.
   *
   * @throws IllegalArgumentException if it is none
   */
  static ParamValue param(String text) {
    if (text.length() >= KIND_CHARS && text.charAt(1) == ':') {
      for (ParamValue.Kind kind : ParamValue.Kind.values()) {
        if (kind.letter() == text.charAt(0)) {
          return new ParamValue(kind, text.substring(KIND_CHARS));
        }
      }
    }
    throw new IllegalArgumentException("'" + text + "' is no parameter");
  }

  /**
   * Reads the record of an input.
   *
   * @throws SynaFormatException if it is none
   */
  static DatasetInput input(String text, String key) {
    try {
      return input(Json.readObject(text, "The input of a run"));
    } catch (ClassCastException | IllegalArgumentException e) {
      throw damaged(key, e);
    }
  }

  private static DatasetInput input(Map<?, ?> json) {
    return new DatasetInput(
        text(json, "name"),
        number(json, "position"),
        Optional.ofNullable((String) json.get("digest")),
        Optional.ofNullable((String) json.get("role")));
  }

  static SynaFormatException damaged(String key, RuntimeException e) {
    String why = e instanceof ClassCastException ? "a field is of another type" : e.getMessage();
    return new SynaFormatException("The record of a run cannot be read: " + why, e, null, -1, key);
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.experiment;

import ai.synadb.Atom;
import ai.synadb.BytesLease;
import ai.synadb.SynaReader;
import ai.synadb.WriteBatch;
import ai.synadb.error.ConflictException;
import ai.synadb.error.NotFoundException;
import ai.synadb.error.SynaFormatException;
import ai.synadb.error.TypeMismatchException;
import ai.synadb.internal.json.Json;
import ai.synadb.registry.Content;
import ai.synadb.registry.ContentSource;
import ai.synadb.registry.ContentStore;
import ai.synadb.registry.PreparedContent;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The artifacts of runs: a record each, {@code {"sha256":"...","size":3,"type":"text/plain"}}, and
 * the bytes by their digest in the {@link ContentStore}, once however many runs have them.
 */
final class Artifacts {
  private static final int MAX_TRIES = 100;
  private static final String UNKNOWN_TYPE = "application/octet-stream";

  private Artifacts() {}

  /**
   * Checks an artifact's path.
   *
   * @throws IllegalArgumentException if it is empty, absolute, or leads out of where it begins
   */
  static String requirePath(String path) {
    Names.require(path, "An artifact's path");
    for (String part : path.split("/", -1)) {
      if (part.isEmpty() || part.equals(".") || part.equals("..")) {
        throw new IllegalArgumentException(
            "An artifact's path is names with single slashes between, and none of '.' or '..',"
                + " unlike '"
                + path
                + "'");
      }
    }
    if (path.indexOf('\\') >= 0 || path.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("An artifact's path has no backslash and no NUL");
    }
    return path;
  }

  /** Where an artifact is. */
  private record Stored(String key, Content content, String mediaType) {}

  /** Stores bytes and their record, in the place of what was there. */
  static void put(LiveRun run, String path, String mediaType, ContentSource source)
      throws IOException {
    requirePath(path);
    run.requireLive();
    ContentStore contents = ContentStore.on(run.store().database());
    try (PreparedContent bytes = contents.prepare(source)) {
      retrying(() -> run.write(batch -> add(run, path, mediaType, contents, bytes, batch)));
    }
  }

  /** Writes that rest on who has the bytes of artifacts. */
  interface Attempt<X extends Exception> {
    void write() throws X;
  }

  /** Tries again while others store or drop the same bytes. */
  static <X extends Exception> void retrying(Attempt<X> attempt) throws X {
    for (int i = 0; ; i++) {
      try {
        attempt.write();
        return;
      } catch (ConflictException e) {
        if (i == MAX_TRIES) {
          throw e;
        }
      }
    }
  }

  private static void add(
      LiveRun run,
      String path,
      String mediaType,
      ContentStore contents,
      PreparedContent bytes,
      WriteBatch batch)
      throws IOException {
    String key = run.prefix() + RunKeys.ARTIFACT + RunKeys.escape(path);
    String bytesKey = run.artifactBytesKey(path);
    Content content = bytes.content();
    SynaReader reader = run.store().database();
    Stored old = readable(reader, key);
    if (old != null && !old.content().sha256().equals(content.sha256())) {
      release(contents, batch, old, bytesKey);
    }
    if (bytesKey == null) {
      bytes.addTo(batch, key);
    } else {
      bytes.addTo(batch, key, bytesKey);
    }
    batch.putText(key, record(content, mediaType));
  }

  /** The record of an artifact. */
  static String record(Content content, String mediaType) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("sha256", content.sha256());
    json.put("size", content.size());
    json.put("type", mediaType);
    return Json.write(json);
  }

  private static void release(
      ContentStore contents, WriteBatch batch, Stored old, @Nullable String bytesKey) {
    if (bytesKey == null) {
      contents.release(batch, old.content().sha256(), old.key());
    } else {
      contents.release(batch, old.content().sha256(), old.key(), bytesKey);
    }
  }

  /** An artifact that is to go; null if there is none, or its record is damaged and names none. */
  private static @Nullable Stored readable(SynaReader reader, String key) {
    try {
      return reader.getText(key).map(text -> parse(text, key)).orElse(null);
    } catch (SynaFormatException | TypeMismatchException e) {
      return null;
    }
  }

  private static Stored parse(String text, String key) {
    Map<String, @Nullable Object> json = Json.readObject(text, "The record of an artifact");
    if (json.get("sha256") instanceof String sha256
        && json.get("size") instanceof Long size
        && json.get("type") instanceof String type) {
      try {
        return new Stored(key, new Content(sha256, size), type);
      } catch (IllegalArgumentException e) {
        throw damaged(key, String.valueOf(e.getMessage()));
      }
    }
    throw damaged(key, "it lacks its digest, its size or its type");
  }

  private static SynaFormatException damaged(String key, String why) {
    return new SynaFormatException(
        "The record of an artifact cannot be read: " + why, null, null, -1, key);
  }

  /** Has batches drop all artifacts of a run; the last one is left to the caller to write. */
  static WriteBatch releaseAll(RunStore store, RunKeys.Place place) {
    ContentStore contents = ContentStore.on(store.database());
    SynaReader reader = store.reader();
    WriteBatch last = new WriteBatch();
    Map<String, Held> held = new LinkedHashMap<>();
    for (String key : reader.keys(place.prefix() + RunKeys.ARTIFACT)) {
      Stored s = readable(reader, key);
      if (s == null) {
        continue;
      }
      String path = RunKeys.unescape(key.substring(key.lastIndexOf('/') + 1));
      String bytesKey =
          store.isOriginalCompatible() && path != null
              ? new OriginalMirror(place.experimentName(), place.id()).artifactKey(path)
              : null;
      Held other = held.put(s.content().sha256(), new Held(s, bytesKey));
      if (other != null) { // a batch lets go of the same bytes once
        WriteBatch own = new WriteBatch().delete(other.artifact.key());
        release(contents, own, other.artifact, other.bytesKey);
        store.write(own);
      }
    }
    held.values().forEach(h -> release(contents, last, h.artifact, h.bytesKey));
    return last;
  }

  private record Held(Stored artifact, @Nullable String bytesKey) {}

  // ---- reading

  /** The artifacts of a run, sorted. */
  static List<ArtifactInfo> list(SynaReader reader, RunReader.Stored run) {
    List<ArtifactInfo> all = new ArrayList<>();
    if (run.document() == null) {
      String prefix = OriginalRuns.artifactPrefix(run.place());
      for (String key : reader.keys(prefix)) {
        try (BytesLease bytes = reader.mapBytes(key)) {
          String path = key.substring(prefix.length());
          all.add(new ArtifactInfo(path, bytes.size(), Optional.empty(), UNKNOWN_TYPE));
        }
      }
      return all;
    }
    String prefix = run.place().prefix() + RunKeys.ARTIFACT;
    for (String key : reader.keys(prefix)) {
      String path = RunKeys.unescape(key.substring(prefix.length()));
      Optional<String> text = reader.getText(key);
      if (path != null && text.isPresent()) {
        Stored s = parse(text.get(), key);
        Content c = s.content();
        all.add(new ArtifactInfo(path, c.size(), Optional.of(c.sha256()), s.mediaType()));
      }
    }
    return all;
  }

  /** The bytes of an artifact, verified on the way. */
  static InputStream open(SynaReader reader, RunReader.Stored run, String path) {
    RunKeys.Place place = run.place();
    if (run.document() == null) {
      String key = OriginalRuns.artifactPrefix(place) + path;
      if (reader.get(key).orElse(null) instanceof Atom.Bytes bytes) {
        return new ByteArrayInputStream(bytes.asBytes());
      }
      throw missing(place, path);
    }
    String key = place.prefix() + RunKeys.ARTIFACT + RunKeys.escape(path);
    Stored s = parse(reader.getText(key).orElseThrow(() -> missing(place, path)), key);
    // Where the bytes are if they are not shared: with originalCompatible, under its own key.
    String own = new OriginalMirror(place.experimentName(), place.id()).artifactKey(path);
    return ContentStore.reading(reader).open(s.content(), own);
  }

  private static NotFoundException missing(RunKeys.Place place, String path) {
    return new NotFoundException(
        "Run " + place.id() + " has no artifact '" + path + "'", place.prefix() + path);
  }
}

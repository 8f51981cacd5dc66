/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.registry;

import ai.synadb.SynaDB;
import ai.synadb.SynaException;
import ai.synadb.WriteBatch;
import ai.synadb.error.ConflictException;
import ai.synadb.internal.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * What changes a registry. Every change of a model reads its head first and writes it anew in a
 * batch that expects it unchanged, so that whatever was read between still holds when it is
 * written; if it does not, the change is made again from the start. A change that changes nothing
 * writes nothing.
 *
 * <p>Thread safety: safe for use by multiple threads.
 */
final class RegistryWrites {
  private final SynaDB database;
  private final RegistryReads reads;
  private final ContentStore contents;
  private final Clock clock;

  RegistryWrites(SynaDB database, RegistryReads reads, Clock clock) {
    this.database = database;
    this.reads = reads;
    this.contents = ContentStore.on(database);
    this.clock = clock;
  }

  /** One change while it is made. */
  private final class Change {
    final String name;
    final WriteBatch batch;
    private final @Nullable String before;
    ModelJson.Head head;

    Change(String name, WriteBatch batch) {
      this.name = name;
      this.batch = batch;
      String key = ModelKeys.head(name);
      String json = database.getText(key).orElse(null);
      before = json;
      if (json == null) {
        batch.expectAbsent(key);
        head = ModelJson.Head.NONE;
      } else {
        batch.expect(key, ai.synadb.Atom.of(json));
        head = ModelJson.Head.read(json, key);
      }
    }

    /** Has the batch write the head; for one that somebody else writes. */
    void finish() {
      batch.putText(ModelKeys.head(name), head.revised().write());
    }

    /** Writes it, unless it changes nothing: what was read for that has to hold as well. */
    void write() {
      String key = ModelKeys.head(name);
      if (batch.size() > 0) {
        finish();
        database.write(batch);
        database.flush();
      } else if (!Objects.equals(before, database.getText(key).orElse(null))) {
        throw new ConflictException(
            "The model " + SynaException.quoted(name) + " was changed meanwhile", key);
      }
    }
  }

  private interface Make<T> {
    T make(Change change) throws IOException;
  }

  private <T> T change(String name, Make<T> make) throws IOException {
    ModelKeys.checkName(name);
    while (true) {
      Change change = new Change(name, new WriteBatch());
      T result = make.make(change);
      try {
        change.write();
        return result;
      } catch (ConflictException e) {
        // Somebody else changed the model or took the payload: once more, from what is so now.
      }
    }
  }

  /** A change that reads no source. */
  private <T> T changeRecords(String name, Make<T> make) {
    try {
      return change(name, make);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // ---- versions

  int save(String name, ContentSource source, ModelSpec spec) throws IOException {
    reads.head(ModelKeys.checkName(name)); // a name that makes no key is found before the work
    try (PreparedContent content = contents.prepare(source)) {
      return change(name, c -> addVersion(c, content, spec));
    }
  }

  /** Has a batch save a version; the caller writes it. */
  int saveIn(WriteBatch batch, String name, byte[] model, ModelSpec spec) {
    ModelKeys.checkName(name);
    try (PreparedContent content = PreparedContent.ofArray(contents, database, model)) {
      Change c = new Change(name, batch);
      int version = addVersion(c, content, spec);
      c.finish();
      return version;
    } catch (IOException e) {
      throw new UncheckedIOException(e); // not from memory
    }
  }

  private int addVersion(Change c, PreparedContent content, ModelSpec spec) throws IOException {
    int version = nextVersion(c);
    c.head = c.head.withVersions(version, version);
    addVersion(c.batch, c.name, version, content, spec);
    return version;
  }

  private int nextVersion(Change c) {
    int latest = Math.max(c.head.latest(), reads.latest(c.name).orElse(0));
    if (latest == Integer.MAX_VALUE) {
      throw new IllegalStateException(
          "The model " + SynaException.quoted(c.name) + " has no number left for a version");
    }
    // Bytes without a version are another's, whose first owner is gone: not to be written over.
    int next = latest + 1;
    while (database.exists(ModelKeys.data(c.name, next))) {
      next = Math.addExact(next, 1);
    }
    return next;
  }

  private void addVersion(
      WriteBatch batch, String name, int version, PreparedContent content, ModelSpec spec)
      throws IOException {
    content.addTo(batch, ModelKeys.version(name, version), ModelKeys.data(name, version));
    Map<String, @Nullable Object> info = ModelJson.info(spec, content.isDirectory());
    if (!info.isEmpty()) {
      batch.putText(ModelKeys.info(name, version), Json.write(info));
    }
    if (!spec.description().isEmpty() || !spec.tags().isEmpty()) {
      batch.putText(
          ModelKeys.notes(name, version), ModelJson.notes(spec.description(), spec.tags()));
    }
    String meta = ModelKeys.meta(name, version);
    batch
        .expectAbsent(meta)
        .putText(
            meta,
            ModelJson.meta(name, version, clock.instant(), content.content(), spec.metadata()));
  }

  void delete(String name, int version, boolean force) {
    changeRecords(
        name,
        c -> {
          Map<String, Integer> aliases = reads.aliases(name);
          ModelJson.Meta meta = reads.requireMeta(name, version);
          if (!force) {
            requireUnused(name, Map.of(version, meta), aliases);
          }
          int newest = reads.latest(name).orElse(0);
          int latest = Math.max(c.head.latest(), newest);
          c.head =
              c.head.withVersions(latest, newest == version ? reads.before(name, version) : newest);
          drop(c, Map.of(version, meta), aliases);
          return version;
        });
  }

  void deleteModel(String name, boolean force) {
    changeRecords(
        name,
        c -> {
          Map<String, Integer> aliases = reads.aliases(name);
          Map<Integer, ModelJson.Meta> all = new LinkedHashMap<>();
          for (int v : ModelKeys.versions(database, name)) {
            all.put(v, reads.requireMeta(name, v));
          }
          if (all.isEmpty()) {
            throw reads.noModel(name);
          }
          if (!force) {
            requireUnused(name, all, aliases);
          }
          int latest = Math.max(c.head.latest(), Collections.max(all.keySet()));
          c.head = c.head.withVersions(latest, 0);
          for (String key : database.keys(ModelKeys.transitions(name))) {
            if (key.indexOf('/', ModelKeys.transitions(name).length()) < 0) {
              c.batch.delete(key);
            }
          }
          drop(c, all, aliases);
          return 0;
        });
  }

  private static void requireUnused(
      String name, Map<Integer, ModelJson.Meta> versions, Map<String, Integer> aliases) {
    versions.forEach(
        (v, meta) -> {
          if (meta.stage() == ModelStage.PRODUCTION) {
            throw inUse(name, v, "is in production");
          }
        });
    aliases.forEach(
        (alias, v) -> {
          if (versions.containsKey(v)) {
            throw inUse(name, v, "has the alias " + SynaException.quoted(alias));
          }
        });
  }

  private static IllegalStateException inUse(String name, int version, String why) {
    return new IllegalStateException(
        "Version "
            + version
            + " of the model "
            + SynaException.quoted(name)
            + " "
            + why
            + "; it is deleted only by force");
  }

  private void drop(Change c, Map<Integer, ModelJson.Meta> versions, Map<String, Integer> aliases) {
    Map<String, Map<String, String>> keys = new LinkedHashMap<>(); // by digest: referrer to data
    versions.forEach(
        (v, meta) -> {
          keys.computeIfAbsent(meta.content().sha256(), s -> new LinkedHashMap<>())
              .put(ModelKeys.version(c.name, v), ModelKeys.data(c.name, v));
          c.batch
              .delete(ModelKeys.meta(c.name, v))
              .delete(ModelKeys.info(c.name, v))
              .delete(ModelKeys.notes(c.name, v))
              .delete(ModelKeys.format(c.name, v));
        });
    keys.forEach((sha256, byReferrer) -> contents.releaseAll(c.batch, sha256, byReferrer));
    aliases.forEach(
        (alias, v) -> {
          if (versions.containsKey(v)) {
            c.batch.delete(ModelKeys.alias(c.name, alias));
          }
        });
  }

  // ---- stages

  void setStage(String name, int version, StageChange change) {
    changeRecords(
        name,
        c -> {
          ModelJson.Meta meta = reads.requireMeta(name, version);
          move(c, version, meta, change, change.stage());
          if (change.isArchiving() && change.stage() != ModelStage.ARCHIVED) {
            archiveOthers(c, version, change);
          }
          return version;
        });
  }

  private void archiveOthers(Change c, int version, StageChange change) {
    for (int v : ModelKeys.versions(database, c.name)) {
      ModelJson.Meta meta = v == version ? null : reads.meta(c.name, v);
      if (meta != null && meta.stage() == change.stage()) {
        move(c, v, meta, change, ModelStage.ARCHIVED);
      }
    }
  }

  private void move(Change c, int version, ModelJson.Meta meta, StageChange change, ModelStage to) {
    if (meta.stage() == to) {
      return;
    }
    c.head = c.head.withTransition();
    long number = c.head.transitions();
    c.batch
        .putText(ModelKeys.meta(c.name, version), meta.withStage(to))
        .putText(
            ModelKeys.transition(c.name, number),
            ModelJson.transition(version, meta.stage(), change, to));
  }

  // ---- aliases, tags, description

  /**
   * Lets an alias lead to a version.
   *
   * @param expected what it led to before, 0 for nothing, -1 for whatever it is
   */
  void setAlias(String name, String alias, int version, int expected) {
    changeRecords(
        name,
        c -> {
          reads.requireMeta(name, version);
          OptionalInt now = reads.alias(name, alias);
          if (expected >= 0 && now.orElse(0) != expected) {
            throw new ConflictException(
                "The alias "
                    + SynaException.quoted(alias)
                    + " of the model "
                    + SynaException.quoted(name)
                    + (now.isPresent() ? " leads to version " + now.getAsInt() : " is not there")
                    + ", other than expected; it stays as it is",
                ModelKeys.alias(name, alias));
          }
          if (now.orElse(0) != version) {
            c.batch.putInt(ModelKeys.alias(name, alias), version);
          }
          return version;
        });
  }

  boolean deleteAlias(String name, String alias) {
    return changeRecords(
        name,
        c -> {
          String key = ModelKeys.alias(name, alias);
          boolean isThere = database.exists(key);
          if (isThere) {
            c.batch.delete(key);
          }
          return isThere;
        });
  }

  /** Changes of what may change. */
  interface Notes {
    /** Changes the tags and gives the description, of which it is told the present one. */
    String change(Map<String, String> tags, String description);
  }

  void setNotes(String name, int version, Notes notes) {
    changeRecords(
        name,
        c -> {
          reads.requireMeta(name, version);
          JsonFields now = reads.notes(name, version).orElse(null);
          Map<String, String> tags = now == null ? new LinkedHashMap<>() : now.texts("tags");
          String before = now == null ? "" : now.text("description", "");
          Map<String, String> tagsBefore = Map.copyOf(tags);
          String description = notes.change(tags, before);
          if (!description.equals(before) || !tags.equals(tagsBefore)) {
            c.batch.putText(ModelKeys.notes(name, version), ModelJson.notes(description, tags));
          }
          return version;
        });
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.registry;

import ai.synadb.DbConfig;
import ai.synadb.SynaDB;
import ai.synadb.SynaReader;
import ai.synadb.WriteBatch;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Models in versions: their bytes, verified whenever they are read, what is said of them, the stage
 * that each version is in, and names that lead to one of them.
 *
 * <pre>{@code
 * try (ModelRegistry registry = ModelRegistry.open(Path.of("models.db"))) {
 *   ModelVersion v = registry.saveModel("classifier", Path.of("model.pt"), Map.of("accuracy", "0.95"));
 *   registry.setStage("classifier", v.version(), ModelStage.PRODUCTION);
 *   registry.setAlias("classifier", "champion", v.version());
 *   byte[] weights = registry.load("models:/classifier@champion").readAll();
 * }
 * }</pre>
 *
 * <p><b>Versions</b> are numbered from 1 on. A number is never given twice, after a deletion
 * neither. Bytes, digest, length, metadata, signature and lineage of a version never change; its
 * stage, tags, description and aliases do. Identical bytes are stored once, see {@link
 * ContentStore}.
 *
 * <p><b>Changes</b> of one model come one after the other, from however many threads and handles:
 * each is one batch, which is there whole or not at all. When the call returns, it is handed to the
 * operating system: whoever reads the file sees it.
 *
 * <p><b>Damage.</b> Bytes of a model that are not those that were saved are refused by {@link
 * ai.synadb.error.ChecksumMismatchException} when they are read, one flipped bit as well, of small
 * models and large ones. A damaged record that describes a version is refused by another {@link
 * ai.synadb.error.SynaFormatException} when the version is looked up.
 *
 * <p><b>Cost.</b> Saving, loading and looking up by version or alias cost the same whatever else is
 * in the database. Looking up by stage and listing versions costs a seek for each version of the
 * model.
 *
 * <p><b>The original.</b> Registries of the Rust and the Python SynaDB are read, and gone on with;
 * what is written is the Rust one's, with what it does not know in keys beside. A version whose
 * bytes are another's has none under its own key, which the original misses: with {@link
 * DbConfig.Builder#originalCompatible} each has its own.
 *
 * <p>Thread safety: safe for use by multiple threads.
 *
 * @since 0.1.0
 */
public final class ModelRegistry implements AutoCloseable {
  private final RegistryReads reads;
  private final @Nullable SynaDB database;
  private final @Nullable RegistryWrites writes;
  private final boolean isOwner;

  private ModelRegistry(SynaReader reader, @Nullable SynaDB database, boolean isOwner) {
    this.reads = new RegistryReads(reader);
    this.database = database;
    this.writes = database == null ? null : new RegistryWrites(database, reads, Clock.systemUTC());
    this.isOwner = isOwner;
  }

  /** Opens the registry in a file of its own, which is created when it is absent. */
  public static ModelRegistry open(Path path) {
    return open(path, DbConfig.defaults());
  }

  /**
   * Opens the registry in a file of its own.
   *
   * @see SynaDB#open(Path, DbConfig)
   */
  public static ModelRegistry open(Path path, DbConfig config) {
    SynaDB db = SynaDB.open(path, config);
    return new ModelRegistry(db, db, true);
  }

  /** The registry in a database that is open, and stays so when the registry is closed. */
  public static ModelRegistry on(SynaDB database) {
    Objects.requireNonNull(database, "database");
    return new ModelRegistry(database, database, false);
  }

  /**
   * The registry in a database as it is, or was, for reading only: every call that changes
   * something throws {@link IllegalStateException}.
   */
  public static ModelRegistry reading(SynaReader reader) {
    return new ModelRegistry(Objects.requireNonNull(reader, "reader"), null, false);
  }

  /**
   * The registry as it was at a position, for reading only.
   *
   * @throws ai.synadb.error.PositionTooOldException if a compaction dropped what is needed for it
   */
  public ModelRegistry asOf(long position) {
    return reading(database().asOf(position));
  }

  /** The registry as it was at a time, by the log's clock; see {@link #asOf(long)}. */
  public ModelRegistry asOf(Instant time) {
    return reading(database().asOf(time));
  }

  private SynaDB database() {
    if (database == null) {
      throw readOnly();
    }
    return database;
  }

  private RegistryWrites writes() {
    if (writes == null) {
      throw readOnly();
    }
    return writes;
  }

  private static IllegalStateException readOnly() {
    return new IllegalStateException("The registry is open for reading only");
  }

  // ---- saving

  /**
   * Saves a version.
   *
   * @param metadata free names and values
   */
  public ModelVersion saveModel(String name, byte[] model, Map<String, String> metadata) {
    return saveModel(name, model, spec(metadata));
  }

  /** Saves a version with everything that is to be said of it. */
  public ModelVersion saveModel(String name, byte[] model, ModelSpec spec) {
    try {
      return saveModel(name, ContentSource.of(model), spec);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // not from memory
    }
  }

  /**
   * Saves a file, or a directory with everything in it, as a version.
   *
   * @param metadata free names and values
   * @throws IOException if reading fails; there is then no version
   */
  public ModelVersion saveModel(String name, Path model, Map<String, String> metadata)
      throws IOException {
    return saveModel(name, ContentSource.of(model), spec(metadata));
  }

  /**
   * Saves all bytes of a stream, however many, as a version. The stream is not closed.
   *
   * @param metadata free names and values
   * @throws IOException if reading fails; there is then no version
   */
  public ModelVersion saveModel(String name, InputStream model, Map<String, String> metadata)
      throws IOException {
    return saveModel(name, ContentSource.of(model), spec(metadata));
  }

  private static ModelSpec spec(Map<String, String> metadata) {
    return ModelSpec.builder().metadata(metadata).build();
  }

  /**
   * Saves a version with everything that is to be said of it.
   *
   * @throws IOException if reading the source fails; there is then no version
   * @throws IllegalArgumentException if the name is empty or too long
   */
  public ModelVersion saveModel(String name, ContentSource source, ModelSpec spec)
      throws IOException {
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(spec, "spec");
    int version = writes().save(name, source, spec);
    return reads.require(name, version);
  }

  /**
   * Has a batch save a version, together with whatever else the batch writes to this database: all
   * of it is there or nothing is.
   *
   * <pre>{@code
   * while (true) {
   *   WriteBatch batch = new WriteBatch().putFloat("accuracy", 0.95);
   *   int version = registry.saveModel(batch, "classifier", weights, ModelSpec.empty());
   *   try {
   *     db.write(batch.putInt("best", version));
   *     break;
   *   } catch (ConflictException e) {
   *     // another change of the model came between: once more
   *   }
   * }
   * }</pre>
   *
   * <p>The batch expects the model, and whoever has the same bytes, to be as they are now: on a
   * {@link ai.synadb.error.ConflictException} build a new one. It holds a copy of the bytes, at
   * most {@link DbConfig#maxValueBytes}; larger models are saved from a {@link ContentSource}.
   *
   * @return the number that the version has when the batch is written
   * @throws IllegalArgumentException if the name is empty or too long, or the batch already saves a
   *     version of the model, or the same bytes; it is then to be thrown away
   */
  public int saveModel(WriteBatch batch, String name, byte[] model, ModelSpec spec) {
    Objects.requireNonNull(batch, "batch");
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(spec, "spec");
    return writes().saveIn(batch, name, model, spec);
  }

  // ---- loading

  /**
   * The newest version.
   *
   * @throws ai.synadb.error.ModelNotFoundException if there is none
   */
  public LoadedModel loadModel(String name) {
    return load(new ModelUri(ModelKeys.checkName(name), false, "latest"));
  }

  /**
   * A version.
   *
   * @throws ai.synadb.error.ModelNotFoundException if there is none
   */
  public LoadedModel loadModel(String name, int version) {
    ModelKeys.checkVersion(version);
    return load(new ModelUri(ModelKeys.checkName(name), false, Integer.toString(version)));
  }

  /**
   * The version that a URI names: {@code models:/name/3}, {@code models:/name@champion}, {@code
   * models:/name/latest}, or {@code models:/name/production} and the other stages, of which it is
   * the version that came into it last.
   *
   * @throws ai.synadb.error.ModelNotFoundException if there is none
   * @throws IllegalArgumentException if it is not such a URI
   */
  public LoadedModel load(String uri) {
    return load(ModelUri.parse(uri));
  }

  private LoadedModel load(ModelUri uri) {
    // One moment for all that is read, and for the bytes later.
    SynaReader moment = database == null ? reads.reader() : database.snapshot();
    RegistryReads then = new RegistryReads(moment);
    ModelVersion info = then.require(uri.name(), then.resolve(uri));
    return new LoadedModel(
        info, ContentStore.reading(moment), ModelKeys.data(info.name(), info.version()));
  }

  // ---- looking up

  /** What is known of a version. */
  public Optional<ModelVersion> version(String name, int version) {
    return reads.version(ModelKeys.checkName(name), ModelKeys.checkVersion(version));
  }

  /** What is known of the newest version. */
  public Optional<ModelVersion> latest(String name) {
    OptionalInt v = reads.latest(ModelKeys.checkName(name));
    return v.isPresent() ? reads.version(name, v.getAsInt()) : Optional.empty();
  }

  /** The versions of a model, ascending; empty if there is no such model. */
  public List<ModelVersion> listVersions(String name) {
    return reads.versions(ModelKeys.checkName(name));
  }

  /** The names of all models that have a version, sorted. */
  public List<String> listModels() {
    return reads.models();
  }

  /** The version in production: if there are several, the one that came there last. */
  public Optional<ModelVersion> getProduction(String name) {
    OptionalInt v = reads.inStage(ModelKeys.checkName(name), ModelStage.PRODUCTION);
    return v.isPresent() ? reads.version(name, v.getAsInt()) : Optional.empty();
  }

  /**
   * A version and the models that it began as, back to the first that is known; each says which run
   * and which data made it.
   *
   * @throws ai.synadb.error.ModelNotFoundException if there is no such version
   */
  public List<ModelVersion> lineage(String name, int version) {
    return reads.lineage(ModelKeys.checkName(name), ModelKeys.checkVersion(version));
  }

  // ---- stages

  /**
   * Changes a version's stage; see {@link #setStage(String, int, StageChange)}.
   *
   * @throws ai.synadb.error.ModelNotFoundException if there is no such version
   */
  public void setStage(String name, int version, ModelStage stage) {
    setStage(name, version, StageChange.to(stage));
  }

  /**
   * Changes a version's stage, and writes down who did so and why. A version that is in the stage
   * stays as it is.
   *
   * @throws ai.synadb.error.ModelNotFoundException if there is no such version
   */
  public void setStage(String name, int version, StageChange change) {
    Objects.requireNonNull(change, "change");
    writes().setStage(name, ModelKeys.checkVersion(version), change);
  }

  /**
   * All changes of stage of a model's versions, oldest first. Those that the original made are
   * among them as far as history is kept, with nobody as who.
   */
  public List<ModelTransition> transitions(String name) {
    return reads.transitions(ModelKeys.checkName(name));
  }

  // ---- aliases

  /** The aliases of a model and the versions that they lead to, sorted. */
  public Map<String, Integer> aliases(String name) {
    return reads.aliases(ModelKeys.checkName(name));
  }

  /**
   * Lets an alias lead to a version, wherever it led before.
   *
   * @throws ai.synadb.error.ModelNotFoundException if there is no such version
   * @throws IllegalArgumentException if the alias is empty, longer than 256 characters, or has a
   *     slash, an at sign or a control character
   */
  public void setAlias(String name, String alias, int version) {
    writes().setAlias(name, ModelKeys.checkAlias(alias), ModelKeys.checkVersion(version), -1);
  }

  /**
   * Lets an alias lead to a version, if it leads to the expected one before.
   *
   * @param expectedVersion where it leads before; 0 if it is not to be there
   * @throws ai.synadb.error.ConflictException if it leads elsewhere; it stays as it is
   * @throws ai.synadb.error.ModelNotFoundException if there is no such version
   * @throws IllegalArgumentException if the alias is not legal, or the expected version negative
   */
  public void setAlias(String name, String alias, int version, int expectedVersion) {
    if (expectedVersion < 0) {
      throw new IllegalArgumentException(
          "An expected version is 0 or more, not " + expectedVersion);
    }
    writes()
        .setAlias(
            name, ModelKeys.checkAlias(alias), ModelKeys.checkVersion(version), expectedVersion);
  }

  /**
   * Drops an alias.
   *
   * @return whether it was there
   */
  public boolean deleteAlias(String name, String alias) {
    return writes().deleteAlias(name, ModelKeys.checkAlias(alias));
  }

  // ---- tags, description

  /**
   * Sets a tag of a version.
   *
   * @throws ai.synadb.error.ModelNotFoundException if there is no such version
   */
  public void setTag(String name, int version, String tag, String value) {
    Objects.requireNonNull(tag, "tag");
    Objects.requireNonNull(value, "value");
    writes()
        .setNotes(
            name,
            ModelKeys.checkVersion(version),
            (tags, description) -> {
              tags.put(tag, value);
              return description;
            });
  }

  /**
   * Drops a tag of a version.
   *
   * @throws ai.synadb.error.ModelNotFoundException if there is no such version
   */
  public void deleteTag(String name, int version, String tag) {
    Objects.requireNonNull(tag, "tag");
    writes()
        .setNotes(
            name,
            ModelKeys.checkVersion(version),
            (tags, description) -> {
              tags.remove(tag);
              return description;
            });
  }

  /**
   * Sets the text for people of a version.
   *
   * @throws ai.synadb.error.ModelNotFoundException if there is no such version
   */
  public void setDescription(String name, int version, String text) {
    Objects.requireNonNull(text, "text");
    writes().setNotes(name, ModelKeys.checkVersion(version), (tags, description) -> text);
  }

  // ---- deleting

  /**
   * Deletes a version; its number is not given again. Its bytes go if nobody else has the same.
   *
   * @throws ai.synadb.error.ModelNotFoundException if there is no such version
   * @throws IllegalStateException if it is in production or an alias leads to it
   */
  public void deleteVersion(String name, int version) {
    writes().delete(name, ModelKeys.checkVersion(version), false);
  }

  /** As {@link #deleteVersion(String, int)}, in production or not, with the aliases of it. */
  public void forceDeleteVersion(String name, int version) {
    writes().delete(name, ModelKeys.checkVersion(version), true);
  }

  /**
   * Deletes a model with all versions, aliases and transitions. If it is saved again, its versions
   * go on behind those that were there.
   *
   * @throws ai.synadb.error.ModelNotFoundException if there is none
   * @throws IllegalStateException if a version is in production or an alias leads to one
   */
  public void deleteModel(String name) {
    writes().deleteModel(name, false);
  }

  /** As {@link #deleteModel(String)}, in production or not. */
  public void forceDeleteModel(String name) {
    writes().deleteModel(name, true);
  }

  /** The payloads that the models lie in. */
  public ContentStore contents() {
    return database == null ? ContentStore.reading(reads.reader()) : ContentStore.on(database);
  }

  /** Closes the database if the registry opened it; idempotent. */
  @Override
  public void close() {
    if (isOwner && database != null) {
      database.close();
    }
  }
}

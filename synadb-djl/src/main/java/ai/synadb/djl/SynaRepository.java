/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.djl;

import ai.djl.Application;
import ai.djl.repository.AbstractRepository;
import ai.djl.repository.Artifact;
import ai.djl.repository.MRL;
import ai.djl.repository.Metadata;
import ai.djl.repository.zoo.DefaultModelZoo;
import ai.djl.util.Progress;
import ai.synadb.DbConfig;
import ai.synadb.OpenMode;
import ai.synadb.SynaException;
import ai.synadb.registry.LoadedModel;
import ai.synadb.registry.ModelRegistry;
import ai.synadb.registry.ModelVersion;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The model that a URL names. Which version it is is settled when it is first looked up.
 *
 * <p>Thread safety: safe for use by multiple threads.
 */
final class SynaRepository extends AbstractRepository {
  private static final DbConfig READING = DbConfig.builder().mode(OpenMode.READ_ONLY).build();
  private static final String FORM =
      "A model is named as synadb:///path/to/file.db?model=name, with &version=3, &alias=champion or"
          + " &stage=production behind it or none of them, not ";

  private final Path database;
  private final String modelUri;
  private final Object lock = new Object();
  private @Nullable ModelVersion found; // guarded by lock

  private SynaRepository(String name, Path database, String modelUri, Map<String, String> query) {
    super(name, database.toUri()); // without the query, which the base class decodes twice
    this.database = database;
    this.modelUri = modelUri;
    arguments.putAll(query);
  }

  static SynaRepository of(String name, URI uri) {
    Map<String, String> query = query(uri);
    String model = query.remove("model");
    String version = query.remove("version");
    String alias = query.remove("alias");
    String stage = query.remove("stage");
    long ways = Stream.of(version, alias, stage).filter(Objects::nonNull).count();
    String path = uri.getPath();
    if (uri.getAuthority() != null || path == null || path.length() < 2 || ways > 1) {
      throw bad(uri, null);
    }
    if (model == null || model.isEmpty()) {
      throw bad(uri, null);
    }
    String which =
        alias != null
            ? "@" + alias
            : "/" + (version != null ? version : stage != null ? stage : "latest");
    try {
      Path file = Path.of(URI.create("file://" + uri.getRawPath()));
      return new SynaRepository(name, file, "models:/" + model + which, query);
    } catch (IllegalArgumentException e) {
      throw bad(uri, e);
    }
  }

  private static IllegalArgumentException bad(URI uri, @Nullable Throwable cause) {
    return new IllegalArgumentException(FORM + "'" + uri + "'", cause);
  }

  /** The parameters, decoded. */
  private static Map<String, String> query(URI uri) {
    Map<String, String> query = new HashMap<>();
    String raw = uri.getRawQuery();
    if (raw == null) {
      return query;
    }
    for (String pair : raw.split("&", -1)) {
      int end = pair.indexOf('=');
      if (end > 0) {
        query.put(decoded(pair.substring(0, end)), decoded(pair.substring(end + 1)));
      }
    }
    return query;
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  @Override
  public boolean isRemote() {
    return true;
  }

  @Override
  public List<MRL> getResources() {
    return List.of(
        MRL.model(this, Application.UNDEFINED, DefaultModelZoo.GROUP_ID, modelUri, null, null));
  }

  /** What is done with the registry while it is open. */
  private interface Work<T> {
    T with(ModelRegistry registry) throws IOException;
  }

  private <T> T inRegistry(Work<T> work) throws IOException {
    try (ModelRegistry registry = ModelRegistry.open(database, READING)) {
      return work.with(registry);
    } catch (SynaException | IllegalArgumentException e) {
      throw new IOException(
          "The model " + modelUri + " cannot be had from " + database + ": " + e.getMessage(), e);
    }
  }

  private ModelVersion version() throws IOException {
    synchronized (lock) {
      ModelVersion v = found;
      if (v == null) {
        v = inRegistry(registry -> registry.load(modelUri).info());
        found = v;
      }
      return v;
    }
  }

  /**
   * What is known of the version.
   *
   * @throws IOException if there is no such version, or it cannot be read
   */
  @Override
  public Metadata locate(MRL mrl) throws IOException {
    ModelVersion version = version();
    Artifact artifact = new Artifact();
    artifact.setName(version.name());
    artifact.setVersion(Integer.toString(version.version()));
    artifact.setProperties(Map.of("version", Integer.toString(version.version())));
    artifact.getArguments().putAll(arguments);
    Artifact.Item item = new Artifact.Item();
    item.setUri(version.uri());
    item.setName("");
    item.setType("dir");
    item.setSize(version.sizeBytes());
    item.setArtifact(artifact);
    artifact.setFiles(Map.of("model", item));
    Metadata metadata = new Metadata.MatchAllMetadata();
    metadata.setArtifactId(version.name());
    metadata.setRepositoryUri(uri);
    metadata.setArtifacts(List.of(artifact));
    return metadata;
  }

  @Override
  public Artifact resolve(MRL mrl, @Nullable Map<String, String> filter) throws IOException {
    return locate(mrl).getArtifacts().get(0);
  }

  /** Unpacks the version, unless it is there. */
  @Override
  public void prepare(Artifact artifact, @Nullable Progress progress) throws IOException {
    ModelVersion version = version();
    if (Files.isDirectory(ModelCache.directory(version))) {
      return;
    }
    if (progress != null) {
      progress.reset("Unpacking", version.sizeBytes());
    }
    inRegistry(
        registry -> {
          LoadedModel model = registry.loadModel(version.name(), version.version());
          return ModelCache.unpack(model);
        });
    if (progress != null) {
      progress.end();
    }
  }

  @Override
  public Path getCacheDirectory() throws IOException {
    return Objects.requireNonNull(ModelCache.directory(version()).getParent());
  }

  @Override
  public Path getResourceDirectory(Artifact artifact) throws IOException {
    return ModelCache.directory(version());
  }

  @Override
  protected URI resolvePath(Artifact.Item item, String path) throws IOException {
    Path root = ModelCache.directory(version());
    Path file = root.resolve(path).normalize();
    if (!file.startsWith(root)) {
      throw new InvalidPathException(path, "It leads out of the model");
    }
    return file.toUri();
  }
}

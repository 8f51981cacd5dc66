/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensorflow;

import ai.synadb.registry.ContentSource;
import ai.synadb.registry.LoadedModel;
import ai.synadb.registry.ModelRegistry;
import ai.synadb.registry.ModelSignature;
import ai.synadb.registry.ModelSpec;
import ai.synadb.registry.ModelVersion;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.SessionFunction;

/**
 * Keeps SavedModels in a model registry.
 *
 * <pre>{@code
 * SessionFunction predict = session.function(signature);
 * ModelVersion v = SynaSavedModels.save(registry, "digits", predict);
 * registry.setStage("digits", v.version(), ModelStage.PRODUCTION);
 * …
 * try (SynaSavedModel model = SynaSavedModels.load(registry, "models:/digits/production");
 *     Result result = model.call(Map.of("pixels", pixels))) {
 *   …
 * }
 * }</pre>
 *
 * <p>A SavedModel is a version whose bytes are those of its directory, with its signature, {@code
 * tensorflow} as the framework and {@code saved_model} as the format unless the spec says another.
 * TensorFlow reads and writes directories, so there is a temporary one while a model is saved and
 * as long as a loaded one is open. What is loaded was verified against its SHA-256.
 *
 * <p>A SavedModel is a program. The checksum says that it is what was saved, not that it means
 * well: load models only from where you trust.
 *
 * <p>Thread safety: safe for use by multiple threads.
 *
 * @since 0.1.0
 */
public final class SynaSavedModels {
  private static final String FRAMEWORK = "tensorflow";
  private static final String FORMAT = "saved_model";

  private SynaSavedModels() {}

  /**
   * Saves functions of one session, with the graph and the variables, as a version.
   *
   * @param function the function that is called by default, if its key is {@code serving_default}
   * @param more functions of the same session
   * @throws IOException if the temporary directory cannot be written; there is then no version
   */
  public static ModelVersion save(
      ModelRegistry registry, String name, SessionFunction function, SessionFunction... more)
      throws IOException {
    return save(registry, name, ModelSpec.empty(), function, more);
  }

  /**
   * As {@link #save(ModelRegistry, String, SessionFunction, SessionFunction...)}, with what is to
   * be said of it.
   */
  public static ModelVersion save(
      ModelRegistry registry,
      String name,
      ModelSpec spec,
      SessionFunction function,
      SessionFunction... more)
      throws IOException {
    Objects.requireNonNull(registry, "registry");
    Objects.requireNonNull(function, "function");
    Path temp = TempDirectory.make();
    try {
      Path exported = temp.resolve("model");
      SavedModelBundle.exporter(exported.toString())
          .withFunction(function)
          .withFunctions(more)
          .export();
      ModelVersion saved = save(registry, name, spec, exported);
      TempDirectory.deleteQuietly(temp);
      return saved;
    } catch (Throwable t) {
      TempDirectory.deleteAfter(t, temp);
      throw t;
    }
  }

  /**
   * Saves a SavedModel that is in a directory, of whichever program, as a version.
   *
   * @throws IOException if reading fails; there is then no version
   * @throws IllegalArgumentException if there is no SavedModel in the directory
   */
  public static ModelVersion save(
      ModelRegistry registry, String name, ModelSpec spec, Path directory) throws IOException {
    SavedModelFile.require(directory, directory.toString());
    return registry.saveModel(name, ContentSource.of(directory), completed(spec, directory));
  }

  private static ModelSpec completed(ModelSpec spec, Path directory) throws IOException {
    ModelSpec.Builder b =
        ModelSpec.builder()
            .metadata(spec.metadata())
            .description(spec.description())
            .framework(spec.framework().orElse(FRAMEWORK))
            .format(spec.format().orElse(FORMAT))
            .lineage(spec.lineage());
    spec.tags().forEach(b::tag);
    spec.inputExample().ifPresent(b::inputExample);
    Optional<ModelSignature> said = spec.signature();
    (said.isPresent() ? said : SavedModelFile.signature(directory)).ifPresent(b::signature);
    return b.build();
  }

  /**
   * Loads the version that a URI names, such as {@code models:/digits@champion}; see {@link
   * ModelRegistry#load}. The caller closes it.
   *
   * @param tags of the graph in it; {@code serve} unless given
   * @throws ai.synadb.error.ModelNotFoundException if there is none
   * @throws ai.synadb.error.ChecksumMismatchException if a bit is not what was saved
   * @throws IllegalArgumentException if it is not such a URI, or the version is no SavedModel
   * @throws org.tensorflow.exceptions.TensorFlowException if TensorFlow cannot load it
   * @throws IOException if the temporary directory cannot be written
   */
  public static SynaSavedModel load(ModelRegistry registry, String uri, String... tags)
      throws IOException {
    return load(registry.load(uri), tags);
  }

  /** As {@link #load(ModelRegistry, String, String...)}, of a version that was looked up. */
  public static SynaSavedModel load(LoadedModel model, String... tags) throws IOException {
    ModelVersion version = model.info();
    if (!version.isDirectory()) {
      throw new IllegalArgumentException(
          "The model " + version.uri() + " is no SavedModel: it is one file, no directory");
    }
    Path temp = TempDirectory.make();
    try {
      Path directory = temp.resolve("model");
      model.copyTo(directory);
      SavedModelFile.require(directory, "The model " + version.uri());
      return new SynaSavedModel(version, bundle(directory, tags), temp);
    } catch (Throwable t) {
      TempDirectory.deleteAfter(t, temp);
      throw t;
    }
  }

  private static SavedModelBundle bundle(Path directory, String... tags) {
    String[] wanted = tags.length == 0 ? new String[] {SavedModelBundle.DEFAULT_TAG} : tags;
    return SavedModelBundle.load(directory.toString(), wanted);
  }
}

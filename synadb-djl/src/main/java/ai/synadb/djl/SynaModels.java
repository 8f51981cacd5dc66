/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.djl;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ModelNotFoundException;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.util.PairList;
import ai.djl.util.Utils;
import ai.synadb.SynaException;
import ai.synadb.error.NotFoundException;
import ai.synadb.registry.ContentSource;
import ai.synadb.registry.LoadedModel;
import ai.synadb.registry.ModelRegistry;
import ai.synadb.registry.ModelSignature;
import ai.synadb.registry.ModelSpec;
import ai.synadb.registry.ModelVersion;
import java.io.IOException;
import java.io.Writer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;

/**
 * Models of Deep Java Library in a registry.
 *
 * <pre>{@code
 * ModelVersion version = SynaModels.save(model, registry, "digits");
 * registry.setAlias("digits", "champion", version.version());
 *
 * Criteria<float[], Classifications> criteria =
 *     Criteria.builder()
 *         .setTypes(float[].class, Classifications.class)
 *         .optModelUrls(SynaModels.url(database, "digits", "champion"))
 *         .optBlock(new Mlp(64, 10, new int[] {128}))
 *         .optTranslator(translator)
 *         .build();
 * }</pre>
 *
 * <p>A version is a directory: the parameters as {@link Model#save} writes them, and {@code
 * serving.properties}, which names the engine and the model. What is loaded is unpacked into Deep
 * Java Library's cache, under the digest of its bytes, and verified on the way.
 *
 * <p>Thread safety: safe for use by multiple threads, with models that are not trained meanwhile.
 *
 * @since 0.1.0
 */
public final class SynaModels {
  private SynaModels() {}

  /**
   * Saves a model as the next version. {@link Model#getModelPath} of the model, and what looks for
   * artifacts there, then names a directory that is gone: Deep Java Library's models remember where
   * they were last saved to.
   *
   * @throws IOException if it cannot be written; there is then no version
   * @throws IllegalStateException if the model was neither trained nor loaded
   */
  public static ModelVersion save(Model model, ModelRegistry registry, String name)
      throws IOException {
    return save(model, registry, name, ModelSpec.empty());
  }

  /**
   * Saves a model as the next version. What the spec does not say is taken from the model: the
   * framework, the format, and the signature. For the model's path, see {@link #save(Model,
   * ModelRegistry, String)}.
   *
   * @throws IOException if it cannot be written; there is then no version
   * @throws IllegalStateException if the model was neither trained nor loaded
   */
  public static ModelVersion save(Model model, ModelRegistry registry, String name, ModelSpec spec)
      throws IOException {
    Path directory = Files.createTempDirectory("synadb-model");
    try {
      model.save(directory, model.getName());
      writeServing(model, directory.resolve("serving.properties"));
      return registry.saveModel(name, ContentSource.of(directory), complete(spec, model));
    } catch (SynaException e) {
      throw new IOException("The model cannot be saved: " + e.getMessage(), e);
    } finally {
      Utils.deleteQuietly(directory);
    }
  }

  private static void writeServing(Model model, Path file) throws IOException {
    String engine = model.getNDManager().getEngine().getEngineName();
    String text = // without the date of Properties.store
        "engine=" + escaped(engine) + "\noption.modelName=" + escaped(model.getName()) + "\n";
    try (Writer out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
      out.write(text);
    }
  }

  private static String escaped(String value) {
    String s = value.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r");
    return s.startsWith(" ") ? "\\" + s : s;
  }

  private static ModelSpec complete(ModelSpec spec, Model model) {
    ModelSpec.Builder b =
        ModelSpec.builder()
            .metadata(spec.metadata())
            .description(spec.description())
            .framework(spec.framework().orElse("djl"))
            .format(spec.format().orElse("djl"))
            .lineage(spec.lineage());
    spec.tags().forEach(b::tag);
    spec.inputExample().ifPresent(b::inputExample);
    return b.signature(spec.signature().orElseGet(() -> signature(model))).build();
  }

  /** What a block was initialized with; the number of records may be any. */
  private static ModelSignature signature(Model model) {
    PairList<String, Shape> inputs = model.getBlock().describeInput();
    String type = typeName(model.getDataType());
    List<ModelSignature.Field> in = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      String name = inputs.keyAt(i);
      in.add(field(name == null ? "" : name, type, inputs.valueAt(i)));
    }
    List<ModelSignature.Field> out = new ArrayList<>();
    Shape[] shapes = inputs.values().toArray(Shape[]::new);
    for (Shape s : model.getBlock().getOutputShapes(shapes)) {
      out.add(field("", type, s));
    }
    return new ModelSignature(in, out);
  }

  private static String typeName(DataType type) {
    return type.name().toLowerCase(Locale.ROOT);
  }

  private static ModelSignature.Field field(String name, String type, Shape shape) {
    long[] axes = shape.getShape().clone();
    if (axes.length > 0) {
      axes[0] = -1;
    }
    return ModelSignature.Field.of(name, type, axes);
  }

  // ---- loading

  /**
   * Loads the parameters of a version into a model that has a block.
   *
   * @param uri such as {@code models:/digits/3} or {@code models:/digits@champion}
   * @return the version that it is
   * @throws ModelNotFoundException if there is no such version
   * @throws MalformedModelException if they are not parameters of such a block
   * @throws IOException if they cannot be read
   */
  public static ModelVersion load(ModelRegistry registry, String uri, Model model)
      throws IOException, MalformedModelException, ModelNotFoundException {
    LoadedModel loaded = find(registry, uri);
    model.load(ModelCache.unpack(loaded), nameIn(loaded, model));
    return loaded.info();
  }

  private static String nameIn(LoadedModel loaded, Model model) throws IOException {
    Path serving = ModelCache.directory(loaded.info()).resolve("serving.properties");
    if (!Files.isRegularFile(serving)) {
      return model.getName();
    }
    Properties properties = new Properties();
    try (var in = Files.newBufferedReader(serving, StandardCharsets.UTF_8)) {
      properties.load(in);
    }
    return properties.getProperty("option.modelName", model.getName());
  }

  /**
   * Loads a version with criteria: types, translator, and the block, if it is none that brings its
   * own.
   *
   * @param uri such as {@code models:/digits/3} or {@code models:/digits@champion}
   * @param criteria says what is not in the registry; must be closed, what comes of it
   * @throws ModelNotFoundException if there is no such version, or nothing for the types
   * @throws MalformedModelException if it is not a model of such a block
   * @throws IOException if it cannot be read
   */
  public static <I, O> ZooModel<I, O> load(
      ModelRegistry registry, String uri, Criteria.Builder<I, O> criteria)
      throws IOException, MalformedModelException, ModelNotFoundException {
    return criteria.optModelPath(ModelCache.unpack(find(registry, uri))).build().loadModel();
  }

  private static LoadedModel find(ModelRegistry registry, String uri)
      throws IOException, ModelNotFoundException {
    try {
      return registry.load(uri);
    } catch (NotFoundException e) {
      throw new ModelNotFoundException(e.getMessage(), e);
    } catch (SynaException e) {
      throw new IOException("The registry cannot be read: " + e.getMessage(), e);
    }
  }

  // ---- URLs

  /** The URL of a version, for {@link Criteria.Builder#optModelUrls}. */
  public static String url(Path database, ModelVersion version) {
    return base(database, version.name()) + "&version=" + version.version();
  }

  /**
   * The URL of the version that an alias leads to when the model is looked up, for {@link
   * Criteria.Builder#optModelUrls}.
   */
  public static String url(Path database, String model, String alias) {
    return base(database, model) + "&alias=" + encoded(alias);
  }

  private static String base(Path database, String model) {
    // Several URLs are told apart by commas.
    String path = database.toAbsolutePath().toUri().getRawPath().replace(",", "%2C");
    return SynaRepositoryFactory.SCHEME + "://" + path + "?model=" + encoded(model);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}

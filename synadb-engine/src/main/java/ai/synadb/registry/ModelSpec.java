/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.registry;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is said of a model beside its bytes. All of it is optional.
 *
 * <pre>{@code
 * ModelSpec spec =
 *     ModelSpec.builder().framework("djl").metadata("accuracy", "0.95").tag("team", "cv").build();
 * }</pre>
 *
 * <p>Tags and description can be changed later, the rest never.
 *
 * <p>Thread safety: immutable.
 *
 * @since 0.1.0
 */
public final class ModelSpec {
  private static final ModelSpec EMPTY = builder().build();

  private final Map<String, String> metadata;
  private final Map<String, String> tags;
  private final String description;
  private final @Nullable String framework;
  private final @Nullable String format;
  private final @Nullable String inputExample;
  private final @Nullable ModelSignature signature;
  private final ModelLineage lineage;

  private ModelSpec(Builder b) {
    this.metadata = Collections.unmodifiableMap(new LinkedHashMap<>(b.metadata));
    this.tags = Collections.unmodifiableMap(new LinkedHashMap<>(b.tags));
    this.description = b.description;
    this.framework = b.framework;
    this.format = b.format;
    this.inputExample = b.inputExample;
    this.signature = b.signature;
    this.lineage = b.lineage;
  }

  /** Nothing said. */
  public static ModelSpec empty() {
    return EMPTY;
  }

  /** A builder with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Free names and values that belong to the version. */
  public Map<String, String> metadata() {
    return metadata;
  }

  /** Names and values to find the version by. */
  public Map<String, String> tags() {
    return tags;
  }

  /** A text for people; empty if there is none. */
  public String description() {
    return description;
  }

  /** What made the model, such as {@code djl} or {@code xgboost}. */
  public Optional<String> framework() {
    return Optional.ofNullable(framework);
  }

  /** How its bytes are to be read, such as {@code onnx}. */
  public Optional<String> format() {
    return Optional.ofNullable(format);
  }

  /** An input that the model takes, as text, such as JSON. */
  public Optional<String> inputExample() {
    return Optional.ofNullable(inputExample);
  }

  /** What it takes and gives. */
  public Optional<ModelSignature> signature() {
    return Optional.ofNullable(signature);
  }

  /** Where it comes from. */
  public ModelLineage lineage() {
    return lineage;
  }

  @Override
  public boolean equals(@Nullable Object o) {
    return o instanceof ModelSpec s
        && s.metadata.equals(metadata)
        && s.tags.equals(tags)
        && s.description.equals(description)
        && Objects.equals(s.framework, framework)
        && Objects.equals(s.format, format)
        && Objects.equals(s.inputExample, inputExample)
        && Objects.equals(s.signature, signature)
        && s.lineage.equals(lineage);
  }

  @Override
  public int hashCode() {
    return Objects.hash(metadata, tags, description, framework, format, signature, lineage);
  }

  @Override
  public String toString() {
    return "ModelSpec[metadata="
        + metadata
        + ", tags="
        + tags
        + ", framework="
        + framework
        + ", format="
        + format
        + ", lineage="
        + lineage
        + "]";
  }

  /**
   * Collects what is to be said.
   *
   * <p>Thread safety: not safe, guard externally.
   *
   * @since 0.1.0
   */
  public static final class Builder {
    private final Map<String, String> metadata = new LinkedHashMap<>();
    private final Map<String, String> tags = new LinkedHashMap<>();
    private String description = "";
    private @Nullable String framework;
    private @Nullable String format;
    private @Nullable String inputExample;
    private @Nullable ModelSignature signature;
    private ModelLineage lineage = ModelLineage.none();

    private Builder() {}

    /** Adds one name with its value. */
    public Builder metadata(String name, String value) {
      metadata.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value"));
      return this;
    }

    /** Adds names with their values. */
    public Builder metadata(Map<String, String> all) {
      all.forEach(this::metadata);
      return this;
    }

    /** Adds a tag. */
    public Builder tag(String name, String value) {
      tags.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value"));
      return this;
    }

    /** Sets the text for people. */
    public Builder description(String text) {
      description = Objects.requireNonNull(text, "text");
      return this;
    }

    /** Sets what made the model. */
    public Builder framework(String name) {
      framework = Objects.requireNonNull(name, "name");
      return this;
    }

    /** Sets how the bytes are to be read. */
    public Builder format(String name) {
      format = Objects.requireNonNull(name, "name");
      return this;
    }

    /** Sets an input that the model takes, as text, such as JSON. */
    public Builder inputExample(String text) {
      inputExample = Objects.requireNonNull(text, "text");
      return this;
    }

    /** Sets what the model takes and gives. */
    public Builder signature(ModelSignature is) {
      signature = Objects.requireNonNull(is, "is");
      return this;
    }

    /** Sets where the model comes from. */
    public Builder lineage(ModelLineage from) {
      lineage = Objects.requireNonNull(from, "from");
      return this;
    }

    /** What was collected. */
    public ModelSpec build() {
      return new ModelSpec(this);
    }
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.registry;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a model comes from: the run that made it, the data it has seen, the model it began as.
 *
 * <pre>{@code
 * ModelLineage.none().withRun(run.id()).withDataset("train", db.position(), digest)
 * }</pre>
 *
 * <p>Thread safety: immutable.
 *
 * @since 0.1.0
 */
public final class ModelLineage {
  private static final ModelLineage NONE = new ModelLineage(null, List.of(), null);

  private final @Nullable String runId;
  private final List<Dataset> datasets;
  private final @Nullable Parent parent;

  private ModelLineage(@Nullable String runId, List<Dataset> datasets, @Nullable Parent parent) {
    this.runId = runId;
    this.datasets = datasets;
    this.parent = parent;
  }

  /**
   * Data that a model has seen.
   *
   * @param name of the data
   * @param position where the database was then: {@code asOf(position)} reads the same data again;
   *     0 if it is not known
   * @param digest what the data is known by; may be empty
   * @since 0.1.0
   */
  public record Dataset(String name, long position, String digest) {
    /**
     * Checks all.
     *
     * @throws IllegalArgumentException if the position is negative
     */
    public Dataset {
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(digest, "digest");
      if (position < 0) {
        throw new IllegalArgumentException("A position is 0 or more, not " + position);
      }
    }
  }

  /**
   * The model that a model began as.
   *
   * @param name of the model
   * @param version 1 or more
   * @since 0.1.0
   */
  public record Parent(String name, int version) {
    /**
     * Checks both.
     *
     * @throws IllegalArgumentException if the name is empty or the version less than 1
     */
    public Parent {
      ModelKeys.checkName(name);
      ModelKeys.checkVersion(version);
    }
  }

  /** Nothing is known. */
  public static ModelLineage none() {
    return NONE;
  }

  /** The same, made by a run. */
  public ModelLineage withRun(String id) {
    return new ModelLineage(Objects.requireNonNull(id, "id"), datasets, parent);
  }

  /**
   * The same, with one more dataset.
   *
   * @throws IllegalArgumentException if the position is negative
   * @see Dataset
   */
  public ModelLineage withDataset(String name, long position, String digest) {
    List<Dataset> all = new ArrayList<>(datasets);
    all.add(new Dataset(name, position, digest));
    return new ModelLineage(runId, List.copyOf(all), parent);
  }

  /**
   * The same, begun as another model.
   *
   * @throws IllegalArgumentException if the name is empty or the version less than 1
   */
  public ModelLineage withParent(String name, int version) {
    return new ModelLineage(runId, datasets, new Parent(name, version));
  }

  /** The run that made it. */
  public Optional<String> runId() {
    return Optional.ofNullable(runId);
  }

  /** What it has seen, in the order in which it was added. */
  public List<Dataset> datasets() {
    return datasets;
  }

  /** What it began as. */
  public Optional<Parent> parent() {
    return Optional.ofNullable(parent);
  }

  @Override
  public boolean equals(@Nullable Object o) {
    return o instanceof ModelLineage l
        && Objects.equals(l.runId, runId)
        && l.datasets.equals(datasets)
        && Objects.equals(l.parent, parent);
  }

  @Override
  public int hashCode() {
    return Objects.hash(runId, datasets, parent);
  }

  @Override
  public String toString() {
    return "ModelLineage[run=" + runId + ", datasets=" + datasets + ", parent=" + parent + "]";
  }
}

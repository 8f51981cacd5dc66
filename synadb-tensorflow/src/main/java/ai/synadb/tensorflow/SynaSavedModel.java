/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensorflow;

import ai.synadb.registry.ModelVersion;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.SessionFunction;
import org.tensorflow.Tensor;

/**
 * A SavedModel that came from a registry, ready to be called. It owns the bundle and the directory
 * that this was loaded from, which is temporary.
 *
 * <p>Thread safety: safe for use by multiple threads.
 *
 * @since 0.1.0
 */
public final class SynaSavedModel implements AutoCloseable {
  private final ModelVersion version;
  private final SavedModelBundle bundle;
  private final Path directory;
  private final AtomicBoolean isClosed = new AtomicBoolean();

  SynaSavedModel(ModelVersion version, SavedModelBundle bundle, Path directory) {
    this.version = version;
    this.bundle = bundle;
    this.directory = directory;
  }

  /** The version that was loaded. */
  public ModelVersion version() {
    return version;
  }

  /**
   * What TensorFlow loaded. It ends with this.
   *
   * @throws IllegalStateException if the model is closed
   */
  public SavedModelBundle bundle() {
    if (isClosed.get()) {
      throw new IllegalStateException("The model " + version.uri() + " is closed");
    }
    return bundle;
  }

  /**
   * A function of the model.
   *
   * @param key of its signature, such as {@code serving_default}
   * @throws IllegalArgumentException if there is none
   * @throws IllegalStateException if the model is closed
   */
  public SessionFunction function(String key) {
    return bundle().function(key);
  }

  /**
   * Calls the function {@code serving_default}. The result is the caller's, who closes it.
   *
   * @throws IllegalArgumentException if there is no such function, or an input is missing
   * @throws IllegalStateException if the model is closed
   */
  public Result call(Map<String, Tensor> inputs) {
    return bundle().call(inputs);
  }

  /**
   * Closes the bundle and deletes the directory; idempotent.
   *
   * @throws UncheckedIOException if something in the directory cannot be deleted
   */
  @Override
  public void close() {
    if (isClosed.compareAndSet(false, true)) {
      try (bundle) {
        TempDirectory.delete(directory);
      }
    }
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensorflow;

import ai.synadb.error.TypeMismatchException;
import ai.synadb.tensor.Batch;
import ai.synadb.tensor.LoaderState;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.tensorflow.Tensor;
import org.tensorflow.types.family.TType;

/**
 * Rows of one or several stored tensors, each as a tensor of TensorFlow whose first extent is the
 * number of rows.
 *
 * <pre>{@code
 * try (TfBatch batch = batches.next()) {
 *   session.runner().feed(x, batch.feature()).feed(y, batch.label()).addTarget(step).run().close();
 * }
 * }</pre>
 *
 * <p><b>Ownership.</b> The batch owns its tensors: they are valid until it is closed, whatever
 * becomes of the dataset, and are not to be closed by themselves. What has to live longer is
 * copied. A batch that nobody closes holds native memory until the garbage collector finds it.
 *
 * <p>Thread safety: confined to one thread at a time.
 *
 * @since 0.1.0
 */
public final class TfBatch implements AutoCloseable {
  private final Batch batch;
  private final List<String> features;
  private final List<String> labels;
  private final Map<String, TType> tensors = new LinkedHashMap<>();
  private boolean isClosed;

  /** Takes a batch over; if this fails it is closed. */
  TfBatch(Batch batch, List<String> features, List<String> labels) {
    this.batch = batch;
    this.features = features;
    this.labels = labels;
    try {
      batch.names().forEach(name -> tensors.put(name, tensor(batch, name)));
    } catch (Throwable t) {
      batch.close();
      throw t;
    }
  }

  private static TType tensor(Batch batch, String name) {
    TType tensor = ((TfBlock) batch.memory(name)).tensor();
    if (tensor == null) {
      throw new TypeMismatchException(
          "The elements of '"
              + name
              + "' are "
              + batch.dtype(name).wireName()
              + ", which TensorFlow Java has no tensors of; replace them with a transform");
    }
    return tensor;
  }

  private Map<String, TType> open() {
    if (isClosed) {
      throw new IllegalStateException("The batch is closed");
    }
    return tensors;
  }

  /** The names of the tensors: features, labels, and what transforms added. */
  public List<String> names() {
    return List.copyOf(tensors.keySet());
  }

  /**
   * A tensor.
   *
   * @throws IllegalArgumentException if there is none of that name
   * @throws IllegalStateException if the batch is closed
   */
  public TType get(String name) {
    TType found = open().get(Objects.requireNonNull(name, "name"));
    if (found == null) {
      throw new IllegalArgumentException("The batch has no '" + name + "', only " + names());
    }
    return found;
  }

  /**
   * A tensor as one of a type.
   *
   * @throws TypeMismatchException if it is of another type
   * @throws IllegalArgumentException if there is none of that name, or no dtype has the type
   * @throws IllegalStateException if the batch is closed
   */
  public <T extends TType> T get(String name, Class<T> type) {
    TType found = get(name);
    TfTypes.require(name, batch.dtype(name), type);
    return type.cast(found);
  }

  /** The first feature; see {@link #get(String)}. */
  public TType feature() {
    return feature(0);
  }

  /**
   * A feature, in the order in which they were named.
   *
   * @throws IndexOutOfBoundsException if there is none of that number
   * @throws IllegalStateException if the batch is closed
   */
  public TType feature(int number) {
    return get(features.get(number));
  }

  /** The first label; see {@link #label(int)}. */
  public TType label() {
    return label(0);
  }

  /**
   * A label, in the order in which they were named; of windows with a horizon, the horizon.
   *
   * @throws IndexOutOfBoundsException if there is none of that number
   * @throws IllegalStateException if the batch is closed
   */
  public TType label(int number) {
    String name = labels.get(number);
    String horizon = name + Batch.HORIZON;
    return get(tensors.containsKey(horizon) ? horizon : name);
  }

  /**
   * All tensors by name, as functions of TensorFlow take them. They stay the batch's.
   *
   * @throws IllegalStateException if the batch is closed
   */
  public Map<String, Tensor> asInputs() {
    return new LinkedHashMap<>(open());
  }

  /** The number of rows, or of windows. */
  public int rows() {
    return batch.rows();
  }

  /** How many of them, at the end, were read before in this epoch, to fill the batch up. */
  public int padding() {
    return batch.padding();
  }

  /** The numbers of the rows in the stored tensors, or of the first rows of windows; copied. */
  public long[] rowIds() {
    return batch.rowIds();
  }

  /** How many rows of a window are there; behind them are zeros. Of a batch of rows, 0. */
  public int validSteps(int window) {
    return batch.validSteps(window);
  }

  /** How many rows of a horizon are there; behind them are zeros. Of a batch of rows, 0. */
  public int validHorizon(int window) {
    return batch.validHorizon(window);
  }

  /** The place of the first row in the epoch's order. */
  public long position() {
    return batch.position();
  }

  /** Where reading goes on behind this batch; see {@link SynaTfDataset#resume}. */
  public LoaderState state() {
    return batch.state();
  }

  /** Closes all tensors; idempotent. */
  @Override
  public void close() {
    isClosed = true;
    batch.close();
  }
}

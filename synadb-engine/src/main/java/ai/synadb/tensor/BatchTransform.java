/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

/**
 * Changes a batch before it is handed out: scales, augments, casts, adds or drops buffers.
 *
 * <p>It is called on the threads of the loader, for several batches at the same time. The end of an
 * iterator waits for it. What it does must depend on the batch and on {@link BatchEditor#random}
 * alone; then epochs repeat exactly, whatever the number of threads.
 *
 * <pre>{@code
 * BatchTransform noise = batch -> {
 *   FloatBuffer x = batch.buffer("x").asFloatBuffer();
 *   int perRow = x.remaining() / batch.rows();
 *   for (int row = 0; row < batch.rows(); row++) {
 *     RandomGenerator random = batch.random(row);
 *     for (int i = row * perRow; i < (row + 1) * perRow; i++) {
 *       x.put(i, x.get(i) + 0.01f * (float) random.nextGaussian());
 *     }
 *   }
 * };
 * }</pre>
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface BatchTransform {

  /** Changes a batch. What it throws, the iterator throws in the place of the batch. */
  void apply(BatchEditor batch);
}

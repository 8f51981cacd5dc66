/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

/**
 * What a loader has done since it was built.
 *
 * <p>A consumer that waits needs more threads or faster storage; producers that wait have read as
 * far ahead as they may.
 *
 * <p>Thread safety: immutable.
 *
 * @param batches the batches that were made, handed out or not
 * @param rows their rows
 * @param bytes their bytes, as read, before transforms
 * @param copiedBytes the bytes that were copied for that, from the mapped file or from memory
 * @param readNanos the time of reading, added up over all threads
 * @param transformNanos the time of transforms, added up over all threads
 * @param consumerWaitNanos the time for which batches were waited for
 * @param producerWaitNanos the time for which threads waited for room, added up
 * @param buffersAllocated the buffers that were made
 * @param bufferBytesAllocated their bytes
 * @param buffersInUse the buffers of batches that are not closed or not handed out
 * @param bufferBytesInUse their bytes
 * @since 0.1.0
 */
public record LoaderStats(
    long batches,
    long rows,
    long bytes,
    long copiedBytes,
    long readNanos,
    long transformNanos,
    long consumerWaitNanos,
    long producerWaitNanos,
    long buffersAllocated,
    long bufferBytesAllocated,
    long buffersInUse,
    long bufferBytesInUse) {

  /** How often a byte was copied on its way into a batch; 0 before the first. */
  public double copiesPerByte() {
    return bytes == 0 ? 0 : (double) copiedBytes / bytes;
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

/**
 * What reading an epoch will be, known from counts alone.
 *
 * <p>Thread safety: immutable.
 *
 * @param rows the rows of the tensors
 * @param items the rows that are chosen, or the windows in them
 * @param batches the batches of this rank
 * @param globalBatch the items that all ranks together read at a time
 * @param itemsRead the items in the batches of this rank, those of the padding included
 * @param padding how many of them are padding
 * @param dropped the items that no rank reads
 * @param batchBytes the bytes of a full batch
 * @param totalBytes the bytes of all batches of this rank
 * @param selectionBytes the memory that the list of chosen rows takes, about
 * @since 0.1.0
 */
public record BatchPlan(
    long rows,
    long items,
    long batches,
    int globalBatch,
    long itemsRead,
    long padding,
    long dropped,
    long batchBytes,
    long totalBytes,
    long selectionBytes) {}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb;

/**
 * What a database did since it was opened in this process.
 *
 * @param recordsAppended records written, ours for bookkeeping included
 * @param bytesAppended their bytes
 * @param bytesWritten bytes handed to the operating system, checkpoints and compaction included
 * @param syncs how often the log was synced
 * @param checkpoints how many checkpoints were written
 * @param scannedBytes bytes of log that were scanned at open
 * @param directoryHeapBytes heap held by the key directory and the key order
 * @param mappedBytes bytes of log that are mapped
 * @param openLeases leases that are not closed
 * @since 0.1.0
 */
public record DatabaseStats(
    long recordsAppended,
    long bytesAppended,
    long bytesWritten,
    long syncs,
    long checkpoints,
    long scannedBytes,
    long directoryHeapBytes,
    long mappedBytes,
    long openLeases) {}

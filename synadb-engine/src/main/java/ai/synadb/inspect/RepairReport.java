/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.inspect;

/**
 * What a repair carried over into a new file.
 *
 * @param source what was found in the damaged file
 * @param recordsCopied values and deletes that the new file holds
 * @param bytesWritten the length of the new file
 * @since 0.1.0
 */
public record RepairReport(IntegrityReport source, long recordsCopied, long bytesWritten) {}

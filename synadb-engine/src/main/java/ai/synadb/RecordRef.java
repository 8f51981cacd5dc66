/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb;

/**
 * The place of one record, for reading it again without looking its key up. Valid for one
 * generation of the file: a compaction ends it.
 *
 * @param generation the file's generation
 * @param offset the record's byte offset in the file
 * @param position the record's position, which outlives compactions
 * @since 0.1.0
 */
public record RecordRef(long generation, long offset, long position) {}

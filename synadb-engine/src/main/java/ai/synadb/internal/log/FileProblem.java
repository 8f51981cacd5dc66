/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.log;

/**
 * Something in a file that is not as it should be.
 *
 * @param offset where it begins
 * @param length how many bytes it takes
 * @param what a sentence for people
 */
public record FileProblem(long offset, long length, String what) {}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/** Vectors in a file that is mapped whole. */
@org.jspecify.annotations.NullMarked
package ai.synadb.internal.mapped;

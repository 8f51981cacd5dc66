/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/** Vector search beside other libraries: curves of queries per second over recall. */
@NullMarked
package ai.synadb.benchmarks.vector;

import org.jspecify.annotations.NullMarked;

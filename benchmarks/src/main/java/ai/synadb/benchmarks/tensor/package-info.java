/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/** Measures tensors and models beside the bare machine and beside other libraries. */
@NullMarked
package ai.synadb.benchmarks.tensor;

import org.jspecify.annotations.NullMarked;

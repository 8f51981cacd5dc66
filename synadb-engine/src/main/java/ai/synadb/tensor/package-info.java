/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * Tensors in the log: stored, mapped, read by rows, appended to, and loaded in batches for
 * training.
 */
@NullMarked
package ai.synadb.tensor;

import org.jspecify.annotations.NullMarked;

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * Vector search: stores of embeddings under keys, with attributes to filter by. {@link
 * ai.synadb.vector.VectorIndex} is what all of them have in common.
 */
@NullMarked
package ai.synadb.vector;

import org.jspecify.annotations.NullMarked;

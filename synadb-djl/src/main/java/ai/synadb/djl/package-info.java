/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * SynaDB for Deep Java Library: datasets over stored tensors, arrays over mapped ones, a listener
 * that tracks training, and models from the registry.
 */
@NullMarked
package ai.synadb.djl;

import org.jspecify.annotations.NullMarked;

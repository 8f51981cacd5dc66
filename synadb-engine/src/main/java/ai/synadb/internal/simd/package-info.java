/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * The arithmetic of vector search, in plain Java and with the Vector API. {@link
 * ai.synadb.internal.simd.Kernels} is all that other packages see of it.
 */
@NullMarked
package ai.synadb.internal.simd;

import org.jspecify.annotations.NullMarked;

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * Measures SynaDB side by side with other embedded stores; begin with {@link
 * ai.synadb.benchmarks.SideBySide}.
 */
@org.jspecify.annotations.NullMarked
package ai.synadb.benchmarks;

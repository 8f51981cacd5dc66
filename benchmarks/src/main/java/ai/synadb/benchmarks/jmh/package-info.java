/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * Small JMH benchmarks of single paths, for work on the engine. Not {@code @NullMarked}: JMH sets
 * fields up in ways that the analysis cannot follow.
 */
package ai.synadb.benchmarks.jmh;

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/** What is measured: one class for each kind of workload, all run in a JVM of their own. */
@org.jspecify.annotations.NullMarked
package ai.synadb.benchmarks.work;

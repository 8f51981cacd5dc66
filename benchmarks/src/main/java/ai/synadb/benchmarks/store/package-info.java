/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/** SynaDB and its peers behind one small interface, each set up as its makers advise. */
@org.jspecify.annotations.NullMarked
package ai.synadb.benchmarks.store;

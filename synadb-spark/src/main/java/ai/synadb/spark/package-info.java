/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * Reading SynaDB databases with Spark SQL: the data source {@code synadb} and the catalog {@link
 * ai.synadb.spark.SynaCatalog}.
 *
 * @since 0.1.0
 */
@NullMarked
package ai.synadb.spark;

import org.jspecify.annotations.NullMarked;

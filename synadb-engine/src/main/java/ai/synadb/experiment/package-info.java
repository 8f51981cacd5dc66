/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/** Experiments: runs with their parameters, metrics and artifacts, queried and compared. */
@NullMarked
package ai.synadb.experiment;

import org.jspecify.annotations.NullMarked;

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/** What the notebooks use to show data, and the data that they show. */
@NullMarked
package ai.synadb.notebooks;

import org.jspecify.annotations.NullMarked;

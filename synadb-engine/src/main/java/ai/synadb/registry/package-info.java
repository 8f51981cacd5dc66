/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/** Models in versions, with stages, aliases and lineage, verified when they are loaded. */
@NullMarked
package ai.synadb.registry;

import org.jspecify.annotations.NullMarked;

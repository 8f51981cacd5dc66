/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * The files in which the original keeps vectors beside its log: reading them, whatever state they
 * are in, and writing the one that it takes from us. Reading order: {@link
 * ai.synadb.internal.original.OriginalIndex}, {@link ai.synadb.internal.original.PackedFormat} with
 * its cursor, {@link ai.synadb.internal.original.HnswFormat} with its cursor and {@link
 * ai.synadb.internal.original.HnswSidecar}.
 */
@NullMarked
package ai.synadb.internal.original;

import org.jspecify.annotations.NullMarked;

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/** JSON as plain values of the JDK, read with bounds. */
@NullMarked
package ai.synadb.internal.json;

import org.jspecify.annotations.NullMarked;

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * Patterns of text that are matched in bounded time whatever the pattern and the text: SQL's LIKE
 * and regular expressions.
 */
@NullMarked
package ai.synadb.internal.text;

import org.jspecify.annotations.NullMarked;

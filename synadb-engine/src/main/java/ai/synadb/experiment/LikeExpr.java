/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.experiment;

import ai.synadb.internal.text.LikePattern;

/** A text that matches a pattern of LIKE. */
record LikeExpr(QueryField field, LikePattern pattern, boolean isNegated) implements RunExpr.Leaf {}

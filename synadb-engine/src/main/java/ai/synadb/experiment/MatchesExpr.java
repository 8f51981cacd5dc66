/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.experiment;

import ai.synadb.internal.text.LinearRegex;

/** A text in which a regular expression is found. */
record MatchesExpr(QueryField field, LinearRegex regex, boolean isNegated)
    implements RunExpr.Leaf {}

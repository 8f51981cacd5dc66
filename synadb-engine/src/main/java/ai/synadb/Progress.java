/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb;

import java.time.Duration;

/**
 * How far a long action is.
 *
 * @param task what is done, in a few words
 * @param done how much is done, in the action's own unit, mostly bytes
 * @param total how much there is to do, or -1 while that is not known
 * @param elapsed the time since the start
 * @since 0.1.0
 */
public record Progress(String task, long done, long total, Duration elapsed) {}

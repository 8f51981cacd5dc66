/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb;

import java.util.OptionalLong;

/**
 * One write, as {@link Changes} hands it out.
 *
 * @param position its position; all records of one batch share one
 * @param key its key
 * @param value the value; null for a delete
 * @param isDelete whether it deletes the key
 * @param step the caller's step, for values of a series
 * @param time the caller's own time in microseconds since 1970, for values of a series
 * @since 0.1.0
 */
public record Change(
    long position,
    String key,
    Atom value,
    boolean isDelete,
    OptionalLong step,
    OptionalLong time) {}

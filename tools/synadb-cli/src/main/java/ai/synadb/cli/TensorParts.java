/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.cli;

import ai.synadb.SynaException;
import ai.synadb.error.KeyNotFoundException;
import ai.synadb.tensor.Shape;
import ai.synadb.tensor.TensorEngine;
import ai.synadb.tensor.TensorInfo;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is shown of tensors. */
final class TensorParts {
  private TensorParts() {}

  static List<Long> axes(Shape shape) {
    List<Long> axes = new ArrayList<>();
    for (long n : shape.toArray()) {
      axes.add(n);
    }
    return axes;
  }

  /** What is known of a tensor. */
  static TensorInfo require(SynaCommand command, TensorEngine engine, String name) {
    try {
      return engine.describe(name);
    } catch (KeyNotFoundException e) {
      throw new CommandException(
          ExitCodes.NOT_FOUND,
          "There is no tensor " + SynaException.quoted(name),
          "syna tensor list " + Hints.quoted(command.database.toString()));
    }
  }

  static Map<String, @Nullable Object> of(TensorInfo t) {
    Map<String, @Nullable Object> parts = new LinkedHashMap<>();
    parts.put("name", t.name());
    parts.put("dtype", t.dtype().wireName());
    parts.put("shape", axes(t.shape()));
    parts.put("sizeBytes", t.sizeBytes());
    boolean isFloating = t.dtype().isFloating();
    parts.put("min", t.range().map(r -> number(isFloating, r.min(), r.minLong())).orElse(null));
    parts.put("max", t.range().map(r -> number(isFloating, r.max(), r.maxLong())).orElse(null));
    parts.put("records", t.records());
    parts.put("digest", t.digest().isEmpty() ? null : t.digest());
    return parts;
  }

  private static Object number(boolean isFloating, double d, long n) {
    if (isFloating) {
      return d;
    }
    return n;
  }
}

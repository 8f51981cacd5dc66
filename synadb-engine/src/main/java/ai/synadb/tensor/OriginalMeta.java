/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import ai.synadb.SynaException;
import ai.synadb.error.SynaFormatException;
import ai.synadb.internal.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The JSON with which the Rust dialect of the original describes a tensor.
 *
 * <pre>{"shape":[3,4],"dtype":"float32","total_bytes":48,"chunk_count":3,"chunk_size":20}</pre>
 */
record OriginalMeta(DType dtype, Shape shape, long totalBytes, long chunkCount, long chunkSize) {

  static OriginalMeta of(DType dtype, Shape shape, long chunkSize) {
    long total = shape.sizeBytes(dtype);
    return new OriginalMeta(dtype, shape, total, (total + chunkSize - 1) / chunkSize, chunkSize);
  }

  /** Whether these are the fields of a tensor, and not of something else that has a description. */
  static boolean describesTensor(Map<String, @Nullable Object> fields) {
    return fields.get("shape") instanceof List<?>
        && fields.get("dtype") instanceof String
        && fields.get("total_bytes") instanceof Long;
  }

  static OriginalMeta of(Map<String, @Nullable Object> fields, String key) {
    try {
      List<?> extents = (List<?>) require(fields, "shape");
      long[] shape = new long[extents.size()];
      for (int i = 0; i < shape.length; i++) {
        if (!(extents.get(i) instanceof Long extent)) {
          throw new IllegalArgumentException("an extent is " + extents.get(i));
        }
        shape[i] = extent;
      }
      OriginalMeta meta =
          new OriginalMeta(
              DType.of((String) require(fields, "dtype")),
              Shape.of(shape),
              (Long) require(fields, "total_bytes"),
              number(fields, "chunk_count"),
              number(fields, "chunk_size"));
      meta.check();
      return meta;
    } catch (IllegalArgumentException e) {
      throw damaged(key, String.valueOf(e.getMessage()), e);
    }
  }

  private static Object require(Map<String, @Nullable Object> fields, String name) {
    Object value = fields.get(name);
    if (value == null) {
      throw new IllegalArgumentException("it has no " + name);
    }
    return value;
  }

  private static long number(Map<String, @Nullable Object> fields, String name) {
    Object value = fields.get(name);
    if (value == null) {
      return 0;
    }
    if (!(value instanceof Long n) || n < 0) {
      throw new IllegalArgumentException(name + " is " + value);
    }
    return n;
  }

  private void check() {
    long size = shape.sizeBytes(dtype);
    if (size != totalBytes) {
      throw new IllegalArgumentException(
          "shape "
              + shape
              + " with "
              + dtype.wireName()
              + " takes "
              + size
              + " bytes, total_bytes is "
              + totalBytes);
    }
  }

  static SynaFormatException damaged(String key, String why, @Nullable Throwable cause) {
    return new SynaFormatException(
        "The description " + SynaException.quoted(key) + " of a tensor is damaged: " + why,
        cause,
        null,
        -1,
        key);
  }

  /** The JSON, with the fields in the original's order. */
  String json() {
    List<Long> extents = new java.util.ArrayList<>();
    for (long extent : shape.toArray()) {
      extents.add(extent);
    }
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("shape", extents);
    fields.put("dtype", dtype.wireName());
    fields.put("total_bytes", totalBytes);
    fields.put("chunk_count", chunkCount);
    fields.put("chunk_size", chunkSize);
    return Json.write(fields);
  }
}

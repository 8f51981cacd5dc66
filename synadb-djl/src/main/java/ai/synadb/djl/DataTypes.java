/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.djl;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.synadb.tensor.DType;

/** What types and shapes are called here and there. */
final class DataTypes {
  private DataTypes() {}

  static DataType of(DType type) {
    return switch (type) {
      case FLOAT32 -> DataType.FLOAT32;
      case FLOAT64 -> DataType.FLOAT64;
      case INT32 -> DataType.INT32;
      case INT64 -> DataType.INT64;
      case FLOAT16 -> DataType.FLOAT16;
      case BFLOAT16 -> DataType.BFLOAT16;
      case INT8 -> DataType.INT8;
      case UINT8 -> DataType.UINT8;
      case BOOL -> DataType.BOOLEAN;
    };
  }

  /**
   * The other way round.
   *
   * @throws IllegalArgumentException if no tensor has such elements
   */
  static DType of(DataType type) {
    for (DType t : DType.values()) {
      if (of(t) == type) {
        return t;
      }
    }
    throw new IllegalArgumentException("A stored tensor has no elements of type " + type);
  }

  static Shape of(ai.synadb.tensor.Shape shape) {
    return new Shape(shape.toArray());
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensorflow;

import ai.synadb.error.TypeMismatchException;
import ai.synadb.tensor.DType;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TBfloat16;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat16;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TUint8;
import org.tensorflow.types.family.TType;

/**
 * Which type of TensorFlow Java has the elements of which dtype. All of them lie in memory as they
 * do in a file: little-endian, in row-major order, a truth value in a byte.
 */
final class TfTypes {
  private static final Map<DType, Class<? extends TType>> CLASSES = classes();

  private TfTypes() {}

  private static Map<DType, Class<? extends TType>> classes() {
    Map<DType, Class<? extends TType>> m = new EnumMap<>(DType.class);
    m.put(DType.FLOAT32, TFloat32.class);
    m.put(DType.FLOAT64, TFloat64.class);
    m.put(DType.INT32, TInt32.class);
    m.put(DType.INT64, TInt64.class);
    m.put(DType.FLOAT16, TFloat16.class);
    m.put(DType.BFLOAT16, TBfloat16.class);
    m.put(DType.UINT8, TUint8.class);
    m.put(DType.BOOL, TBool.class);
    return Collections.unmodifiableMap(m);
  }

  /** Whether TensorFlow Java has such tensors. */
  static boolean has(DType dtype) {
    return CLASSES.containsKey(dtype);
  }

  /**
   * The type for a dtype.
   *
   * @throws TypeMismatchException if TensorFlow Java has none
   */
  static Class<? extends TType> of(DType dtype) {
    Class<? extends TType> type = CLASSES.get(Objects.requireNonNull(dtype, "dtype"));
    if (type == null) {
      throw new TypeMismatchException(
          "TensorFlow Java has no tensors of "
              + dtype.wireName()
              + "; cast to int32, say: with Tensor.cast and SynaTensors.of, or a transform of the"
              + " dataset");
    }
    return type;
  }

  /**
   * The dtype for a type.
   *
   * @throws IllegalArgumentException if there is none
   */
  static DType of(Class<? extends TType> type) {
    Objects.requireNonNull(type, "type");
    for (Map.Entry<DType, Class<? extends TType>> e : CLASSES.entrySet()) {
      if (e.getValue() == type) {
        return e.getKey();
      }
    }
    throw new IllegalArgumentException(
        CLASSES.values().stream()
            .map(Class::getSimpleName)
            .collect(
                Collectors.joining(
                    ", ", "The types of stored tensors are ", ", not " + type.getSimpleName())));
  }

  /** Makes sure that a tensor's elements are those of a type. */
  static void require(String name, DType found, Class<? extends TType> type) {
    DType wanted = of(type);
    if (found != wanted) {
      String right =
          has(found)
              ? "read it as " + of(found).getSimpleName()
              : "cast it, TensorFlow has no such";
      throw new TypeMismatchException(
          "The elements of '"
              + name
              + "' are "
              + found.wireName()
              + ", not "
              + wanted.wireName()
              + "; "
              + right);
    }
  }

  /** How a model's signature names a type. */
  static String signatureName(DataType type) {
    for (Map.Entry<DType, Class<? extends TType>> e : CLASSES.entrySet()) {
      if (protoOf(e.getKey()) == type) {
        return e.getKey().wireName();
      }
    }
    String name = type.name().toLowerCase(Locale.ROOT);
    return name.startsWith("dt_") ? name.substring(3) : name;
  }

  private static DataType protoOf(DType dtype) {
    switch (dtype) {
      case FLOAT32:
        return DataType.DT_FLOAT;
      case FLOAT64:
        return DataType.DT_DOUBLE;
      case INT32:
        return DataType.DT_INT32;
      case INT64:
        return DataType.DT_INT64;
      case FLOAT16:
        return DataType.DT_HALF;
      case BFLOAT16:
        return DataType.DT_BFLOAT16;
      case INT8:
        return DataType.DT_INT8;
      case UINT8:
        return DataType.DT_UINT8;
      case BOOL:
        return DataType.DT_BOOL;
    }
    throw new AssertionError(dtype);
  }
}

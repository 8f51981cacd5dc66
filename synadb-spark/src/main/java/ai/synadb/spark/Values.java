/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.spark;

import ai.synadb.Positions;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.spark.sql.catalyst.util.ArrayBasedMapData;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.catalyst.util.MapData;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/**
 * Values as Spark keeps them inside, and the order and the equality that SQL gives them.
 *
 * <p>Of doubles, NaN equals itself and is the greatest, and {@code -0.0} equals {@code 0.0}.
 */
final class Values {
  private Values() {}

  static UTF8String text(String text) {
    return UTF8String.fromString(text);
  }

  static @Nullable UTF8String text(Optional<String> text) {
    return text.isPresent() ? text(text.get()) : null;
  }

  static long micros(Instant time) {
    return Positions.of(time);
  }

  static ArrayData array(Collection<?> elements) {
    return new GenericArrayData(elements.toArray());
  }

  static ArrayData texts(Collection<String> texts) {
    return array(texts.stream().map(Values::text).toList());
  }

  static MapData texts(Map<String, String> map) {
    return map(map, Values::text);
  }

  static <V> MapData map(Map<String, V> map, Function<V, ?> value) {
    Object[] keys = new Object[map.size()];
    Object[] values = new Object[map.size()];
    int i = 0;
    for (Map.Entry<String, V> e : map.entrySet()) {
      keys[i] = text(e.getKey());
      values[i++] = value.apply(e.getValue());
    }
    return new ArrayBasedMapData(new GenericArrayData(keys), new GenericArrayData(values));
  }

  /** Whether values of a type can be compared here. */
  static boolean isOrdered(DataType type) {
    return type.equals(DataTypes.StringType)
        || type.equals(DataTypes.LongType)
        || type.equals(DataTypes.DoubleType)
        || type.equals(DataTypes.IntegerType)
        || type.equals(DataTypes.BooleanType)
        || type.equals(DataTypes.TimestampType)
        || type.equals(DataTypes.BinaryType);
  }

  /** Compares two values of one {@linkplain #isOrdered ordered} type, neither null. */
  static int compare(Object a, Object b) {
    if (a instanceof UTF8String s) {
      return s.binaryCompare((UTF8String) b);
    } else if (a instanceof Double d) {
      return compare(d.doubleValue(), ((Double) b).doubleValue());
    } else if (a instanceof Long l) {
      return Long.compare(l, (Long) b);
    } else if (a instanceof Integer i) {
      return Integer.compare(i, (Integer) b);
    } else if (a instanceof Boolean t) {
      return Boolean.compare(t, (Boolean) b);
    }
    return Arrays.compareUnsigned((byte[]) a, (byte[]) b);
  }

  private static int compare(double a, double b) {
    return a == b ? 0 : Double.compare(a, b);
  }

  /** Compares keys as a database does, by their bytes. */
  static int compareKeys(String a, String b) {
    return text(a).binaryCompare(text(b));
  }

  /** Something that equals exactly where the values of one ordered type are equal in SQL. */
  static Object hashable(Object value) {
    if (value instanceof Double d) {
      return d == 0 ? Double.valueOf(0.0) : Double.valueOf(d); // all NaNs equal as objects
    }
    return value instanceof byte[] b ? ByteBuffer.wrap(b) : value;
  }

  /** Compares values that may be null. */
  static Comparator<@Nullable Object> order(boolean isDescending, boolean isNullsFirst) {
    return (a, b) -> {
      if (a == null || b == null) {
        int nulls = Boolean.compare(a == null, b == null);
        return isNullsFirst ? -nulls : nulls;
      }
      return isDescending ? compare(b, a) : compare(a, b);
    };
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import ai.synadb.SynaReader;
import java.util.HexFormat;

/**
 * The keys of stored tensors.
 *
 * <pre>
 *  tensor/&lt;name&gt;                  the head: {@link TensorHead}
 *  tensor-data/&lt;id&gt;/&lt;number&gt;      elements: the bytes of one segment
 *  tensor-sums/&lt;id&gt;/&lt;number&gt;      what is known of the segment: {@link SegmentSums}
 *  tensor-pending/&lt;id&gt;/&lt;number&gt;   Text, the name: from that segment on, elements are being written
 * </pre>
 *
 * An id is 16 hexadecimal digits, a number 8 decimal ones.
 */
final class TensorKeys {
  static final String HEAD = "tensor/";
  static final String DATA = "tensor-data/";
  static final String SUMS = "tensor-sums/";
  static final String PENDING = "tensor-pending/";

  private static final int MIN_DIGITS = 8;

  private TensorKeys() {}

  /** A name without the slash that a prefix of the seed's ends with. */
  static String name(String nameOrPrefix) {
    String name =
        nameOrPrefix.endsWith("/")
            ? nameOrPrefix.substring(0, nameOrPrefix.length() - 1)
            : nameOrPrefix;
    if (name.isEmpty()) {
      throw new IllegalArgumentException("The name of a tensor is not empty");
    }
    return name;
  }

  static String head(String name) {
    return HEAD + name;
  }

  static String data(long id, long number) {
    return DATA + suffix(id, number);
  }

  static String sums(long id, long number) {
    return SUMS + suffix(id, number);
  }

  static String pending(long id, long number) {
    return PENDING + suffix(id, number);
  }

  /** What the keys of all segments of a tensor begin with. */
  static String ofId(String kind, long id) {
    return kind + HexFormat.of().toHexDigits(id) + "/";
  }

  private static String suffix(long id, long number) {
    return HexFormat.of().toHexDigits(id) + "/" + padded(number);
  }

  /** A number, 0 or more, with 8 decimal digits or more. */
  static String padded(long number) {
    String digits = Long.toString(number);
    return "0".repeat(Math.max(0, MIN_DIGITS - digits.length())) + digits;
  }

  /** The id in a key of one of the kinds but the first. */
  static long idOf(String key) {
    int at = key.indexOf('/') + 1;
    return HexFormat.fromHexDigitsToLong(key, at, at + 16);
  }

  /** The number in a key of one of the kinds but the first. */
  static long numberOf(String key) {
    return Long.parseLong(key.substring(key.lastIndexOf('/') + 1));
  }

  /** Whether a key is one that {@link #idOf} and {@link #numberOf} read. */
  static boolean isSegmentKey(String key) {
    return key.matches("[a-z-]+/[0-9a-f]{16}/[0-9]{8,10}");
  }

  static boolean exists(SynaReader state, String name) {
    return state.exists(head(name));
  }
}

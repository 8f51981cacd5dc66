/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.experiment;

import ai.synadb.error.SynaFormatException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The summaries of a run's metrics as bytes, little-endian:
 *
 * <pre>
 *   0  u8   layout       1
 *   1  u24  0
 *   4  u32  series
 *   8  for each series
 *        u16  length of the name
 *        u64  count
 *        f64  first, last, min, max
 *        i64  firstStep, lastStep, firstMicros, lastMicros
 *        the name in UTF-8, escaped as in {@link RunKeys}
 * </pre>
 */
final class SummaryCodec {
  private static final int LAYOUT = 1;
  private static final int HEADER_BYTES = 8;
  private static final int SERIES_BYTES = Short.BYTES + 9 * Long.BYTES;
  private static final int MAX_NAME_BYTES = 0xFFFF;

  private SummaryCodec() {}

  static byte[] encode(Map<MetricId, MetricSummary> metrics) {
    byte[][] names = new byte[metrics.size()][];
    int length = HEADER_BYTES;
    int n = 0;
    for (MetricId id : metrics.keySet()) {
      names[n] = RunKeys.escape(id).getBytes(StandardCharsets.UTF_8);
      length = Math.addExact(length, SERIES_BYTES + names[n++].length);
    }
    ByteBuffer b = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    b.putInt(LAYOUT).putInt(metrics.size());
    n = 0;
    for (MetricSummary s : metrics.values()) {
      b.putShort((short) names[n].length).putLong(s.count());
      b.putDouble(s.first()).putDouble(s.last()).putDouble(s.min()).putDouble(s.max());
      b.putLong(s.firstStep()).putLong(s.lastStep());
      b.putLong(s.firstMicros()).putLong(s.lastMicros());
      b.put(names[n++]);
    }
    return b.array();
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws SynaFormatException if it is something else
   */
  static Map<MetricId, MetricSummary> decode(byte[] bytes, String key) {
    return decode(bytes, key, RunKeys::metricId);
  }

  /** As {@link #decode(byte[], String)}, with what makes ids of escaped names. */
  static Map<MetricId, MetricSummary> decode(
      byte[] bytes, String key, Function<String, @Nullable MetricId> ids) {
    try {
      ByteBuffer b = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      int layout = b.getInt();
      int n = b.getInt();
      if (layout != LAYOUT) {
        throw damaged(key, "its layout is " + layout + ", not " + LAYOUT);
      }
      if (n < 0 || n > b.remaining() / SERIES_BYTES) {
        throw damaged(key, "it has no room for " + n + " series");
      }
      Map<MetricId, MetricSummary> metrics = new LinkedHashMap<>(2 * n);
      for (int i = 0; i < n; i++) {
        int nameLength = b.getShort() & MAX_NAME_BYTES;
        MetricSummary s =
            new MetricSummary(
                b.getLong(),
                b.getDouble(),
                b.getDouble(),
                b.getDouble(),
                b.getDouble(),
                b.getLong(),
                b.getLong(),
                b.getLong(),
                b.getLong());
        if (nameLength > b.remaining()) {
          throw damaged(key, "a name is cut short");
        }
        String name = new String(bytes, b.position(), nameLength, StandardCharsets.UTF_8);
        b.position(b.position() + nameLength);
        MetricId id = ids.apply(name);
        if (id == null || s.count() < 1) {
          throw damaged(key, "it names no series");
        }
        metrics.put(id, s);
      }
      if (b.hasRemaining()) {
        throw damaged(key, b.remaining() + " bytes follow it");
      }
      return metrics;
    } catch (BufferUnderflowException e) {
      throw damaged(key, "it is cut short");
    }
  }

  private static SynaFormatException damaged(String key, String why) {
    return new SynaFormatException(
        "The summary of a run cannot be read: " + why, null, null, -1, key);
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.vector;

import ai.synadb.SynaDB;
import ai.synadb.error.DimensionMismatchException;
import ai.synadb.error.FormatTooNewException;
import ai.synadb.internal.log.ComponentDoor;
import java.util.Optional;

/**
 * What a database remembers of a collection, in the hidden record {@code __syna__/vec/<name>}:
 *
 * <pre>
 *   byte 0     version, 1
 *        1     metric: 0 cosine, 1 euclidean, 2 dot product
 *        2, 3  dimensions, u16
 * </pre>
 *
 * <p>Thread safety: immutable.
 */
record CollectionHeader(DistanceMetric metric, int dimensions) {
  private static final int VERSION = 1;
  private static final int BYTES = 4;

  private static String recordName(CollectionKeys keys) {
    return "vec/" + keys.name();
  }

  /** Reads it, if it is there. */
  static Optional<CollectionHeader> read(SynaDB database, CollectionKeys keys) {
    byte[] b = ComponentDoor.get(database, recordName(keys));
    if (b == null || b.length < BYTES) {
      return Optional.empty();
    }
    if (b[0] != VERSION) {
      throw new FormatTooNewException(
          "The collection has version " + (b[0] & 0xff) + "; this library knows " + VERSION,
          database.path(),
          -1,
          null);
    }
    int metric = b[1] & 0xff;
    int dimensions = (b[2] & 0xff) | (b[3] & 0xff) << 8;
    if (metric >= DistanceMetric.values().length || dimensions == 0) {
      return Optional.empty(); // checked by a CRC: written by nobody that we know
    }
    return Optional.of(new CollectionHeader(DistanceMetric.values()[metric], dimensions));
  }

  /** Writes it. */
  void write(SynaDB database, CollectionKeys keys) {
    ComponentDoor.put(
        database,
        recordName(keys),
        new byte[] {VERSION, (byte) metric.ordinal(), (byte) dimensions, (byte) (dimensions >> 8)});
  }

  /** Refuses a store that is opened as another. */
  void require(CollectionHeader wanted, SynaDB database) {
    if (wanted.dimensions != dimensions || wanted.metric != metric) {
      throw new DimensionMismatchException(
          "The vectors in "
              + database.path().getFileName()
              + " have "
              + dimensions
              + " dimensions and the metric "
              + metric
              + ", not "
              + wanted.dimensions
              + " and "
              + wanted.metric);
    }
  }
}

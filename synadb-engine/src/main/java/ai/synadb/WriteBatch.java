/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb;

import ai.synadb.internal.log.LogUpdater;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Writes that are there together or not at all, once {@link SynaDB#write} has taken them.
 *
 * <pre>{@code
 * db.write(new WriteBatch().putText("doc/1", text).putVector("vec/1", embedding).delete("draft/1"));
 * }</pre>
 *
 * <p>Writes of one key take effect in the order in which they were added. Arrays are copied when
 * they are added.
 *
 * <p>Thread safety: not safe, guard externally.
 *
 * @since 0.1.0
 */
public final class WriteBatch {
  private final List<LogUpdater.Operation> operations = new ArrayList<>();
  private long largestValue;
  private int smallestVector = Integer.MAX_VALUE;

  /** An empty batch. */
  public WriteBatch() {}

  /** Adds a value. */
  public WriteBatch put(String key, Atom value) {
    byte[] k = Keys.encode(key);
    if (value instanceof Atom.Vector v) {
      smallestVector = Math.min(smallestVector, v.dimensions());
    }
    ai.synadb.internal.format.Payload p = Atoms.payload(value);
    largestValue = Math.max(largestValue, p.size());
    operations.add(LogUpdater.Operation.put(k, p));
    return this;
  }

  /** Adds a number. */
  public WriteBatch putFloat(String key, double value) {
    return put(key, Atom.of(value));
  }

  /** Adds an integer. */
  public WriteBatch putInt(String key, long value) {
    return put(key, Atom.of(value));
  }

  /** Adds text. */
  public WriteBatch putText(String key, String value) {
    return put(key, Atom.of(value));
  }

  /** Adds bytes. */
  public WriteBatch putBytes(String key, byte[] value) {
    return put(key, Atom.of(value));
  }

  /** Adds a vector. */
  public WriteBatch putVector(String key, float[] value) {
    return put(key, Atom.of(value));
  }

  /** Adds numbers to a key's history. */
  public WriteBatch putFloats(String key, double[] values) {
    operations.add(
        LogUpdater.Operation.numbers(
            Keys.encode(key), LogUpdater.Numbers.floats(null, null, values.clone())));
    return this;
  }

  /**
   * Adds numbers with steps and times to a key's history; all arrays have one length.
   *
   * @param times in microseconds since 1970
   */
  public WriteBatch putFloats(String key, long[] steps, long[] times, double[] values) {
    SynaDB.requireSameLength(steps, times, values);
    operations.add(
        LogUpdater.Operation.numbers(
            Keys.encode(key),
            LogUpdater.Numbers.floats(steps.clone(), times.clone(), values.clone())));
    return this;
  }

  /** Adds integers to a key's history. */
  public WriteBatch putInts(String key, long[] values) {
    operations.add(
        LogUpdater.Operation.numbers(Keys.encode(key), LogUpdater.Numbers.ints(values.clone())));
    return this;
  }

  /** Adds a delete. A key that has no value then is left as it is. */
  public WriteBatch delete(String key) {
    operations.add(LogUpdater.Operation.delete(Keys.encode(key)));
    return this;
  }

  /** The number of writes. */
  public int size() {
    return operations.size();
  }

  /** Forgets all writes, so that the batch can be filled anew. */
  public void clear() {
    operations.clear();
    largestValue = 0;
    smallestVector = Integer.MAX_VALUE;
  }

  List<LogUpdater.Operation> operations() {
    return Objects.requireNonNull(operations);
  }

  long largestValue() {
    return largestValue;
  }

  int smallestVector() {
    return smallestVector;
  }
}

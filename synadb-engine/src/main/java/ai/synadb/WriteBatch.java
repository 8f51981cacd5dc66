/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb;

import ai.synadb.internal.log.LogUpdater;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes that are there together or not at all, once {@link SynaDB#write} has taken them.
 *
 * <pre>{@code
 * db.write(new WriteBatch().putText("doc/1", text).putVector("vec/1", embedding).delete("draft/1"));
 * }</pre>
 *
 * <p><b>Compare and set.</b> A batch can say what it rests on: that a key has no value, or still
 * the one that was read. {@link SynaDB#write} asks under the lock of the writer, so that nothing
 * comes between the answer and the writes, whichever handle or component makes them:
 *
 * <pre>{@code
 * while (true) {
 *   long n = db.getInt("counter").orElseThrow();
 *   try {
 *     db.write(new WriteBatch().expect("counter", Atom.of(n)).putInt("counter", n + 1));
 *     break;
 *   } catch (ConflictException e) {
 *     // somebody else was faster: read again
 *   }
 * }
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
  private final List<LongConsumer> afterwards = new ArrayList<>();
  private final Map<String, Expectation> expectations = new LinkedHashMap<>();
  private final List<StagedBytes> staged = new ArrayList<>();
  private long largestValue;
  private int smallestVector = Integer.MAX_VALUE;

  /**
   * What a key has to be for the batch to be written.
   *
   * @param value the value, or null if the record or its absence decides
   * @param ref the record, or null if the value or its absence decides
   */
  record Expectation(String key, @Nullable Atom value, @Nullable RecordRef ref) {}

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

  /**
   * Adds bytes that were staged, of any length.
   *
   * @throws IllegalStateException from {@link SynaDB#write}, if they are closed by then
   */
  public WriteBatch putBytes(String key, StagedBytes value) {
    operations.add(LogUpdater.Operation.put(Keys.encode(key), value.staged()));
    staged.add(value);
    return this;
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

  /**
   * Has an action run each time the batch has been written, by the thread that wrote it and before
   * {@link SynaDB#write} returns: for who keeps something in memory that follows the writes.
   *
   * @param action gets the position of the batch; what it throws reaches the caller of {@code
   *     write}, and does not undo the write
   */
  public WriteBatch whenWritten(LongConsumer action) {
    afterwards.add(Objects.requireNonNull(action, "action"));
    return this;
  }

  /**
   * Has the batch written only if the key has no value before it.
   *
   * @throws IllegalArgumentException if the batch expects something of the key already
   */
  public WriteBatch expectAbsent(String key) {
    return expect(new Expectation(key, null, null));
  }

  /**
   * Has the batch written only if the key has this value before it, to the bit. For small values:
   * they are compared while other writers wait. A value that changed and changed back is the same.
   *
   * @throws IllegalArgumentException if the batch expects something of the key already
   */
  public WriteBatch expect(String key, Atom value) {
    return expect(new Expectation(key, Objects.requireNonNull(value, "value"), null));
  }

  /**
   * Has the batch written only if the key's newest record is still this one. A record that a
   * compaction moved since {@link SynaReader#ref} gave its place counts as another one: read again.
   *
   * @throws IllegalArgumentException if the batch expects something of the key already
   */
  public WriteBatch expect(String key, RecordRef ref) {
    return expect(new Expectation(key, null, Objects.requireNonNull(ref, "ref")));
  }

  private WriteBatch expect(Expectation e) {
    Keys.encode(e.key());
    if (expectations.putIfAbsent(e.key(), e) != null) {
      throw new IllegalArgumentException(
          "The batch expects something of " + SynaException.quoted(e.key()) + " already");
    }
    return this;
  }

  /** The number of writes. */
  public int size() {
    return operations.size();
  }

  /** Forgets all writes, expectations and actions, so that the batch can be filled anew. */
  public void clear() {
    operations.clear();
    expectations.clear();
    staged.clear();
    afterwards.clear();
    largestValue = 0;
    smallestVector = Integer.MAX_VALUE;
  }

  List<LogUpdater.Operation> operations() {
    return Objects.requireNonNull(operations);
  }

  List<LongConsumer> afterwards() {
    return List.copyOf(afterwards);
  }

  Collection<Expectation> expectations() {
    return expectations.values();
  }

  List<StagedBytes> staged() {
    return staged;
  }

  long largestValue() {
    return largestValue;
  }

  int smallestVector() {
    return smallestVector;
  }
}

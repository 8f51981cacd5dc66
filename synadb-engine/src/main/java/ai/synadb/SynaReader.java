/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb;

import java.nio.channels.SeekableByteChannel;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reading a database: as it is now, through {@link SynaDB}, or as it was, through a {@link
 * Snapshot}.
 *
 * <p>Keys are compared and listed in the order of their UTF-8 bytes. A key that breaks a rule
 * (empty, longer than 65,534 bytes of UTF-8, with NUL or an unpaired surrogate, beginning with
 * {@code __syna__/}) is an {@link IllegalArgumentException} in every call. A record whose checksum
 * is wrong is a {@link ai.synadb.error.CorruptRecordException}; a wrong value is never returned.
 *
 * <p>Thread safety: safe for use by multiple threads; readers never block each other, nor a writer.
 *
 * @since 0.1.0
 */
public interface SynaReader {

  /** The newest value of a key; empty if there is none or the key is deleted. */
  Optional<Atom> get(String key);

  /**
   * The newest value of a key.
   *
   * @throws ai.synadb.error.KeyNotFoundException if there is none
   */
  Atom require(String key);

  /** Whether the key has a value. */
  boolean exists(String key);

  /**
   * The type of the newest value; empty if there is none. Bytes from 64 KiB on, and those in parts,
   * are not read for it.
   */
  Optional<AtomType> typeOf(String key);

  /**
   * The newest value as a number; an integer is not one.
   *
   * @throws ai.synadb.error.TypeMismatchException if it is of another type
   */
  OptionalDouble getFloat(String key);

  /**
   * The newest value as an integer.
   *
   * @throws ai.synadb.error.TypeMismatchException if it is of another type
   */
  OptionalLong getInt(String key);

  /**
   * The newest value as text.
   *
   * @throws ai.synadb.error.TypeMismatchException if it is of another type
   */
  Optional<String> getText(String key);

  /**
   * The newest value as bytes, copied.
   *
   * @throws ai.synadb.error.TypeMismatchException if it is of another type
   */
  Optional<byte[]> getBytes(String key);

  /**
   * The newest value as a vector, copied.
   *
   * @throws ai.synadb.error.TypeMismatchException if it is of another type
   */
  Optional<float[]> getVector(String key);

  /**
   * The newest value as a channel that can be read from any place, without bringing it into memory
   * whole.
   *
   * @throws ai.synadb.error.KeyNotFoundException if there is none
   * @throws ai.synadb.error.TypeMismatchException if it is not bytes
   */
  SeekableByteChannel openBytes(String key);

  /**
   * The newest value as read-only mappings of the file; must be closed. Takes no longer for more
   * bytes: from 64 KiB on they are not read, hence not checked; see {@link BytesLease#verify}.
   *
   * @throws ai.synadb.error.KeyNotFoundException if there is none
   * @throws ai.synadb.error.TypeMismatchException if it is not bytes
   */
  BytesLease mapBytes(String key);

  /**
   * As {@link #mapBytes}, but the buffers can be written; the file never sees it. On a database
   * that is open for reading only this is a copy.
   */
  BytesLease mapBytesCopyOnWrite(String key);

  /**
   * All values of a key, oldest first, deletes left out and run across. Lazy; must be closed.
   *
   * @see HistoryQuery
   */
  default Stream<HistoryEntry> history(String key) {
    return history(key, HistoryQuery.oldestFirst());
  }

  /** A part of a key's history. Lazy; must be closed. */
  Stream<HistoryEntry> history(String key, HistoryQuery query);

  /**
   * The numbers in a key's history, oldest first: floats, and integers widened; anything else is
   * left out.
   */
  double[] getHistoryFloats(String key);

  /**
   * As {@link #getHistoryFloats(String)}, into the caller's array: of more numbers than have room,
   * the newest.
   *
   * @param offset where the first number goes
   * @return how many numbers were written
   */
  int getHistoryFloats(String key, double[] target, int offset);

  /**
   * How many numbers {@link #getHistoryFloats(String)} would return. Packed ones are not unpacked.
   */
  long countHistoryFloats(String key);

  /** The numbers in a key's history with their steps and times, oldest first. */
  Series series(String key);

  /** All keys that have a value, sorted. */
  List<String> keys();

  /** The keys with a prefix, sorted. */
  List<String> keys(String prefix);

  /**
   * At most {@code limit} keys with a prefix, sorted, behind {@code after}.
   *
   * @param after the last key of the page before, or null for the first page
   * @param limit 1 or more
   */
  List<String> keys(String prefix, @Nullable String after, int limit);

  /**
   * At most {@code limit} keys with a prefix that have a history, sorted, behind {@code after}:
   * also those that are deleted.
   *
   * @param after the last key of the page before, or null for the first page
   * @param limit 1 or more
   */
  List<String> keysWithHistory(String prefix, @Nullable String after, int limit);

  /**
   * The keys that match a pattern, sorted: {@code *} stands for any characters, {@code ?} for one,
   * {@code [a-c]} and {@code [!a-c]} for one of a set or none of it, a backslash takes the next
   * character as it is.
   *
   * @throws IllegalArgumentException if a set is not closed or a backslash is the last character
   */
  List<String> glob(String pattern);

  /** The keys with a prefix, sorted and lazy. */
  Stream<String> keyStream(String prefix);

  /** The number of keys that have a value. */
  long size();

  /** The number of keys with a prefix that have a value. */
  long countKeys(String prefix);

  /** The position of this state: everything written up to it is in it. */
  long position();

  /**
   * Where the newest record of a key is, for {@link #readVector}; empty if the key has no value.
   */
  Optional<RecordRef> ref(String key);

  /**
   * Reads a vector without looking its key up.
   *
   * @param target gets the elements, as many as have room
   * @return the number of elements
   * @throws IllegalStateException if the place is of another generation of the file
   * @throws ai.synadb.error.TypeMismatchException if there is something else
   */
  int readVector(RecordRef ref, float[] target);
}

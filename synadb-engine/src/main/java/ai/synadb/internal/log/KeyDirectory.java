/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.log;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The newest record of every key: a hash table of single longs, with no key in it.
 *
 * <pre>
 *  63            42  41       40                                0
 *  +---------------+----------+---------------------------------+
 *  | tag (22 bits) | deleted  | 1 + offset of the record        |     0 = empty
 *  +---------------+----------+---------------------------------+
 * </pre>
 *
 * <p>A key's hash is cut into 10 bits for one of 1024 shards and a tag of 22. Within a shard a
 * slot's home is {@code tag * capacity / 2^22}, collisions go to the next slot. Since the home
 * follows from the tag, a shard grows in one sequential pass that reads no key; it grows by half
 * when it is four fifths full, so right after growing it costs 15 bytes a key, and no growth moves
 * more than a thousandth of the table. Two keys with the same shard and tag are told apart by
 * reading the key at the offset: one look-up in 400 does so in vain at ten million keys.
 *
 * <p>A shard may lie in a mapped checkpoint until the first write to it.
 *
 * <p>Keys never leave: a deleted key keeps its slot, marked. Slots never move within an array, and
 * an array that was outgrown is not touched again, so readers need no lock: they load shard, then
 * slots with acquire, and what a slot leads to was written before the slot was.
 *
 * <p>Thread safety: one writer at a time, under the writer's lock; readers never wait.
 */
final class KeyDirectory {
  static final int SHARDS = 1024;
  static final int TAG_BITS = 22;
  static final int OFFSET_BITS = 41;

  /** The largest log that the directory can address, in bytes: 2 TiB. */
  static final long MAX_LOG_BYTES = (1L << OFFSET_BITS) - 2;

  private static final long OFFSET_MASK = (1L << OFFSET_BITS) - 1;
  private static final long DELETED = 1L << OFFSET_BITS;
  private static final long TAG_MASK = (1L << TAG_BITS) - 1;
  private static final int TAG_SHIFT = OFFSET_BITS + 1;
  private static final int FIRST_CAPACITY = 4;

  private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(long[].class);
  private static final VarHandle KEYS;
  private static final VarHandle DELETED_KEYS;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      KEYS = lookup.findVarHandle(KeyDirectory.class, "keys", long.class);
      DELETED_KEYS = lookup.findVarHandle(KeyDirectory.class, "deletedKeys", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private static final VarHandle SHARD = MethodHandles.arrayElementVarHandle(long[][].class);
  private static final long[] NONE = new long[0];

  private final long[][] shards = new long[SHARDS][];
  private final int[] used = new int[SHARDS]; // slots in use, by the writer only

  /** Where the shards lie that have no array, because nobody wrote to them since the open. */
  private final @Nullable ByteBuffer[] images = new ByteBuffer[SHARDS];

  private final long seed;

  // Counted by the writer, with release.
  private long keys; // all keys, deleted ones too
  private long deletedKeys;

  KeyDirectory(long seed) {
    this.seed = seed;
    Arrays.fill(shards, NONE);
  }

  long seed() {
    return seed;
  }

  long hash(byte[] key) {
    return KeyHash.hash(key, seed);
  }

  long hash(byte[] key, int at, int length) {
    return KeyHash.hash(key, at, length, seed);
  }

  /** All keys, deleted ones included, reserved ones too. */
  long keys() {
    return (long) KEYS.getAcquire(this);
  }

  long deletedKeys() {
    return (long) DELETED_KEYS.getAcquire(this);
  }

  /** The offset in a slot. */
  static long offsetOf(long slot) {
    return (slot & OFFSET_MASK) - 1;
  }

  static boolean isDeleted(long slot) {
    return (slot & DELETED) != 0;
  }

  private static int shardOf(long hash) {
    return (int) (hash >>> 54);
  }

  private static long tagOf(long hash) {
    return (hash >>> 32) & TAG_MASK;
  }

  private static int home(long tag, int capacity) {
    return (int) ((tag * capacity) >>> TAG_BITS);
  }

  /** The slot of a key, or 0 if the directory does not have it. */
  long find(byte[] key, long hash, KeySource source) {
    long[] slots = (long[]) SHARD.getAcquire(shards, shardOf(hash));
    int capacity = slots.length;
    if (capacity == 0) {
      return findMapped(key, hash, source);
    }
    long tag = tagOf(hash);
    int i = home(tag, capacity);
    for (int probes = 0; probes < capacity; probes++) {
      long slot = (long) SLOT.getAcquire(slots, i);
      if (slot == 0) {
        return 0;
      }
      if (slot >>> TAG_SHIFT == tag) {
        if (source.keyEquals(offsetOf(slot), key)) {
          return slot;
        }
        requireCollision(hash, offsetOf(slot), source);
      }
      if (++i == capacity) {
        i = 0;
      }
    }
    return 0;
  }

  private long findMapped(byte[] key, long hash, KeySource source) {
    ByteBuffer image = images[shardOf(hash)];
    if (image == null) {
      return 0;
    }
    int capacity = image.capacity() >>> 3;
    long tag = tagOf(hash);
    int i = home(tag, capacity);
    for (int probes = 0; probes < capacity; probes++) {
      long slot = image.getLong(i << 3);
      if (slot == 0) {
        return 0;
      }
      if (slot >>> TAG_SHIFT == tag) {
        if (source.keyEquals(offsetOf(slot), key)) {
          return slot;
        }
        requireCollision(hash, offsetOf(slot), source);
      }
      if (++i == capacity) {
        i = 0;
      }
    }
    return 0;
  }

  /** Another key with the same tag is one in millions; a key that was damaged looks the same. */
  private void requireCollision(long hash, long offset, KeySource source) {
    long other = hash(source.keyAt(offset));
    if (shardOf(other) != shardOf(hash) || tagOf(other) != tagOf(hash)) {
      throw source.damagedKey(offset);
    }
  }

  /** Loads where a key of this hash would be, so that it is in the cache when it is asked for. */
  long touch(long hash) {
    long[] slots = shards[shardOf(hash)];
    return slots.length == 0 ? 0 : slots[home(tagOf(hash), slots.length)];
  }

  /** Adds a key that the directory does not have. */
  void insert(long hash, long offset, boolean deleted) {
    int n = shardOf(hash);
    long[] slots = shards[n];
    if ((used[n] + 1) * 5L > slots.length * 4L) {
      slots = grow(n);
    }
    place(slots, slot(tagOf(hash), offset, deleted));
    used[n]++;
    KEYS.setRelease(this, keys + 1);
    if (deleted) {
      DELETED_KEYS.setRelease(this, deletedKeys + 1);
    }
  }

  /** Lets the slot that leads to {@code oldOffset} lead to a newer record of the same key. */
  void replace(long hash, long oldOffset, long offset, boolean deleted) {
    if (!replaceIfThere(hash, oldOffset, offset, deleted)) {
      throw new AssertionError("No slot leads to " + oldOffset);
    }
  }

  /** As {@link #replace}; false if no slot leads to {@code oldOffset}. Reads no key. */
  boolean replaceIfThere(long hash, long oldOffset, long offset, boolean deleted) {
    int n = shardOf(hash);
    long[] slots = shards[n];
    if (slots.length == 0 && images[n] != null) {
      slots = grow(n);
    }
    int capacity = slots.length;
    long tag = tagOf(hash);
    int i = capacity == 0 ? 0 : home(tag, capacity);
    for (int probes = 0; probes < capacity; probes++) {
      long old = slots[i];
      if (old == 0) {
        return false;
      }
      if (old >>> TAG_SHIFT == tag && offsetOf(old) == oldOffset) {
        SLOT.setRelease(slots, i, slot(tag, offset, deleted));
        if (isDeleted(old) != deleted) {
          DELETED_KEYS.setRelease(this, deletedKeys + (deleted ? 1 : -1));
        }
        return true;
      }
      if (++i == capacity) {
        i = 0;
      }
    }
    return false;
  }

  private static long slot(long tag, long offset, boolean deleted) {
    return tag << TAG_SHIFT | (deleted ? DELETED : 0) | (offset + 1);
  }

  private static void place(long[] slots, long slot) {
    int i = home(slot >>> TAG_SHIFT, slots.length);
    while (slots[i] != 0) {
      if (++i == slots.length) {
        i = 0;
      }
    }
    SLOT.setRelease(slots, i, slot);
  }

  private long[] grow(int n) {
    int capacity = Math.max(FIRST_CAPACITY, capacity(n));
    while ((used[n] + 1) * 5L > capacity * 4L) {
      capacity += capacity / 2;
    }
    return resize(n, capacity);
  }

  private int capacity(int n) {
    ByteBuffer image = images[n];
    return shards[n].length > 0 || image == null ? shards[n].length : image.capacity() >>> 3;
  }

  /** Makes room for a number of keys in all, for a scan that knows what is coming. */
  void reserve(long keys) {
    // Shards differ: a twentieth more than the mean covers nearly all from some thousand keys a
    // shard on.
    long mean = keys / SHARDS;
    long capacity = Math.min(Integer.MAX_VALUE - 8, mean * 21 / 16 + FIRST_CAPACITY);
    for (int n = 0; n < SHARDS; n++) {
      if (mean * 5 > capacity(n) * 4L) {
        resize(n, (int) capacity);
      }
    }
  }

  /** Gives back what {@link #reserve} took too much of. */
  void trim() {
    for (int n = 0; n < SHARDS; n++) {
      if (used[n] * 2L < shards[n].length) {
        resize(n, used[n] + used[n] / 2 + 1);
      }
    }
  }

  private long[] resize(int n, int capacity) {
    long[] slots = new long[capacity];
    for (long slot : shards[n].length > 0 ? shards[n] : copyShard(n)) {
      if (slot != 0) {
        place(slots, slot);
      }
    }
    SHARD.setRelease(shards, n, slots);
    return slots;
  }

  /** Heap held by the table, in bytes. */
  long heapBytes() {
    long n = SHARDS * 12L;
    for (int i = 0; i < SHARDS; i++) {
      n += 16 + 8L * ((long[]) SHARD.getAcquire(shards, i)).length;
    }
    return n;
  }

  /** A copy of the slots of one shard, empty ones included. Under the writer's lock. */
  long[] copyShard(int n) {
    ByteBuffer image = images[n];
    if (shards[n].length > 0 || image == null) {
      return shards[n].clone();
    }
    long[] copy = new long[image.capacity() >>> 3];
    image.duplicate().order(image.order()).position(0).asLongBuffer().get(copy);
    return copy;
  }

  /** Whether the slots of a shard lead into the log and are as many as is said. */
  static boolean isSound(ByteBuffer image, int capacity, int used, int deleted, long logEnd) {
    int seen = 0;
    int seenDeleted = 0;
    for (int i = 0; i < capacity; i++) {
      long slot = image.getLong(i << 3);
      if (slot != 0) {
        seen++;
        seenDeleted += isDeleted(slot) ? 1 : 0;
        long offset = offsetOf(slot);
        if (offset < 0 || offset >= logEnd) {
          return false;
        }
      }
    }
    return seen == used && seenDeleted == deleted;
  }

  /** Lets a shard lie in a mapped checkpoint; before anybody reads. */
  void adopt(int n, ByteBuffer image, int slotsUsed, int deleted) {
    images[n] = image;
    used[n] = slotsUsed;
    keys += slotsUsed;
    deletedKeys += deleted;
  }

  /** Where the keys are. */
  interface KeySource {
    /** Whether the record at an offset has a key. */
    boolean keyEquals(long offset, byte[] key);

    /** The key of the record at an offset. */
    byte[] keyAt(long offset);

    /** What is thrown when the record at an offset has a key that it cannot have. */
    RuntimeException damagedKey(long offset);
  }

  /** What a slot was at an earlier moment. */
  @FunctionalInterface
  interface Earlier {
    long slot(long now);
  }

  /** The slot, leading to another record of its key. */
  static long with(long slot, long offset, boolean deleted) {
    return slot(slot >>> TAG_SHIFT, offset, deleted);
  }

  /** The slots of a shard as they were when the log ended at {@code end}. */
  static long[] rewind(long[] slots, long end, Earlier earlier) {
    boolean gone = false;
    for (int i = 0; i < slots.length; i++) {
      if (slots[i] != 0 && offsetOf(slots[i]) >= end) {
        slots[i] = earlier.slot(slots[i]);
        gone |= slots[i] == 0;
      }
    }
    if (!gone) {
      return slots;
    }
    // A slot that became empty would cut the ways of others: place them anew.
    long[] placed = new long[slots.length];
    for (long slot : slots) {
      if (slot != 0) {
        place(placed, slot);
      }
    }
    return placed;
  }
}

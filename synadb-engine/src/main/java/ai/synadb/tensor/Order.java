/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The order of an epoch: which item stands at which place. A function of the shuffle, the number of
 * items, the seed and the epoch, and of nothing else; any place is found in O(1), so that reading
 * begins anywhere without reading what is before.
 *
 * <p><b>Blocks.</b> Items are cut into blocks; the last may be shorter. A keyed permutation puts
 * the blocks into their slots. Each group of consecutive slots is mixed by a permutation of its own
 * over all the items of its blocks. Where the shorter block lies is known from the inverse
 * permutation; the groups behind it begin by what it lacks earlier.
 *
 * <p>Thread safety: safe for use by multiple threads.
 */
abstract class Order {
  private Order() {}

  /** The number of items. */
  abstract long size();

  /** The item at a place, 0 to the size - 1. */
  abstract long itemAt(long place);

  static Order of(Shuffle shuffle, long items, long seed, long epoch) {
    long key = Mix.hash(seed, epoch, 0);
    switch (shuffle.mode()) {
      case NONE:
        return new Stored(items);
      case FULL:
        return new Full(Permutation.of(items, key));
      case BLOCK:
        return items == 0 ? new Stored(0) : new Blocks(shuffle, items, key);
    }
    throw new AssertionError(shuffle);
  }

  private static final class Stored extends Order {
    private final long items;

    Stored(long items) {
      this.items = items;
    }

    @Override
    long size() {
      return items;
    }

    @Override
    long itemAt(long place) {
      return place;
    }
  }

  private static final class Full extends Order {
    private final Permutation permutation;

    Full(Permutation permutation) {
      this.permutation = permutation;
    }

    @Override
    long size() {
      return permutation.size();
    }

    @Override
    long itemAt(long place) {
      return permutation.apply(place);
    }
  }

  private static final class Blocks extends Order {
    /** Groups whose permutations are kept; batches under way lie in few. */
    private static final int KEPT = 8;

    private final long items;
    private final long key;
    private final long perBlock;
    private final long inFlight;
    private final Permutation blocks;
    private final long lastSlot; // where the shorter block is
    private final long lacking; // by how much it is shorter
    private final AtomicReferenceArray<@Nullable Group> groups = new AtomicReferenceArray<>(KEPT);

    private record Group(long number, long start, Permutation rows) {}

    Blocks(Shuffle shuffle, long items, long key) {
      Permutation.requireSize(items);
      this.items = items;
      this.key = key;
      perBlock = shuffle.rowsPerBlock();
      inFlight = shuffle.blocksInFlight();
      long count = (items - 1) / perBlock + 1;
      blocks = Permutation.of(count, Mix.hash(key, 1));
      lastSlot = blocks.placeOf(count - 1);
      lacking = perBlock - (items - (count - 1) * perBlock);
    }

    @Override
    long size() {
      return items;
    }

    @Override
    long itemAt(long place) {
      long perGroup = perBlock * inFlight;
      long shortGroup = lastSlot / inFlight;
      long shortEnd = end(shortGroup);
      Group g = group(place < shortEnd ? place / perGroup : (place + lacking) / perGroup);
      long mixed = g.rows.apply(place - g.start);
      long firstSlot = g.number * inFlight;
      long shortFrom = (lastSlot - firstSlot) * perBlock; // in the group, where it begins
      boolean isBehind =
          g.number == shortGroup && mixed >= shortFrom && mixed - shortFrom >= perBlock - lacking;
      if (isBehind) {
        mixed += lacking;
      }
      return blocks.apply(firstSlot + mixed / perBlock) * perBlock + mixed % perBlock;
    }

    /** The first place behind a group that has the shorter block or stands before it. */
    private long end(long group) {
      long slots = Math.min((group + 1) * inFlight, blocks.size());
      return slots * perBlock - (lastSlot < slots ? lacking : 0);
    }

    private long start(long group) {
      return group == 0 ? 0 : end(group - 1);
    }

    private Group group(long number) {
      int at = (int) (number % KEPT);
      Group kept = groups.get(at);
      if (kept != null && kept.number == number) {
        return kept;
      }
      long start = start(number);
      Permutation rows = Permutation.of(end(number) - start, Mix.hash(key, 2, number));
      Group made = new Group(number, start, rows);
      groups.set(at, made);
      return made;
    }
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.fail;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever the bytes are: values, or an {@code IllegalArgumentException}. */
class BlockHostileTest {

  private static final int MUTATIONS = Integer.getInteger("sizes", 1) * 100_000;

  /** As large as any block that parses may claim to be. */
  private final long[] longs = new long[BlockCodec.MAX_COUNT];

  private final double[] doubles = new double[BlockCodec.MAX_COUNT];

  @Test
  void truncationAtEveryByteIsRefused() {
    for (byte[] block : blocks(new Random(ColumnData.SEED))) {
      for (int length = 0; length < block.length; length++) {
        int end = length;
        assertThatIllegalArgumentException()
            .as("length %d of %d, seed %d", end, block.length, ColumnData.SEED)
            .isThrownBy(() -> Block.parse(block, 0, end));
        if (length % 7 == 0) {
          byte[] cut = Arrays.copyOf(block, length);
          assertThatIllegalArgumentException().isThrownBy(() -> Block.parse(cut, 0, cut.length));
        }
      }
    }
  }

  @Test
  void bytesBehindTheBlockAreRefused() {
    for (byte[] block : blocks(new Random(ColumnData.SEED))) {
      byte[] longer = Arrays.copyOf(block, block.length + 1);

      assertThatIllegalArgumentException()
          .isThrownBy(() -> Block.parse(longer, 0, longer.length))
          .withMessage("bytes behind the last column of a block is 1, must be 0");
    }
  }

  @Test
  void mutationsAreDecodedOrRefused() {
    Random random = new Random(ColumnData.SEED);
    List<byte[]> blocks = blocks(random);
    int refused = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] mutant = mutate(blocks.get(random.nextInt(blocks.size())), random);
      refused += isRefused(mutant, i) ? 1 : 0;
    }

    assertThat(refused).isBetween(MUTATIONS / 10, MUTATIONS - MUTATIONS / 10);
  }

  @Test
  void headersOfVectorsAreCheckedToo() {
    for (byte[] block : blocks(new Random(ColumnData.SEED))) {
      for (int at = 0; at < Math.min(block.length, 160); at++) {
        for (int value : new int[] {0, 1, 2, 3, 4, 63, 65, 127, 128, 254, 255}) {
          byte[] mutant = block.clone();
          mutant[at] = (byte) value;
          isRefused(mutant, at);
        }
      }
    }
  }

  @Test
  void rangesOutsideTheArrayAreRefused() {
    byte[] block = blocks(new Random(ColumnData.SEED)).get(0);

    assertThatIllegalArgumentException().isThrownBy(() -> Block.parse(block, -1, block.length));
    assertThatIllegalArgumentException().isThrownBy(() -> Block.parse(block, 1, block.length));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Block.parse(block, Integer.MAX_VALUE, Integer.MAX_VALUE));
    assertThatIllegalArgumentException().isThrownBy(() -> Block.parse(block, 0, -1));
  }

  @Test
  void countsAndLengthsAreCheckedBeforeAnythingIsAllocated() {
    byte[] block = blocks(new Random(ColumnData.SEED)).get(0);
    LittleEndian.putI32(block, BlockCodec.COUNT_AT, -1);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Block.parse(block, 0, block.length))
        .withMessage("count of a block is 4294967295, at most 1048576 allowed");
    LittleEndian.putI32(block, BlockCodec.COUNT_AT, 0);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Block.parse(block, 0, block.length))
        .withMessage("count of a block is 0, at least 1 required");
  }

  private boolean isRefused(byte[] mutant, int number) {
    try {
      Block block = Block.parse(mutant, 0, mutant.length);
      if (block.hasSteps()) {
        block.steps(longs, 0);
      }
      if (block.hasTimes()) {
        block.times(longs, 0);
      }
      if (block.isFloat()) {
        block.floats(doubles, 0);
      } else {
        block.ints(longs, 0);
      }
      block.timestamps(longs, 0);
      return false;
    } catch (IllegalArgumentException e) {
      assertThat(e).hasMessageMatching("(?s).+ (is|are|has) .+");
      return true;
    } catch (RuntimeException e) {
      return fail("mutation " + number + ", seed " + ColumnData.SEED, e);
    }
  }

  /** Changes one to four places: a bit, a byte, or a run of bytes copied from elsewhere. */
  private static byte[] mutate(byte[] block, Random random) {
    byte[] mutant = block.clone();
    for (int n = 1 + random.nextInt(4); n > 0; n--) {
      int at = random.nextInt(random.nextBoolean() ? mutant.length : Math.min(mutant.length, 128));
      switch (random.nextInt(3)) {
        case 0 -> mutant[at] ^= (byte) (1 << random.nextInt(Byte.SIZE));
        case 1 -> mutant[at] = (byte) random.nextInt();
        default -> {
          int length = random.nextInt(Math.min(16, mutant.length - at) + 1);
          System.arraycopy(mutant, random.nextInt(mutant.length - length), mutant, at, length);
        }
      }
    }
    return mutant;
  }

  /** Blocks of several columns and kinds, small enough to cut at every byte. */
  private static List<byte[]> blocks(Random random) {
    List<byte[]> blocks = new ArrayList<>();
    for (int size : new int[] {5, 70, 1100}) {
      long[] timestamps = ColumnData.timestamps(size, random);
      long[] steps = ColumnData.longs(size, random).get("steps");
      ColumnData.floats(size, random)
          .forEach(
              (kind, values) -> {
                if (size < 100 || List.of("walk", "spiked", "runs", "random").contains(kind)) {
                  blocks.add(
                      BlockCodec.encodeFloats(timestamps, steps, timestamps, values, 0, size));
                }
              });
      ColumnData.longs(size, random)
          .forEach(
              (kind, values) -> {
                if (size < 100 || List.of("levels", "spiked", "square").contains(kind)) {
                  blocks.add(BlockCodec.encodeInts(timestamps, steps, null, values, 0, size));
                }
              });
    }
    return blocks;
  }
}

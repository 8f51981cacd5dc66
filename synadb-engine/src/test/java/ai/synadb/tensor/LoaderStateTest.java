/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.synadb.error.ChecksumMismatchException;
import ai.synadb.error.FormatTooNewException;
import ai.synadb.error.SynaFormatException;
import ai.synadb.error.UnknownFormatException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LoaderStateTest {
  private static final LoaderState BLOCKS =
      new LoaderState(
          0xfedcba9876543210L, -5, 3, 1L << 60, Long.MAX_VALUE, 512, Shuffle.block(7, 65_535));

  private static final List<LoaderState> STATES =
      List.of(
          BLOCKS,
          new LoaderState(0, 0, 0, 0, 0, 1, Shuffle.none()),
          new LoaderState(-1, Long.MIN_VALUE, 1, 2, 3, Integer.MAX_VALUE, Shuffle.full()));

  @Test
  void bothFormsGiveTheSameStateBack() {
    for (LoaderState s : STATES) {
      assertThat(LoaderState.fromJson(s.toJson())).isEqualTo(s);
      assertThat(LoaderState.fromBytes(s.toBytes())).isEqualTo(s);
      assertThat(s.toBytes()).hasSize(64);
    }
  }

  @Test
  void theJsonFormIsReadable() {
    assertThat(BLOCKS.toJson())
        .isEqualTo(
            "{\"format\":\"synadb-loader-state\",\"version\":1,\"digest\":\"fedcba9876543210\","
                + "\"seed\":-5,\"epoch\":3,\"position\":1152921504606846976,"
                + "\"rows\":9223372036854775807,\"globalBatch\":512,\"shuffle\":\"block\","
                + "\"rowsPerBlock\":7,\"blocksInFlight\":65535}");
  }

  @Test
  void everyFlippedBitIsFound() {
    for (int bit = 0; bit < 8 * 64; bit++) {
      byte[] bytes = BLOCKS.toBytes();
      bytes[bit / 8] ^= (byte) (1 << bit % 8);

      assertThatThrownBy(() -> LoaderState.fromBytes(bytes))
          .as("bit %d", bit)
          .isInstanceOf(SynaFormatException.class);
    }
  }

  @Test
  void otherLengthsAreRefused() {
    for (int length = 0; length < 130; length++) {
      byte[] bytes = Arrays.copyOf(BLOCKS.toBytes(), length);
      if (length != 64) {
        assertThatThrownBy(() -> LoaderState.fromBytes(bytes))
            .isInstanceOf(SynaFormatException.class)
            .hasMessageContaining(String.valueOf(length));
      }
    }
    String json = BLOCKS.toJson();
    for (int length = 0; length < json.length(); length++) {
      String cut = json.substring(0, length);
      assertThatThrownBy(() -> LoaderState.fromJson(cut)).isInstanceOf(SynaFormatException.class);
    }
  }

  @Test
  void newerAndForeignFormsAreRefusedByName() {
    byte[] newer = BLOCKS.toBytes();
    newer[4] = 2;
    String json = BLOCKS.toJson();

    assertThatThrownBy(() -> LoaderState.fromBytes(newer))
        .isInstanceOf(FormatTooNewException.class)
        .hasMessageContaining("version 2");
    assertThatThrownBy(() -> LoaderState.fromJson(json.replace("\"version\":1", "\"version\":2")))
        .isInstanceOf(FormatTooNewException.class);
    assertThatThrownBy(() -> LoaderState.fromBytes(new byte[64]))
        .isInstanceOf(UnknownFormatException.class);
    assertThatThrownBy(() -> LoaderState.fromJson("{}")).isInstanceOf(UnknownFormatException.class);
    byte[] damaged = BLOCKS.toBytes();
    damaged[20]++;
    assertThatThrownBy(() -> LoaderState.fromBytes(damaged))
        .isInstanceOf(ChecksumMismatchException.class);
  }

  @Test
  void valuesOutOfRangeAreRefused() {
    String json = BLOCKS.toJson();
    for (String[] change :
        new String[][] {
          {"\"epoch\":3", "\"epoch\":-3"},
          {"\"epoch\":3", "\"epoch\":3.5"},
          {"\"epoch\":3", "\"epoch\":\"3\""},
          {"\"globalBatch\":512", "\"globalBatch\":5120000000"},
          {"\"globalBatch\":512", "\"globalBatch\":0"},
          {"\"rowsPerBlock\":7", "\"rowsPerBlock\":0"},
          {"\"shuffle\":\"block\"", "\"shuffle\":\"deck\""},
          {"\"shuffle\":\"block\"", "\"shuffle\":\"full\""},
          {"fedcba", "xyz"},
        }) {
      assertThat(json).contains(change[0]);
      assertThatThrownBy(() -> LoaderState.fromJson(json.replace(change[0], change[1])))
          .as(change[1])
          .isInstanceOf(SynaFormatException.class);
    }
  }
}

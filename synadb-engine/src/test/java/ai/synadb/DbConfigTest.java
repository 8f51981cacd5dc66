/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** Defaults, bounds and equality of the settings. */
class DbConfigTest {
  @Test
  void hasTheDocumentedDefaults() {
    DbConfig c = DbConfig.defaults();

    assertThat(c.mode()).isEqualTo(OpenMode.READ_WRITE);
    assertThat(c.enableCompression()).isFalse();
    assertThat(c.enableDelta()).isTrue();
    assertThat(c.syncOnWrite()).isFalse();
    assertThat(c.checkpointIntervalBytes()).isEqualTo(64L << 20);
    assertThat(c.historyRetention()).isEqualTo(CompactionPolicy.keepAll());
    assertThat(c.originalCompatible()).isFalse();
    assertThat(c.maxValueBytes()).isEqualTo(999_999_000);
  }

  @Test
  void everySettingArrivesAndIsCarriedOver() {
    DbConfig c =
        DbConfig.builder()
            .mode(OpenMode.SALVAGE)
            .enableCompression(true)
            .enableDelta(false)
            .syncOnWrite(true)
            .checkpointIntervalBytes(65_536)
            .historyRetention(CompactionPolicy.keepLast(7))
            .originalCompatible(true)
            .maxValueBytes(1)
            .build();

    assertThat(c.mode()).isEqualTo(OpenMode.SALVAGE);
    assertThat(c.enableCompression()).isTrue();
    assertThat(c.enableDelta()).isFalse();
    assertThat(c.syncOnWrite()).isTrue();
    assertThat(c.checkpointIntervalBytes()).isEqualTo(65_536);
    assertThat(c.historyRetention()).isEqualTo(CompactionPolicy.keepLast(7));
    assertThat(c.originalCompatible()).isTrue();
    assertThat(c.maxValueBytes()).isEqualTo(1);
    assertThat(c.toBuilder().build()).isEqualTo(c).hasSameHashCodeAs(c);
    assertThat(c).isNotEqualTo(DbConfig.defaults());
    assertThat(DbConfig.builder().build()).isEqualTo(DbConfig.defaults());
    assertThat(DbConfig.of(OpenMode.READ_ONLY).mode()).isEqualTo(OpenMode.READ_ONLY);
  }

  @Test
  void reportsEverySettingThatIsOutOfBounds() {
    DbConfig.Builder bad = DbConfig.builder().checkpointIntervalBytes(65_535).maxValueBytes(0);

    assertThatThrownBy(bad::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("checkpointIntervalBytes")
        .hasMessageContaining("65535")
        .hasMessageContaining("maxValueBytes");
    assertThatThrownBy(() -> DbConfig.builder().maxValueBytes(999_999_001).build())
        .hasMessageContaining("999999001");
    assertThatThrownBy(() -> DbConfig.builder().mode(null))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> DbConfig.builder().historyRetention(null))
        .isInstanceOf(NullPointerException.class);
  }

  @Test
  void policiesCheckTheirBounds() {
    assertThatThrownBy(() -> CompactionPolicy.keepLast(0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(CompactionPolicy.keepLast(2)).isEqualTo(CompactionPolicy.keepLast(2));
    assertThat(CompactionPolicy.keepLast(2)).isNotEqualTo(CompactionPolicy.keepLast(3));
    assertThat(CompactionPolicy.keepLast(2)).hasToString("KEEP_LAST(2)");
    assertThat(CompactionPolicy.keepAll()).hasToString("KEEP_ALL");
    assertThatThrownBy(() -> HistoryQuery.newestFirst().last(-1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.synadb.vector.Attributes;
import dev.langchain4j.data.document.Metadata;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Metadata as attributes, and back. */
class SegmentMetadataTest {
  private static final long SEED = Long.getLong("seed", 5);

  private static Metadata through(Metadata metadata) {
    Attributes attributes = SegmentMetadata.toAttributes(metadata);
    return SegmentMetadata.toMetadata(Attributes.fromJson(attributes.toJson()));
  }

  @Test
  void everyTypeComesBackAsItWas() {
    Metadata all =
        new Metadata(
            Map.of(
                "empty",
                "",
                "emoji",
                "a\"\\\u0001\ud83d\ude00",
                "uuid",
                new UUID(-1, 5),
                "int",
                Integer.MIN_VALUE,
                "long",
                1746714878034235396L,
                "small long",
                3L,
                "double",
                Double.MIN_VALUE,
                "whole double",
                3.0,
                "float",
                1.2345679f,
                "nan",
                Float.NaN));
    assertThat(through(all)).isEqualTo(all);
    assertThat(through(new Metadata())).isEqualTo(new Metadata());
    for (float f : new float[] {-0.0f, Float.MIN_VALUE, Float.MAX_VALUE, Float.NEGATIVE_INFINITY}) {
      assertThat(through(new Metadata().put("f", f)).getFloat("f")).isEqualTo(f);
    }
    for (double d : new double[] {-0.0, Double.NaN, Double.POSITIVE_INFINITY, 1e16, 1.5}) {
      assertThat(through(new Metadata().put("d", d))).isEqualTo(new Metadata().put("d", d));
    }
  }

  @Test
  void onlyIntegersAndFloatsNeedAMark() {
    assertThat(SegmentMetadata.toAttributes(new Metadata().put("l", 1L).put("s", "x")).names())
        .containsExactly("l", "s");
    assertThat(SegmentMetadata.toAttributes(new Metadata().put("l", 1L).put("i", 1)).asMap())
        .isEqualTo(Map.of("l", 1L, "i", 1L, SegmentMetadata.TYPES, "il"));
  }

  @Test
  void everyFloatComesBack() {
    System.out.println("seed " + SEED);
    Random random = new Random(SEED);
    for (int i = 0; i < 60_000; i++) {
      float f = Float.intBitsToFloat(random.nextInt());
      double d = SegmentMetadata.decimal(f);
      assertThat(Float.compare((float) d, f)).as("%s", f).isZero();
    }
  }

  @Test
  void randomMetadataComeBack() {
    Random random = new Random(SEED);
    for (int i = 0; i < 2_000; i++) {
      Map<String, Object> values = new HashMap<>();
      for (int j = random.nextInt(12); j > 0; j--) {
        values.put("k" + (char) (' ' + random.nextInt(300)), value(random));
      }
      Metadata m = new Metadata(values);
      assertThat(through(m)).isEqualTo(m);
    }
  }

  private static Object value(Random random) {
    return switch (random.nextInt(6)) {
      case 0 -> random.nextInt();
      case 1 -> random.nextLong();
      case 2 -> Float.intBitsToFloat(random.nextInt());
      case 3 -> Double.longBitsToDouble(random.nextLong());
      case 4 -> new UUID(random.nextLong(), random.nextLong());
      default -> "s" + random.nextInt();
    };
  }

  @Test
  void whatOthersHaveWrittenIsReadAsItIs() {
    Attributes others =
        Attributes.builder().put("year", 2024).put("ok", true).put(" ", "blank").build();
    assertThat(SegmentMetadata.toMetadata(others))
        .isEqualTo(new Metadata(Map.of("year", 2024L, "ok", "true")));
    for (String types : List.of("", "i", "iii", "fs", "??")) {
      Attributes marked =
          Attributes.builder()
              .put("a", 1L << 40)
              .put("b", "x")
              .put(SegmentMetadata.TYPES, types)
              .build();
      Metadata m = SegmentMetadata.toMetadata(marked);
      assertThat(m.getLong("a")).isEqualTo(1L << 40);
      assertThat(m.getString("b")).isEqualTo("x");
    }
  }

  @Test
  void whatAttributesCannotHoldIsRefused() {
    for (String key : List.of("x".repeat(256), "a\0b", SegmentMetadata.TYPES)) {
      assertThatThrownBy(() -> SegmentMetadata.toAttributes(new Metadata().put(key, 1)))
          .as(key)
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(
            () -> SegmentMetadata.toAttributes(new Metadata().put("k", "x".repeat(1 << 20))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1048576");
    Metadata many = new Metadata();
    for (int i = 0; i < Attributes.MAX_COUNT + 1; i++) {
      many.put("k" + i, "v");
    }
    assertThatThrownBy(() -> SegmentMetadata.toAttributes(many))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1024");
  }
}

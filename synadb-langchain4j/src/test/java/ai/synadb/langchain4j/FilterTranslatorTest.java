/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.langchain4j;

import static dev.langchain4j.store.embedding.filter.MetadataFilterBuilder.metadataKey;
import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.data.document.Metadata;
import dev.langchain4j.store.embedding.filter.Filter;
import dev.langchain4j.store.embedding.filter.comparison.ContainsString;
import dev.langchain4j.store.embedding.filter.comparison.IsEqualTo;
import dev.langchain4j.store.embedding.filter.comparison.IsGreaterThan;
import dev.langchain4j.store.embedding.filter.comparison.IsGreaterThanOrEqualTo;
import dev.langchain4j.store.embedding.filter.comparison.IsIn;
import dev.langchain4j.store.embedding.filter.comparison.IsLessThan;
import dev.langchain4j.store.embedding.filter.comparison.IsLessThanOrEqualTo;
import dev.langchain4j.store.embedding.filter.comparison.IsNotEqualTo;
import dev.langchain4j.store.embedding.filter.comparison.IsNotIn;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** LangChain4j's filters against what the engine makes of them. */
class FilterTranslatorTest {
  private static final long SEED = Long.getLong("seed", 11);
  private static final UUID ID = UUID.fromString("0f8fad5b-d9cb-469f-a165-70867728950e");

  private static boolean matches(Filter filter, Metadata metadata) {
    return FilterTranslator.translate(filter).matches("id", SegmentMetadata.toAttributes(metadata));
  }

  private static boolean matches(Filter filter, Object value) {
    return matches(filter, new Metadata(Map.of("key", value)));
  }

  /** Numbers where exact values, decimal notations and types part. */
  private static final List<Number> NUMBERS =
      List.of(
          0,
          -0.0,
          0.0f,
          1,
          -1L,
          1.23f,
          1.23d,
          (double) 1.23f,
          0.1f,
          0.1d,
          16777217,
          1.6777216e7f,
          Integer.MAX_VALUE,
          (float) Integer.MAX_VALUE,
          (double) Integer.MAX_VALUE,
          Integer.MIN_VALUE,
          (1L << 53) - 1,
          1L << 53,
          (1L << 53) + 1,
          (double) (1L << 53),
          1L << 62,
          (double) (1L << 62),
          (float) (1L << 62),
          4611686018427387900L,
          -(1L << 62),
          -(double) (1L << 62),
          1746714878034235396L,
          (double) 1746714878034235396L,
          Long.MAX_VALUE,
          (double) Long.MAX_VALUE,
          (float) Long.MAX_VALUE,
          Long.MIN_VALUE,
          (double) Long.MIN_VALUE,
          9223372036854775000L,
          1e18,
          1e19,
          -1e19,
          1e300,
          -1e300,
          Float.MAX_VALUE,
          Float.MIN_VALUE,
          Double.MAX_VALUE,
          Double.MIN_VALUE,
          2.0E-3,
          9.007199254740994E15);

  private static List<Filter> comparisons(Comparable<?> value) {
    return List.of(
        new IsEqualTo("key", value),
        new IsNotEqualTo("key", value),
        new IsGreaterThan("key", value),
        new IsGreaterThanOrEqualTo("key", value),
        new IsLessThan("key", value),
        new IsLessThanOrEqualTo("key", value),
        new IsIn("key", List.of(value)),
        new IsNotIn("key", List.of(value)));
  }

  @Test
  void whatIsAskedTwiceIsOneQuestion() {
    record Own(String key) implements dev.langchain4j.store.embedding.filter.Filter {
      @Override
      public boolean test(Object metadata) {
        return true;
      }
    }
    assertThat(FilterTranslator.translate(new Own("a")))
        .isEqualTo(FilterTranslator.translate(new Own("a")))
        .isNotEqualTo(FilterTranslator.translate(new Own("b")));
  }

  @Test
  void numbersCompareAsInLangChain4jWhateverTheirTypes() {
    for (Number bound : NUMBERS) {
      for (Filter f : comparisons((Comparable<?>) bound)) {
        for (Number value : NUMBERS) {
          Metadata metadata = new Metadata(Map.of("key", value));
          assertThat(matches(f, metadata))
              .as("%s of %s %s", f, value.getClass().getSimpleName(), value)
              .isEqualTo(f.test(metadata));
        }
      }
    }
  }

  @Test
  void boundsThatNoDoubleIsCompareExactly() {
    List<BigDecimal> bounds =
        List.of(
            new BigDecimal("0.12345678901234567891"),
            new BigDecimal("9007199254740993"),
            new BigDecimal("-9007199254740992.5"),
            new BigDecimal("9223372036854775807.5"),
            new BigDecimal("1e400"),
            new BigDecimal("-1e400"));
    for (BigDecimal bound : bounds) {
      for (Filter f : comparisons(bound)) {
        for (Number value : NUMBERS) {
          Metadata metadata = new Metadata(Map.of("key", value));
          assertThat(matches(f, metadata)).as("%s of %s", f, value).isEqualTo(f.test(metadata));
        }
      }
    }
  }

  @Test
  void everyFloatAndDoubleEqualsItself() {
    Random random = new Random(SEED);
    for (int i = 0; i < 4_000; i++) {
      float f = Float.intBitsToFloat(random.nextInt());
      double d = Double.longBitsToDouble(random.nextLong());
      for (Number n : List.of(-1.4551843e20f, f, d)) {
        double value = n.doubleValue();
        if (!Double.isNaN(value)) {
          assertThat(matches(new IsEqualTo("key", n), n)).as("%s", n).isTrue();
          assertThat(matches(new IsGreaterThan("key", (Comparable<?>) n), n)).as("%s", n).isFalse();
          assertThat(matches(new IsLessThanOrEqualTo("key", (Comparable<?>) n), n))
              .as("%s", n)
              .isTrue();
        }
      }
    }
  }

  @Test
  void infinitiesAreAtTheEndsAndNaNMatchesNothing() {
    double inf = Double.POSITIVE_INFINITY;
    assertThat(matches(metadataKey("key").isGreaterThan(Long.MAX_VALUE), inf)).isTrue();
    assertThat(matches(metadataKey("key").isGreaterThan(1e300), Float.POSITIVE_INFINITY)).isTrue();
    assertThat(matches(metadataKey("key").isLessThan(Long.MIN_VALUE), -inf)).isTrue();
    assertThat(matches(metadataKey("key").isEqualTo(inf), Float.POSITIVE_INFINITY)).isTrue();
    assertThat(matches(metadataKey("key").isIn(List.of(inf, 3)), inf)).isTrue();
    assertThat(matches(metadataKey("key").isGreaterThan(inf), inf)).isFalse();
    assertThat(matches(metadataKey("key").isLessThan(inf), Long.MAX_VALUE)).isTrue();
    for (Number other : List.of(0, 1L << 62, 1e300, Double.NaN, inf, -inf)) {
      for (Filter f : comparisons((Comparable<?>) other)) {
        boolean negated = f instanceof IsNotEqualTo || f instanceof IsNotIn;
        assertThat(matches(f, Double.NaN)).as("%s of NaN", f).isEqualTo(negated);
        assertThat(matches(f, Float.NaN)).as("%s of NaN", f).isEqualTo(negated);
      }
    }
    for (Filter f : comparisons(Double.NaN)) {
      boolean negated = f instanceof IsNotEqualTo || f instanceof IsNotIn;
      assertThat(matches(f, 5)).as("%s of 5", f).isEqualTo(negated);
      assertThat(matches(f, inf)).as("%s of infinity", f).isEqualTo(negated);
    }
  }

  @Test
  void aMissingKeyMatchesOnlyNegations() {
    Metadata none = new Metadata().put("other", "x");
    for (Comparable<?> value : List.<Comparable<?>>of("a", 5, 5L, 1.5f, 1e300, ID, 1L << 62)) {
      for (Filter f : comparisons(value)) {
        assertThat(matches(f, none)).as("%s", f).isEqualTo(f.test(none));
        assertThat(matches(Filter.not(f), none)).as("not %s", f).isEqualTo(!f.test(none));
      }
    }
    Filter contains = new ContainsString("key", "a");
    assertThat(matches(contains, none)).isFalse();
    assertThat(matches(Filter.not(contains), none)).isTrue();
  }

  @Test
  void stringsAreOrderedAsInLangChain4j() {
    List<String> strings =
        List.of("", " ", "a", "A", "aa", "\u00e9", "\ud7ff", "\ud83d\ude00", "\ue000", "\uffff");
    for (String bound : strings) {
      for (Filter f : comparisons(bound)) {
        for (String value : strings) {
          Metadata metadata = new Metadata().put("key", value);
          assertThat(matches(f, metadata)).as("%s of %s", f, value).isEqualTo(f.test(metadata));
        }
      }
      for (String value : strings) {
        Filter f = new ContainsString("key", bound);
        assertThat(matches(f, value)).isEqualTo(value.contains(bound));
      }
    }
  }

  @Test
  void aUuidEqualsItsStringForm() {
    assertThat(matches(metadataKey("key").isEqualTo(ID), ID)).isTrue();
    assertThat(matches(metadataKey("key").isEqualTo(ID), ID.toString())).isTrue();
    assertThat(matches(metadataKey("key").isEqualTo(ID.toString()), ID)).isTrue();
    assertThat(matches(metadataKey("key").isIn(ID, new UUID(1, 2)), ID.toString())).isTrue();
    assertThat(matches(metadataKey("key").isNotEqualTo(ID), ID.toString())).isFalse();
    assertThat(matches(metadataKey("key").isEqualTo(new UUID(1, 2)), ID)).isFalse();
    UUID negative = new UUID(Long.MIN_VALUE, -1);
    for (Filter f : comparisons(ID)) {
      for (UUID value : List.of(ID, negative, new UUID(1, 2))) {
        Metadata metadata = new Metadata().put("key", value);
        assertThat(matches(f, metadata)).as("%s of %s", f, value).isEqualTo(f.test(metadata));
      }
    }
  }

  @Test
  void valuesOfOtherTypesDoNotMatchAndDoNotThrow() {
    for (Filter f : comparisons("5")) {
      boolean negated = f instanceof IsNotEqualTo || f instanceof IsNotIn;
      assertThat(matches(f, 5)).as("%s of 5", f).isEqualTo(negated);
    }
    for (Filter f : comparisons(5)) {
      boolean negated = f instanceof IsNotEqualTo || f instanceof IsNotIn;
      assertThat(matches(f, "5")).as("%s of '5'", f).isEqualTo(negated);
      assertThat(matches(f, ID)).as("%s of a UUID", f).isEqualTo(negated);
    }
    for (Filter f : comparisons(true)) {
      assertThat(matches(f, "true")).isEqualTo(f instanceof IsNotEqualTo || f instanceof IsNotIn);
    }
    assertThat(matches(new ContainsString("key", "5"), 5)).isFalse();
    assertThat(matches(metadataKey("key").isGreaterThan("a"), ID)).isFalse();
    assertThat(matches(new IsGreaterThan("key", ID), "b")).isFalse();
  }

  @Test
  void aFilterOfAnotherClassIsAskedItself() {
    Filter odd = o -> o instanceof Metadata m && m.containsKey("n") && m.getInteger("n") % 2 == 1;
    assertThat(matches(odd, new Metadata().put("n", 3))).isTrue();
    assertThat(matches(odd, new Metadata().put("n", 4))).isFalse();
    assertThat(matches(Filter.not(odd).and(new IsEqualTo("n", 4)), new Metadata().put("n", 4)))
        .isTrue();
    class Inverted extends IsEqualTo {
      Inverted() {
        super("key", "a");
      }

      @Override
      public boolean test(Object object) {
        return !super.test(object);
      }
    }
    assertThat(matches(new Inverted(), "a")).isFalse();
    assertThat(matches(new Inverted(), "b")).isTrue();
  }

  @Test
  void longChainsAreNoProblem() {
    Filter and = new IsNotEqualTo("key", "x");
    Filter or = new IsEqualTo("key", "x");
    for (int i = 0; i < 20_000; i++) {
      and = and.and(new IsNotEqualTo("key", "x" + i % 7));
      or = or.or(new IsEqualTo("key", "x" + i % 7));
    }
    assertThat(matches(and, "x7")).isTrue();
    assertThat(matches(and, "x6")).isFalse();
    assertThat(matches(or, "x6")).isTrue();
    assertThat(matches(or, "x7")).isFalse();
  }

  @Test
  void agreesWithLangChain4jOnRandomFilters() {
    System.out.println("seed " + SEED);
    Random random = new Random(SEED);
    int compared = 0;
    for (int i = 0; i < 20_000; i++) {
      Filter f = filter(random, 3);
      Metadata m = metadata(random);
      boolean expected;
      try {
        expected = f.test(m);
      } catch (IllegalArgumentException | ClassCastException e) {
        matches(f, m); // of other types: ours does not throw
        continue;
      }
      compared++;
      assertThat(matches(f, m)).as("%s of %s", f, m).isEqualTo(expected);
    }
    assertThat(compared).isGreaterThan(5_000);
  }

  private static Metadata metadata(Random random) {
    Metadata m = new Metadata();
    for (String key : List.of("a", "b", "c")) {
      Object value = value(random);
      if (random.nextInt(4) > 0) {
        m.putAll(Map.of(key, value));
      }
    }
    return m;
  }

  private static Object value(Random random) {
    return switch (random.nextInt(8)) {
      case 0 -> "s" + random.nextInt(3);
      case 1 -> new UUID(random.nextInt(3) - 1, random.nextInt(3) - 1);
      default -> NUMBERS.get(random.nextInt(NUMBERS.size()));
    };
  }

  private static Filter filter(Random random, int depth) {
    if (depth > 0 && random.nextInt(3) > 0) {
      Filter left = filter(random, depth - 1);
      return switch (random.nextInt(3)) {
        case 0 -> Filter.not(left);
        case 1 -> Filter.and(left, filter(random, depth - 1));
        default -> Filter.or(left, filter(random, depth - 1));
      };
    }
    String key = List.of("a", "b", "c").get(random.nextInt(3));
    Object value = value(random);
    List<Object> several = new ArrayList<>(List.of(value));
    for (int i = 0; value instanceof Number && i < random.nextInt(4); i++) {
      several.add(NUMBERS.get(random.nextInt(NUMBERS.size())));
    }
    return switch (random.nextInt(9)) {
      case 0 -> new IsEqualTo(key, value);
      case 1 -> new IsNotEqualTo(key, value);
      case 2 -> new IsGreaterThan(key, (Comparable<?>) value);
      case 3 -> new IsGreaterThanOrEqualTo(key, (Comparable<?>) value);
      case 4 -> new IsLessThan(key, (Comparable<?>) value);
      case 5 -> new IsLessThanOrEqualTo(key, (Comparable<?>) value);
      case 6 -> new IsIn(key, several);
      case 7 -> new IsNotIn(key, several);
      default -> new ContainsString(key, value.toString());
    };
  }
}

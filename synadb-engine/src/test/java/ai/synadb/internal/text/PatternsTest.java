/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/** LIKE and regular expressions, against the JDK's own where that is right. */
final class PatternsTest {
  private static final long SEED = Long.getLong("seed", 20261128L);

  private static boolean find(String pattern, String text) {
    return LinearRegex.compile(pattern).find(text);
  }

  @Test
  void randomExpressionsFindWhatTheJdkFinds() {
    Random r = new Random(SEED);
    for (int i = 0; i < 4000; i++) {
      String pattern = (r.nextInt(8) == 0 ? "(?i)" : "") + randomRegex(r, 3);
      LinearRegex ours = LinearRegex.compile(pattern);
      Pattern jdk = Pattern.compile(pattern.replaceAll("[$]", "\\\\z"));
      for (int t = 0; t < 12; t++) {
        String text = randomText(r);
        assertThat(ours.find(text))
            .as("%s in '%s', seed %d, turn %d", pattern, text, SEED, i)
            .isEqualTo(jdk.matcher(text).find());
      }
    }
  }

  private static String randomRegex(Random r, int depth) {
    switch (r.nextInt(depth > 0 ? 9 : 5)) {
      case 0:
        return "a";
      case 1:
        return new String[] {"b", "B", "1", "_", "-", "\\.", "\\n"}[r.nextInt(7)];
      case 2:
        return new String[] {".", "^", "$", "\\b", "\\B"}[r.nextInt(5)];
      case 3:
        return new String[] {"[a-b]", "[^a]", "[\\d_]", "[^\\W1]", "[a\\-]", "[]a]"}[r.nextInt(5)];
      case 4:
        return new String[] {"\\d", "\\D", "\\w", "\\W", "\\s", "\\S"}[r.nextInt(6)];
      case 5:
        return randomRegex(r, depth - 1) + randomRegex(r, depth - 1);
      case 6:
        return "(" + randomRegex(r, depth - 1) + "|" + randomRegex(r, depth - 1) + ")";
      case 7:
        return "(?:" + randomRegex(r, depth - 1) + ")" + new String[] {"*", "+", "?"}[r.nextInt(3)];
      default:
        return "("
            + randomRegex(r, depth - 1)
            + "){"
            + r.nextInt(2)
            + ","
            + (1 + r.nextInt(2))
            + "}";
    }
  }

  private static String randomText(Random r) {
    StringBuilder s = new StringBuilder();
    for (int n = r.nextInt(9); n > 0; n--) {
      s.append("aabB1_- .\n".charAt(r.nextInt(10)));
    }
    return s.toString();
  }

  @Test
  void expressionsTakeCodePointsAndEscapes() {
    assertThat(find("^.$", "\ud83d\ude00")).isTrue();
    assertThat(find("^..$", "\ud83d\ude00")).isFalse();
    assertThat(find("[\ud83d\ude00-\ud83d\ude05]", "x\ud83d\ude02")).isTrue();
    assertThat(find("(?i)stra.e", "STRA\u00dfE")).isTrue();
    assertThat(find("(?i)[k-z]\u00e4", "K\u00c4")).isTrue();
    assertThat(find("(?i)[^k]", "K")).isFalse();
    assertThat(find("(?i)^[A-Z]+$", "aBc")).isTrue();
    assertThat(find("[]]", "]")).isTrue();
    assertThat(find("[a-]", "-")).isTrue();
    assertThat(find("a{2}", "ba")).isFalse();
    assertThat(find("a{2,}", "baaa")).isTrue();
    assertThat(find("", "")).isTrue();
    assertThat(find("a||b", "")).isTrue();
    assertThat(find("resnet-(18|50)", "my resnet-50 v2")).isTrue();
    assertThat(find("a+?b", "aab")).isTrue();
    assertThat(find("\\[\\]\\\\", "x[]\\")).isTrue();
  }

  @Test
  void catastrophicExpressionsTakeLinearTime() {
    String text = "a".repeat(20_000);
    Assertions.assertTimeout(
        Duration.ofSeconds(20),
        () -> {
          assertThat(find("(a*)*b", text)).isFalse();
          assertThat(find("(a|aa)+$b", text)).isFalse();
          assertThat(find("(a?){30}a{30}b", text)).isFalse();
          assertThat(find("(x+x+)+y|((a*)*)*c", text)).isFalse();
        });
  }

  @Test
  void patternsOfManyWildcardsTakeNoMoreThanTheProductOfTheLengths() {
    String text = "a".repeat(20_000);
    LikePattern like = LikePattern.of("%a".repeat(LikePattern.MAX_CHARS / 2 - 1) + "%b", -1, true);
    LikePattern late = LikePattern.of("%" + "a".repeat(LikePattern.MAX_CHARS - 2) + "b", -1, false);
    Assertions.assertTimeout(
        Duration.ofSeconds(20),
        () -> {
          assertThat(like.matches(text)).isFalse();
          assertThat(late.matches(text)).isFalse();
          assertThat(late.matches(text + "b")).isTrue();
        });
    assertThatThrownBy(() -> LikePattern.of("%".repeat(LikePattern.MAX_CHARS + 1), -1, false))
        .isInstanceOf(PatternException.class)
        .hasMessageContaining("1000 characters, not 1001");
  }

  @Test
  void wrongExpressionsTellWhere() {
    Map<String, Integer> wrong =
        Map.ofEntries(
            Map.entry("a)", 1),
            Map.entry("(a", 0),
            Map.entry("x(?=a)", 3),
            Map.entry("a**", 2),
            Map.entry("*a", 0),
            Map.entry("a|+", 2),
            Map.entry("[a", 0),
            Map.entry("[z-a]", 1),
            Map.entry("a{2,1}", 1),
            Map.entry("a{x}", 2),
            Map.entry("a{1", 3),
            Map.entry("a{1001}", 2),
            Map.entry("\\1", 0),
            Map.entry("ab\\", 2),
            Map.entry("[\\q]", 1),
            Map.entry("(a{1000}){1000}", 0),
            Map.entry("((((){1000}){1000}){1000}){1000}", 0),
            Map.entry("(".repeat(51) + ")".repeat(51), 50),
            Map.entry("a".repeat(1001), 1000));
    wrong.forEach(
        (pattern, position) -> {
          PatternException e =
              catchThrowableOfType(PatternException.class, () -> LinearRegex.compile(pattern));
          assertThat(e).as(pattern).isNotNull().hasMessageContaining("expected");
          assertThat(e.position()).as(pattern).isEqualTo(position);
        });
  }

  @Test
  void randomCharactersNeverThrowAnythingElse() {
    Random r = new Random(SEED);
    for (int i = 0; i < 20_000; i++) {
      StringBuilder s = new StringBuilder();
      for (int n = r.nextInt(14); n > 0; n--) {
        s.append("ab()[]{}|*+?.^$\\-,01dwsbB:i\ud83d\ude00".charAt(r.nextInt(29)));
      }
      try {
        LinearRegex.compile(s.toString()).find("ab-1");
      } catch (PatternException e) {
        assertThat(e.position()).as("%s, seed %d", s, SEED).isBetween(0, s.length());
      }
    }
  }

  @Test
  void likeIsWhatItsExpressionSays() {
    Random r = new Random(SEED);
    for (int i = 0; i < 20_000; i++) {
      StringBuilder like = new StringBuilder();
      for (int n = r.nextInt(7); n > 0; n--) {
        like.append("aAb%_%.!".charAt(r.nextInt(7)));
      }
      boolean ignoreCase = r.nextBoolean();
      StringBuilder regex = new StringBuilder();
      like.chars()
          .forEach(
              c ->
                  regex.append(
                      c == '%' ? ".*" : c == '_' ? "." : Pattern.quote(String.valueOf((char) c))));
      Pattern jdk =
          Pattern.compile(
              regex.toString(), Pattern.DOTALL | (ignoreCase ? Pattern.CASE_INSENSITIVE : 0));
      String text = randomText(r);
      assertThat(LikePattern.of(like.toString(), -1, ignoreCase).matches(text))
          .as("%s on '%s', seed %d", like, text, SEED)
          .isEqualTo(jdk.matcher(text).matches());
    }
  }

  @Test
  void likeEscapesAndTakesCodePoints() {
    assertThat(LikePattern.of("100!%", '!', false).matches("100%")).isTrue();
    assertThat(LikePattern.of("100!%", '!', false).matches("100x")).isFalse();
    assertThat(LikePattern.of("a!!_", '!', false).matches("a!b")).isTrue();
    assertThat(LikePattern.of("_", -1, false).matches("\ud83d\ude00")).isTrue();
    assertThat(LikePattern.of("%\u00e4", -1, true).matches("x\u00c4")).isTrue();
    assertThatThrownBy(() -> LikePattern.of("a!b", '!', false))
        .isInstanceOf(PatternException.class)
        .hasMessageContaining("expected");
    assertThatThrownBy(() -> LikePattern.of("a!", '!', false)).isInstanceOf(PatternException.class);
    assertThat(LikePattern.of("a%", -1, false))
        .isEqualTo(LikePattern.of("a%", -1, false))
        .isNotEqualTo(LikePattern.of("a%", -1, true))
        .hasToString("a%");
  }
}

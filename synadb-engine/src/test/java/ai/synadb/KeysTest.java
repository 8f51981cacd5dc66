/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Listing and counting keys, in the order of their UTF-8 bytes. */
class KeysTest extends DatabaseTest {
  static final Comparator<String> BY_BYTES =
      (a, b) ->
          Arrays.compareUnsigned(
              a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));

  private SynaDB db;

  @BeforeEach
  void open() {
    db = SynaDB.open(path());
  }

  @AfterEach
  void close() {
    db.close();
  }

  private void put(String... keys) {
    for (String k : keys) {
      db.putInt(k, 1);
    }
  }

  @Test
  void supplementaryCharactersSortBehindTheRestOfUnicode() {
    put("\ud83d\ude80", "\uff5e", "\ue000", "z", "\u00fc", "a\ud83d\ude80", "a\uffee", "a");

    assertThat(db.keys())
        .containsExactly(
            "a", "a\uffee", "a\ud83d\ude80", "z", "\u00fc", "\ue000", "\uff5e", "\ud83d\ude80");
    assertThat(db.keys("\ud83d\ude80")).containsExactly("\ud83d\ude80");
    assertThat(db.glob("a?")).containsExactly("a\uffee", "a\ud83d\ude80");
  }

  @Test
  void prefixesListAndCountWhatBeginsWithThem() {
    put("a/1", "a/2", "a", "ab", "b/1", "\u00ff", "a/\uffff");

    assertThat(db.keys("a/")).containsExactly("a/1", "a/2", "a/\uffff");
    assertThat(db.keys("a")).containsExactly("a", "a/1", "a/2", "a/\uffff", "ab");
    assertThat(db.keys("c")).isEmpty();
    assertThat(db.keys("")).hasSize(7).isEqualTo(db.keys());
    assertThat(db.countKeys("a/")).isEqualTo(3);
    assertThat(db.countKeys("a")).isEqualTo(5);
    assertThat(db.countKeys("")).isEqualTo(7);
    assertThat(db.countKeys("\u00ff")).isEqualTo(1);
    assertThat(db.countKeys("zz")).isZero();
    db.delete("a/2");
    assertThat(db.countKeys("a/")).isEqualTo(2);
    assertThat(db.countKeys("")).isEqualTo(6);
    assertThat(db.size()).isEqualTo(6);
  }

  @Test
  void pagesJoinToTheWholeList() {
    Random random = new Random(4);
    for (int i = 0; i < 500; i++) {
      db.putInt("p/" + Integer.toString(random.nextInt(100_000), 36), i);
    }
    db.putInt("q", 1);
    db.delete(db.keys("p/").get(3));
    List<String> all = db.keys("p/");

    for (int size : new int[] {1, 7, 100, all.size(), all.size() + 1}) {
      List<String> joined = new ArrayList<>();
      List<String> page = db.keys("p/", null, size);
      while (!page.isEmpty()) {
        assertThat(page.size()).isLessThanOrEqualTo(size);
        joined.addAll(page);
        page = db.keys("p/", page.get(page.size() - 1), size);
      }
      assertThat(joined).isEqualTo(all);
    }
  }

  @Test
  void aCursorNeedsToBeNoKeyAndMayLieOutsideThePrefix() {
    put("a/1", "a/2", "b");

    assertThat(db.keys("a/", "a/1x", 10)).containsExactly("a/2");
    assertThat(db.keys("a/", "", 10)).containsExactly("a/1", "a/2");
    assertThat(db.keys("a/", "Z", 10)).containsExactly("a/1", "a/2");
    assertThat(db.keys("a/", "z", 10)).isEmpty();
    assertThatThrownBy(() -> db.keys("a/", null, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> db.keys("a/", null, -1)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "*|*?[x] a a.b a/b a/bc a[1] ab abc b \u00fc",
        "a*|a a.b a/b a/bc a[1] ab abc",
        "a?b|a.b a/b",
        "a/*|a/b a/bc",
        "a[./]b|a.b a/b",
        "a[!.]b|a/b",
        "a[^.]b|a/b",
        "a[a-c]*|ab abc",
        "[a-b]|a b",
        "a\\[1\\]|a[1]",
        "\\*\\?\\[x\\]|*?[x]",
        "a.b|a.b",
        "nothing|",
        "a[]]b|",
        "?|a b \u00fc",
        "*b|a.b a/b ab b",
        "*b*|a.b a/b a/bc ab abc b"
      })
  void globsMatch(String pattern, String expected) {
    put("a", "b", "ab", "a.b", "a/b", "a/bc", "abc", "a[1]", "*?[x]", "\u00fc");

    List<String> want = expected == null ? List.of() : List.of(expected.split(" "));
    assertThat(db.glob(pattern)).isEqualTo(want);
  }

  @Test
  void badGlobsAreRefused() {
    for (String bad : List.of("a[", "a[b", "[]", "[!", "a\\", "[z-a]")) {
      assertThatThrownBy(() -> db.glob(bad))
          .as(bad)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(bad);
    }
  }

  @Test
  @Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aPathologicalGlobDoesNotHang() {
    put("a".repeat(60) + "b");

    assertThat(db.glob("*a*a*a*a*a*a*a*a*a*a*a*a*c")).isEmpty();
  }

  @Test
  void keyStreamsAreLazyAndStable() {
    put("a", "b", "c");
    try (Stream<String> s = db.keyStream("")) {
      var it = s.iterator();
      assertThat(it.next()).isEqualTo("a");
      db.putInt("bb", 1);
      assertThat(it.next()).isEqualTo("b");
      it.forEachRemaining(k -> assertThat(k).isIn("bb", "c"));
    }
    try (Stream<String> s = db.keyStream("b")) {
      assertThat(s).containsExactly("b", "bb");
    }
  }

  @Test
  void longKeysAreListed() {
    String longest = "m".repeat(65_534);
    String wide = "\ud83d\ude80".repeat(16_383);
    put("a", longest, wide, "z");

    assertThat(db.keys()).containsExactly("a", longest, "z", wide);
    db.close();
    db = SynaDB.open(path());
    assertThat(db.keys()).containsExactly("a", longest, "z", wide);
    assertThat(db.getInt(longest)).hasValue(1);
    assertThat(db.getInt(wide)).hasValue(1);
  }

  @Test
  void listsAgreeWithASortedSetWhileWritesGoOn() {
    long seed = Long.getLong("seed", 20_260_801L);
    Random random = new Random(seed);
    TreeSet<String> model = new TreeSet<>(BY_BYTES);
    String[] alphabet = {"a", "b", "/", "\u00e9", "\uffee", "\ud83d\ude80"};
    for (int i = 0; i < 30_000; i++) {
      StringBuilder k = new StringBuilder("k");
      for (int n = random.nextInt(6); n >= 0; n--) {
        k.append(alphabet[random.nextInt(alphabet.length)]);
      }
      String key = k.toString();
      if (random.nextInt(10) < 7) {
        db.putInt(key, i);
        model.add(key);
      } else {
        assertThat(db.delete(key)).as("seed %d, step %d", seed, i).isEqualTo(model.remove(key));
      }
      if (i % 1000 == 0) {
        if (random.nextBoolean()) {
          db.checkpoint();
        }
        String prefix = "k" + alphabet[random.nextInt(alphabet.length)];
        List<String> want = model.stream().filter(s -> s.startsWith(prefix)).toList();
        assertThat(db.keys(prefix)).as("seed %d, step %d", seed, i).isEqualTo(want);
        assertThat(db.countKeys(prefix)).as("seed %d, step %d", seed, i).isEqualTo(want.size());
        assertThat(db.keys()).as("seed %d, step %d", seed, i).containsExactlyElementsOf(model);
        assertThat(db.size()).as("seed %d, step %d", seed, i).isEqualTo(model.size());
      }
    }
  }

  @Test
  void keysWithHistoryAreThoseThatAreDeletedToo() {
    long before = db.position();
    put("a/1", "a/2", "b");
    db.delete("a/1");
    long deleted = db.position();
    put("a/3");

    assertThat(db.keys("a/")).containsExactly("a/2", "a/3");
    assertThat(db.keysWithHistory("a/", null, 9)).containsExactly("a/1", "a/2", "a/3");
    assertThat(db.keysWithHistory("", "a/1", 2)).containsExactly("a/2", "a/3");
    assertThatThrownBy(() -> db.keysWithHistory("", null, 0)).hasMessageContaining("not 0");
    try (Snapshot then = db.asOf(deleted);
        Snapshot empty = db.asOf(before)) {
      assertThat(then.keysWithHistory("a/", null, 9)).containsExactly("a/1", "a/2");
      assertThat(empty.keysWithHistory("", null, 9)).isEmpty();
    }
    db.compact(CompactionPolicy.latestOnly(), ProgressListener.none());
    assertThat(db.keysWithHistory("", null, 9)).containsExactly("a/2", "a/3", "b");
  }
}

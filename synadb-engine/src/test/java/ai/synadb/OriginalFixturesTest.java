/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every log that the original wrote reads exactly as its manifest says, whoever opens it how. */
class OriginalFixturesTest extends DatabaseTest {
  private static final HistoryQuery DELETES = HistoryQuery.oldestFirst().withDeletes();

  private static JsonNode files() throws IOException {
    try (InputStream in =
        OriginalFixturesTest.class.getResourceAsStream("/original/MANIFEST.json")) {
      return new ObjectMapper().readTree(in).get("files");
    }
  }

  static Stream<String> logs() throws IOException {
    List<String> names = new ArrayList<>();
    files().fieldNames().forEachRemaining(names::add);
    return names.stream().filter(n -> n.endsWith(".db"));
  }

  /** What a log must say: the newest value and the history of each key, and which keys are gone. */
  private record Expected(
      Map<String, Atom> newest, Map<String, List<Atom>> histories, boolean knowsAllKeys) {}

  static Atom atom(JsonNode n) {
    switch (n.get("type").asText()) {
      case "null":
        return Atom.ofNull();
      case "float":
        return Atom.of(Double.longBitsToDouble(Long.parseUnsignedLong(n.get("bits").asText(), 16)));
      case "int":
        return Atom.of(Long.parseLong(n.get("value").asText()));
      case "text":
        return Atom.of(n.get("value").asText());
      case "bytes":
        return Atom.of(HexFormat.of().parseHex(n.get("hex").asText()));
      case "vector":
        float[] v = new float[n.get("bits").size()];
        for (int i = 0; i < v.length; i++) {
          v[i] = Float.intBitsToFloat(Integer.parseUnsignedInt(n.get("bits").get(i).asText(), 16));
        }
        return Atom.of(v);
      default:
        return fail("unknown type in the manifest: " + n);
    }
  }

  private static List<String> strings(JsonNode n) {
    return n == null
        ? List.of()
        : StreamSupport.stream(n.spliterator(), false).map(JsonNode::asText).toList();
  }

  private static List<Atom> atoms(JsonNode n) {
    return StreamSupport.stream(n.spliterator(), false).map(OriginalFixturesTest::atom).toList();
  }

  private static Expected expected(String name) throws IOException {
    JsonNode e = files().get(name).get("expect");
    Map<String, Atom> newest = new TreeMap<>(KeysTest.BY_BYTES);
    Map<String, List<Atom>> histories = new HashMap<>();
    if (e.has("log")) {
      e.get("log")
          .fields()
          .forEachRemaining(
              f -> {
                JsonNode log = f.getValue();
                assertThat(log.get("exists").asBoolean()).isTrue();
                newest.put(f.getKey(), atom(log.get("get")));
                histories.put(f.getKey(), atoms(log.get("history")));
              });
    }
    if (e.has("deleted_history")) {
      e.get("deleted_history")
          .fields()
          .forEachRemaining(f -> histories.put(f.getKey(), atoms(f.getValue())));
    }
    return new Expected(newest, histories, e.has("log"));
  }

  private static void check(SynaReader db, String name) throws IOException {
    Expected want = expected(name);
    JsonNode e = files().get(name).get("expect");
    if (e.has("keys")) {
      assertThat(db.keys()).containsExactlyInAnyOrderElementsOf(strings(e.get("keys")));
    }
    if (want.knowsAllKeys) {
      assertThat(db.keys()).containsExactlyElementsOf(want.newest.keySet());
      assertThat(db.size()).isEqualTo(want.newest.size());
    }
    want.newest.forEach(
        (k, v) -> {
          assertThat(db.get(k)).as(k).contains(v);
          assertThat(db.exists(k)).as(k).isTrue();
        });
    want.histories.forEach((k, h) -> assertThat(values(db, k)).as(k).isEqualTo(h));
    for (String k : strings(e.get("deleted"))) {
      assertThat(db.exists(k)).as(k).isFalse();
      assertThat(db.get(k)).as(k).isEmpty();
    }
    if (e.has("history_tensor_bits")) {
      e.get("history_tensor_bits")
          .fields()
          .forEachRemaining(
              f ->
                  assertThat(floatsOf(db, f.getKey()))
                      .as(f.getKey())
                      .isEqualTo(
                          strings(f.getValue()).stream()
                              .mapToLong(s -> Long.parseUnsignedLong(s, 16))
                              .toArray()));
    }
    if (e.has("recoverable")) {
      List<String> all = new ArrayList<>(List.of("a", "b", "c"));
      e.get("recoverable")
          .fields()
          .forEachRemaining(
              f -> {
                all.add(f.getKey());
                assertThat(db.getFloat(f.getKey()))
                    .as(f.getKey())
                    .hasValue(f.getValue().asDouble());
              });
      assertThat(db.keys()).containsExactlyElementsOf(all);
    }
    if (e.has("original_reads") && e.has("written")) { // the key limits
      assertThat(db.keys()).containsExactly("after", "before", "between", "m".repeat(65_534));
      assertThat(db.getFloat("m".repeat(65_534))).hasValue(2);
      assertThat(db.getFloat("after")).hasValue(5);
    }
  }

  /** The original leaves integers out of the numbers of a history; ours widens them. */
  private static long[] floatsOf(SynaReader db, String key) {
    return values(db, key).stream()
        .filter(a -> a.type() == AtomType.FLOAT)
        .mapToLong(a -> Double.doubleToRawLongBits(a.asFloat()))
        .toArray();
  }

  private Path copy(String name) throws IOException {
    Path to = dir.resolve(name);
    Files.copy(fixture(name), to);
    return to;
  }

  private static Path fixture(String name) throws IOException {
    try {
      return Path.of(OriginalFixturesTest.class.getResource("/original/" + name).toURI());
    } catch (URISyntaxException e) {
      throw new IOException(e);
    }
  }

  private List<String> names() throws IOException {
    try (Stream<Path> s = Files.list(dir)) {
      return s.map(p -> p.getFileName().toString()).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("logs")
  void readsWithoutWritingAnything(String name) throws IOException {
    Path file = copy(name);
    byte[] before = Files.readAllBytes(file);
    for (OpenMode mode : List.of(OpenMode.READ_ONLY, OpenMode.SALVAGE)) {
      try (SynaDB db = SynaDB.open(file, DbConfig.of(mode))) {
        check(db, name);
        assertThat(db.info().uuid()).isEmpty();
        assertThat(db.info().formatVersion()).isZero();
        assertThat(db.verify(ProgressListener.none()).checkedRecords()).isZero();
      }
    }
    assertThat(Files.readAllBytes(file)).isEqualTo(before);
    assertThat(names()).containsExactly(name);
  }

  @ParameterizedTest
  @MethodSource("logs")
  void opensForWritingWithoutChangingWhatIsIntact(String name) throws IOException {
    Path file = copy(name);
    byte[] before = Files.readAllBytes(file);
    JsonNode prefix = files().get(name).get("expect").get("valid_prefix");
    JsonNode params = files().get(name).get("params").get("valid_prefix");
    boolean isCut = prefix != null || name.equals("log_zero_tail.db");
    int valid = isCut ? (prefix != null ? prefix : params).asInt() : before.length;
    try (SynaDB db = SynaDB.open(file)) {
      check(db, name);
    }

    assertThat(Files.readAllBytes(file)).isEqualTo(java.util.Arrays.copyOf(before, valid));
  }

  @ParameterizedTest
  @MethodSource("logs")
  void goesOnInTheFile(String name) throws IOException {
    Path file = copy(name);
    Expected want = expected(name);
    List<String> keys;
    try (SynaDB db = SynaDB.open(file)) {
      keys = db.keys();
      db.putFloat("zz/new", 1.5);
      for (String k : keys) {
        db.putText(k, "ours");
      }
    }
    for (int round = 0; round < 2; round++) {
      try (SynaDB db = SynaDB.open(file)) {
        assertThat(db.info().uuid()).isPresent();
        assertThat(db.getFloat("zz/new")).hasValue(1.5);
        assertThat(db.size()).isEqualTo(keys.size() + 1);
        for (String k : keys) {
          assertThat(db.getText(k)).contains("ours");
          if (want.histories.containsKey(k)) {
            List<Atom> history = new ArrayList<>(want.histories.get(k));
            history.add(Atom.of("ours"));
            assertThat(values(db, k)).as(k).isEqualTo(history);
          }
        }
        db.checkpoint();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("logs")
  void keepsEverythingThroughOurCompaction(String name) throws IOException {
    Path file = copy(name);
    Map<String, List<HistoryEntry>> before = new HashMap<>();
    try (SynaDB db = SynaDB.open(file)) {
      db.keys().forEach(k -> before.put(k, entries(db, k, DELETES)));
      db.compact(CompactionPolicy.keepAll(), ProgressListener.none());
      check(db, name);
      assertThat(db.verify(ProgressListener.none()).isSound()).isTrue();
    }
    for (int round = 0; round < 2; round++) {
      try (SynaDB db = SynaDB.open(file)) {
        check(db, name);
        before.forEach((k, h) -> assertThat(entries(db, k, DELETES)).as(k).isEqualTo(h));
        assertThat(db.info().generation()).isEqualTo(1);
        assertThat(db.info().skippedBytes()).isZero();
        db.checkpoint();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("logs")
  void goesBackInTime(String name) throws IOException {
    try (SynaDB db = SynaDB.open(copy(name))) {
      for (String key : db.keys()) {
        List<HistoryEntry> history = entries(db, key, DELETES);
        for (int i = 0; i < history.size(); i += 1 + history.size() / 5) {
          long at = history.get(i).position();
          int last = i;
          while (last + 1 < history.size() && history.get(last + 1).position() == at) {
            last++;
          }
          HistoryEntry e = history.get(last);
          try (Snapshot s = db.asOf(at)) {
            assertThat(s.get(key).orElse(null)).as(key).isEqualTo(e.isDelete() ? null : e.value());
          }
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("logs")
  void repairsIntoAFileOfOurs(String name) throws IOException {
    Path target = dir.resolve("repaired.db");
    SynaDB.repair(copy(name), target, ProgressListener.none());

    try (SynaDB db = SynaDB.open(target)) {
      check(db, name);
      assertThat(db.verify(ProgressListener.none()).isSound()).isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("logs")
  void changesShowEveryEntryOfEveryHistory(String name) throws IOException {
    try (SynaDB db = SynaDB.open(copy(name));
        Changes changes = db.changes(0)) {
      Map<String, List<Atom>> seen = new HashMap<>();
      for (Change c = changes.poll(); c != null; c = changes.poll()) {
        if (!c.isDelete()) {
          seen.computeIfAbsent(c.key(), k -> new ArrayList<>()).add(c.value());
        }
      }
      assertThat(seen.keySet()).containsAll(db.keys());
      seen.forEach((k, h) -> assertThat(h).as(k).isEqualTo(values(db, k)));
    }
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Leaves files with every feature in {@code target/interop}, beside an {@code expected.json} that
 * says what the original reads in them; where {@code SYNADB_PYTHON} names a Python that has the
 * original, it is asked.
 */
class InteropTest {
  private static final Path OUT = Path.of("target", "interop");

  @TempDir Path dir;

  // A key may be longer than what Jackson takes for a name.
  private final ObjectMapper mapper =
      new ObjectMapper(
          JsonFactory.builder()
              .streamReadConstraints(StreamReadConstraints.builder().maxNameLength(70_000).build())
              .build());

  private interface Fill {
    void fill(SynaDB db) throws IOException;
  }

  @BeforeEach
  void writeFiles() throws IOException {
    Files.createDirectories(OUT);
    try (var old = Files.list(OUT)) {
      for (Path p : old.filter(Files::isRegularFile).toList()) {
        Files.delete(p);
      }
    }
    write("plain.db", Setup.PLAIN, InteropTest::values);
    write("compressed.db", Setup.COMPRESSED, InteropTest::values);
    write("unpacked.db", Setup.UNPACKED, InteropTest::values);
    write("original_compatible.db", Setup.ORIGINAL, InteropTest::values);
    write("numbers.db", Setup.PLAIN, InteropTest::numbers);
    write("numbers_compatible.db", Setup.ORIGINAL, InteropTest::numbers);
    write("batches.db", Setup.PLAIN, InteropTest::batches);
    write("parts.db", Setup.PLAIN, InteropTest::parts);
    write(
        "compacted.db",
        Setup.PLAIN,
        db -> {
          values(db);
          numbers(db);
          db.compact(CompactionPolicy.keepAll(), ProgressListener.none());
          db.putFloat("after", 1);
        });
    write(
        "latest.db",
        Setup.COMPRESSED,
        db -> {
          values(db);
          numbers(db);
          db.compact(CompactionPolicy.latestOnly(), ProgressListener.none());
        });
    ObjectNode all = mapper.createObjectNode();
    all.putArray("vectors64");
    ObjectNode files = all.putObject("files");
    for (String name : names()) {
      files.putObject(name).set("expect", expected(OUT.resolve(name)));
    }
    mapper.writerWithDefaultPrettyPrinter().writeValue(OUT.resolve("expected.json").toFile(), all);
  }

  private static void write(String name, Setup setup, Fill fill) throws IOException {
    try (SynaDB db = SynaDB.open(OUT.resolve(name), setup.config)) {
      fill.fill(db);
    }
  }

  private static List<String> names() throws IOException {
    try (var files = Files.list(OUT)) {
      return files
          .map(p -> p.getFileName().toString())
          .filter(n -> n.endsWith(".db"))
          .sorted()
          .toList();
    }
  }

  private static void values(SynaDB db) {
    for (double v : new double[] {0.0, -0.0, 1.5, Double.NaN, Double.NEGATIVE_INFINITY, 1e-300}) {
      db.putFloat("float", v);
    }
    db.putInt("int", Long.MIN_VALUE);
    db.putText("text/\u00fc/\ud83d\ude80", "z\u00fcrich \ud83d\ude80 ".repeat(100));
    db.putText("text/empty", "");
    db.putBytes("bytes", DatabaseTest.randomBytes(1, 300));
    db.putBytes("bytes/zeros", new byte[3000]);
    db.putBytes("bytes/aligned", DatabaseTest.randomBytes(2, 10_000));
    float[] v = new float[64];
    for (int i = 0; i < 64; i++) {
      v[i] = i / 32f;
    }
    db.putVector("vec/a", v);
    db.putFloat("gone", 1);
    db.putFloat("gone", 2);
    db.delete("gone");
    db.putFloat("back", 1);
    db.delete("back");
    db.putFloat("back", 2);
    db.putText("k".repeat(65_534), "long key");
    db.putInt("mixed", 1);
    db.putFloat("mixed", 2);
    db.putText("mixed", "three");
  }

  private static void numbers(SynaDB db) {
    Random random = new Random(3);
    db.putFloats("series/a", IntStream.range(0, 5000).mapToDouble(i -> i / 10.0).toArray());
    db.putFloats("series/a", random.doubles(3).toArray());
    db.putFloats("series/b", new long[] {7}, new long[] {8}, new double[] {9});
    db.putFloats("series/b", new long[40], new long[40], random.doubles(40).toArray());
    db.putInts("series/i", random.longs(100).toArray());
    db.putFloat("series/i", 0.5);
    db.putFloats("series/gone", random.doubles(100).toArray());
    db.delete("series/gone");
  }

  private static void batches(SynaDB db) {
    db.write(
        new WriteBatch()
            .putFloat("a", 1)
            .putFloat("a", 2)
            .putText("b", "x")
            .putFloat("gone", 1)
            .delete("gone")
            .putBytes("c", DatabaseTest.randomBytes(3, 5000))
            .putFloats("d", new double[100]));
    db.write(new WriteBatch().delete("b").putFloat("a", 3));
  }

  private static void parts(SynaDB db) throws IOException {
    int length = 17 << 20;
    db.putBytes("big", new ByteArrayInputStream(new byte[length]), length);
    db.putBytes("small", new byte[10]);
  }

  // ---- what the original reads: the ordinary records, as a second decoder finds them

  private ObjectNode expected(Path file) throws IOException {
    Map<String, List<ObjectNode>> histories = new TreeMap<>();
    Map<String, Boolean> live = new TreeMap<>();
    for (SlowDecoder.Item i : SlowDecoder.decode(Files.readAllBytes(file))) {
      if (i.isOurs()) {
        continue;
      }
      if (i.isValue()) {
        histories.computeIfAbsent(i.key(), k -> new ArrayList<>()).add(atom(i.atom()));
      }
      if (!i.has(SlowDecoder.BLOCK)) {
        live.put(i.key(), i.isValue());
      }
    }
    ObjectNode expect = mapper.createObjectNode();
    expect.putArray("reserved").add("__syna__/");
    ObjectNode log = expect.putObject("log");
    ArrayNode deleted = expect.putArray("deleted");
    ObjectNode deletedHistory = expect.putObject("deleted_history");
    ArrayNode keys = expect.putArray("keys");
    live.forEach(
        (k, isLive) -> {
          List<ObjectNode> history = histories.getOrDefault(k, List.of());
          if (!isLive) {
            deleted.add(k);
            deletedHistory.putArray(k).addAll(history);
            return;
          }
          keys.add(k);
          ObjectNode entry = log.putObject(k);
          entry.put("exists", true);
          entry.set("get", history.get(history.size() - 1));
          entry.putArray("history").addAll(history);
        });
    return expect;
  }

  private ObjectNode atom(byte[] atom) {
    ByteBuffer b = ByteBuffer.wrap(atom).order(ByteOrder.LITTLE_ENDIAN);
    ObjectNode n = mapper.createObjectNode();
    HexFormat hex = HexFormat.of();
    switch (b.getInt(0)) {
      case 0:
        return n.put("type", "null");
      case 1:
        return n.put("type", "float").put("bits", hex.toHexDigits(b.getLong(4)));
      case 2:
        return n.put("type", "int").put("value", Long.toString(b.getLong(4)));
      case 3:
        return n.put("type", "text")
            .put("value", new String(atom, 12, atom.length - 12, StandardCharsets.UTF_8));
      case 4:
        return n.put("type", "bytes").put("hex", hex.formatHex(atom, 12, atom.length));
      default:
        int dims = (int) b.getLong(4);
        ArrayNode bits = n.put("type", "vector").put("dims", dims).putArray("bits");
        for (int i = 0; i < dims; i++) {
          bits.add(hex.toHexDigits(b.getInt(12 + 4 * i)));
        }
        return n;
    }
  }

  @Test
  void everyFileHoldsWhatItsExpectationSays() throws IOException {
    var files = mapper.readTree(OUT.resolve("expected.json").toFile()).get("files");
    assertThat(files).hasSize(10);
    for (String name : names()) {
      try (SynaDB db = SynaDB.open(OUT.resolve(name), DbConfig.of(OpenMode.READ_ONLY))) {
        var expect = files.get(name).get("expect");
        assertThat(db.keys()).hasSize(expect.get("keys").size());
        expect
            .get("log")
            .fields()
            .forEachRemaining(
                f -> {
                  if (!f.getKey().equals("big")) {
                    assertThat(db.get(f.getKey()))
                        .contains(OriginalFixturesTest.atom(f.getValue().get("get")));
                  }
                });
        assertThat(db.verify(ProgressListener.none()).isSound()).isTrue();
      }
    }
  }

  // ---- with the original

  private static String python() {
    String python = System.getenv("SYNADB_PYTHON");
    assumeTrue(python != null, "SYNADB_PYTHON does not name a Python with synadb 1.4.0 and numpy");
    return python;
  }

  private String run(String... command) throws IOException, InterruptedException {
    Path log = dir.resolve("python.log");
    Process p =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    if (!p.waitFor(300, TimeUnit.SECONDS)) {
      p.destroyForcibly();
      throw new AssertionError("the original did not finish: " + String.join(" ", command));
    }
    String said = Files.readString(log);
    assertThat(p.exitValue()).as(said).isZero();
    return said;
  }

  @Test
  @Tag("full")
  void theOriginalReadsEveryFile() throws IOException, InterruptedException {
    String python = python();
    Path checker =
        Path.of(System.getProperty("original.reads", "../../shared/tools/original_reads.py"));
    assumeTrue(Files.isRegularFile(checker), "there is no " + checker + " to compare with");

    String said =
        run(python, checker.toString(), OUT.toString(), OUT.resolve("expected.json").toString());
    assertThat(said).contains(" 0 failed").doesNotContain("MISMATCH");
  }

  @Test
  @Tag("full")
  void whatTheOriginalLeftIsTakenInAndGoneOnWith() throws IOException, InterruptedException {
    String python = python();
    String script =
        String.join(
            "\n",
            "import sys, synadb",
            "for path in sys.argv[2:]:",
            "  with synadb.SynaDB(path) as db:",
            "    if sys.argv[1] == 'compact': db.compact()",
            "    db.put_float('original/f', 1.5)",
            "    db.put_text('original/t', 'theirs')",
            "    db.put_float('original/f', 2.5)",
            "    db.delete('float')");
    for (String how : List.of("append", "compact")) {
      List<String> command = new ArrayList<>(List.of(python, "-c", script, how));
      Map<Path, Map<String, Atom>> before = new TreeMap<>();
      for (String name : names()) {
        Path copy = dir.resolve(how + "-" + name);
        Files.copy(OUT.resolve(name), copy);
        before.put(copy, newest(copy));
        command.add(copy.toString());
      }
      run(command.toArray(String[]::new));
      for (Map.Entry<Path, Map<String, Atom>> e : before.entrySet()) {
        goOn(e.getKey(), e.getValue(), how.equals("compact"));
      }
    }
  }

  private static Map<String, Atom> newest(Path file) {
    Map<String, Atom> all = new TreeMap<>();
    try (SynaDB db = SynaDB.open(file, DbConfig.of(OpenMode.READ_ONLY))) {
      db.keys().forEach(k -> all.put(k, db.require(k)));
    }
    all.remove("float");
    return all;
  }

  private static void goOn(Path file, Map<String, Atom> before, boolean compacted) {
    for (int round = 0; round < 3; round++) {
      try (SynaDB db = SynaDB.open(file)) {
        assertThat(db.getHistoryFloats("original/f")).as("%s", file).startsWith(1.5, 2.5);
        assertThat(db.getText("original/t")).contains("theirs");
        assertThat(db.exists("float")).isFalse();
        before.forEach((k, v) -> assertThat(db.get(k)).as(k).contains(v));
        assertThat(db.size()).isEqualTo(before.size() + 2 + (round > 0 ? 1 : 0));
        if (round == 0) {
          assertThat(db.info().uuid().isEmpty()).isEqualTo(compacted);
          db.putInt("ours", 1);
          db.putFloats("original/f", new double[30]);
        } else {
          assertThat(db.getInt("ours")).hasValue(1);
          assertThat(db.countHistoryFloats("original/f")).isEqualTo(32);
        }
        db.checkpoint();
        if (round == 1) {
          db.compact(ProgressListener.none());
          assertThat(db.verify(ProgressListener.none()).isSound()).isTrue();
        }
      }
    }
  }
}

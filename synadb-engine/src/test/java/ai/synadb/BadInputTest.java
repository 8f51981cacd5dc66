/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import ai.synadb.error.FormatTooNewException;
import ai.synadb.error.InvalidDatabasePathException;
import ai.synadb.error.SynaFormatException;
import ai.synadb.error.SynaIOException;
import ai.synadb.error.UnknownFormatException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bad arguments, bad paths, and files that are not databases: each has its own clear answer. */
class BadInputTest extends DatabaseTest {
  private static final byte[] UUID8 = {1, 2, 3, 4, 5, 6, 7, 8};

  static Stream<String> badKeys() {
    return Stream.of(
        "",
        "m".repeat(65_535),
        "\u00fc".repeat(32_768),
        "a\0b",
        "\0",
        "\ud83d",
        "a\ude80b",
        "\ude80\ud83d",
        "__syna__/",
        "__syna__/format",
        "__syna__/anything");
  }

  @ParameterizedTest
  @MethodSource("badKeys")
  void badKeysAreRefusedEverywhere(String key) throws IOException {
    List<BiConsumer<SynaDB, String>> calls =
        List.of(
            (d, k) -> d.append(k, Atom.of(1)),
            (d, k) -> d.putFloat(k, 1),
            (d, k) -> d.putInt(k, 1),
            (d, k) -> d.putText(k, ""),
            (d, k) -> d.putBytes(k, new byte[1]),
            (d, k) -> d.putVector(k, new float[1]),
            (d, k) -> d.putFloats(k, new double[1]),
            (d, k) -> d.putFloats(k, new double[0]),
            (d, k) -> d.putInts(k, new long[1]),
            (d, k) -> d.delete(k),
            (d, k) -> new WriteBatch().putInt(k, 1),
            (d, k) -> new WriteBatch().delete(k),
            (d, k) -> d.get(k),
            (d, k) -> d.require(k),
            (d, k) -> d.exists(k),
            (d, k) -> d.getFloat(k),
            (d, k) -> d.history(k),
            (d, k) -> d.getHistoryFloats(k),
            (d, k) -> d.series(k),
            (d, k) -> d.openBytes(k),
            (d, k) -> d.mapBytes(k),
            (d, k) -> d.ref(k),
            (d, k) -> d.snapshot().get(k));
    try (SynaDB db = SynaDB.open(path())) {
      long before = db.info().sizeBytes();
      for (int i = 0; i < calls.size(); i++) {
        BiConsumer<SynaDB, String> call = calls.get(i);
        assertThatThrownBy(() -> call.accept(db, key))
            .as("call %d", i)
            .isInstanceOf(IllegalArgumentException.class);
      }
      assertThatThrownBy(() -> db.putBytes(key, new ByteArrayInputStream(new byte[1]), 1))
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(db.info().sizeBytes()).isEqualTo(before);
    }
  }

  @Test
  void keysThatOnlyLookReservedAreFine() {
    try (SynaDB db = SynaDB.open(path())) {
      for (String k : List.of("__syna__", "__syna__x/", "_", "__fs/x", "x__syna__/", " ", "\n")) {
        db.putInt(k, 1);
        assertThat(db.getInt(k)).hasValue(1);
      }
      assertThat(db.keys()).hasSize(7);
    }
  }

  @Test
  void textMustBeWellFormed() {
    try (SynaDB db = SynaDB.open(path())) {
      assertThatThrownBy(() -> db.putText("k", "a\ud83d"))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> Atom.of("\ude80")).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> db.keys("\ud83d")).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> db.countKeys("\ud83d")).isInstanceOf(IllegalArgumentException.class);
      assertThat(db.exists("k")).isFalse();
    }
  }

  @Test
  void nullsAreRefused() {
    try (SynaDB db = SynaDB.open(path())) {
      List<Consumer<SynaDB>> calls =
          List.of(
              d -> d.get(null),
              d -> d.append(null, Atom.of(1)),
              d -> d.append("k", null),
              d -> d.putText("k", null),
              d -> d.putBytes("k", (byte[]) null),
              d -> d.putBytes("k", (ByteBuffer) null),
              d -> d.putVector("k", null),
              d -> d.putFloats("k", null),
              d -> d.putInts("k", null),
              d -> d.write(null),
              d -> d.history("k", null),
              d -> d.keys(null),
              d -> d.glob(null),
              d -> d.countKeys(null),
              d -> d.compact(null),
              d -> d.compact(null, ProgressListener.none()),
              d -> d.compact(CompactionPolicy.keepAll(), null),
              d -> d.verify(null),
              d -> d.copyTo(null, ProgressListener.none()),
              d -> d.onCommit(null),
              d -> d.asOf(null),
              d -> d.readVector(null, new float[1]),
              d -> d.readVector(new RecordRef(0, 0, 0), null),
              d -> SynaDB.open(null),
              d -> SynaDB.open(path(), null),
              d -> SynaDB.repair(null, dir.resolve("r.db"), ProgressListener.none()),
              d -> new WriteBatch().put("k", null));
      for (int i = 0; i < calls.size(); i++) {
        Consumer<SynaDB> call = calls.get(i);
        assertThatThrownBy(() -> call.accept(db))
            .as("call %d", i)
            .isInstanceOf(NullPointerException.class);
      }
      assertThatThrownBy(() -> db.putBytes("k", null, 3)).isInstanceOf(NullPointerException.class);
      assertThat(db.keys()).isEmpty();
      db.putInt("k", 1);
      db.sync();
      assertThat(db.getInt("k")).hasValue(1);
    }
  }

  @Test
  void lengthsAndShapesAreChecked() {
    try (SynaDB db = SynaDB.open(path())) {
      assertThatThrownBy(() -> db.putBytes("k", new ByteArrayInputStream(new byte[1]), -1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("-1");
      assertThatThrownBy(() -> db.putVector("k", new float[0]))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> db.putVector("k", new float[8193]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("8193");
      assertThatThrownBy(() -> Atom.of(new float[8193]))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> db.putFloats("k", new long[1], new long[2], new double[2]))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> db.readVector(new RecordRef(0, -5, 0), new float[1]))
          .isInstanceOf(RuntimeException.class)
          .isNotInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> db.readVector(new RecordRef(0, 1L << 40, 0), new float[1]))
          .isInstanceOf(RuntimeException.class)
          .isNotInstanceOf(IndexOutOfBoundsException.class);
      assertThat(db.keys()).isEmpty();
    }
    try (SynaDB db = SynaDB.open(path(), Setup.ORIGINAL.config)) {
      assertThatThrownBy(() -> db.putVector("k", new float[63]))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> db.append("k", Atom.of(new float[63])))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> db.write(new WriteBatch().putVector("k", new float[63])))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void pathsThatCannotBeDatabases() throws IOException {
    Files.createDirectory(dir.resolve("folder"));
    for (OpenMode mode : OpenMode.values()) {
      assertThatThrownBy(() -> SynaDB.open(dir.resolve("folder"), DbConfig.of(mode)))
          .isInstanceOf(InvalidDatabasePathException.class)
          .hasMessageContaining("directory");
    }
    assertThatThrownBy(() -> SynaDB.open(dir.resolve("no/such/x.db")))
        .isInstanceOf(InvalidDatabasePathException.class);
    assertThatThrownBy(() -> SynaDB.open(Path.of("/")))
        .isInstanceOf(InvalidDatabasePathException.class);
    Files.write(dir.resolve("file"), new byte[0]);
    assertThatThrownBy(() -> SynaDB.open(dir.resolve("file/x.db")))
        .isInstanceOf(SynaException.class);
    assertThatThrownBy(() -> SynaDB.open(dir.resolve("x".repeat(300))))
        .isInstanceOf(SynaException.class);
  }

  @Test
  void aDirectoryThatCannotBeWrittenIsAnIoError() throws IOException {
    Path locked = Files.createDirectory(dir.resolve("locked"));
    try (SynaDB db = SynaDB.open(locked.resolve("x.db"))) {
      db.putInt("k", 1);
    }
    Files.delete(locked.resolve("x.db.lock"));
    Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("r-xr-xr-x"));
    try {
      assumeFalse(Files.isWritable(locked), "this user may write everywhere (root)");
      assertThatThrownBy(() -> SynaDB.open(locked.resolve("x.db")))
          .isInstanceOf(SynaIOException.class);
      assertThatThrownBy(() -> SynaDB.open(locked.resolve("new.db")))
          .isInstanceOf(SynaIOException.class);
      try (SynaDB db = SynaDB.open(locked.resolve("x.db"), readOnly())) {
        assertThat(db.getInt("k")).hasValue(1);
      }
    } finally {
      Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  private void requireUntouched(byte[] content, Class<? extends Exception> why) throws IOException {
    Files.write(path(), content);
    for (OpenMode mode : List.of(OpenMode.READ_WRITE, OpenMode.READ_ONLY)) {
      assertThatThrownBy(() -> SynaDB.open(path(), DbConfig.of(mode)))
          .as("%s", mode)
          .isInstanceOf(why)
          .hasMessageContaining("test.db");
      assertThat(Files.readAllBytes(path())).isEqualTo(content);
    }
    assertThat(Files.exists(dir.resolve("test.db.ckpt"))).isFalse();
  }

  @Test
  void filesOfOtherKindsStayUntouched() throws IOException {
    byte[] png = HexFormat.of().parseHex("89504e470d0a1a0a0000000d49484452");
    requireUntouched(Arrays.copyOf(png, 5000), UnknownFormatException.class);
    requireUntouched(
        "This is a text, and no database.\n".repeat(100).getBytes(StandardCharsets.UTF_8),
        UnknownFormatException.class);
    requireUntouched(
        "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII), UnknownFormatException.class);
    requireUntouched(randomBytes(5, 100_000), UnknownFormatException.class);
    requireUntouched("hello\n".getBytes(StandardCharsets.US_ASCII), UnknownFormatException.class);
  }

  @Test
  void anEmptyFileIsAnEmptyDatabase() throws IOException {
    Files.write(path(), new byte[0]);
    try (SynaDB db = SynaDB.open(path(), readOnly())) {
      assertThat(db.keys()).isEmpty();
    }
    try (SynaDB db = SynaDB.open(path())) {
      assertThat(db.keys()).isEmpty();
      db.putInt("k", 1);
    }
    try (SynaDB db = SynaDB.open(path())) {
      assertThat(db.getInt("k")).hasValue(1);
      assertThat(db.info().uuid()).isPresent();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 7, 8, 9, 14, 15, 16, 17, 18, 19, 20, 30})
  void theTornFirstRecordOfTheOriginalIsAnEmptyDatabase(int length) throws IOException {
    byte[] record =
        HexFormat.of().parseHex("00600cba992a060004000c0000000074656d70010000000000000000803740");
    byte[] torn = Arrays.copyOf(record, length);
    if (length < 8) { // too short to say what it is
      requireUntouched(torn, UnknownFormatException.class);
      return;
    }
    Files.write(path(), torn);
    try (SynaDB db = SynaDB.open(path())) {
      assertThat(db.keys()).isEmpty();
      db.putInt("k", 1);
    }
    try (SynaDB db = SynaDB.open(path())) {
      assertThat(db.keys()).containsExactly("k");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 7, 15, 20, 30, 60})
  void theStartOfALogOfOursIsNeverCut(int length) throws IOException {
    byte[] log = logWith(format(1, ""), 0);
    requireUntouched(Arrays.copyOf(log, length), SynaFormatException.class);
  }

  private static byte[] format(int version, String feature) {
    ByteBuffer b = ByteBuffer.allocate(46 + (feature.isEmpty() ? 0 : feature.length() + 1));
    b.order(ByteOrder.LITTLE_ENDIAN).putInt(version).put(UUID8).put(new byte[8]);
    b.putLong(0).putLong(0).putLong(0).putShort((short) (feature.isEmpty() ? 0 : 1));
    if (!feature.isEmpty()) {
      b.put((byte) feature.length()).put(feature.getBytes(StandardCharsets.US_ASCII));
    }
    return b.array();
  }

  private byte[] logWith(byte[] format, int moreFlags) {
    byte[] head = record(0, "__syna__/format", 0x84, new byte[4], format, -1);
    byte[] atom = new byte[12];
    atom[0] = 2;
    byte[] one = record(head.length, "k", 0x90 | moreFlags, atom, new byte[0], 0);
    return ByteBuffer.allocate(head.length + one.length).put(head).put(one).array();
  }

  private byte[] record(
      long offset, String key, int flags, byte[] atom, byte[] extra, long previous) {
    SlowDecoder.Item item =
        new SlowDecoder.Item(offset, now, key, flags, atom, extra, previous, new byte[0]);
    return SlowDecoder.encode(item, offset == 0 ? new byte[8] : UUID8);
  }

  @Test
  void aNewerVersionAndAnUnknownFeatureAreRefusedByName() throws IOException {
    requireUntouched(logWith(format(2, ""), 0), FormatTooNewException.class);
    Files.delete(path());
    requireUntouched(logWith(format(1, "teleport"), 0), FormatTooNewException.class);
    assertThatThrownBy(() -> SynaDB.open(path())).hasMessageContaining("teleport");
  }

  @Test
  void theReservedFlagIsRefusedForWritingAndNamed() throws IOException {
    byte[] log = logWith(format(1, ""), 0x08);
    Files.write(path(), log);

    assertThatThrownBy(() -> SynaDB.open(path()))
        .isInstanceOf(FormatTooNewException.class)
        .hasMessageContaining("0x08");
    assertThat(Files.readAllBytes(path())).isEqualTo(log);
    try (SynaDB db = SynaDB.open(path(), readOnly())) {
      assertThat(db.getInt("k")).hasValue(0);
    }
  }
}

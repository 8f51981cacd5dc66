/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb;

import static org.assertj.core.api.Assertions.assertThat;

import ai.synadb.internal.format.Block;
import ai.synadb.internal.format.BlockCodec;
import ai.synadb.internal.format.FormatRecord;
import ai.synadb.internal.format.PartsDescriptor;
import ai.synadb.internal.format.Payload;
import ai.synadb.internal.format.RecordEncoder;
import ai.synadb.internal.format.RecordFormat;
import ai.synadb.internal.format.SyncRecord;
import ai.synadb.internal.log.Environment;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/** Keeps {@code docs/FORMAT.md} and the code equal. */
final class FormatDocTest extends DatabaseTest {
  private static final List<String> DOC = lines("docs/FORMAT.md");

  private static final List<String> PACKAGES =
      List.of("ai.synadb.internal.format.", "ai.synadb.internal.log.", "ai.synadb.");

  /** Classes all of whose constants the document has to name. */
  private static final List<String> WHOLE =
      List.of(
          "RecordFormat",
          "AtomFormat",
          "FormatRecord",
          "PartsDescriptor",
          "SyncRecord",
          "BlockCodec",
          "LongVector",
          "AlpColumn",
          "Checkpoint",
          "LockPage");

  /** What says how this library decodes, not what stands in a file. */
  private static final Set<String> NO_FORMAT =
      Set.of("LongVector.MAX_DOUBLE_BASE", "LockPage.SINCE_UNKNOWN");

  private static final long CREATED = 1_767_225_600_000_000L;
  private static final UUID ID = UUID.fromString("00112233-4455-6677-8899-aabbccddeeff");
  private static final FormatRecord FORMAT =
      new FormatRecord(RecordFormat.VERSION, ID, 0, 0, 0, FormatRecord.FEATURES);
  private static final byte[] KEY = "temperature".getBytes(StandardCharsets.UTF_8);

  /** The directory of the whole project. */
  static Path root() {
    Path root = Path.of("").toAbsolutePath();
    while (root != null && !Files.exists(root.resolve("docs/FORMAT.md"))) {
      root = root.getParent();
    }
    if (root == null) {
      throw new AssertionError("No docs/FORMAT.md above " + Path.of("").toAbsolutePath());
    }
    return root;
  }

  /** The lines of a document, named from the root of the project. */
  static List<String> lines(String name) {
    try {
      return Files.readAllLines(root().resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> cells(String row) {
    return Stream.of(row.substring(1).split("\\|")).map(String::trim).toList();
  }

  private static String plain(String cell) {
    return cell.replace("`", "");
  }

  /** A row of a table with the columns value and constant. */
  private record Row(String constant, String value) {}

  private static List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    int value = -1;
    int constant = -1;
    for (String line : DOC) {
      if (!line.startsWith("|")) {
        constant = -1;
        continue;
      }
      List<String> cells = cells(line);
      if (cells.contains("constant")) {
        constant = cells.indexOf("constant");
        value = cells.indexOf("value");
      } else if (constant >= 0 && !cells.get(0).startsWith("---")) {
        rows.add(new Row(plain(cells.get(constant)), plain(cells.get(value))));
      }
    }
    return rows;
  }

  private static Class<?> classOf(String name) {
    for (String p : PACKAGES) {
      try {
        return Class.forName(p + name);
      } catch (ClassNotFoundException e) {
        continue;
      }
    }
    throw new AssertionError("No class " + name);
  }

  /** What the code has for {@code Class.NAME} or {@code Class.method()}. */
  private static Object actual(String constant) {
    int dot = constant.indexOf('.');
    Class<?> type = classOf(constant.substring(0, dot));
    String member = constant.substring(dot + 1);
    try {
      if (member.endsWith("()")) {
        Method m = type.getDeclaredMethod(member.substring(0, member.length() - 2));
        return new String((byte[]) m.invoke(null), StandardCharsets.US_ASCII);
      }
      Field f = type.getDeclaredField(member);
      f.setAccessible(true);
      Object v = f.get(null);
      return v instanceof Number n ? n.longValue() : v;
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(constant, e);
    }
  }

  private static Object stated(String value) {
    if (value.startsWith("0x")) {
      return Long.parseUnsignedLong(value.substring(2), 16);
    }
    return Character.isDigit(value.charAt(0))
        ? (Object) Long.valueOf(value.replace(",", ""))
        : value;
  }

  @Test
  void tablesStateTheConstants() {
    List<String> wrong = new ArrayList<>();
    for (Row r : rows()) {
      Object actual = actual(r.constant());
      if (!actual.equals(stated(r.value()))) {
        wrong.add(r.constant() + " is " + actual + ", the document says " + r.value());
      }
    }

    assertThat(wrong).isEmpty();
    assertThat(rows()).hasSizeGreaterThan(100);
  }

  @Test
  void everyConstantOfTheFormatIsInATable() {
    Set<String> missing = new TreeSet<>();
    for (String name : WHOLE) {
      for (Field f : classOf(name).getDeclaredFields()) {
        boolean isConstant =
            Modifier.isStatic(f.getModifiers())
                && Modifier.isFinal(f.getModifiers())
                && (f.getType().isPrimitive() || f.getType() == String.class)
                && f.getType() != boolean.class
                && !f.isSynthetic();
        if (isConstant) {
          missing.add(name + "." + f.getName());
        }
      }
    }
    rows().forEach(r -> missing.remove(r.constant()));
    missing.removeAll(NO_FORMAT);

    assertThat(missing).isEmpty();
  }

  @Test
  void featuresAreListedInTheirOrder() {
    List<String> quoted = FormatRecord.FEATURES.stream().map(f -> "`" + f + "`").toList();

    assertThat(DOC)
        .contains(
            "Version 1 writes the features " + String.join(", ", quoted) + ", in this order.");
  }

  private static Map<String, Integer> layout(String name) {
    Map<String, Integer> at = new HashMap<>();
    int i = DOC.indexOf("<!-- layout: " + name + " -->") + 3;
    for (; DOC.get(i).startsWith("|"); i++) {
      List<String> cells = cells(DOC.get(i));
      at.put(cells.get(0), Integer.valueOf(cells.get(1)));
    }
    return at;
  }

  @Test
  void formatRecordHasTheLayout() {
    Map<String, Integer> at = layout("format record");
    ByteBuffer b =
        ByteBuffer.wrap(new FormatRecord(7, ID, 8, 9, 10, List.of("one", "two")).encode())
            .order(ByteOrder.LITTLE_ENDIAN);

    assertThat(b.getInt(at.get("version"))).isEqualTo(7);
    assertThat(hex(b.array(), at.get("UUID"), 16)).isEqualTo(ID.toString().replace("-", ""));
    assertThat(b.getLong(at.get("generation"))).isEqualTo(8);
    assertThat(b.getLong(at.get("oldestPosition"))).isEqualTo(9);
    assertThat(b.getLong(at.get("orderedFrom"))).isEqualTo(10);
    assertThat(b.getShort(at.get("features"))).isEqualTo((short) 2);
    assertThat(hex(b.array(), at.get("names"), 8)).isEqualTo("036f6e650374776f");
    assertThat(b.capacity()).isEqualTo(at.get("names") + 8);
  }

  @Test
  void syncRecordHasTheLayout() {
    Map<String, Integer> at = layout("sync record");
    ByteBuffer b =
        ByteBuffer.wrap(new SyncRecord(77, ID, 7).encode()).order(ByteOrder.LITTLE_ENDIAN);

    assertThat(b.getLong(at.get("durable end"))).isEqualTo(77);
    assertThat(hex(b.array(), at.get("UUID"), 16)).isEqualTo(ID.toString().replace("-", ""));
  }

  @Test
  void partsDescriptorHasTheLayout() {
    Map<String, Integer> at = layout("parts descriptor");
    PartsDescriptor d = new PartsDescriptor(0x0123456789abcdefL, 1001, 500, 3);
    ByteBuffer b = ByteBuffer.wrap(d.encode()).order(ByteOrder.LITTLE_ENDIAN);

    assertThat(b.getLong(at.get("id"))).isEqualTo(0x0123456789abcdefL);
    assertThat(b.getLong(at.get("total bytes"))).isEqualTo(1001);
    assertThat(b.getInt(at.get("part bytes"))).isEqualTo(500);
    assertThat(b.getInt(at.get("parts"))).isEqualTo(3);
    assertThat(new String(d.keyOf(2), StandardCharsets.US_ASCII))
        .isEqualTo("__syna__/part/0123456789abcdef/2");
  }

  private static byte[] example(String name) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int i = DOC.indexOf("<!-- example: " + name + " -->") + 2;
    for (; !DOC.get(i).startsWith("```"); i++) {
      for (String b : DOC.get(i).substring(6).trim().split(" ")) {
        out.write(Integer.parseInt(b, 16));
      }
    }
    return out.toByteArray();
  }

  private static String hex(byte[] b, int from, int length) {
    return java.util.HexFormat.of().formatHex(b, from, from + length);
  }

  private static byte[] record(
      long offset, long time, byte[] key, int flags, Payload value, byte[] extra, long previous) {
    byte[] b = new byte[1024];
    long binding = key == RecordFormat.formatKey() ? 0 : FORMAT.binding();
    int n =
        new RecordEncoder().encode(b, 0, offset, binding, time, key, flags, value, extra, previous);
    return Arrays.copyOf(b, n);
  }

  @Test
  void encoderWritesTheExample() {
    int hidden = RecordFormat.CHECKED | RecordFormat.TOMBSTONE;
    int ordinary = RecordFormat.CHECKED | RecordFormat.CHAINED;
    byte[] format =
        record(0, CREATED, RecordFormat.formatKey(), hidden, Payload.NULL, FORMAT.encode(), 0);
    long firstAt = format.length;
    byte[] first =
        record(
            firstAt, CREATED + 1, KEY, ordinary, Payload.ofFloat(23.5), RecordEncoder.NO_EXTRA, 0);
    byte[] second =
        record(
            firstAt + first.length,
            CREATED + 2,
            KEY,
            ordinary,
            Payload.ofFloat(24.25),
            RecordEncoder.seriesExtension(true, 7, false, 0),
            firstAt + 1);

    assertThat(format).isEqualTo(example("format"));
    assertThat(first).isEqualTo(example("first"));
    assertThat(second).isEqualTo(example("second"));
  }

  @Test
  void checksumRunsOverTheBytesOfTheExample() {
    byte[] record = example("second");
    CRC32C crc = new CRC32C();
    crc.update(example("checksum"));

    int stored = ByteBuffer.wrap(record).order(ByteOrder.LITTLE_ENDIAN).getInt(record.length - 4);
    assertThat((int) crc.getValue()).isEqualTo(stored);
  }

  @Test
  void exampleIsADatabase() throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.write(example("format"));
    file.write(example("first"));
    file.write(example("second"));
    Files.write(path(), file.toByteArray());

    try (SynaDB db = SynaDB.open(path(), readOnly())) {
      assertThat(db.info().uuid()).contains(ID);
      assertThat(db.info().skippedBytes()).isZero();
      assertThat(db.getHistoryFloats("temperature")).containsExactly(23.5, 24.25);
      assertThat(db.series("temperature").steps()).containsExactly(0, 7);
      assertThat(db.asOf(CREATED + 1).getFloat("temperature")).hasValue(23.5);
    }
  }

  @Test
  void packedPayloadIsTheExample() {
    long[] steps = {0, 1, 2, 3, 4, 5, 6, 7};
    double[] values = {20.1, 20.2, 20.4, 20.3, 20.7, Double.NaN, 20.9, 21.0};

    byte[] packed = BlockCodec.encodeFloats(CREATED + 3, steps, null, values, 0, values.length);

    assertThat(packed).isEqualTo(example("block"));
    double[] read = new double[values.length];
    Block.parse(packed, 0, packed.length).floats(read, 0);
    assertThat(read).containsExactly(values);
  }

  @Test
  void lockPageAndCheckpointStandWhereTheDocumentSays() throws IOException {
    Environment quiet = surroundings();
    long end;
    try (SynaDB db = SynaDB.open(path(), DbConfig.defaults(), quiet)) {
      db.putFloat("a", 1);
      db.putFloat("b", 2);
      db.checkpoint();
      end = db.info().sizeBytes();
      ByteBuffer page = bytesOf(dir.resolve("test.db.lock"));
      UUID id = db.info().uuid().orElseThrow();

      assertThat(ascii(page, 0, 8)).isEqualTo("SYNALOCK");
      assertThat(page.getLong(at("LockPage.PID"))).isEqualTo(ProcessHandle.current().pid());
      assertThat(page.getLong(at("LockPage.UUID_HIGH"))).isEqualTo(id.getMostSignificantBits());
      assertThat(page.getLong(at("LockPage.UUID_LOW"))).isEqualTo(id.getLeastSignificantBits());
      assertThat(page.getLong(at("LockPage.GENERATION"))).isZero();
      assertThat(page.getLong(at("LockPage.VALID_END"))).isEqualTo(end);
      assertThat(page.getLong(at("LockPage.DURABLE_END"))).isEqualTo(end);
      assertThat(page.getLong(at("LockPage.OPEN")))
          .isEqualTo(
              ProcessHandle.current().info().startInstant().map(Instant::toEpochMilli).orElse(1L));

      ByteBuffer ckpt = bytesOf(dir.resolve("test.db.ckpt"));
      int length = at("Checkpoint.FOOTER_BYTES");
      ByteBuffer footer =
          ckpt.slice(ckpt.capacity() - length, length).order(ByteOrder.LITTLE_ENDIAN);
      assertThat(ascii(footer, at("Checkpoint.MAGIC_AT"), 8)).isEqualTo("SYNACKPT");
      assertThat(footer.getLong(at("Checkpoint.UUID_AT"))).isEqualTo(id.getMostSignificantBits());
      assertThat(footer.getLong(at("Checkpoint.OFFSET_AT"))).isEqualTo(end);
      assertThat(footer.getLong(at("Checkpoint.KEYS_AT"))).isEqualTo(2);
      assertThat(footer.getLong(at("Checkpoint.LAST_TIME_AT"))).isEqualTo(db.position());
      int groups = at("Checkpoint.SECTIONS_AT") + 2 * at("Checkpoint.SECTION_ENTRY");
      byte[] keys = new byte[(int) footer.getLong(groups + 8)];
      ckpt.get((int) footer.getLong(groups), keys);
      assertThat(keys).isEqualTo(new byte[] {1, 'a', 0, 1, 'b'});
    }
    assertThat(bytesOf(dir.resolve("test.db.lock")).getLong(at("LockPage.OPEN"))).isZero();
  }

  private static int at(String constant) {
    return ((Long) actual(constant)).intValue();
  }

  private static ByteBuffer bytesOf(Path file) throws IOException {
    return ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static String ascii(ByteBuffer b, int at, int length) {
    byte[] bytes = new byte[length];
    b.get(at, bytes);
    return new String(bytes, StandardCharsets.US_ASCII);
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.synadb.DbConfig;
import ai.synadb.OpenMode;
import ai.synadb.SynaDB;
import ai.synadb.error.CorruptRecordException;
import ai.synadb.error.KeyNotFoundException;
import ai.synadb.error.SynaFormatException;
import ai.synadb.error.TypeMismatchException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tensors that the original stores, and those that are stored as it does. */
class TensorOriginalTest {
  private static final DbConfig COMPATIBLE = DbConfig.builder().originalCompatible(true).build();

  @TempDir Path dir;

  private static JsonNode tensors(String file) throws IOException {
    try (InputStream in = TensorOriginalTest.class.getResourceAsStream("/original/MANIFEST.json")) {
      return new ObjectMapper().readTree(in).get("files").get(file).get("expect").get("tensors");
    }
  }

  private TensorEngine open(String fixture, OpenMode mode) throws IOException {
    Path copy = dir.resolve(fixture);
    try (InputStream in = TensorOriginalTest.class.getResourceAsStream("/original/" + fixture)) {
      Files.copy(in, copy);
    }
    return TensorEngine.open(copy, DbConfig.of(mode));
  }

  private static Tensor tensor(DType dtype, JsonNode expected) {
    long[] extents = new long[expected.get("shape").size()];
    for (int i = 0; i < extents.length; i++) {
      extents[i] = expected.get("shape").get(i).asLong();
    }
    byte[] bytes = HexFormat.of().parseHex(expected.get("hex").asText());
    return Tensor.of(dtype, Shape.of(extents), ByteBuffer.wrap(bytes));
  }

  @ParameterizedTest
  @ValueSource(strings = {"float32", "float64", "int32", "int64"})
  void readsEveryLayoutOfTheRustDialect(String type) throws IOException {
    JsonNode expected = tensors("tensor_rust.db").get(type);
    DType dtype = DType.of(type);
    Tensor want = tensor(dtype, expected);
    try (TensorEngine engine = open("tensor_rust.db", OpenMode.READ_ONLY)) {
      String chunked = expected.get("chunked").asText();
      String batched = expected.get("batched").asText();
      String elements = expected.get("element_keys_prefix").asText();

      for (String name : new String[] {chunked, batched}) {
        assertThat(engine.getTensorChunked(name)).isEqualTo(want);
        assertThat(engine.getTensor(name, dtype)).isEqualTo(want);
        assertThat(engine.getTensor(name)).isEqualTo(want);
        assertThat(engine.exists(name)).isTrue();
        assertThat(engine.describe(name).shape()).isEqualTo(want.shape());
        ByteBuffer row = ByteBuffer.allocate(4 * dtype.sizeBytes());
        engine.gatherRows(name, new long[] {2}, row);
        assertThat(row.array()).isEqualTo(want.rows(2, 3).toBytes());
        try (TensorLease lease = engine.map(name, 1, 2)) {
          assertThat(lease.asTensor()).isEqualTo(want.rows(1, 2));
          assertThat(lease.zeroCopy()).isFalse();
        }
        try (Stream<TensorBatch> s = engine.stream(name, 2)) {
          assertThat(s.mapToInt(TensorBatch::rows).toArray()).containsExactly(2, 1);
        }
      }
      assertThat(engine.getTensor(elements + "*", dtype, want.shape())).isEqualTo(want);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"float32", "float64", "int32", "int64"})
  void readsEveryLayoutOfThePythonDialect(String type) throws IOException {
    JsonNode expected = tensors("tensor_python.db").get(type);
    DType dtype = DType.of(type);
    Tensor want = tensor(dtype, expected);
    try (TensorEngine engine = open("tensor_python.db", OpenMode.READ_ONLY)) {
      String chunks = expected.get("chunk_keys_prefix").asText();
      String elements = expected.get("element_keys_prefix").asText();

      assertThat(engine.getTensor(elements + "*", dtype, want.shape())).isEqualTo(want);
      assertThat(engine.getTensorChunked(chunks + "chunk_*", dtype).reshape(want.shape()))
          .isEqualTo(want);
      assertThat(engine.getTensorChunked(chunks, dtype).reshape(want.shape())).isEqualTo(want);
      assertThatThrownBy(() -> engine.getTensorChunked("none/chunk_*", dtype))
          .isInstanceOf(KeyNotFoundException.class);
    }
  }

  @Test
  void readsTheElementsOfAMappedTensorBesideTheLog() throws IOException {
    Path path = dir.resolve("data.db");
    Tensor want = Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3);
    String meta =
        "{\"shape\":[2,3],\"dtype\":\"float32\",\"total_bytes\":24,\"mmap_path\":\"/etc/passwd\"}";
    try (TensorEngine engine = TensorEngine.open(path)) {
      try (SynaDB db = SynaDB.open(path)) {
        db.putText("w/1/mmap_meta", meta);
      }
      assertThatThrownBy(() -> engine.getTensor("w/1"))
          .isInstanceOf(SynaFormatException.class)
          .hasMessageContaining("data.w_1.mmap is missing");
      Files.write(dir.resolve("data.w_1.mmap"), new byte[23]);
      assertThatThrownBy(() -> engine.getTensor("w/1"))
          .isInstanceOf(SynaFormatException.class)
          .hasMessageContaining("23 bytes, total_bytes is 24");
      Files.write(dir.resolve("data.w_1.mmap"), want.toBytes());
      assertThat(engine.getTensor("w/1")).isEqualTo(want);
      try (TensorEngine then = engine.asOf(engine.position())) {
        assertThat(then.getTensor("w/1")).isEqualTo(want);
      }
    }
  }

  @Test
  void writesTheLayoutsOfTheRustDialect() throws IOException {
    JsonNode all = tensors("tensor_rust.db");
    Path path = dir.resolve("written.db");
    try (TensorEngine original = open("tensor_rust.db", OpenMode.READ_ONLY);
        SynaDB fixture =
            SynaDB.open(dir.resolve("tensor_rust.db"), DbConfig.of(OpenMode.READ_ONLY));
        SynaDB db = SynaDB.open(path, COMPATIBLE);
        TensorEngine engine = TensorEngine.on(db)) {
      assertThat(original.list()).isEmpty();
      for (String type : new String[] {"float32", "float64", "int32", "int64"}) {
        Tensor t = tensor(DType.of(type), all.get(type));
        engine.putTensor("el/" + type + "/", t);
        engine.putTensorChunked("ch/" + type, t, 20);
      }
      List<String> keys = new ArrayList<>(fixture.keys("el/"));
      keys.addAll(fixture.keys("ch/"));
      keys.sort(null);
      assertThat(db.keys()).isEqualTo(keys);
      for (String key : keys) {
        assertThat(db.get(key)).as(key).isEqualTo(fixture.get(key));
      }
    }
  }

  @Test
  void aShorterTensorLeavesNothingOfALongerOne() {
    try (SynaDB db = SynaDB.open(dir.resolve("x.db"), COMPATIBLE);
        TensorEngine engine = TensorEngine.on(db)) {
      engine.putTensor("e/", Tensor.of(new float[20]));
      engine.putTensor("e/", Tensor.of(new float[3]));
      assertThat(db.keys("e/")).hasSize(3);
      engine.putTensorChunked("c", Tensor.of(new float[20]), 8);
      engine.putTensorChunked("c", Tensor.of(new float[3]), 8);
      assertThat(db.keys("c/")).containsExactly("c/chunk/0", "c/chunk/1", "c/meta");
      assertThat(engine.delete("c")).isTrue();
      assertThat(engine.delete("e")).isTrue();
      assertThat(db.keys()).isEmpty();
      assertThatThrownBy(() -> engine.putTensor("b", Tensor.of(new byte[3])))
          .isInstanceOf(TypeMismatchException.class)
          .hasMessageContaining("int8");
      assertThatThrownBy(() -> engine.putTensorChunked("b", Tensor.scalar(1), 0))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void ourLayoutReplacesTheOriginalsAndTheOtherWayRound() {
    Path path = dir.resolve("x.db");
    Tensor t = Tensor.of(new float[] {1, 2, 3}, 3);
    try (SynaDB db = SynaDB.open(path, COMPATIBLE);
        SynaDB ours = SynaDB.open(path)) {
      TensorEngine compatible = TensorEngine.on(db);
      TensorEngine engine = TensorEngine.on(ours);
      compatible.putTensorChunked("t", t, 4);
      assertThatThrownBy(() -> engine.appendRows("t", t))
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessageContaining("'t'");
      engine.putTensor("t", t);
      assertThat(db.keys("t/")).isEmpty();
      assertThat(engine.getTensor("t")).isEqualTo(t);
      compatible.putTensorChunked("t", t, 4);
      assertThat(engine.list()).isEmpty();
      assertThat(engine.getTensor("t")).isEqualTo(t);
      assertThat(db.keys("tensor")).isEmpty();
    }
  }

  /** A file as the original's compaction leaves it: one plain record for each key, at any place. */
  private static void compactAsTheOriginal(SynaDB db, Path target) throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    for (String key : db.keys()) {
      byte[] k = key.getBytes(StandardCharsets.UTF_8);
      byte[] value = db.getBytes(key).orElseThrow();
      if ((file.size() + 15 + k.length + 12) % 64 == 0) { // not even by chance on a boundary
        file.writeBytes(plainRecord(new byte[] {'x'}, new byte[0]));
      }
      file.writeBytes(plainRecord(k, value));
    }
    Files.write(target, file.toByteArray());
  }

  private static byte[] plainRecord(byte[] key, byte[] value) {
    ByteBuffer b =
        ByteBuffer.allocate(15 + key.length + 12 + value.length).order(ByteOrder.LITTLE_ENDIAN);
    b.putLong(1_767_225_600_000_000L).putShort((short) key.length).putInt(12 + value.length);
    b.put((byte) 0).put(key).putInt(4).putLong(value.length).put(value);
    return b.array();
  }

  @Test
  void afterTheOriginalHasCompactedTheFileViewsAreCopies() throws IOException {
    Path path = dir.resolve("compacted.db");
    Tensor large = Tensor.of(new Random(1).doubles(300_000).toArray(), 3000, 100);
    Tensor small = Tensor.of(new int[] {1, 2, 3});
    try (SynaDB db = SynaDB.open(dir.resolve("x.db"));
        TensorEngine engine = TensorEngine.on(db)) {
      engine.putTensor("large", large);
      engine.putTensor("small", small);
      engine.appendRows("small", small);
      compactAsTheOriginal(db, path);
    }
    try (TensorEngine engine = TensorEngine.open(path)) {
      assertThat(engine.list()).containsExactly("large", "small");
      assertThat(engine.getTensor("large")).isEqualTo(large);
      assertThat(engine.getTensor("small").toIntArray()).containsExactly(1, 2, 3, 1, 2, 3);
      int zeroCopies = 0;
      for (String name : engine.list()) {
        try (TensorLease lease = engine.map(name)) {
          zeroCopies += lease.zeroCopy() ? 1 : 0;
          lease.verify();
          assertThat(lease.asTensor()).isEqualTo(engine.getTensor(name));
          assertThat(lease.buffers().get(0).alignmentOffset(0, 64)).isZero();
        }
      }
      assertThat(zeroCopies).isZero();
      assertThat(engine.appendRows("large", large.rows(0, 1))).isEqualTo(3001);
      engine.putTensor("large", small);
      assertThat(engine.getTensor("large")).isEqualTo(small);
    }
  }

  @Test
  void hostileDescriptionsAreRefused() {
    try (SynaDB db = SynaDB.open(dir.resolve("x.db"));
        TensorEngine engine = TensorEngine.on(db)) {
      String good =
          "{\"shape\":[3,4],\"dtype\":\"float32\",\"total_bytes\":48,\"chunk_count\":2,"
              + "\"chunk_size\":24}";
      db.putBytes("t/chunk/0", new byte[24]);
      db.putBytes("t/chunk/1", new byte[24]);
      db.putText("t/meta", good);
      assertThat(engine.getTensor("t").elements()).isEqualTo(12);
      String[][] changes = {
        {"[3,4]", "[3,5]"},
        {"[3,4]", "[-3,-4]"},
        {"[3,4]", "[9223372036854775807,9]"},
        {"[3,4]", "[3.0,4]"},
        {"float32", "float33"},
        {"\"total_bytes\":48", "\"total_bytes\":49"},
        {"\"chunk_count\":2", "\"chunk_count\":1"},
        {"\"chunk_count\":2", "\"chunk_count\":3"},
        {"\"chunk_count\":2", "\"chunk_count\":9223372036854775807"},
        {"\"chunk_count\":2", "\"chunk_count\":-1"},
        {"\"chunk_count\":2", "\"chunk_count\":\"2\""},
      };
      for (String[] c : changes) {
        db.putText("t/meta", good.replace(c[0], c[1]));
        assertThatThrownBy(() -> engine.getTensor("t"))
            .as(c[1])
            .isInstanceOf(SynaFormatException.class)
            .hasMessageContaining("'t/meta'");
      }
      for (String other : new String[] {"", "{", "[]", "{}", "text", "{\"shape\":1}"}) {
        db.putText("t/meta", other); // not a tensor's, hence somebody's text
        assertThatThrownBy(() -> engine.getTensor("t")).isInstanceOf(KeyNotFoundException.class);
      }
      byte[] blob = ("xxxx" + good + "short").getBytes(java.nio.charset.StandardCharsets.UTF_8);
      ByteBuffer.wrap(blob).order(java.nio.ByteOrder.LITTLE_ENDIAN).putInt(0, good.length());
      db.putBytes("b", blob);
      assertThatThrownBy(() -> engine.getTensor("b"))
          .isInstanceOf(SynaFormatException.class)
          .hasMessageContaining("5 bytes follow it, total_bytes is 48");
      for (int length : new int[] {-1, Integer.MAX_VALUE, blob.length, 0, 1}) {
        ByteBuffer.wrap(blob).order(java.nio.ByteOrder.LITTLE_ENDIAN).putInt(0, length);
        db.putBytes("b", blob);
        assertThatThrownBy(() -> engine.getTensor("b")).isInstanceOf(KeyNotFoundException.class);
      }
    }
  }

  @Test
  void whatIsBadlyDescribedIsThereAndCanBeReplacedAndDeleted() {
    String json = "{\"shape\":[2],\"dtype\":\"float33\",\"total_bytes\":8}";
    byte[] blob = ("xxxx" + json + "12345678").getBytes(StandardCharsets.UTF_8);
    ByteBuffer.wrap(blob).order(ByteOrder.LITTLE_ENDIAN).putInt(0, json.length());
    try (SynaDB db = SynaDB.open(dir.resolve("x.db"));
        TensorEngine engine = TensorEngine.on(db)) {
      db.putBytes("b", blob);
      assertThatThrownBy(() -> engine.getTensor("b")).isInstanceOf(SynaFormatException.class);
      assertThat(engine.exists("b")).isTrue();
      assertThat(engine.delete("b")).isTrue();
      assertThat(db.keys()).isEmpty();
      db.putBytes("b", blob);
      Tensor t = Tensor.of(new int[] {1, 2, 3});
      engine.putTensor("b", t);
      assertThat(engine.getTensor("b")).isEqualTo(t);
      assertThat(db.exists("b")).isFalse();
    }
  }

  @Test
  void largeBytesUnderATensorsNameAreNotRead() throws IOException {
    Path path = dir.resolve("x.db");
    byte[] large = new byte[1 << 20];
    new Random(1).nextBytes(large);
    try (SynaDB db = SynaDB.open(path)) {
      db.putBytes("b", large);
    }
    byte[] file = Files.readAllBytes(path);
    int at = 0;
    byte[] middle = Arrays.copyOfRange(large, 1 << 19, (1 << 19) + 16);
    while (!Arrays.equals(file, at, at + 16, middle, 0, 16)) {
      at++;
    }
    file[at] ^= 1;
    Files.write(path, file);
    try (SynaDB db = SynaDB.open(path);
        TensorEngine engine = TensorEngine.on(db)) {
      assertThatThrownBy(() -> db.get("b")).isInstanceOf(CorruptRecordException.class);
      assertThat(engine.exists("b")).isFalse();
      Tensor t = Tensor.of(new int[] {1, 2, 3});
      engine.putTensor("b", t);
      assertThat(engine.getTensor("b")).isEqualTo(t);
    }
  }
}

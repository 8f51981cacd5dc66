/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.synadb.error.SynaFormatException;
import ai.synadb.error.UnknownFormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SafetensorsTest {
  @TempDir Path directory;

  private static Map<String, Tensor> all() {
    Map<String, Tensor> all = new LinkedHashMap<>();
    all.put("layer/f4", PythonFiles.values(DType.FLOAT32, 2, 3));
    all.put("layer/f8", PythonFiles.values(DType.FLOAT64, 2, 3));
    all.put("layer/f2", PythonFiles.values(DType.FLOAT16, 2, 3));
    all.put("layer/bf16", PythonFiles.values(DType.BFLOAT16, 2, 3));
    all.put("layer/i4", PythonFiles.values(DType.INT32, 2, 3));
    all.put("layer/i8", PythonFiles.values(DType.INT64, 2, 3));
    all.put("layer/i1", PythonFiles.values(DType.INT8, 2, 3));
    all.put("layer/u1", PythonFiles.values(DType.UINT8, 2, 3));
    all.put("layer/b1", PythonFiles.values(DType.BOOL, 2, 3));
    all.put("größe", Tensor.wrap(new float[] {2.5f}, Shape.of()));
    all.put("empty", PythonFiles.values(DType.FLOAT32, 0, 3));
    return all;
  }

  private Path file(String json, int dataBytes) throws IOException {
    byte[] header = json.getBytes(StandardCharsets.UTF_8);
    ByteBuffer b = ByteBuffer.allocate(8 + header.length + dataBytes);
    b.order(ByteOrder.LITTLE_ENDIAN).putLong(header.length).put(header);
    return Files.write(directory.resolve("x.safetensors"), b.array());
  }

  @Test
  void readsWhatItsLibraryWrote() throws IOException {
    Path file = PythonFiles.copy(directory, "all.safetensors");

    try (TensorImport in = TensorImport.open(file)) {
      assertThat(in.metadata()).isEqualTo(Map.of("format", "pt"));
      assertThat(in.unreadable()).isEmpty();
    }
    assertThat(HostileBytes.readAll(file)).isEqualTo(all());
  }

  @Test
  void writesWhatItsLibraryWrites() throws IOException {
    Path file = directory.resolve("x.safetensors");
    TensorExport export = TensorExport.create().metadata("format", "pt");
    all().forEach(export::add);

    export.to(file);

    assertThat(file).hasBinaryContent(PythonFiles.bytes("all.safetensors"));
  }

  @Test
  void writesNoHeaderThatItDoesNotRead() throws IOException {
    String text = "{\"ü\":1}"; // 7 characters, 8 bytes
    assertThat(SafetensorsWriter.padded(text, 7)).hasSize(16);
    assertThatThrownBy(() -> SafetensorsWriter.padded(text, 6))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("8 bytes", "7 characters", "6");
    assertThat(SafetensorsWriter.padded("{\"u\":11}", 8)).hasSize(16);
    assertThatThrownBy(() -> SafetensorsWriter.padded("{\"u\":111}", 15))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("16 characters"); // the blanks behind it count
    for (int length : new int[] {49_990, 50_001, 65_000}) {
      Path file = directory.resolve(length + ".safetensors");
      String name = "n".repeat(length);
      Tensor one = Tensor.of(new int[] {1});
      TensorExport.create().add(name, one).metadata(name, name).to(file);
      try (TensorImport in = TensorImport.open(file)) {
        assertThat(in.read(name)).isEqualTo(one);
      }
    }
  }

  @Test
  void namesWhatItCannotTakeAndTakesTheRest() throws IOException {
    Path file = PythonFiles.copy(directory, "others.safetensors");

    try (TensorImport in = TensorImport.open(file)) {
      assertThat(in.read("b")).isEqualTo(PythonFiles.values(DType.FLOAT32, 2));
      assertThat(in.unreadable()).containsOnlyKeys("a", "c");
      assertThatThrownBy(() -> in.read("c"))
          .isInstanceOf(UnknownFormatException.class)
          .hasMessageContainingAll("others.safetensors", "'c'", "'F8_E4M3'");
    }
    try (TensorImport in = TensorImport.open(file, ImportOption.WIDEN)) {
      assertThat(in.read("a")).isEqualTo(Tensor.of(new int[] {-7, -4}, 2));
    }
  }

  @Test
  void refusesEveryCut() throws IOException {
    HostileBytes.of("all.safetensors").refusesEveryCut();
  }

  @Test
  void judgesEveryFlippedBit() throws IOException {
    long bytes = all().values().stream().mapToLong(Tensor::sizeBytes).sum();
    int header = 0x2f0 + 8;
    // Names may change, and elements, for there is no checksum; but all bytes stay accounted for.
    HostileBytes.of("all.safetensors")
        .judgesEveryFlip(
            (at, read) ->
                read.size() <= 12
                    && (at < header || read.keySet().equals(all().keySet()))
                    && read.values().stream().mapToLong(Tensor::sizeBytes).sum() <= bytes);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        " {}",
        "{} {}",
        "{'a':1}",
        "{\"a\":1}",
        "{\"a\":{}}",
        "{\"a\":{\"dtype\":\"I8\",\"shape\":[4],\"data_offsets\":[0,4],\"x\":1}}",
        "{\"a\":{\"dtype\":7,\"shape\":[4],\"data_offsets\":[0,4]}}",
        "{\"a\":{\"dtype\":\"I8\",\"shape\":4,\"data_offsets\":[0,4]}}",
        "{\"a\":{\"dtype\":\"I8\",\"shape\":[-4],\"data_offsets\":[0,4]}}",
        "{\"a\":{\"dtype\":\"I8\",\"shape\":[4.0],\"data_offsets\":[0,4]}}",
        "{\"a\":{\"dtype\":\"I8\",\"shape\":[\"4\"],\"data_offsets\":[0,4]}}",
        "{\"a\":{\"dtype\":\"I8\",\"shape\":[[4]],\"data_offsets\":[0,4]}}",
        "{\"a\":{\"dtype\":\"I8\",\"shape\":[null],\"data_offsets\":[0,4]}}",
        "{\"a\":{\"dtype\":\"I8\",\"shape\":[18446744073709551620],\"data_offsets\":[0,4]}}",
        "{\"a\":{\"dtype\":\"I8\",\"shape\":[4294967296,4294967297],\"data_offsets\":[0,4]}}",
        "{\"a\":{\"dtype\":\"F64\",\"shape\":[2305843009213693953],\"data_offsets\":[0,4]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[4611686018427387905],\"data_offsets\":[0,4]}}",
        "{\"a\":{\"dtype\":\"I8\",\"shape\":[5],\"data_offsets\":[0,4]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0,4]}}",
        "{\"a\":{\"dtype\":\"I16\",\"shape\":[4],\"data_offsets\":[0,4]}}",
        "{\"a\":{\"dtype\":\"I8\",\"shape\":[4],\"data_offsets\":[0]}}",
        "{\"a\":{\"dtype\":\"I8\",\"shape\":[4],\"data_offsets\":[0,4,8]}}",
        "{\"a\":{\"dtype\":\"I8\",\"shape\":[4],\"data_offsets\":[4,0]}}",
        "{\"a\":{\"dtype\":\"I8\",\"shape\":[4],\"data_offsets\":[1,5]}}",
        "{\"a\":{\"dtype\":\"I8\",\"shape\":[4],\"data_offsets\":[-4,0]}}",
        "{\"a\":{\"dtype\":\"I8\",\"shape\":[4],\"data_offsets\":[9223372036854775803,9223372036854775807]}}",
        "{\"a\":{\"dtype\":\"I8\",\"shape\":[3],\"data_offsets\":[0,3]}}",
        "{\"a\":{\"dtype\":\"I8\",\"shape\":[3],\"data_offsets\":[1,4]}}",
        "{\"a\":{\"dtype\":\"I8\",\"shape\":[4],\"data_offsets\":[0,4]},\"a\":{\"dtype\":\"I8\",\"shape\":[4],\"data_offsets\":[0,4]}}",
        "{\"a\":{\"dtype\":\"I8\",\"shape\":[4],\"data_offsets\":[0,4]},\"b\":{\"dtype\":\"I8\",\"shape\":[4],\"data_offsets\":[0,4]}}",
        "{\"a\":{\"dtype\":\"I8\",\"shape\":[3],\"data_offsets\":[0,3]},\"b\":{\"dtype\":\"I8\",\"shape\":[2],\"data_offsets\":[2,4]}}",
        "{\"__metadata__\":7,\"a\":{\"dtype\":\"I8\",\"shape\":[4],\"data_offsets\":[0,4]}}",
        "{\"__metadata__\":{\"x\":7},\"a\":{\"dtype\":\"I8\",\"shape\":[4],\"data_offsets\":[0,4]}}",
      })
  void refusesHostileHeaders(String json) throws IOException {
    Path file = file(json, 4);

    assertThatThrownBy(() -> TensorImport.open(file))
        .isInstanceOf(SynaFormatException.class)
        .hasMessageContaining("x.safetensors");
  }

  @Test
  void takesBlanksBehindTheHeader() throws IOException {
    String json = "{\"a\":{\"dtype\":\"I8\",\"shape\":[4],\"data_offsets\":[0,4]}}";

    assertThat(HostileBytes.readAll(file(json + "   \n", 4))).containsOnlyKeys("a");
  }

  @ParameterizedTest
  @CsvSource({"0, 3, at the end", "1, 4, at the beginning"})
  void takesHolesWhereTheyAreAllowed(int from, int to, String where) throws IOException {
    String place = "[" + from + "," + to + "]";
    Path file = file("{\"a\":{\"dtype\":\"I8\",\"shape\":[3],\"data_offsets\":" + place + "}}", 4);

    assertThatThrownBy(() -> TensorImport.open(file))
        .as(where)
        .hasMessageContainingAll("1 bytes between", "ALLOW_HOLES");
    assertThat(HostileBytes.readAll(file, ImportOption.ALLOW_HOLES)).containsOnlyKeys("a");
  }

  @Test
  void boundsTheHeaderBeforeItAllocates() throws IOException {
    for (long length : new long[] {5, 100_000_001L, 1L << 62, -1, Long.MIN_VALUE}) {
      ByteBuffer b = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
      b.put((byte) '{');
      Path file = Files.write(directory.resolve("x.safetensors"), b.array());

      assertThatThrownBy(() -> TensorImport.open(file))
          .isInstanceOf(SynaFormatException.class)
          .hasMessageContainingAll(Long.toUnsignedString(length), "4 follow", "100000000");
    }
  }

  @Test
  void boundsDepth() throws IOException {
    Path file = file("{\"a\":" + "[".repeat(100_000), 0);

    assertThatThrownBy(() -> TensorImport.open(file)).isInstanceOf(SynaFormatException.class);
  }

  @Test
  void cannotHaveATensorCalledMetadata() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                TensorExport.create()
                    .add("__metadata__", Tensor.scalar(1))
                    .to(directory.resolve("x.safetensors")));
  }

  @Test
  void isKnownByItsFirstBytesToo() throws IOException {
    Path file = Files.write(directory.resolve("model"), PythonFiles.bytes("all.safetensors"));

    try (TensorImport in = TensorImport.open(file)) {
      assertThat(in.format()).isEqualTo(TensorFormat.SAFETENSORS);
    }
  }

  @Test
  void isReadByItsLibrary() throws Exception {
    Path file = directory.resolve("x.safetensors");
    TensorExport export = TensorExport.create().metadata("by", "us \"too\"");
    all().forEach((name, t) -> export.add(name.replace("bf16", "skipped"), t));
    export.to(file);

    PythonFiles.run(
        "numpy, safetensors.numpy",
        """
        import sys, numpy as np
        from safetensors import safe_open
        with safe_open(sys.argv[1], framework="np") as f:
            assert f.metadata() == {"by": "us \\"too\\""}, f.metadata()
            assert len(f.keys()) == 11, f.keys()
            n = np.arange(6).reshape(2, 3) * 3 - 7
            assert np.array_equal(f.get_tensor("layer/f8"), n / 2)
            assert np.array_equal(f.get_tensor("layer/i8"), n)
            assert f.get_tensor("größe") == 2.5
            assert f.get_tensor("empty").shape == (0, 3)
        """,
        file);
  }
}

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
import ai.synadb.internal.io.DiskStorage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class NpyTest {
  @TempDir Path directory;

  private Tensor read(String name, ImportOption... options) throws IOException {
    Path file = PythonFiles.copy(directory, name);
    return HostileBytes.readAll(file, options).values().iterator().next();
  }

  private Path file(String header, int dataBytes) throws IOException {
    return file(1, header.getBytes(StandardCharsets.ISO_8859_1), dataBytes);
  }

  private Path file(int version, byte[] header, int dataBytes) throws IOException {
    int prefix = version == 1 ? 10 : 12;
    byte[] all = new byte[prefix + header.length + dataBytes];
    System.arraycopy("\u0093NUMPY".getBytes(StandardCharsets.ISO_8859_1), 0, all, 0, 6);
    all[6] = (byte) version;
    all[8] = (byte) header.length;
    all[9] = (byte) (header.length >>> 8);
    System.arraycopy(header, 0, all, prefix, header.length);
    return Files.write(directory.resolve("x.npy"), all);
  }

  @ParameterizedTest
  @CsvSource({
    "f4, FLOAT32",
    "f8, FLOAT64",
    "f2, FLOAT16",
    "i4, INT32",
    "i8, INT64",
    "i1, INT8",
    "u1, UINT8",
    "b1, BOOL",
    "big_f4, FLOAT32",
    "big_f8, FLOAT64",
    "big_f2, FLOAT16",
    "big_i4, INT32",
    "big_i8, INT64",
    "version2, FLOAT32",
    "version3, FLOAT32"
  })
  void readsWhatNumpyWrote(String name, DType dtype) throws IOException {
    assertThat(read(name + ".npy")).isEqualTo(PythonFiles.values(dtype, 2, 3));
  }

  @Test
  void readsEveryShape() throws IOException {
    assertThat(read("scalar.npy")).isEqualTo(Tensor.scalar(2.5));
    assertThat(read("empty.npy")).isEqualTo(PythonFiles.values(DType.FLOAT32, 0, 3));
    assertThat(read("vector.npy")).isEqualTo(PythonFiles.values(DType.FLOAT32, 5));
    assertThat(read("fortran_f4.npy")).isEqualTo(PythonFiles.values(DType.FLOAT32, 2, 3, 4));
    assertThat(read("fortran_big_i8.npy")).isEqualTo(PythonFiles.values(DType.INT64, 3, 5));
  }

  @ParameterizedTest
  @CsvSource({"f4, FLOAT32", "f8, FLOAT64", "f2, FLOAT16", "i8, INT64", "u1, UINT8", "b1, BOOL"})
  void writesWhatNumpyWrites(String name, DType dtype) throws IOException {
    Path file = directory.resolve("written.npy");

    TensorExport.create().add("it", PythonFiles.values(dtype, 2, 3)).to(file);

    assertThat(file).hasBinaryContent(PythonFiles.bytes(name + ".npy"));
  }

  @Test
  void writesScalarsAndEmptyArraysAsNumpyDoes() throws IOException {
    Path file = directory.resolve("written.npy");

    TensorExport.create().add("it", Tensor.scalar(2.5)).to(file);
    assertThat(file).hasBinaryContent(PythonFiles.bytes("scalar.npy"));
    TensorExport.create().add("it", PythonFiles.values(DType.FLOAT32, 0, 3)).to(file);
    assertThat(file).hasBinaryContent(PythonFiles.bytes("empty.npy"));
  }

  @Test
  void hasNoBfloat16() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                TensorExport.create()
                    .add("it", PythonFiles.values(DType.BFLOAT16, 2))
                    .to(directory.resolve("x.npy")))
        .withMessageContaining("bfloat16");
    assertThat(directory).isEmptyDirectory();
  }

  @ParameterizedTest
  @CsvSource({
    "object.npy, Python objects",
    "structured.npy, structured dtype",
    "complex.npy, '<c8'",
    "text.npy, '<U3'",
    "time.npy, '<M8[D]'",
    "i2.npy, int16",
    "u8.npy, uint64",
  })
  void refusesOtherDtypesByName(String name, String what) throws IOException {
    Path file = PythonFiles.copy(directory, name);

    assertThatThrownBy(() -> TensorImport.open(file))
        .isInstanceOf(UnknownFormatException.class)
        .hasMessageContainingAll(name, what);
  }

  @ParameterizedTest
  @CsvSource({"i2, INT32", "u2, INT32", "u4, INT64", "u8, INT64", "big_u4, INT64"})
  void widensWhereThatIsAllowed(String name, DType dtype) throws IOException {
    Tensor wide = read(name + ".npy", ImportOption.WIDEN);

    assertThat(wide.dtype()).isEqualTo(dtype);
    long first = name.equals("i2") ? -7 : 0;
    assertThat(wide.toLongArray())
        .containsExactly(first, first + 3, first + 6, first + 9, first + 12, first + 15);
  }

  @Test
  void refusesToWidenWhatDoesNotFit() throws IOException {
    byte[] bytes = PythonFiles.bytes("u8.npy");
    bytes[bytes.length - 1] = (byte) 0x80;
    Path file = Files.write(directory.resolve("x.npy"), bytes);

    assertThatThrownBy(() -> HostileBytes.readAll(file, ImportOption.WIDEN))
        .isInstanceOf(SynaFormatException.class)
        .hasMessageContainingAll("x.npy", "element 5", "9223372036854775823", "int64");
  }

  @Test
  void refusesTruthValuesThatAreNone() throws IOException {
    byte[] bytes = PythonFiles.bytes("b1.npy");
    bytes[bytes.length - 2] = 2;
    Path file = Files.write(directory.resolve("x.npy"), bytes);

    assertThatThrownBy(() -> HostileBytes.readAll(file))
        .isInstanceOf(SynaFormatException.class)
        .hasMessageContainingAll("element 4", "0 or 1, not 2");
  }

  @Test
  void refusesEveryCut() throws IOException {
    for (String name : new String[] {"f4.npy", "fortran_f4.npy", "version2.npy", "scalar.npy"}) {
      HostileBytes.of(name).refusesEveryCut();
    }
  }

  @Test
  void refusesTrailingBytes() throws IOException {
    Path file = file("{'descr': '|i1', 'fortran_order': False, 'shape': (3,), }\n", 4);

    assertThatThrownBy(() -> TensorImport.open(file))
        .isInstanceOf(SynaFormatException.class)
        .hasMessageContainingAll("x.npy", "take 3 bytes", "but 4 follow");
  }

  @Test
  void judgesEveryFlippedBit() throws IOException {
    Tensor original = PythonFiles.values(DType.FLOAT32, 2, 3);
    // There is no checksum: elements may change, but their number and size may not.
    HostileBytes.of("f4.npy")
        .judgesEveryFlip(
            (at, read) -> {
              Tensor t = read.get("f4");
              return t.sizeBytes() == original.sizeBytes() && (at < 128 || !t.equals(original));
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'descr': '|i1', 'fortran_order': False, 'shape': (3,), }",
        "{\"shape\":(3,),\"descr\":\"|i1\",\"fortran_order\":False}",
        "{'descr': '>i1', 'fortran_order': True, 'shape': (3L,)}",
        " {'descr' : '<i1' ,'fortran_order':False,\t'shape': ( 1 , 3 , 1 ) } \n",
      })
  void takesEveryFormOfTheLiteral(String header) throws IOException {
    assertThat(HostileBytes.readAll(file(header, 3)).get("x").sizeBytes()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "{}",
        "[]",
        "None",
        "__import__('os').system('true')",
        "{'descr': __import__('os'), 'fortran_order': False, 'shape': (3,)}",
        "{'descr': '|i1', 'fortran_order': False}",
        "{'descr': '|i1', 'fortran_order': False, 'shape': (3,)} + {}",
        "{'descr': '|i1', 'fortran_order': False, 'shape': (3,), 'x': 1}",
        "{'descr': '|i1', 'descr': '|i1', 'fortran_order': False, 'shape': (3,)}",
        "{'descr': '|i1', 'fortran_order': 0, 'shape': (3,)}",
        "{'descr': '|i1', 'fortran_order': false, 'shape': (3,)}",
        "{'descr': '|i1', 'fortran_order': False, 'shape': (3)}",
        "{'descr': '|i1', 'fortran_order': False, 'shape': [3]}",
        "{'descr': '|i1', 'fortran_order': False, 'shape': 3}",
        "{'descr': '|i1', 'fortran_order': False, 'shape': (-3,)}",
        "{'descr': '|i1', 'fortran_order': False, 'shape': (03,)}",
        "{'descr': '|i1', 'fortran_order': False, 'shape': (3.0,)}",
        "{'descr': '|i1', 'fortran_order': False, 'shape': (1+2,)}",
        "{'descr': '|i1', 'fortran_order': False, 'shape': (3,,)}",
        "{'descr': '|i1', 'fortran_order': False, 'shape': (,)}",
        "{'descr': '|i1', 'fortran_order': False, 'shape': ((3,),)}",
        "{'descr': '|i\\x31', 'fortran_order': False, 'shape': (3,)}",
        "{'descr': '|i1, 'fortran_order': False, 'shape': (3,)}",
        "{'descr': '|i1' 'fortran_order': False, 'shape': (3,)}",
        "{'descr': '|i1', 'fortran_order': False, 'shape': (9223372036854775808,)}",
        "{'descr': '|i1', 'fortran_order': False, 'shape': (99999999999999999999999,)}",
        "{'descr': '|i1', 'fortran_order': False, 'shape': (9223372036854775807, 2)}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (9223372036854775807,)}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (4611686018427387904, 3)}",
        "{'descr': '|i1', 'fortran_order': False, 'shape': (4294967296, 4294967296)}",
        "{'descr': '|f4', 'fortran_order': False, 'shape': (3,)}",
        "{'descr': 'f4', 'fortran_order': False, 'shape': (3,)}",
        "{'descr': '=f4', 'fortran_order': False, 'shape': (3,)}",
        "{'descr': '', 'fortran_order': False, 'shape': (3,)}",
      })
  void refusesEverythingElse(String header) throws IOException {
    Path file = file(header, 3);

    assertThatThrownBy(() -> HostileBytes.readAll(file))
        .isInstanceOf(SynaFormatException.class)
        .hasMessageContaining("x.npy");
  }

  @Test
  void boundsAxesDepthAndTheHeader() throws IOException {
    String start = "{'descr': '|i1', 'fortran_order': False, 'shape': (";
    Path many = file(start + "1, ".repeat(33) + ")}", 1);
    assertThatThrownBy(() -> TensorImport.open(many)).hasMessageContaining("32 axes");
    Path deep = file(start + "(".repeat(60_000), 1);
    assertThatThrownBy(() -> TensorImport.open(deep)).isInstanceOf(SynaFormatException.class);
    byte[] huge = PythonFiles.bytes("version2.npy");
    huge[11] = (byte) 0xff;
    Path file = Files.write(directory.resolve("x.npy"), huge);
    assertThatThrownBy(() -> TensorImport.open(file))
        .isInstanceOf(SynaFormatException.class)
        .hasMessageContainingAll("4278190196 bytes", "140 follow");
  }

  @Test
  void refusesOtherVersionsByName() throws IOException {
    Path file = file(4, new byte[10], 0);

    assertThatThrownBy(() -> TensorImport.open(file))
        .isInstanceOf(UnknownFormatException.class)
        .hasMessageContaining("version 4.0");
  }

  @Test
  void turnsFortranOrderInBlocksOfAnySize() throws IOException {
    long seed = Long.getLong("synadb.seed", 5);
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 300; round++) {
      long[] extents = new long[1 + random.nextInt(4)];
      for (int i = 0; i < extents.length; i++) {
        extents[i] = random.nextInt(round % 20 == 0 ? 0 : 1, 9);
      }
      DType dtype = DType.values()[random.nextInt(DType.values().length)];
      Tensor expected = PythonFiles.values(dtype, extents);
      int base = random.nextInt(20);
      Path file = Files.write(directory.resolve("f"), fortran(expected, base));
      int block = dtype.sizeBytes() * (1 + random.nextInt(100));

      byte[] found;
      try (FileBytes bytes = FileBytes.open(DiskStorage.INSTANCE, file);
          InputStream in =
              FortranStream.of(bytes, base, expected.shape(), dtype.sizeBytes(), block)) {
        found = in.readAllBytes();
      }

      assertThat(found).as("seed %d, round %d", seed, round).isEqualTo(expected.toBytes());
    }
  }

  /** The bytes with the first axis fastest, behind some others. */
  private static byte[] fortran(Tensor t, int base) {
    byte[] from = t.toBytes();
    int size = t.dtype().sizeBytes();
    byte[] to = new byte[base + from.length];
    long[] extents = t.shape().toArray();
    for (int e = 0; e < from.length / size; e++) {
      long rest = e;
      long at = 0;
      long[] index = new long[extents.length];
      for (int i = extents.length - 1; i >= 0; i--) {
        index[i] = rest % extents[i];
        rest /= extents[i];
      }
      for (int i = extents.length - 1; i >= 0; i--) {
        at = at * extents[i] + index[i];
      }
      System.arraycopy(from, e * size, to, base + (int) at * size, size);
    }
    return to;
  }

  @Test
  void isReadByNumpy() throws Exception {
    for (DType dtype : DType.values()) {
      if (dtype != DType.BFLOAT16) {
        Tensor t = PythonFiles.values(dtype, 4, 3);
        TensorExport.create().add("t", t).to(directory.resolve(dtype.wireName() + ".npy"));
      }
    }

    PythonFiles.run(
        "numpy",
        """
        import glob, os, sys, numpy as np
        files = glob.glob(sys.argv[1] + "/*.npy")
        assert len(files) == 8, files
        for f in files:
            a = np.load(f, mmap_mode="r")
            kind = os.path.basename(f)[:-4]
            n = np.arange(12).reshape(4, 3) * 3 - 7
            n = n / 2 if kind[0] == "f" else n + 7 if kind[0] == "u" else n
            n = n % 2 if kind[0] == "b" else n
            assert a.dtype == np.dtype(kind), a.dtype
            assert np.array_equal(a, n.astype(kind)), (f, a)
        """,
        directory);
  }

  @Test
  void saysWhatIsInIt() throws IOException {
    try (TensorImport in = TensorImport.open(PythonFiles.copy(directory, "fortran_f4.npy"))) {
      assertThat(in.format()).isEqualTo(TensorFormat.NPY);
      assertThat(in.entries())
          .containsExactly(new TensorEntry("fortran_f4", DType.FLOAT32, Shape.of(2, 3, 4)));
      assertThat(in.metadata()).isEqualTo(Map.of());
      assertThat(in.unreadable()).isEqualTo(Map.of());
    }
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.synadb.error.NotFoundException;
import ai.synadb.error.SynaFormatException;
import ai.synadb.error.UnknownFormatException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NpzTest {
  @TempDir Path directory;

  private static byte[] npy(Tensor t) {
    byte[] header = NpyHeader.encode(t.dtype(), t.shape());
    byte[] data = t.toBytes();
    return ByteBuffer.allocate(header.length + data.length).put(header).put(data).array();
  }

  private Path zip(String name, byte[]... entries) throws IOException {
    Path file = directory.resolve(name);
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (int i = 0; i < entries.length; i++) {
        zip.putNextEntry(new ZipEntry("e" + i + ".npy"));
        zip.write(entries[i]);
      }
    }
    return file;
  }

  /** Changes the bytes from the central directory on. */
  private static void patchDirectory(Path file, Consumer<ByteBuffer> patch) throws IOException {
    byte[] all = Files.readAllBytes(file);
    ByteBuffer b = ByteBuffer.wrap(all).order(ByteOrder.LITTLE_ENDIAN);
    int at = b.getInt(all.length - 6);
    patch.accept(b.slice(at, all.length - at).order(ByteOrder.LITTLE_ENDIAN));
    Files.write(file, all);
  }

  @Test
  void readsWhatNumpyWrote() throws IOException {
    Path file = PythonFiles.copy(directory, "stored.npz");

    assertThat(HostileBytes.readAll(file))
        .isEqualTo(
            Map.of(
                "arr_0", PythonFiles.values(DType.FLOAT32, 2, 3),
                "labels", PythonFiles.values(DType.INT64, 4),
                "flags", PythonFiles.values(DType.BOOL, 3)));
  }

  @Test
  void readsWhatNumpyCompressedAndSaysWhatItCannotRead() throws IOException {
    Path file = PythonFiles.copy(directory, "deflated.npz");

    try (TensorImport in = TensorImport.open(file)) {
      assertThat(in.read("a")).isEqualTo(PythonFiles.values(DType.FLOAT64, 100, 7));
      assertThat(in.read("fortran")).isEqualTo(PythonFiles.values(DType.INT32, 3, 4, 5));
      assertThat(in.unreadable()).containsOnlyKeys("text");
      assertThatThrownBy(() -> in.read("text"))
          .isInstanceOf(UnknownFormatException.class)
          .hasMessageContainingAll("deflated.npz", "'text'", "'<U3'");
      assertThatThrownBy(() -> in.read("b"))
          .isInstanceOf(NotFoundException.class)
          .hasMessageContainingAll("deflated.npz", "'b'");
    }
  }

  @Test
  void keepsNamesWithSlashes() throws IOException {
    Path file = directory.resolve("x.npz");
    Tensor t = PythonFiles.values(DType.INT8, 3);

    TensorExport.create().add("a/b", t).add("größe", t).to(file);

    assertThat(HostileBytes.readAll(file)).containsOnlyKeys("a/b", "größe");
  }

  @Test
  void writesTheSameFileForTheSameTensors() throws IOException {
    Tensor t = PythonFiles.values(DType.FLOAT32, 100, 10);
    for (String name : new String[] {"a.npz", "b.npz"}) {
      TensorExport.create().add("t", t).add("u", t).to(directory.resolve(name));
    }
    TensorExport.create().add("t", t).compressed().to(directory.resolve("c.npz"));

    assertThat(directory.resolve("a.npz")).hasSameBinaryContentAs(directory.resolve("b.npz"));
    assertThat(Files.size(directory.resolve("c.npz"))).isLessThan(t.sizeBytes());
    assertThat(HostileBytes.readAll(directory.resolve("c.npz"))).isEqualTo(Map.of("t", t));
  }

  @Test
  void refusesEveryCut() throws IOException {
    HostileBytes.of("stored.npz").refusesEveryCut();
    HostileBytes.of("deflated.npz").refusesEveryCut();
  }

  @Test
  void neverReadsOtherElementsWithABitFlipped() throws IOException {
    for (String name : new String[] {"stored.npz", "deflated.npz"}) {
      Map<String, Tensor> original = HostileBytes.readAll(PythonFiles.copy(directory, name));
      HostileBytes.of(name)
          .judgesFlips(
              name.equals("stored.npz") ? 1 : 23,
              (at, read) -> original.values().containsAll(read.values()));
    }
  }

  @Test
  void refusesMoreOrFewerBytesThanAnEntrySays() throws IOException {
    byte[] array = npy(PythonFiles.values(DType.FLOAT32, 2, 3));
    for (int change : new int[] {-1, 1, 900}) {
      Path file = zip("x.npz", array);
      patchDirectory(file, b -> b.putInt(24, b.getInt(24) + change));

      assertThatThrownBy(() -> HostileBytes.readAll(file))
          .isInstanceOf(SynaFormatException.class)
          .hasMessageContaining("x.npz");
    }
  }

  @Test
  void boundsWhatAnEntryMayUnpackTo() throws IOException {
    Path file = zip("x.npz", npy(PythonFiles.values(DType.FLOAT32, 2, 3)));
    patchDirectory(file, b -> b.putInt(24, 0x7fff_ffff));

    assertThatThrownBy(() -> TensorImport.open(file))
        .isInstanceOf(SynaFormatException.class)
        .hasMessageContainingAll(
            "x.npz", "'e0.npy'", "2147483647 bytes", "deflated bytes are at most");
  }

  @Test
  void refusesAnArrayThatIsLargerThanItsEntry() throws IOException {
    byte[] header = NpyHeader.encode(DType.FLOAT64, Shape.of(1L << 40));
    Path file = zip("x.npz", header);

    assertThatThrownBy(() -> TensorImport.open(file))
        .isInstanceOf(SynaFormatException.class)
        .hasMessageContainingAll("'e0.npy'", "take 8796093022208 bytes", "0 follow");
  }

  @Test
  void refusesEntriesThatOverlap() throws IOException {
    byte[] array = npy(PythonFiles.values(DType.FLOAT32, 2, 3));
    Path file = zip("x.npz", array, array);
    patchDirectory(
        file,
        b -> {
          int second = 46 + 6;
          b.putInt(second + 42, b.getInt(42)); // both at the first one's place
        });

    assertThatThrownBy(() -> TensorImport.open(file))
        .isInstanceOf(SynaFormatException.class)
        .hasMessageContaining("overlap");
  }

  @Test
  void refusesNamesThatComeTwice() throws IOException {
    byte[] array = npy(PythonFiles.values(DType.FLOAT32, 2, 3));
    Path file = zip("x.npz", array, array);
    patchDirectory(file, b -> b.put(2 * 46 + 6 + 1, (byte) '0'));

    assertThatThrownBy(() -> TensorImport.open(file))
        .isInstanceOf(SynaFormatException.class)
        .hasMessageContainingAll("'e0.npy'", "twice");
  }

  @Test
  void refusesEncryptionAndOtherMethodsByName() throws IOException {
    Path file = zip("x.npz", npy(PythonFiles.values(DType.FLOAT32, 2, 3)));
    patchDirectory(file, b -> b.putShort(10, (short) 12));
    assertThatThrownBy(() -> TensorImport.open(file))
        .isInstanceOf(UnknownFormatException.class)
        .hasMessageContaining("method 12");
    patchDirectory(file, b -> b.putShort(10, (short) 8).putShort(8, (short) 1));
    assertThatThrownBy(() -> TensorImport.open(file))
        .isInstanceOf(UnknownFormatException.class)
        .hasMessageContaining("encrypted");
  }

  @Test
  void refusesADirectoryThatIsElsewhereOrTooLarge() throws IOException {
    for (int field : new int[] {10, 12, 16}) { // entries, bytes, place
      for (int value : new int[] {0, 2, 0xffff, 0x7fff_ffff, -1}) {
        Path file = zip("x.npz", npy(PythonFiles.values(DType.FLOAT32, 2, 3)));
        patchDirectory(
            file,
            b -> {
              int end = b.limit() - 22;
              if (field == 10) {
                b.putShort(end + 8, (short) value).putShort(end + 10, (short) value);
              } else {
                b.putInt(end + field, value);
              }
            });

        assertThatThrownBy(() -> TensorImport.open(file))
            .as("%d: %d", field, value)
            .isInstanceOf(SynaFormatException.class);
      }
    }
  }

  @Test
  void readsArchivesWithSizesOf64Bits() throws IOException {
    byte[] array = npy(PythonFiles.values(DType.FLOAT32, 2, 3));
    Path file = directory.resolve("x.npz");
    Files.write(file, zip64(array));

    assertThat(HostileBytes.readAll(file))
        .isEqualTo(Map.of("a", PythonFiles.values(DType.FLOAT32, 2, 3)));
    new HostileBytes(file, zip64(array)).refusesEveryCut();
  }

  /** One stored entry, all of whose sizes are in the extra fields. */
  private static byte[] zip64(byte[] array) {
    java.util.zip.CRC32 crc = new java.util.zip.CRC32();
    crc.update(array);
    ByteBuffer b = ByteBuffer.allocate(1000).order(ByteOrder.LITTLE_ENDIAN);
    b.putInt(0x04034b50).putShort((short) 45).putShort((short) 0).putShort((short) 0).putInt(0);
    b.putInt((int) crc.getValue()).putInt(-1).putInt(-1).putShort((short) 5).putShort((short) 20);
    b.put("a.npy".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    b.putShort((short) 1).putShort((short) 16).putLong(array.length).putLong(array.length);
    b.put(array);
    long directory = b.position();
    b.putInt(0x02014b50).putShort((short) 45).putShort((short) 45).putShort((short) 0);
    b.putShort((short) 0).putInt(0).putInt((int) crc.getValue()).putInt(-1).putInt(-1);
    b.putShort((short) 5).putShort((short) 28).putShort((short) 0).putShort((short) 0);
    b.putShort((short) 0).putInt(0).putInt(-1);
    b.put("a.npy".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    b.putShort((short) 1).putShort((short) 24);
    b.putLong(array.length).putLong(array.length).putLong(0);
    long end64 = b.position();
    b.putInt(0x06064b50).putLong(44).putShort((short) 45).putShort((short) 45).putInt(0).putInt(0);
    b.putLong(1).putLong(1).putLong(end64 - directory).putLong(directory);
    b.putInt(0x07064b50).putInt(0).putLong(end64).putInt(1);
    b.putInt(0x06054b50).putInt(0).putInt(-1).putInt(-1).putInt(-1).putShort((short) 0);
    return java.util.Arrays.copyOf(b.array(), b.position());
  }

  @Test
  void findsTheDirectoryBehindAComment() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.setComment("PK\005\006 is not the end");
      zip.putNextEntry(new ZipEntry("a.npy"));
      zip.write(npy(PythonFiles.values(DType.INT8, 3)));
    }
    Path file = Files.write(directory.resolve("x.npz"), out.toByteArray());

    assertThat(HostileBytes.readAll(file)).containsOnlyKeys("a");
  }

  @Test
  void leavesNoTemporaryFileOfWhatIsInFortranOrder() throws IOException {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    Path file = PythonFiles.copy(directory, "deflated.npz");

    try (TensorImport in = TensorImport.open(file)) {
      in.read("fortran");
    }

    try (var all = Files.list(temporary)) {
      assertThat(all.filter(p -> p.getFileName().toString().startsWith("synadb-import"))).isEmpty();
    }
  }

  @Test
  void isReadByNumpy() throws Exception {
    Tensor floats = PythonFiles.values(DType.FLOAT32, 300, 70);
    Tensor longs = PythonFiles.values(DType.INT64, 5);
    TensorExport.create().add("arr_0", floats).add("x/y", longs).to(directory.resolve("s.npz"));
    TensorExport.create()
        .add("arr_0", floats)
        .add("x/y", longs)
        .compressed()
        .to(directory.resolve("d.npz"));

    PythonFiles.run(
        "numpy",
        """
        import sys, numpy as np
        for f in "s.npz", "d.npz":
            with np.load(sys.argv[1] + "/" + f) as z:
                assert sorted(z.files) == ["arr_0", "x/y"], z.files
                n = np.arange(21000) * 3 - 7
                assert np.array_equal(z["arr_0"], (n / 2).astype("f4").reshape(300, 70))
                assert np.array_equal(z["x/y"], n[:5])
        """,
        directory);
  }

  @Test
  void readsAnArchiveWithoutEntries() throws IOException {
    Path file = directory.resolve("x.npz");
    try (OutputStream out = Files.newOutputStream(file)) {
      new ZipOutputStream(out).close();
    }

    assertThat(HostileBytes.readAll(file)).isEmpty();
  }
}

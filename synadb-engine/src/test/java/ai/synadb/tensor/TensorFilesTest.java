/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.synadb.Progress;
import ai.synadb.ProgressListener;
import ai.synadb.error.DatabaseNotFoundException;
import ai.synadb.error.InvalidDatabasePathException;
import ai.synadb.error.OperationCancelledException;
import ai.synadb.error.SynaFormatException;
import ai.synadb.error.UnknownFormatException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What all formats have in common, and raw files. */
final class TensorFilesTest {
  @TempDir Path directory;

  private Path path(String name) {
    return directory.resolve(name);
  }

  @ParameterizedTest
  @EnumSource
  void comesBackBitByBit(DType dtype) {
    for (long[] extents : new long[][] {{}, {0}, {1}, {7}, {3, 0, 2}, {3, 4}, {2, 3, 4, 5}}) {
      Tensor t = PythonFiles.values(dtype, extents);
      List<String> names = new ArrayList<>(List.of("t.safetensors"));
      if (dtype != DType.BFLOAT16) {
        names.addAll(List.of("t.npy", "t.npz"));
      }
      for (String name : names) {
        TensorExport.create().add("t", t).to(path(name));

        assertThat(HostileBytes.readAll(path(name)).get("t")).as(name).isEqualTo(t);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void readsRawElementsInBothOrdersFromAnywhere(DType dtype) throws IOException {
    Tensor t = PythonFiles.values(dtype, 5, 3);
    for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
      TensorExport.create().add("t", t).byteOrder(order).to(path("t.bin"));
      byte[] bytes = Files.readAllBytes(path("t.bin"));
      assertThat(bytes).hasSize((int) t.sizeBytes());
      byte[] shifted = new byte[bytes.length + 9];
      System.arraycopy(bytes, 0, shifted, 7, bytes.length);
      Files.write(path("t.bin"), shifted);

      RawLayout layout = new RawLayout(dtype, t.shape(), order, 7);
      try (TensorImport in = TensorImport.openRaw(path("t.bin"), layout)) {
        assertThat(in.read("t")).isEqualTo(t);
      }
    }
  }

  @Test
  void boundsRawElementsByTheFile() throws IOException {
    Files.write(path("t.bin"), new byte[10]);
    RawLayout layout = new RawLayout(DType.INT32, Shape.of(2), ByteOrder.LITTLE_ENDIAN, 3);

    assertThatThrownBy(() -> TensorImport.openRaw(path("t.bin"), layout))
        .isInstanceOf(SynaFormatException.class)
        .hasMessageContainingAll("t.bin", "int32", "[2]", "end at byte 11", "at 10");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RawLayout(DType.INT8, Shape.of(1), ByteOrder.BIG_ENDIAN, -1));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new RawLayout(DType.INT8, Shape.of(1L << 62), ByteOrder.BIG_ENDIAN, 1L << 62));
    assertThatIllegalArgumentException().isThrownBy(() -> TensorImport.open(path("t.bin")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"x.npy", "x.npz", "x.safetensors"})
  void refusesEmptyFilesAndThoseOfAnotherKind(String name) throws IOException {
    Files.write(path(name), new byte[0]);
    assertThatThrownBy(() -> TensorImport.open(path(name)))
        .isInstanceOf(SynaFormatException.class)
        .hasMessageContaining(name);
    Files.writeString(path(name), "This is a text, and a long one: ".repeat(100));
    assertThatThrownBy(() -> TensorImport.open(path(name)))
        .isInstanceOf(SynaFormatException.class)
        .hasMessageContaining(name);
  }

  @Test
  void refusesFilesThatNobodyKnows() throws IOException {
    for (String content : List.of("", "P", "abcdefgh{", "\0\0\0\0\0\0\0\0{")) {
      Files.writeString(path("x"), content);

      assertThatThrownBy(() -> TensorImport.open(path("x")))
          .isInstanceOf(UnknownFormatException.class)
          .hasMessageContaining("x");
    }
  }

  @Test
  void saysWhatIsWrongWithAPath() {
    assertThatThrownBy(() -> TensorImport.open(path("x.npy")))
        .isInstanceOf(DatabaseNotFoundException.class)
        .hasMessageContaining("x.npy");
    assertThatThrownBy(() -> TensorImport.open(directory))
        .isInstanceOf(InvalidDatabasePathException.class);
    TensorExport export = TensorExport.create().add("t", Tensor.scalar(1));
    assertThatThrownBy(() -> export.to(path("no/x.npy")))
        .isInstanceOf(InvalidDatabasePathException.class);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> export.to(path("x.txt")))
        .withMessageContaining("'x.txt'");
    assertThatNullPointerException().isThrownBy(() -> TensorImport.open(null));
  }

  @Test
  void refusesSeveralTensorsWhereThereIsRoomForOne() {
    Tensor t = Tensor.scalar(1);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> TensorExport.create().add("a", t).add("b", t).to(path("x.npy")))
        .withMessageContaining("not 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TensorExport.create().add("a", t).add("a", t))
        .withMessageContaining("'a'");
    assertThatIllegalStateException().isThrownBy(() -> TensorExport.create().add("a"));
    assertThat(directory).isEmptyDirectory();
  }

  @ParameterizedTest
  @ValueSource(strings = {"x.npy", "x.npz", "x.safetensors", "x.csv", "x.bin"})
  void leavesTheOldFileWhenItIsCancelled(String name) throws IOException {
    Files.writeString(path(name), "old");
    TensorExport export =
        TensorExport.create().add("t", PythonFiles.values(DType.FLOAT64, 1000, 300));

    assertThatThrownBy(
            () ->
                export.to(
                    path(name),
                    p -> {
                      throw new IllegalStateException("enough");
                    }))
        .isInstanceOf(OperationCancelledException.class);
    assertThatThrownBy(
            () ->
                export.to(
                    path(name),
                    p -> {
                      if (p.done() == p.total()) {
                        throw new IllegalStateException("enough");
                      }
                    }))
        .isInstanceOf(OperationCancelledException.class);
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> export.to(path(name))).isInstanceOf(OperationCancelledException.class);
    assertThat(Thread.interrupted()).isTrue();

    assertThat(path(name)).hasContent("old");
    try (var files = Files.list(directory)) {
      assertThat(files).containsExactly(path(name));
    }
    export.to(path(name));
    assertThat(Files.size(path(name))).isGreaterThan(1000);
  }

  @Test
  void tellsHowFarItIsFromStartToEnd() {
    List<Progress> heard = new ArrayList<>();

    TensorExport.create()
        .add("t", PythonFiles.values(DType.FLOAT32, 1000))
        .to(path("x.safetensors"), heard::add);

    assertThat(heard.get(0).done()).isZero();
    Progress last = heard.get(heard.size() - 1);
    assertThat(last.done()).isEqualTo(4000);
    assertThat(last.total()).isEqualTo(4000);
    assertThat(last.task()).contains("x.safetensors");
  }

  @Test
  void fillsStreamsToTheLastByte() throws IOException {
    Tensor t = PythonFiles.values(DType.INT32, 7, 5);
    TensorExport.create().add("t", t).to(path("t.npz"));

    try (TensorImport file = TensorImport.open(path("t.npz"));
        InputStream in = file.openStream("t")) {
      assertThat(in.readAllBytes()).isEqualTo(t.toBytes());
      assertThat(in.read()).isEqualTo(-1);
    }
  }

  @Test
  void endsWithItsFile() {
    TensorExport.create().add("t", PythonFiles.values(DType.INT32, 7)).to(path("t.npy"));
    TensorImport file = TensorImport.open(path("t.npy"));
    file.close();
    file.close();

    assertThatIllegalStateException()
        .isThrownBy(() -> file.read("t"))
        .withMessageContaining("t.npy is closed");
  }

  @Test
  void knowsFormatsBySuffix() {
    assertThat(TensorFormat.of(Path.of("a/B.NPY"))).isEqualTo(TensorFormat.NPY);
    assertThat(TensorFormat.of(Path.of("b.tsv"))).isEqualTo(TensorFormat.CSV);
    assertThat(TensorFormat.of(Path.of("b.raw"))).isEqualTo(TensorFormat.RAW);
    assertThatIllegalArgumentException().isThrownBy(() -> TensorFormat.of(Path.of("npy")));
  }

  @Test
  void listensToNobodyByDefault() {
    assertThatNullPointerException()
        .isThrownBy(() -> TensorExport.create().to(path("x.npz"), null));
    TensorExport.create().to(path("x.npz"), ProgressListener.none());
    assertThat(HostileBytes.readAll(path("x.npz"))).isEmpty();
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.synadb.Progress;
import ai.synadb.ProgressListener;
import ai.synadb.error.KeyNotFoundException;
import ai.synadb.error.NotFoundException;
import ai.synadb.error.OperationCancelledException;
import ai.synadb.error.SynaFormatException;
import ai.synadb.error.UnknownFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From files into an engine and back. */
final class TensorImportTest {
  private static final ProgressListener NONE = ProgressListener.none();

  @TempDir Path directory;
  private TensorEngine engine;

  @BeforeEach
  void open() {
    engine = TensorEngine.open(directory.resolve("data.db"));
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private Path path(String name) {
    return directory.resolve(name);
  }

  @Test
  void storesTheTensorOfAFile() throws IOException {
    TensorEntry stored = engine.importFile(PythonFiles.copy(directory, "fortran_f4.npy"), "a/b");

    assertThat(stored).isEqualTo(new TensorEntry("a/b", DType.FLOAT32, Shape.of(2, 3, 4)));
    assertThat(engine.getTensor("a/b")).isEqualTo(PythonFiles.values(DType.FLOAT32, 2, 3, 4));
  }

  @Test
  void storesAllTensorsOfAFileUnderAPrefix() throws IOException {
    Path file = PythonFiles.copy(directory, "all.safetensors");

    try (TensorImport in = TensorImport.open(file)) {
      assertThat(in.allInto(engine, "model/", NONE)).hasSize(11);
      for (TensorEntry e : in.entries()) {
        assertThat(engine.getTensor("model/" + e.name())).isEqualTo(in.read(e.name()));
      }
    }

    assertThat(engine.list("model/layer/")).hasSize(9);
    TensorExport.from(engine).addAll("model/").metadata("format", "pt").to(path("y.safetensors"));
    assertThat(path("y.safetensors")).hasSameBinaryContentAs(file);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x.npy", "x.npz", "x.safetensors", "x.csv"})
  void bringsBackWhatWasExported(String name) {
    Tensor t = PythonFiles.values(DType.FLOAT64, 700, 300); // larger than a piece
    engine.putTensor("t", t);

    engine.exportFile("t", path(name));
    engine.importFile(path(name), "u");

    assertThat(engine.getTensor("u")).isEqualTo(t);
  }

  @Test
  void exportsRowsThatAreLargerThanAPiece() {
    Tensor t = PythonFiles.values(DType.FLOAT64, 2, 300_000);
    engine.putTensor("t", t);

    engine.exportFile("t", path("t.npy"));

    assertThat(HostileBytes.readAll(path("t.npy")).get("t")).isEqualTo(t);
  }

  @Test
  void storesOneOfSeveral() throws IOException {
    try (TensorImport in = TensorImport.open(PythonFiles.copy(directory, "deflated.npz"))) {
      in.into(engine, "fortran", "f", NONE);

      assertThat(engine.list()).containsExactly("f");
      assertThatThrownBy(() -> in.into(engine, "b", "b", NONE))
          .isInstanceOf(NotFoundException.class)
          .hasMessageContaining("'b'");
    }
  }

  @Test
  void storesNothingIfOneOfAllCannotBeTaken() throws IOException {
    try (TensorImport in = TensorImport.open(PythonFiles.copy(directory, "deflated.npz"))) {
      assertThatThrownBy(() -> in.allInto(engine, "", NONE))
          .isInstanceOf(UnknownFormatException.class)
          .hasMessageContaining("'text'");
      assertThatThrownBy(() -> in.into(engine, "x", NONE))
          .isInstanceOf(UnknownFormatException.class);
    }
    assertThat(engine.list()).isEmpty();
  }

  @Test
  void storesNothingIfTwoAreToHaveOneName() throws IOException {
    try (TensorImport in = TensorImport.open(PythonFiles.copy(directory, "stored.npz"))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> in.allInto(engine, name -> "same", NONE))
          .withMessageContaining("'same'");
      assertThatIllegalStateException().isThrownBy(() -> in.into(engine, "x", NONE));
    }
    assertThat(engine.list()).isEmpty();
  }

  @Test
  void storesNothingIfANameIsNone() {
    TensorExport.create()
        .add("a", Tensor.scalar(1))
        .add("b\0", Tensor.scalar(1))
        .to(path("x.safetensors"));

    try (TensorImport in = TensorImport.open(path("x.safetensors"))) {
      assertThatThrownBy(() -> in.allInto(engine, "", NONE))
          .isInstanceOf(SynaFormatException.class)
          .hasMessageContainingAll("x.safetensors", "'b\\u0000'");
    }
    assertThat(engine.list()).isEmpty();
  }

  @Test
  void keepsTheOldTensorIfElementsAreDamaged() throws IOException {
    Tensor old = Tensor.of(new float[] {1, 2}, 2);
    engine.putTensor("t", old);
    for (int bytes : new int[] {1000, 3_000_000}) {
      Path file = path("x.npz");
      TensorExport.create().add("t", PythonFiles.values(DType.UINT8, bytes)).to(file);
      byte[] all = Files.readAllBytes(file);
      all[all.length / 2] ^= 1;
      Files.write(file, all);

      try (TensorImport in = TensorImport.open(file)) {
        assertThatThrownBy(() -> in.into(engine, "t", NONE))
            .isInstanceOf(SynaFormatException.class)
            .hasMessageContainingAll("x.npz", "'t.npy'", "checksum");
      }

      assertThat(engine.getTensor("t")).isEqualTo(old);
      assertThat(engine.list()).containsExactly("t");
    }
  }

  @Test
  void keepsTheOldTensorIfATextHasAnError() throws IOException {
    Tensor old = Tensor.of(new float[] {1, 2}, 2);
    engine.putTensor("t", old);
    Path file = Files.writeString(path("x.csv"), "1\n".repeat(300_000) + "x\n");

    assertThatThrownBy(() -> engine.importFile(file, "t"))
        .isInstanceOf(SynaFormatException.class)
        .hasMessageContainingAll("x.csv, line 300001, column 1", "'x'");

    assertThat(engine.getTensor("t")).isEqualTo(old);
  }

  @Test
  void keepsTheOldTensorWhenItIsCancelled() {
    Tensor old = Tensor.of(new float[] {1, 2}, 2);
    engine.putTensor("t", old);
    TensorExport.create().add("t", PythonFiles.values(DType.FLOAT64, 400_000)).to(path("x.npy"));

    try (TensorImport in = TensorImport.open(path("x.npy"))) {
      assertThatThrownBy(() -> in.into(engine, "t", new FailsBehindTheStart()))
          .isInstanceOf(OperationCancelledException.class)
          .hasMessageContainingAll("x.npy", "as they were");
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> in.into(engine, "t", NONE))
          .isInstanceOf(OperationCancelledException.class);
      assertThat(Thread.interrupted()).isTrue();
      assertThat(engine.getTensor("t")).isEqualTo(old);

      in.into(engine, "t", NONE);
      assertThat(engine.getTensor("t").elements()).isEqualTo(400_000);
    }
  }

  /** Cancels when something is done. */
  private static final class FailsBehindTheStart implements ProgressListener {
    private boolean hasBegun;

    @Override
    public void onProgress(Progress progress) {
      if (!hasBegun) {
        hasBegun = true;
        return;
      }
      throw new IllegalStateException("enough");
    }
  }

  @Test
  void saysHowManyAreStoredWhenItIsCancelled() throws IOException {
    try (TensorImport in = TensorImport.open(PythonFiles.copy(directory, "stored.npz"))) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> in.allInto(engine, "", NONE))
          .isInstanceOf(OperationCancelledException.class)
          .hasMessageContaining("0 of 3 tensors are stored");
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(engine.list()).isEmpty();
  }

  @Test
  void tellsHowFarItIs() throws IOException {
    List<Progress> heard = new ArrayList<>();
    try (TensorImport in = TensorImport.open(PythonFiles.copy(directory, "stored.npz"))) {
      in.allInto(engine, "", heard::add);
    }

    assertThat(heard.get(0).done()).isZero();
    assertThat(heard.get(heard.size() - 1).done()).isEqualTo(24 + 32 + 3);
    assertThat(heard).allMatch(p -> p.total() == 59 && p.task().contains("stored.npz"));
  }

  @Test
  void exportsAStateOfThePast() {
    engine.putTensor("t", Tensor.of(new int[] {1}, 1));
    long before = engine.position();
    engine.putTensor("t", Tensor.of(new int[] {2}, 1));

    try (TensorEngine past = engine.asOf(before)) {
      past.exportFile("t", path("t.npy"));
    }

    assertThat(HostileBytes.readAll(path("t.npy")).get("t")).isEqualTo(Tensor.of(new int[] {1}, 1));
  }

  @Test
  void exportsNothingThatIsNotThere() {
    assertThatThrownBy(() -> engine.exportFile("no", path("x.npy")))
        .isInstanceOf(KeyNotFoundException.class);
    assertThat(path("x.npy")).doesNotExist();
  }

  @Test
  void storesWhatIsLongerThanOneBuffer() throws IOException {
    Tensor t = PythonFiles.values(DType.INT64, 600_000);
    TensorExport.create().add("t", t).compressed().to(path("t.npz"));

    engine.importFile(path("t.npz"), "t");

    assertThat(engine.getTensor("t")).isEqualTo(t);
    assertThat(engine.describe("t").shape()).isEqualTo(Shape.of(600_000));
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.util.passthrough.PassthroughNDManager;
import ai.synadb.error.KeyNotFoundException;
import ai.synadb.tensor.DType;
import ai.synadb.tensor.Tensor;
import ai.synadb.tensor.TensorEngine;
import ai.synadb.tensor.TensorLease;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@OnPyTorch
final class SynaNDArraysTest {
  private static final int ROWS = 1000;
  private static final int COLUMNS = 100;

  @TempDir private Path directory;
  private Path file;
  private TensorEngine engine;
  private NDManager manager;

  @BeforeEach
  void open() {
    file = directory.resolve("arrays.db");
    engine = TensorEngine.open(file);
    float[] values = new float[ROWS * COLUMNS];
    for (int i = 0; i < values.length; i++) {
      values[i] = i;
    }
    engine.putTensor("x", Tensor.of(values, ROWS, COLUMNS));
    manager = NDManager.newBaseManager("PyTorch");
  }

  @AfterEach
  void close() {
    manager.close();
    engine.close();
  }

  private String checksum() throws Exception {
    MessageDigest sha = MessageDigest.getInstance("SHA-256");
    return HexFormat.of().formatHex(sha.digest(Files.readAllBytes(file)));
  }

  @Test
  void aMappedTensorIsNotCopied() {
    TensorLease lease = engine.map("x");
    assertThat(lease.zeroCopy()).isTrue();
    NDArray array = SynaNDArrays.map(manager, lease);

    lease.buffer().putFloat(4 * 123, -7);
    array.set(new ai.djl.ndarray.index.NDIndex("9, 99"), 55);

    assertThat(array.getFloat(1, 23)).isEqualTo(-7);
    assertThat(lease.buffer().getFloat(4 * 999)).isEqualTo(55);
  }

  @Test
  void anOperationInPlaceLeavesTheFileAsItWas() throws Exception {
    engine.close(); // has written all that it will
    engine = TensorEngine.open(file);
    String before = checksum();
    NDArray array = SynaNDArrays.map(manager, engine, "x");
    array.addi(1);

    assertThat(array.getFloat(999, 99)).isEqualTo(ROWS * COLUMNS);
    assertThat(checksum()).isEqualTo(before);
    engine.reader("x").verify();
    assertThat(engine.getTensor("x").asFloatBuffer().get(ROWS * COLUMNS - 1))
        .isEqualTo(ROWS * COLUMNS - 1);
    NDArray again = SynaNDArrays.map(manager, engine, "x");
    assertThat(again.getFloat(0, 0)).isZero();
  }

  @Test
  void theLeaseEndsWithTheManager() {
    NDManager sub = manager.newSubManager();
    TensorLease lease = engine.map("x", 10, 900);
    NDArray array = SynaNDArrays.map(sub, lease);
    assertThat(array.getShape()).isEqualTo(new Shape(890, COLUMNS));
    assertThat(array.getFloat(0, 0)).isEqualTo(1000);
    lease.buffer();

    sub.close();

    assertThatThrownBy(lease::buffer)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
    assertThat(array.isReleased()).isTrue();
  }

  @Test
  void arraysOutliveTheEngineAndTheDatabase() {
    NDArray array = SynaNDArrays.map(manager, engine, "x");
    engine.putTensor("x", Tensor.of(new float[4]));
    engine.close();

    assertThat(array.sum(new int[] {0}).getFloat(0)).isEqualTo(49_950_000);
    engine = TensorEngine.open(file);
  }

  @Test
  void tensorsInSeveralRecordsAndSmallOnesAreCopied() {
    engine.appendRows("x", Tensor.of(new float[2 * COLUMNS], 2, COLUMNS));
    NDArray grown = SynaNDArrays.map(manager, engine, "x");
    assertThat(grown.getShape()).isEqualTo(new Shape(ROWS + 2, COLUMNS));
    assertThat(grown.getFloat(999, 99)).isEqualTo(99_999);
    assertThat(grown.getFloat(1001, 99)).isZero();

    engine.putTensor("small", Tensor.of(new double[] {1, 2, 3}));
    NDArray small = SynaNDArrays.map(manager, engine, "small");
    assertThat(small.toDoubleArray()).containsExactly(1, 2, 3);
    engine.putTensor("scalar", Tensor.of(new long[] {7}, ai.synadb.tensor.Shape.of()));
    assertThat(SynaNDArrays.map(manager, engine, "scalar").getLong()).isEqualTo(7);
    engine.putTensor("none", Tensor.of(new float[0], 0, 5));
    assertThat(SynaNDArrays.map(manager, engine, "none").getShape()).isEqualTo(new Shape(0, 5));
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void everyTypeComesBackAsItWasSaved(DType type) {
    Tensor tensor = Tensor.of(new float[] {0, 1, 1, 0, 1, 0}, 2, 3).cast(type);
    engine.putTensor("a", tensor);
    NDArray array = SynaNDArrays.map(manager, engine, "a");
    boolean isWidened = type == DType.BFLOAT16;
    assertThat(array.getDataType()).isEqualTo(isWidened ? DataType.FLOAT32 : DataTypes.of(type));
    assertThat(array.toType(DataType.FLOAT32, true).toFloatArray())
        .containsExactly(0, 1, 1, 0, 1, 0);

    SynaNDArrays.save(engine, "b", array);

    assertThat(engine.getTensor("b", type)).isEqualTo(tensor);
  }

  @Test
  void viewsAndListsAreSavedAsTheyLook() {
    NDArray array = manager.arange(6f).reshape(2, 3);
    NDArray turned = array.transpose();
    turned.setName("turned");
    SynaNDArrays.save(engine, "list", new NDList(array, turned));

    assertThat(engine.list("list/")).containsExactly("list/0", "list/turned");
    assertThat(engine.getTensor("list/turned"))
        .isEqualTo(Tensor.of(new float[] {0, 3, 1, 4, 2, 5}, 3, 2));
  }

  @Test
  void whatCannotBeAnArrayOrATensorIsRefused() {
    assertThatThrownBy(() -> SynaNDArrays.map(manager, engine, "y"))
        .isInstanceOf(KeyNotFoundException.class);
    assertThatThrownBy(() -> SynaNDArrays.map(manager, engine, "x", 5, ROWS + 1))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessageContaining("1001");
    NDArray text = manager.create("a text");
    assertThatThrownBy(() -> SynaNDArrays.save(engine, "t", new NDList(manager.create(1f), text)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("string");
    assertThat(engine.list("t")).isEmpty();
    NDManager closed = manager.newSubManager();
    closed.close();
    TensorLease lease = engine.map("x");
    assertThatThrownBy(() -> SynaNDArrays.map(closed, lease))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(lease::buffer).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aManagerWithoutAnEngineTakesThemToo() {
    NDArray array = SynaNDArrays.map(PassthroughNDManager.INSTANCE, engine, "x", 1, 3);
    assertThat(array.toByteBuffer().getFloat(4)).isEqualTo(101);
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.synadb.BytesSource;
import ai.synadb.CompactionPolicy;
import ai.synadb.DbConfig;
import ai.synadb.OpenMode;
import ai.synadb.ProgressListener;
import ai.synadb.Snapshot;
import ai.synadb.SynaDB;
import ai.synadb.SynaReader;
import ai.synadb.WriteBatch;
import ai.synadb.error.KeyNotFoundException;
import ai.synadb.error.ShapeMismatchException;
import ai.synadb.error.TypeMismatchException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tensors in a database. */
class TensorEngineTest {
  /** Makes several records of a tensor of a few KiB. */
  private static final DbConfig SMALL_RECORDS = DbConfig.builder().maxValueBytes(8192).build();

  @TempDir Path dir;
  private SynaDB db;
  private TensorEngine engine;

  private Path path() {
    return dir.resolve("test.db");
  }

  @BeforeEach
  void open() {
    open(DbConfig.defaults());
  }

  private void open(DbConfig config) {
    db = SynaDB.open(path(), config);
    engine = TensorEngine.on(db);
  }

  @AfterEach
  void close() {
    engine.close();
    db.close();
  }

  private void reopen(DbConfig config) {
    close();
    open(config);
  }

  private static Tensor random(DType dtype, long seed, long... extents) {
    Shape shape = Shape.of(extents);
    byte[] bytes = new byte[(int) shape.sizeBytes(dtype)];
    new Random(seed).nextBytes(bytes);
    if (dtype == DType.BOOL) {
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] &= 1;
      }
    }
    return Tensor.of(dtype, shape, ByteBuffer.wrap(bytes));
  }

  private static byte[] rowsOf(Tensor t, long... rows) {
    int row = (int) t.shape().row().sizeBytes(t.dtype());
    ByteBuffer all = ByteBuffer.allocate(rows.length * row);
    for (long r : rows) {
      t.copyTo(r * row, all.slice(all.position(), row));
      all.position(all.position() + row);
    }
    return all.array();
  }

  /** Everything that can be read of a tensor, in every way. */
  private void requireStored(String name, Tensor want) {
    assertThat(engine.getTensor(name)).isEqualTo(want);
    assertThat(engine.getTensorChunked(name)).isEqualTo(want);
    assertThat(engine.getTensor(name + "/*", want.dtype())).isEqualTo(want);
    assertThat(engine.exists(name)).isTrue();
    TensorInfo info = engine.describe(name);
    assertThat(info.dtype()).isEqualTo(want.dtype());
    assertThat(info.shape()).isEqualTo(want.shape());
    assertThat(info.sizeBytes()).isEqualTo(want.sizeBytes());
    try (TensorReader reader = engine.reader(name)) {
      reader.verify();
      assertThat(reader.toTensor()).isEqualTo(want);
    }
    try (TensorLease lease = engine.map(name)) {
      lease.verify();
      assertThat(lease.asTensor()).isEqualTo(want);
      for (ByteBuffer b : lease.buffers()) {
        assertThat(b.isDirect()).isTrue();
        assertThat(b.order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
        assertThat(b.alignmentOffset(0, 64)).isZero();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void everyTypeComesBackAsItWas(DType dtype) {
    for (long rows : new long[] {0, 1, 3, 300, 9000}) {
      Tensor t = random(dtype, rows, rows, 10);
      engine.putTensor("t/" + rows, t);
      requireStored("t/" + rows, t);
    }
    reopen(DbConfig.defaults());
    for (long rows : new long[] {0, 1, 3, 300, 9000}) {
      requireStored("t/" + rows, random(dtype, rows, rows, 10));
    }
    db.compact(ProgressListener.none());
    for (long rows : new long[] {0, 1, 3, 300, 9000}) {
      requireStored("t/" + rows, random(dtype, rows, rows, 10));
    }
    assertThat(db.verify(ProgressListener.none()).problems()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 1023, 1024, 16_383, 16_384, 16_385, 262_144, 262_145, 500_000})
  void everyLengthComesBackAsItWas(int elements) {
    Tensor t = random(DType.FLOAT32, elements, elements);
    engine.putTensor("t", t);
    requireStored("t", t);
    assertThat(engine.getFloats("t")).hasSize(elements);
    assertThat(Tensor.wrap(engine.getFloats("t"), t.shape()).toBytes()).isEqualTo(t.toBytes());
    reopen(DbConfig.of(OpenMode.READ_ONLY));
    requireStored("t", t);
  }

  @Test
  void scalarsAndEmptyAxesAreShapesToo() {
    engine.putTensor("scalar", Tensor.scalar(2.5));
    engine.putTensor("empty", Tensor.of(new int[0], 5, 0, 3));

    requireStored("scalar", Tensor.scalar(2.5));
    assertThat(engine.getTensor("empty").shape()).isEqualTo(Shape.of(5, 0, 3));
    assertThat(engine.describe("empty").range()).isEmpty();
    try (TensorReader reader = engine.reader("empty")) {
      assertThat(reader.rows()).isEqualTo(5);
      assertThat(reader.rowBytes()).isZero();
      reader.gatherRows(new long[] {4, 0}, ByteBuffer.allocate(0));
    }
  }

  @Test
  void aLargeTensorIsOneAlignedRecordAndItsMappingNeedsNoCopy() {
    Tensor t = random(DType.FLOAT32, 1, 1000, 768);
    engine.putTensor("t", t);
    db.sync();

    assertThat(engine.describe("t").records()).isEqualTo(1);
    try (TensorLease lease = engine.map("t")) {
      assertThat(lease.zeroCopy()).isTrue();
      assertThat(lease.buffers()).hasSize(1);
      assertThat(lease.shape()).isEqualTo(t.shape());
    }
    try (TensorLease lease = engine.map("t", 10, 20)) {
      assertThat(lease.zeroCopy()).isTrue();
      assertThat(lease.asTensor()).isEqualTo(t.rows(10, 20));
      lease.verify();
    }
  }

  @Test
  void whatIsStoredIntoALeaseReachesNeitherFileNorOtherLeases() {
    Tensor t = random(DType.FLOAT32, 1, 1000, 768);
    engine.putTensor("t", t);
    try (TensorLease one = engine.map("t");
        TensorLease other = engine.map("t")) {
      one.buffer().putFloat(0, 12345f).putFloat(4 * 767_999, 1f);
      assertThat(one.asTensor().getDouble(0)).isEqualTo(12345);
      assertThat(other.asTensor()).isEqualTo(t);
      other.verify();
      assertThatThrownBy(one::verify).isInstanceOf(ai.synadb.error.ChecksumMismatchException.class);
    }
    reopen(DbConfig.defaults());
    requireStored("t", t);
  }

  @Test
  void aLeaseOutlivesOverwritingDeletingCompactingAndClosing() {
    Tensor t = random(DType.INT64, 1, 50_000);
    engine.putTensor("t", t);
    TensorLease lease = engine.map("t");
    engine.putTensor("t", random(DType.INT64, 2, 50_000));
    engine.delete("t");
    db.compact(CompactionPolicy.latestOnly(), ProgressListener.none());
    close();

    assertThat(lease.asTensor()).isEqualTo(t);
    lease.verify();
    lease.close();
    lease.close();
    assertThatThrownBy(lease::buffer)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("The lease is closed");
    open();
  }

  @Test
  void tensorsLargerThanARecordLieInSeveral() {
    reopen(SMALL_RECORDS);
    Tensor rows = random(DType.FLOAT32, 1, 100, 100); // 400 bytes a row, 20 in a record
    Tensor row = random(DType.INT64, 2, 1, 5000); // one row of 40,000 bytes
    engine.putTensor("rows", rows);
    engine.putTensor("row", row);

    assertThat(engine.describe("rows").records()).isEqualTo(5);
    assertThat(engine.describe("row").records()).isEqualTo(5);
    for (DbConfig config : List.of(SMALL_RECORDS, DbConfig.defaults())) {
      reopen(config);
      requireStored("rows", rows);
      requireStored("row", row);
      ByteBuffer some = ByteBuffer.allocate(400 * 31);
      engine.readRows("rows", 15, 46, some);
      assertThat(some.array()).isEqualTo(rows.rows(15, 46).toBytes());
      assertThat(engine.getFloats("rows")).hasSize(10_000);
      try (TensorLease lease = engine.map("rows", 15, 46)) {
        assertThat(lease.buffers()).hasSize(3);
        assertThat(lease.asTensor()).isEqualTo(rows.rows(15, 46));
        assertThatThrownBy(lease::buffer).isInstanceOf(IllegalStateException.class);
      }
    }
    assertThat(db.keys(TensorKeys.PENDING)).isEmpty();
  }

  @Test
  void rowsAreReadAndGatheredInAnyOrder() {
    Tensor t = random(DType.FLOAT32, 7, 2000, 96);
    engine.putTensor("t", t);
    Random random = new Random(9);
    try (TensorReader reader = engine.reader("t")) {
      assertThat(reader.rowBytes()).isEqualTo(384);
      for (int i = 0; i < 300; i++) {
        long[] rows = random.longs(random.nextInt(40), 0, 2000).toArray();
        ByteBuffer heap = ByteBuffer.allocate(rows.length * 384 + 10).position(3);
        reader.gatherRows(rows, heap);
        assertThat(heap.position()).isEqualTo(3 + rows.length * 384);
        byte[] found = new byte[rows.length * 384];
        heap.get(3, found);
        assertThat(found).isEqualTo(rowsOf(t, rows));

        int from = random.nextInt(2000);
        int to = from + random.nextInt(2001 - from);
        ByteBuffer direct = ByteBuffer.allocateDirect((to - from) * 384);
        reader.readRows(from, to, direct);
        assertThat(direct.flip()).isEqualTo(ByteBuffer.wrap(t.rows(from, to).toBytes()));
      }
    }
  }

  @Test
  void readersRefuseWhatIsOutOfBounds() {
    engine.putTensor("t", random(DType.INT32, 1, 10, 4));
    try (TensorReader reader = engine.reader("t")) {
      ByteBuffer room = ByteBuffer.allocate(100);
      assertThatThrownBy(() -> reader.readRows(5, 11, room))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> reader.readRows(-1, 2, room))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> reader.gatherRows(new long[] {3, 10}, room))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> reader.gatherRows(new long[] {3}, 0, 2, room))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> reader.readRows(0, 7, room))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("7 rows take 112 bytes, the buffer has room for 100");
      assertThat(room.position()).isZero();
      assertThatThrownBy(() -> engine.map("t", 0, 11))
          .isInstanceOf(IndexOutOfBoundsException.class);
      reader.close();
      assertThatThrownBy(() -> reader.readRows(0, 1, room))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void overwritingLeavesNothingOfTheOldOne() {
    reopen(SMALL_RECORDS);
    engine.putTensor("t", random(DType.FLOAT32, 1, 10_000));
    engine.putTensor("t", random(DType.INT8, 2, 5));

    requireStored("t", random(DType.INT8, 2, 5));
    assertThat(db.keys()).hasSize(3);
    assertThat(engine.delete("t")).isTrue();
    assertThat(engine.delete("t")).isFalse();
    assertThat(db.keys()).isEmpty();
    assertThat(engine.exists("t")).isFalse();
    assertThatThrownBy(() -> engine.getTensor("t"))
        .isInstanceOf(KeyNotFoundException.class)
        .hasMessageContaining("'t'");
  }

  @Test
  void appendedRowsContinueATensor() {
    List<Tensor> parts = new ArrayList<>();
    List<byte[]> rows = new ArrayList<>();
    long count = 0;
    for (int i = 0; i < 40; i++) {
      Tensor part = random(DType.FLOAT32, i, i % 7, 50);
      parts.add(part);
      count += part.shape().rows();
      assertThat(engine.appendRows("t", part)).isEqualTo(count);
      rows.add(part.toBytes());
    }
    ByteBuffer all = ByteBuffer.allocate((int) count * 200);
    rows.forEach(all::put);
    Tensor want = Tensor.of(DType.FLOAT32, Shape.of(count, 50), all.flip());

    requireStored("t", want);
    reopen(DbConfig.defaults());
    requireStored("t", want);
    ByteBuffer some = ByteBuffer.allocate(30 * 200);
    engine.readRows("t", 11, 41, some);
    assertThat(some.array()).isEqualTo(want.rows(11, 41).toBytes());
    db.compact(CompactionPolicy.latestOnly(), ProgressListener.none());
    requireStored("t", want);
    assertThat(engine.describe("t").range()).isEqualTo(whole("copy", want).range());
  }

  private TensorInfo whole(String name, Tensor tensor) {
    engine.putTensor(name, tensor);
    return engine.describe(name);
  }

  @Test
  void appendingCostsWhatIsAppended() {
    engine.putTensor("t", random(DType.FLOAT32, 1, 10_000, 100));
    engine.appendRows("t", random(DType.FLOAT32, 2, 1, 100));
    db.flush();
    long before = db.stats().bytesAppended();
    for (int i = 0; i < 100; i++) {
      engine.appendRows("t", random(DType.FLOAT32, i, 1, 100));
    }
    assertThat(db.stats().bytesAppended() - before).isLessThan(100 * 1200);
    assertThat(engine.describe("t").shape()).isEqualTo(Shape.of(10_101, 100));
  }

  @Test
  void rowsThatDoNotContinueATensorAreRefused() {
    engine.putTensor("t", random(DType.FLOAT32, 1, 3, 4));
    assertThatThrownBy(() -> engine.appendRows("t", random(DType.FLOAT32, 1, 3, 5)))
        .isInstanceOf(ShapeMismatchException.class)
        .hasMessage("Rows of shape [3, 5] do not continue the tensor 't' of shape [3, 4]");
    assertThatThrownBy(() -> engine.appendRows("t", random(DType.FLOAT32, 1, 4)))
        .isInstanceOf(ShapeMismatchException.class);
    assertThatThrownBy(() -> engine.appendRows("t", random(DType.FLOAT64, 1, 3, 4)))
        .isInstanceOf(TypeMismatchException.class)
        .hasMessage("The tensor 't' is float32, the rows are float64");
    assertThatThrownBy(() -> engine.appendRows("t", Tensor.scalar(1)))
        .isInstanceOf(ShapeMismatchException.class);
    requireStored("t", random(DType.FLOAT32, 1, 3, 4));
  }

  @Test
  void asOfShowsEveryStateThatTheHistoryHas() {
    List<Long> positions = new ArrayList<>();
    List<Tensor> states = new ArrayList<>();
    Tensor t = random(DType.INT32, 0, 2, 30_000);
    engine.putTensor("t", t);
    for (int i = 1; i < 6; i++) {
      positions.add(engine.position());
      states.add(t);
      if (i % 2 == 0) {
        t = random(DType.INT32, i, 1 + i, 30_000);
        engine.putTensor("t", t);
      } else {
        Tensor more = random(DType.INT32, i, 1, 30_000);
        engine.appendRows("t", more);
        t =
            Tensor.wrap(
                DType.INT32,
                t.shape().withRows(t.shape().rows() + 1),
                List.of(t.buffer(), more.buffer()));
      }
    }
    engine.delete("t");
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < states.size(); i++) {
        try (TensorEngine then = engine.asOf(positions.get(i))) {
          assertThat(then.getTensor("t")).isEqualTo(states.get(i));
          assertThat(then.position()).isEqualTo(positions.get(i));
          try (TensorLease lease = then.map("t")) {
            lease.verify();
          }
          assertThatThrownBy(() -> then.putTensor("t", Tensor.scalar(1)))
              .isInstanceOf(IllegalStateException.class);
        }
        try (Snapshot snapshot = db.asOf(positions.get(i))) {
          assertThat(TensorEngine.on((SynaReader) snapshot).list()).containsExactly("t");
        }
      }
      assertThat(engine.list()).isEmpty();
      db.compact(ProgressListener.none());
      reopen(DbConfig.defaults());
    }
  }

  @Test
  void elementsOfAStoredTensorAreViews() {
    engine.putTensor("train/", Tensor.of(IntStream.range(0, 12).toArray(), 3, 4));

    assertThat(engine.getTensor("train/0007", DType.INT32).toIntArray()).containsExactly(7);
    assertThat(engine.getTensor("train/00000011").toIntArray()).containsExactly(11);
    assertThat(engine.getTensor("train/000?", DType.INT64).toLongArray()).hasSize(10);
    assertThat(engine.getTensor("train/00[01][1-2]", DType.FLOAT64).toDoubleArray())
        .containsExactly(1, 2, 11);
    assertThat(engine.getTensor("train/*", DType.FLOAT32, Shape.of(4, 3)).shape())
        .isEqualTo(Shape.of(4, 3));
    for (String none : new String[] {"train/0012", "train/x", "train/9*", "train/", "other"}) {
      if (!none.equals("train/")) {
        assertThatThrownBy(() -> engine.getTensor(none)).isInstanceOf(KeyNotFoundException.class);
      }
    }
    assertThat(db.keys()).hasSize(3);
  }

  @Test
  void scalarsAreGatheredInTheOrderOfTheirKeys() {
    WriteBatch batch =
        new WriteBatch().putText("sensor/name", "x").putBytes("sensor/raw", new byte[3]);
    for (int i = 0; i < 20; i++) {
      batch.putFloat("sensor/" + (char) ('t' - i), i * 0.25);
      batch.putInt("count/" + (char) ('t' - i), i);
    }
    db.write(batch);

    double[] want = IntStream.range(0, 20).mapToDouble(i -> (19 - i) * 0.25).toArray();
    assertThat(engine.getTensor("sensor/*", DType.FLOAT64).toDoubleArray()).isEqualTo(want);
    assertThat(engine.getTensor("sensor/*", DType.FLOAT32, Shape.of(4, 5)).toDoubleArray())
        .isEqualTo(want);
    assertThat(engine.getTensor("sensor/?", DType.FLOAT16).elements()).isEqualTo(20);
    assertThat(engine.getTensor("count/*").dtype()).isEqualTo(DType.INT64);
    assertThat(engine.getTensor("count/[ab]", DType.INT8).toIntArray()).containsExactly(19, 18);
    assertThat(engine.getTensor("[cs]*/a").dtype()).isEqualTo(DType.FLOAT64);
    assertThat(engine.getTensor("sensor/b").toDoubleArray()).containsExactly(18 * 0.25);
    assertThatThrownBy(() -> engine.getTensor("sensor/*", DType.INT32))
        .isInstanceOf(TypeMismatchException.class)
        .hasMessageContaining("'sensor/a' is 4.75, which int32 does not hold exactly");
    assertThatThrownBy(() -> engine.getTensor("sensor/*", DType.FLOAT64, Shape.of(3)))
        .isInstanceOf(ShapeMismatchException.class);
    assertThatThrownBy(() -> engine.getTensor("nothing/*", DType.FLOAT64))
        .isInstanceOf(KeyNotFoundException.class);
    assertThatThrownBy(() -> engine.getTensor("sensor/na*", DType.FLOAT64))
        .isInstanceOf(KeyNotFoundException.class);
    assertThatThrownBy(() -> engine.getTensor("", DType.FLOAT64))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> engine.getTensor("sensor/[", DType.FLOAT64))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void vectorsOfOneLengthMakeRows() {
    db.putVector("v/a", new float[] {1, 2});
    db.putVector("v/b", new float[] {3, 4});
    assertThat(engine.getTensor("v/*")).isEqualTo(Tensor.of(new float[] {1, 2, 3, 4}, 2, 2));
    db.putVector("v/c", new float[] {5});
    assertThatThrownBy(() -> engine.getTensor("v/*"))
        .isInstanceOf(TypeMismatchException.class)
        .hasMessageContaining("'v/c' has 1 elements");
    db.putFloat("v/c", 5);
    assertThatThrownBy(() -> engine.getTensor("v/*")).isInstanceOf(TypeMismatchException.class);
  }

  @Test
  void aStreamHandsOutEveryRowOnce() {
    Tensor t = random(DType.FLOAT32, 3, 1003, 20);
    engine.putTensor("t", t);
    for (int batchSize : new int[] {1, 10, 1003, 5000}) {
      List<TensorBatch> copies = new ArrayList<>();
      try (Stream<TensorBatch> s = engine.stream("t/*", batchSize)) {
        s.forEach(
            b -> {
              assertThat(b.tensor()).isEqualTo(t.rows(b.firstRow(), b.firstRow() + b.rows()));
              copies.add(b.copy());
            });
      }
      assertThat(copies).hasSize((1003 + batchSize - 1) / batchSize);
      copies.forEach(
          b -> assertThat(b.tensor()).isEqualTo(t.rows(b.firstRow(), b.firstRow() + b.rows())));
    }
    db.putFloat("s/a", 1);
    db.putFloat("s/b", 2);
    try (Stream<TensorBatch> s = engine.stream("s/*", 1)) {
      assertThat(s.map(b -> b.tensor().getDouble(0)).toList()).containsExactly(1.0, 2.0);
    }
    assertThatThrownBy(() -> engine.stream("t", 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> engine.stream("none", 1)).isInstanceOf(KeyNotFoundException.class);
    assertThat(db.stats().openLeases()).isZero();
  }

  @Test
  void namesAreKeysWithSlashesAndUnicode() {
    for (String name : new String[] {"a", "a/b", "ä/日本", "a b*", "a/0000", "meta", "a/meta"}) {
      engine.putTensor(name, Tensor.of(name.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }
    assertThat(engine.list())
        .containsExactly("a", "a b*", "a/0000", "a/b", "a/meta", "meta", "ä/日本");
    assertThat(engine.list("a/")).containsExactly("a/0000", "a/b", "a/meta");
    assertThat(engine.getTensor("ä/日本").elements()).isEqualTo(9);
    assertThat(engine.getTensor("a/0000").elements()).isEqualTo(6);
    assertThatThrownBy(() -> engine.putTensor("", Tensor.scalar(1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> engine.putTensor("/", Tensor.scalar(1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> engine.putTensor("a\0", Tensor.scalar(1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> engine.putTensor("x".repeat(70_000), Tensor.scalar(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void describesRangeAndDigest() {
    TensorInfo a = whole("a", Tensor.of(new float[] {3, Float.NaN, -2}));
    TensorInfo same = whole("b", Tensor.of(new float[] {3, Float.NaN, -2}));

    assertThat(a.range()).contains(new TensorInfo.Range(-2, 3, 0, 0));
    assertThat(a.digest()).isEqualTo(same.digest()).hasSize(32);
    assertThat(whole("c", Tensor.of(new float[] {3, Float.NaN, -1})).digest())
        .isNotEqualTo(a.digest());
    assertThat(whole("d", Tensor.of(new float[] {3, Float.NaN, -2}, 3, 1)).digest())
        .isNotEqualTo(a.digest());
    assertThat(whole("e", Tensor.of(new int[] {3, 5, -2})).range())
        .contains(new TensorInfo.Range(-2, 5, -2, 5));
    assertThat(a.position()).isLessThanOrEqualTo(engine.position());
  }

  @Test
  void theTypeThatIsAskedForHasToHoldEveryElement() {
    engine.putTensor("t", Tensor.of(new double[] {1, 0.1}));

    assertThat(engine.getTensor("t", DType.FLOAT64).toDoubleArray()).containsExactly(1, 0.1);
    assertThatThrownBy(() -> engine.getTensor("t", DType.FLOAT32))
        .isInstanceOf(TypeMismatchException.class)
        .hasMessageContaining("0.1");
    assertThatThrownBy(() -> engine.getFloats("t")).isInstanceOf(TypeMismatchException.class);
    assertThat(engine.getTensor("t").cast(DType.FLOAT32).toFloatArray()).containsExactly(1f, 0.1f);
  }

  @Test
  void aSourceThatFailsLeavesTheTensorAsItWas() {
    Tensor t = random(DType.FLOAT32, 1, 10);
    engine.putTensor("t", t);
    for (int elements : new int[] {100, 600_000}) {
      for (int bytes : new int[] {0, 200, 2_000_000}) {
        int[] left = {bytes};
        if (bytes >= 4 * elements) {
          continue;
        }
        assertThatThrownBy(
                () ->
                    engine.putTensor(
                        "t",
                        DType.FLOAT32,
                        Shape.of(elements),
                        target -> {
                          left[0] -= target.remaining();
                          if (left[0] < 0) {
                            throw new IOException("on purpose");
                          }
                          target.position(target.limit());
                        }))
            .isInstanceOf(IOException.class)
            .hasMessage("on purpose");
        assertThatThrownBy(
                () -> engine.putTensor("t", DType.FLOAT32, Shape.of(elements), target -> {}))
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("unfilled");
      }
    }
    requireStored("t", t);
    assertThat(db.keys()).hasSize(3);
    engine.putTensor("u", t);
    reopen(DbConfig.defaults());
    requireStored("t", t);
    assertThat(db.verify(ProgressListener.none()).problems()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 65_536, 65_540, 1 << 20, (1 << 20) + 4, 1_500_000})
  void aSourceIsToldTheChecksumOfEachPiece(int size) throws IOException {
    List<Integer> sums = new ArrayList<>();
    List<Integer> told = new ArrayList<>();
    engine.putTensor(
        "t",
        DType.FLOAT32,
        Shape.of(size / 4),
        new BytesSource() {
          @Override
          public void read(ByteBuffer target) {
            CRC32C crc = new CRC32C();
            crc.update(new byte[target.remaining()]);
            sums.add((int) crc.getValue());
            target.put(new byte[target.remaining()]);
          }

          @Override
          public void checksum(int crc32c) {
            told.add(crc32c);
          }
        });
    assertThat(told).isEqualTo(sums).hasSize((size + 65_535) / 65_536);
  }

  @Test
  void aSourceIsReadInPieces() throws IOException {
    int[] most = {0};
    byte[] next = {0};
    engine.putTensor(
        "t",
        DType.UINT8,
        Shape.of(3, 1_000_000),
        target -> {
          most[0] = Math.max(most[0], target.remaining());
          while (target.hasRemaining()) {
            target.put(next[0]++);
          }
        });

    assertThat(most[0]).isLessThanOrEqualTo(1 << 16);
    assertThat(engine.getTensor("t/0002999999").getLong(0)).isEqualTo(2_999_999 & 255);
    assertThat(engine.describe("t").records()).isEqualTo(1);
  }

  @Test
  void withCompressionTensorsStayAsTheyAre() {
    reopen(DbConfig.builder().enableCompression(true).build());
    Tensor t = Tensor.of(new float[100_000], 100, 1000);
    engine.putTensor("t", t);
    engine.appendRows("t", Tensor.of(new float[1000], 1, 1000));

    assertThat(db.info().sizeBytes()).isGreaterThan(400_000);
    requireStored("t", Tensor.of(new float[101_000], 101, 1000));
  }

  @Test
  void anEngineOwnsTheDatabaseThatItOpened() {
    close();
    TensorEngine own = TensorEngine.open(path());
    own.putTensor("t", Tensor.scalar(1));
    own.close();
    own.close();
    assertThatThrownBy(() -> own.getTensor("t"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("The tensor engine is closed");
    assertThatThrownBy(() -> own.putTensor("t", Tensor.scalar(1)))
        .isInstanceOf(IllegalStateException.class);
    open();
    engine.close();
    assertThat(db.isClosed()).isFalse();
    assertThatThrownBy(engine::list).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void theReaderOfAReplacedTensorGoesOnReadingTheOldOne() {
    Tensor t = random(DType.FLOAT32, 1, 500, 100);
    engine.putTensor("t", t);
    try (TensorReader reader = engine.reader("t")) {
      engine.putTensor("t", random(DType.FLOAT32, 2, 500, 100));
      db.compact(CompactionPolicy.latestOnly(), ProgressListener.none());
      assertThat(reader.toTensor()).isEqualTo(t);
      reader.verify();
    }
  }

  @Test
  void whatACrashLeftIsReclaimedWhenAnEngineOpens() {
    db.putText(TensorKeys.pending(77, 1), "t");
    db.putBytes(TensorKeys.data(77, 0), new byte[10]);
    db.putBytes(TensorKeys.data(77, 1), new byte[10]);
    db.putBytes(TensorKeys.data(77, 2), new byte[10]);
    db.putText(TensorKeys.PENDING + "something else", "t");

    TensorEngine.on(db).close();

    assertThat(db.keys())
        .containsExactly(TensorKeys.data(77, 0), TensorKeys.PENDING + "something else");
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import ai.synadb.DbConfig;
import ai.synadb.OpenMode;
import ai.synadb.SynaDB;
import ai.synadb.SynaException;
import ai.synadb.error.ChecksumMismatchException;
import ai.synadb.error.CorruptRecordException;
import ai.synadb.error.FormatTooNewException;
import ai.synadb.error.ShapeMismatchException;
import ai.synadb.error.SynaFormatException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damaged descriptors and elements: a typed error, never a wrong number. */
class TensorDamageTest {
  @TempDir Path dir;
  private SynaDB db;
  private TensorEngine engine;
  private Tensor tensor;
  private long id;

  @BeforeEach
  void open() {
    db = SynaDB.open(dir.resolve("test.db"));
    engine = TensorEngine.on(db);
    tensor = Tensor.of(new Random(1).doubles(30_000).toArray(), 300, 100);
    engine.putTensor("t", tensor);
    id = TensorHead.decode(db.getBytes("tensor/t").orElseThrow(), "tensor/t").id();
  }

  @AfterEach
  void close() {
    engine.close();
    db.close();
  }

  private void requireRefused(Object what) {
    try {
      Tensor found = engine.getTensor("t");
      throw new AssertionError(what + " was read as " + found);
    } catch (SynaFormatException e) {
      assertThat(e).hasMessageContaining("t");
    }
  }

  private static byte[] sealed(byte[] descriptor) {
    CRC32C crc = new CRC32C();
    crc.update(descriptor, 0, descriptor.length - 4);
    ByteBuffer.wrap(descriptor)
        .order(java.nio.ByteOrder.LITTLE_ENDIAN)
        .putInt(descriptor.length - 4, (int) crc.getValue());
    return descriptor;
  }

  @Test
  void everyFlippedBitAndEveryTruncationOfADescriptorIsNoticed() {
    for (String key : new String[] {"tensor/t", TensorKeys.sums(id, 0)}) {
      byte[] good = db.getBytes(key).orElseThrow();
      for (int bit = 0; bit < 8 * good.length; bit++) {
        byte[] bad = good.clone();
        bad[bit >> 3] ^= (byte) (1 << (bit & 7));
        db.putBytes(key, bad);
        requireRefused("bit " + bit + " of " + key);
      }
      for (int length = 0; length < good.length; length++) {
        db.putBytes(key, Arrays.copyOf(good, length));
        requireRefused(length + " bytes of " + key);
      }
      db.putBytes(key, Arrays.copyOf(good, good.length + 1));
      requireRefused("a byte more of " + key);
      db.putText(key, "text");
      assertThatThrownBy(() -> engine.getTensor("t")).isInstanceOf(SynaException.class);
      db.delete(key);
      assertThatThrownBy(() -> engine.getTensor("t")).isInstanceOf(SynaException.class);
      db.putBytes(key, good);
      assertThat(engine.getTensor("t")).isEqualTo(tensor);
    }
  }

  @Test
  void hostileNumbersInSealedDescriptorsAreRefused() {
    for (String key : new String[] {"tensor/t", TensorKeys.sums(id, 0)}) {
      byte[] good = db.getBytes(key).orElseThrow();
      Random random = new Random(11);
      for (int i = 0; i < 3000; i++) {
        byte[] bad = good.clone();
        int at = 8 + random.nextInt(good.length - 12);
        bad[at] = (byte) random.nextInt();
        if (random.nextBoolean()) {
          Arrays.fill(bad, at, Math.min(bad.length - 4, at + 8), (byte) random.nextInt());
        }
        db.putBytes(key, sealed(bad));
        try {
          Tensor found = engine.getTensor("t");
          // The digest, the range and bits of the shape's meaning are not told by the bytes.
          assertThat(found.toBytes()).isEqualTo(tensor.toBytes());
        } catch (SynaFormatException e) {
          assertThat(e.getMessage()).isNotEmpty();
        }
      }
      db.putBytes(key, good);
    }
  }

  @Test
  void aNewerVersionIsRefusedByName() {
    byte[] head = db.getBytes("tensor/t").orElseThrow();
    head[8] = 2;
    db.putBytes("tensor/t", sealed(head));
    assertThatThrownBy(() -> engine.getTensor("t"))
        .isInstanceOf(FormatTooNewException.class)
        .hasMessageContaining("version 2")
        .hasMessageContaining("'tensor/t'");
  }

  @Test
  void segmentsOfAnotherTensorAreRefused() {
    engine.putTensor("u", Tensor.of(new double[30_000], 300, 100));
    long other = TensorHead.decode(db.getBytes("tensor/u").orElseThrow(), "tensor/u").id();
    db.putBytes(TensorKeys.sums(id, 0), db.getBytes(TensorKeys.sums(other, 0)).orElseThrow());
    requireRefused("sums of another");
  }

  @Test
  void aHeadThatClaimsBillionsOfSegmentsCostsNothing() {
    long segments = Integer.MAX_VALUE - 16;
    TensorHead head =
        new TensorHead(id, DType.UINT8, Shape.of(1L << 40), segments, new byte[16], 0, 255);
    db.putBytes("tensor/t", head.encode());
    requireRefused("a head without segments");
    try (TensorReader reader = engine.reader("t")) {
      assertThatThrownBy(() -> reader.readRows(1L << 39, (1L << 39) + 8, ByteBuffer.allocate(8)))
          .isInstanceOf(CorruptRecordException.class)
          .hasMessageContaining("is missing");
      assertThatThrownBy(() -> reader.requirePresent(0, 1L << 40))
          .isInstanceOf(CorruptRecordException.class);
      reader.requirePresent(7, 7);
      assertThatThrownBy(() -> reader.requirePresent(0, (1L << 40) + 1))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
    engine.putTensor("t", tensor);
    assertThat(engine.getTensor("t")).isEqualTo(tensor);
    db.putBytes("tensor/t", head.encode());
    assertThat(engine.delete("t")).isTrue();
    assertThat(engine.list()).isEmpty();
  }

  @Test
  void sumsThatCutAnElementAreRefused() {
    float[] floats = new float[4];
    engine.putTensor("f", Tensor.of(floats, 4));
    String head = TensorKeys.head("f");
    TensorHead h = TensorHead.decode(db.getBytes(head).orElseThrow(), head);
    long[][] parts = {{0, 2, 2, 14}, {0, 14, 14, 2}, {0, 8, 7, 9}};
    for (long[] p : parts) {
      db.putBytes(head, new TensorHead(h.id(), h.dtype(), h.shape(), 2, h.digest(), 0, 0).encode());
      for (int i = 0; i < 2; i++) {
        byte[] data = new byte[(int) p[2 * i + 1]];
        CRC32C crc = new CRC32C();
        crc.update(data);
        int[] sums = {(int) crc.getValue()};
        db.putBytes(TensorKeys.data(h.id(), i), data);
        db.putBytes(
            TensorKeys.sums(h.id(), i),
            new SegmentSums(h.id(), i, p[2 * i], p[2 * i + 1], sums).encode());
      }
      for (ThrowingCallable read :
          List.<ThrowingCallable>of(() -> engine.getFloats("f"), () -> engine.getTensor("f"))) {
        assertThatThrownBy(() -> assertTimeoutPreemptively(Duration.ofSeconds(5), read::call))
            .as(Arrays.toString(p))
            .isInstanceOf(CorruptRecordException.class)
            .hasMessageContaining("elements of 4 bytes");
      }
    }
  }

  @Test
  void sumsOfMoreBytesThanARecordHoldsAreRefused() {
    int bytes = DbConfig.MAX_VALUE_BYTES + 8;
    TensorHead head =
        new TensorHead(id, DType.FLOAT64, Shape.of(bytes / 8), 1, new byte[16], 0, 255);
    db.putBytes("tensor/t", head.encode());
    int[] sums = new int[(bytes + SegmentSums.PIECE_BYTES - 1) >>> SegmentSums.PIECE_BITS];
    db.putBytes(TensorKeys.sums(id, 0), new SegmentSums(id, 0, 0, bytes, sums).encode());
    assertThatThrownBy(() -> engine.getTensor("t"))
        .isInstanceOf(CorruptRecordException.class)
        .hasMessageContaining("'" + TensorKeys.sums(id, 0) + "'");
  }

  @Test
  void noCountThatAHeadClaimsIsBelieved() {
    TensorHead head =
        new TensorHead(id, DType.INT8, Shape.of(1L << 50), 1L << 24, new byte[16], 0, 0);
    db.putBytes("tensor/t", head.encode());
    SplitSpec split = SplitSpec.byRow(1).part("a", 0.5).part("b", 0.5).build();
    WindowSpec windows = WindowSpec.builder(3).groupBy("t").build();
    for (ThrowingCallable read :
        List.<ThrowingCallable>of(
            () -> engine.getTensor("t/x*"),
            () -> engine.loader("t").filter(RowFilter.rows(0, 1)).build(),
            () -> engine.loader("t").split(split, "a").build(),
            () -> engine.loader("t").window(windows).build())) {
      assertThatThrownBy(() -> assertTimeoutPreemptively(Duration.ofSeconds(5), read::call))
          .isInstanceOf(CorruptRecordException.class);
    }
  }

  @Test
  void bytesAmongScalarsAreNotRead() throws IOException {
    try (SynaDB small =
            SynaDB.open(
                dir.resolve("small.db"), DbConfig.builder().maxValueBytes(9 << 20).build());
        TensorEngine tensors = TensorEngine.on(small)) {
      small.putFloat("a", 1);
      try (InputStream in = new ByteArrayInputStream(new byte[10 << 20])) {
        small.putBytes("b", in);
      }
      small.putFloat("c", 3);
      assertThatThrownBy(() -> small.get("b")).isInstanceOf(IllegalStateException.class);
      assertThat(tensors.getTensor("*").toDoubleArray()).containsExactly(1, 3);
    }
  }

  @Test
  void rowsWithoutBytesAreBounded() {
    engine.putTensor("e", Tensor.of(DType.INT8, Shape.of(1L << 50, 0), ByteBuffer.allocate(0)));
    engine.putTensor("few", Tensor.of(DType.INT8, Shape.of(1000, 0), ByteBuffer.allocate(0)));
    RowFilter filter = RowFilter.rows(3, 7);
    assertThatThrownBy(
            () ->
                assertTimeoutPreemptively(
                    Duration.ofSeconds(5), () -> engine.loader("e").filter(filter).build()))
        .isInstanceOf(ShapeMismatchException.class)
        .hasMessageContaining(String.valueOf(1L << 50));
    try (TensorLoader loader = engine.loader("few").filter(filter).build()) {
      assertThat(loader.size()).isEqualTo(4);
    }
    db.putText(
        "o/meta",
        "{\"shape\":[1125899906842624,0],\"dtype\":\"int32\",\"total_bytes\":0,\"chunk_count\":0,"
            + "\"chunk_size\":24}");
    try (TensorLoader loader =
        assertTimeoutPreemptively(Duration.ofSeconds(5), () -> engine.loader("o").build())) {
      assertThat(loader.size()).isEqualTo(1L << 50);
    }
  }

  @Test
  void elementsThatAreMissingOrOfAnotherLengthAreRefused() {
    String key = TensorKeys.data(id, 0);
    db.putBytes(key, new byte[240_001]);
    assertThatThrownBy(() -> engine.getTensor("t"))
        .isInstanceOf(CorruptRecordException.class)
        .hasMessageContaining("has 240001 bytes, not 240000");
    db.delete(key);
    assertThatThrownBy(() -> engine.getTensor("t"))
        .isInstanceOf(CorruptRecordException.class)
        .hasMessageContaining("is missing");
    db.putInt(key, 1);
    assertThatThrownBy(() -> engine.getTensor("t"))
        .isInstanceOf(CorruptRecordException.class)
        .hasMessageContaining("does not hold bytes");
    assertThatThrownBy(() -> engine.map("t")).isInstanceOf(CorruptRecordException.class);
    assertThat(engine.delete("t")).isTrue();
  }

  @Test
  void replacedElementsAreNoticedByTheReadingThatTouchesThem() {
    byte[] bytes = tensor.toBytes();
    bytes[70_000] ^= 1;
    db.putBytes(TensorKeys.data(id, 0), bytes);

    assertThatThrownBy(() -> engine.getTensor("t"))
        .isInstanceOf(ChecksumMismatchException.class)
        .hasMessageContaining("65536 to 131072 of the tensor 't'");
    try (TensorReader reader = engine.reader("t");
        TensorLease lease = engine.map("t");
        TensorLease rows = engine.map("t", 0, 10)) {
      ByteBuffer row = ByteBuffer.allocate(800);
      reader.gatherRows(new long[] {0, 299}, ByteBuffer.allocate(1600));
      assertThatThrownBy(() -> reader.readRows(87, 88, row)) // bytes 69,600 to 70,400
          .isInstanceOf(ChecksumMismatchException.class);
      assertThatThrownBy(() -> reader.gatherRows(new long[] {100}, row)) // same piece
          .isInstanceOf(ChecksumMismatchException.class);
      assertThat(row.position()).isZero();
      assertThatThrownBy(reader::verify).isInstanceOf(ChecksumMismatchException.class);
      assertThatThrownBy(lease::verify).isInstanceOf(ChecksumMismatchException.class);
      rows.verify();
    }
  }

  @Test
  void aFlippedBitInTheFileIsNeverReadAsAnElement() throws IOException {
    close();
    Path path = dir.resolve("test.db");
    byte[] good = Files.readAllBytes(path);
    byte[] want = tensor.toBytes();
    int at = 0;
    while (!Arrays.equals(good, at, at + 64, want, 0, 64)) {
      at++;
    }
    assertThat(at % 64).isZero();
    Random random = new Random(2);
    for (int i = 0; i < 40; i++) {
      byte[] bad = good.clone();
      int where = at + random.nextInt(want.length);
      bad[where] ^= (byte) (1 << random.nextInt(8));
      Path copy = dir.resolve("copy" + i + ".db");
      Files.write(copy, bad);
      try (TensorEngine e = TensorEngine.open(copy, DbConfig.of(OpenMode.READ_ONLY))) {
        assertThatThrownBy(() -> e.getTensor("t")).isInstanceOf(SynaFormatException.class);
      } catch (SynaFormatException e) {
        assertThat(e).hasMessageContaining("copy"); // found when it was opened
      }
    }
    open();
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.synadb.error.KeyNotFoundException;
import ai.synadb.error.TypeMismatchException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Values, batches and deletes, however they are written. */
@ParameterizedClass
@EnumSource(Setup.class)
class ValuesTest extends DatabaseTest {
  private static final double[] SPECIAL = {
    0.0,
    -0.0,
    1.5,
    -1e300,
    Double.MIN_VALUE,
    Double.MAX_VALUE,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    Double.NaN,
    Double.longBitsToDouble(0x7ff8_0000_dead_beefL),
    Double.longBitsToDouble(0xfff0_0000_0000_0001L)
  };

  @Parameter Setup setup;
  private SynaDB db;

  @BeforeEach
  void open() {
    db = SynaDB.open(path(), setup.config);
  }

  @AfterEach
  void close() {
    db.close();
  }

  private void reopen() {
    db.close();
    db = SynaDB.open(path(), setup.config);
  }

  private static float[] vector(int n) {
    float[] v = new float[n];
    for (int i = 0; i < n; i++) {
      v[i] = i % 7 == 0 ? -0.0f : i / 3f;
    }
    v[n - 1] = Float.intBitsToFloat(0x7fc0_1234);
    return v;
  }

  @Test
  void returnsEveryKindOfAtomBeforeAndAfterReopening() {
    List<Atom> all =
        List.of(
            Atom.ofNull(),
            Atom.of(23.5),
            Atom.of(Double.longBitsToDouble(0x7ff8_0000_dead_beefL)),
            Atom.of(-0.0),
            Atom.of(Long.MIN_VALUE),
            Atom.of(""),
            Atom.of("z\u00fcrich \ud83d\ude80 " + "x".repeat(1000)),
            Atom.of(new byte[0]),
            Atom.of(randomBytes(1, 5000)),
            Atom.of(new byte[100_000]),
            Atom.of(vector(64)),
            Atom.of(vector(8192)));
    for (int i = 0; i < all.size(); i++) {
      db.append("key/" + i, all.get(i));
    }

    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < all.size(); i++) {
        assertThat(db.get("key/" + i)).contains(all.get(i));
        assertThat(db.require("key/" + i)).isEqualTo(all.get(i));
        assertThat(db.exists("key/" + i)).isTrue();
        assertThat(values(db, "key/" + i)).containsExactly(all.get(i));
      }
      reopen();
    }
  }

  @Test
  void keepsEveryBitOfSpecialNumbers() {
    for (double v : SPECIAL) {
      db.putFloat("one", v);
      assertThat(Double.doubleToRawLongBits(db.getFloat("one").getAsDouble()))
          .isEqualTo(Double.doubleToRawLongBits(v));
    }
    reopen();

    assertThat(bits(db.getHistoryFloats("one"))).isEqualTo(bits(SPECIAL));
  }

  @Test
  void typedReadsReturnWhatTypedPutsWrote() {
    db.putFloat("f", 1.25);
    db.putInt("i", -7);
    db.putText("t", "text");
    db.putBytes("b", new byte[] {1, 2, 3});
    ByteBuffer buffer = ByteBuffer.wrap(new byte[] {9, 8, 7, 6}, 1, 2);
    db.putBytes("bb", buffer);
    db.putVector("v", vector(64));

    assertThat(db.getFloat("f")).hasValue(1.25);
    assertThat(db.getInt("i")).hasValue(-7);
    assertThat(db.getText("t")).contains("text");
    assertThat(db.getBytes("b")).contains(new byte[] {1, 2, 3});
    assertThat(db.getBytes("bb")).contains(new byte[] {8, 7});
    assertThat(buffer.position()).isEqualTo(1);
    assertThat(db.getVector("v").orElseThrow()).containsExactly(vector(64));
  }

  @Test
  void typedReadsRefuseOtherTypes() {
    db.putFloat("f", 1.25);
    db.putInt("i", 1);

    assertThatThrownBy(() -> db.getInt("f"))
        .isInstanceOf(TypeMismatchException.class)
        .hasMessageContaining("f");
    assertThatThrownBy(() -> db.getFloat("i")).isInstanceOf(TypeMismatchException.class);
    assertThatThrownBy(() -> db.getText("f")).isInstanceOf(TypeMismatchException.class);
    assertThatThrownBy(() -> db.getBytes("f")).isInstanceOf(TypeMismatchException.class);
    assertThatThrownBy(() -> db.getVector("f")).isInstanceOf(TypeMismatchException.class);
    assertThatThrownBy(() -> db.mapBytes("f")).isInstanceOf(TypeMismatchException.class);
    assertThatThrownBy(() -> db.openBytes("f")).isInstanceOf(TypeMismatchException.class);
  }

  @Test
  void missingKeysAreEmptyAndOnlyRequireThrows() {
    db.putFloat("other", 1);

    assertThat(db.get("k")).isEmpty();
    assertThat(db.exists("k")).isFalse();
    assertThat(db.getFloat("k")).isEmpty();
    assertThat(db.getInt("k")).isEmpty();
    assertThat(db.getText("k")).isEmpty();
    assertThat(db.getBytes("k")).isEmpty();
    assertThat(db.getVector("k")).isEmpty();
    assertThat(db.getHistoryFloats("k")).isEmpty();
    assertThat(db.countHistoryFloats("k")).isZero();
    assertThat(db.series("k").size()).isZero();
    assertThat(values(db, "k")).isEmpty();
    assertThat(db.ref("k")).isEmpty();
    assertThat(db.delete("k")).isFalse();
    assertThatThrownBy(() -> db.require("k"))
        .isInstanceOfSatisfying(
            KeyNotFoundException.class, e -> assertThat(e.key()).isEqualTo("k"));
    assertThatThrownBy(() -> db.openBytes("k")).isInstanceOf(KeyNotFoundException.class);
    assertThatThrownBy(() -> db.mapBytes("k")).isInstanceOf(KeyNotFoundException.class);
  }

  @Test
  void copiesArraysInAndOut() {
    byte[] b = {1, 2, 3};
    float[] v = vector(64);
    db.putBytes("b", b);
    db.putVector("v", v);
    b[0] = 99;
    v[0] = 99;
    db.getBytes("b").orElseThrow()[1] = 99;
    db.getVector("v").orElseThrow()[1] = 99;

    assertThat(db.getBytes("b").orElseThrow()).containsExactly(1, 2, 3);
    assertThat(db.getVector("v").orElseThrow()).containsExactly(vector(64));
  }

  @Test
  void aDeletedKeyHasNoValueButItsHistory() {
    db.putFloat("k", 1);
    db.putFloat("k", 2);

    assertThat(db.delete("k")).isTrue();
    assertThat(db.delete("k")).isFalse();
    for (int round = 0; round < 2; round++) {
      assertThat(db.get("k")).isEmpty();
      assertThat(db.exists("k")).isFalse();
      assertThat(db.keys()).isEmpty();
      assertThat(db.size()).isZero();
      assertThat(values(db, "k")).isEqualTo(floats(1, 2));
      assertThat(db.getHistoryFloats("k")).containsExactly(1, 2);
      assertThat(db.info().deletedKeys()).isEqualTo(1);
      reopen();
    }
  }

  @Test
  void aPutBringsADeletedKeyBack() {
    db.putFloat("k", 1);
    db.delete("k");
    db.putText("k", "back");
    reopen();

    assertThat(db.get("k")).contains(Atom.of("back"));
    assertThat(db.keys()).containsExactly("k");
    assertThat(values(db, "k")).containsExactly(Atom.of(1.0), Atom.of("back"));
    assertThat(db.info().deletedKeys()).isZero();
  }

  @Test
  void aBatchWritesOneKeySeveralTimesInItsOrder() {
    db.putFloat("old", 0);
    WriteBatch batch =
        new WriteBatch()
            .putFloat("a", 1)
            .putText("a", "two")
            .delete("a")
            .putInt("a", 3)
            .delete("old")
            .putFloats("old", IntStream.range(0, 40).asDoubleStream().toArray())
            .delete("never")
            .putVector("v", vector(64))
            .putBytes("large", randomBytes(2, 9000))
            .putInts("i", new long[] {1, 2, 3})
            .put("n", Atom.ofNull())
            .putFloat("gone", 1)
            .delete("gone");
    long position = db.write(batch);

    for (int round = 0; round < 2; round++) {
      assertThat(db.get("a")).contains(Atom.of(3L));
      assertThat(values(db, "a")).containsExactly(Atom.of(1.0), Atom.of("two"), Atom.of(3L));
      assertThat(entries(db, "a", HistoryQuery.oldestFirst().withDeletes()))
          .hasSize(4)
          .allSatisfy(e -> assertThat(e.position()).isEqualTo(position));
      assertThat(db.getFloat("old")).hasValue(39);
      assertThat(db.getHistoryFloats("old")).hasSize(41);
      assertThat(db.exists("never")).isFalse();
      assertThat(entries(db, "never", HistoryQuery.newestFirst().withDeletes())).isEmpty();
      assertThat(db.exists("gone")).isFalse();
      assertThat(db.getBytes("large").orElseThrow()).containsExactly(randomBytes(2, 9000));
      assertThat(db.getHistoryFloats("i")).containsExactly(1, 2, 3);
      assertThat(db.keys()).containsExactly("a", "i", "large", "n", "old", "v");
      assertThat(db.size()).isEqualTo(6);
      reopen();
    }
  }

  @Test
  void aBatchCanBeClearedAndFilledAnew() {
    WriteBatch batch = new WriteBatch().putFloat("a", 1);
    db.write(batch);
    batch.clear();

    assertThat(batch.size()).isZero();
    db.write(batch.putFloat("b", 2));
    assertThat(values(db, "a")).isEqualTo(floats(1));
    assertThat(db.getFloat("b")).hasValue(2);
  }

  @Test
  void anEmptyBatchWritesNothing() {
    db.putFloat("a", 1);
    long size = db.info().sizeBytes();
    db.write(new WriteBatch());
    db.write(new WriteBatch().delete("nothing"));
    db.putFloats("a", new double[0]);
    db.putInts("a", new long[0]);

    assertThat(db.info().sizeBytes()).isEqualTo(size);
    assertThat(values(db, "a")).hasSize(1);
  }

  @Test
  void aLargeBatchIsThereWhole() {
    WriteBatch batch = new WriteBatch();
    for (int i = 0; i < 5000; i++) {
      batch.putInt("k/" + i % 1000, i);
    }
    db.write(batch);
    reopen();

    assertThat(db.size()).isEqualTo(1000);
    assertThat(db.getInt("k/999")).hasValue(4999);
    assertThat(db.getHistoryFloats("k/7")).containsExactly(7, 1007, 2007, 3007, 4007);
  }

  @Test
  void appendReturnsPlacesThatGrow() {
    long last = -1;
    for (int i = 0; i < 100; i++) {
      long at = db.append("k" + i % 3, Atom.of((long) i));
      assertThat(at).isGreaterThan(last);
      last = at;
    }
    assertThat(db.ref("k0").orElseThrow().offset()).isEqualTo(last);
  }
}

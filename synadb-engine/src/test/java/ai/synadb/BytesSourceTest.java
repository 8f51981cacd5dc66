/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes that are written piece by piece, as one record, and mapped without being read. */
class BytesSourceTest extends DatabaseTest {
  private SynaDB db;

  @BeforeEach
  void open() {
    db = SynaDB.open(path(), DbConfig.defaults(), surroundings());
  }

  @AfterEach
  void close() {
    db.close();
  }

  private void reopen() {
    db.close();
    open();
  }

  private static BytesSource of(byte[] bytes) {
    ByteBuffer left = ByteBuffer.wrap(bytes);
    return target -> {
      int n = target.remaining();
      target.put(left.slice().limit(n));
      left.position(left.position() + n);
    };
  }

  @ParameterizedTest
  @ValueSource(
      ints = {0, 1, 4095, 4096, 65_535, 65_536, 65_537, 200_000, 1_048_575, 1_048_576, 9_000_000})
  void valuesOfEveryLengthAreOneRecordAndReadBackInEveryWay(int length) throws IOException {
    byte[] want = randomBytes(length, length);
    db.putText("k", "before");
    db.putBytes("k", length, of(want));
    db.putInt("after", 1);

    for (int round = 0; round < 3; round++) {
      assertThat(db.getBytes("k").orElseThrow()).isEqualTo(want);
      assertThat(values(db, "k")).containsExactly(Atom.of("before"), Atom.of(want));
      assertThat(db.getInt("after")).hasValue(1);
      for (BytesLease lease : new BytesLease[] {db.mapBytes("k"), db.mapBytesCopyOnWrite("k")}) {
        byte[] found = new byte[length];
        lease.buffer().get(found);
        assertThat(found).isEqualTo(want);
        assertThat(length < 4096 || lease.buffer().alignmentOffset(0, 64) == 0).isTrue();
        lease.verify();
        lease.close();
      }
      assertThat(db.verify(ProgressListener.none()).problems()).isEmpty();
      if (round == 0) {
        reopen();
      } else {
        db.compact(ProgressListener.none());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 65_535, 65_536, 65_537, 1_048_576, 1_500_000})
  void aSourceIsToldTheChecksumOfEachPiece(int length) throws IOException {
    byte[] want = randomBytes(length, length);
    List<Integer> told = new ArrayList<>();
    List<Integer> sums = new ArrayList<>();
    BytesSource bytes = of(want);
    db.putBytes(
        "k",
        length,
        new BytesSource() {
          @Override
          public void read(ByteBuffer target) throws IOException {
            assertThat(told).hasSameSizeAs(sums);
            CRC32C crc = new CRC32C();
            ByteBuffer piece = target.duplicate();
            bytes.read(target);
            crc.update(piece);
            sums.add((int) crc.getValue());
          }

          @Override
          public void checksum(int crc32c) {
            told.add(crc32c);
          }
        });
    assertThat(told).isEqualTo(sums).hasSize((length + 65_535) / 65_536);
    assertThat(db.verify(ProgressListener.none()).problems()).isEmpty();
  }

  @Test
  void aSourceThatFailsLeavesTheLogAsItWas() throws IOException {
    db.putText("k", "before");
    db.flush();
    for (int after : new int[] {0, 1, 3}) {
      int[] calls = {0};
      BytesSource failing =
          target -> {
            if (calls[0]++ == after) {
              throw new IOException("on purpose");
            }
            target.position(target.limit());
          };
      assertThatThrownBy(() -> db.putBytes("k", 300_000, failing))
          .isInstanceOf(IOException.class)
          .hasMessage("on purpose");
      calls[0] = 0;
      assertThatThrownBy(() -> db.putBytes("k", 3_000_000, failing))
          .isInstanceOf(IOException.class)
          .hasMessage("on purpose");
    }
    assertThatThrownBy(() -> db.putBytes("k", 10, target -> target.put((byte) 1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("The source left 9 of 10 bytes unfilled");
    assertThatThrownBy(
            () ->
                db.putBytes(
                    "k",
                    10,
                    target -> {
                      throw new ArithmeticException();
                    }))
        .isInstanceOf(ArithmeticException.class);

    assertThat(db.info().sizeBytes()).isLessThan(2000);
    assertThat(db.getText("k")).contains("before");
    db.putBytes("k", 3_000_000, of(randomBytes(1, 3_000_000)));
    db.putInt("after", 1);
    reopen();
    assertThat(db.getBytes("k").orElseThrow()).isEqualTo(randomBytes(1, 3_000_000));
    assertThat(values(db, "k")).hasSize(2);
    assertThat(db.getInt("after")).hasValue(1);
    assertThat(db.verify(ProgressListener.none()).problems()).isEmpty();
  }

  @Test
  void aSourceMustNotWrite() throws IOException {
    assertThatThrownBy(
            () ->
                db.putBytes(
                    "k",
                    10,
                    target -> {
                      db.putInt("x", 1);
                    }))
        .isInstanceOf(IllegalStateException.class);
    assertThat(db.exists("k")).isFalse();
    assertThat(db.exists("x")).isFalse();
    db.putInt("x", 2);
    assertThat(db.getInt("x")).hasValue(2);
  }

  @Test
  void aSourceOfMuchMustNotWriteEither() throws IOException {
    assertThatThrownBy(() -> db.putBytes("k", 2_000_000, target -> db.putInt("x", 1)))
        .isInstanceOf(IllegalStateException.class);
    assertThat(db.exists("k")).isFalse();
    assertThat(db.exists("x")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 2_000_000, 9_000_000})
  void aReaderSeesItAfterAFlushWithNothingBehindIt(int length) throws IOException {
    db.putInt("before", 1);
    db.flush();
    DbConfig reading = DbConfig.of(OpenMode.READ_ONLY);
    try (SynaDB reader = SynaDB.open(path(), reading, surroundings())) {
      assertThat(reader.exists("k")).isFalse();
      db.putBytes("k", length, of(randomBytes(1, length)));
      db.flush();
      assertThat(reader.getBytes("k").orElseThrow()).isEqualTo(randomBytes(1, length));
      db.putBytes("k", randomBytes(2, length)); // from an array
      db.flush();
      assertThat(reader.getBytes("k").orElseThrow()).isEqualTo(randomBytes(2, length));
    }
  }

  @Test
  void aListenerIsRefusedIt() throws Exception {
    List<Throwable> refused = new ArrayList<>();
    AutoCloseable listening =
        db.onCommit(
            commit -> {
              for (int length : new int[] {10, 2_000_000}) {
                try {
                  db.putBytes("k", length, of(new byte[length]));
                } catch (IllegalStateException | IOException e) {
                  refused.add(e);
                }
              }
            });
    db.putInt("x", 1);
    listening.close();
    assertThat(refused).hasSize(2).allMatch(e -> e instanceof IllegalStateException);
    assertThat(db.exists("k")).isFalse();
  }

  @Test
  void lengthsOutOfBoundsAreRefused() {
    assertThatThrownBy(() -> db.putBytes("k", -1, target -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("A length is 0 or more, not -1");
    assertThatThrownBy(() -> db.putBytes("k", 999_999_001L, target -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("999999001");
  }

  @Test
  void mappingsOfEveryVersionAreFound() throws IOException {
    long[] positions = new long[4];
    for (int i = 0; i < positions.length; i++) {
      now += 10;
      db.putBytes("k", 100_000 + i, of(randomBytes(i, 100_000 + i)));
      positions[i] = db.position();
    }
    for (int i = 0; i < positions.length; i++) {
      try (Snapshot s = db.asOf(positions[i]);
          BytesLease lease = s.mapBytes("k")) {
        byte[] found = new byte[(int) lease.size()];
        lease.buffer().get(found);
        assertThat(found).isEqualTo(randomBytes(i, 100_000 + i));
      }
    }
    db.delete("k");
    assertThatThrownBy(() -> db.mapBytes("k"))
        .isInstanceOf(ai.synadb.error.KeyNotFoundException.class);
  }

  @Test
  void mappingDoesNotReadAndVerifyingDoes() throws IOException {
    byte[] want = randomBytes(5, 300_000);
    db.putBytes("k", 300_000, of(want));
    db.putInt("after", 1);
    db.close();
    byte[] file = java.nio.file.Files.readAllBytes(path());
    int at = 0;
    while (!Arrays.equals(file, at, at + 32, want, 0, 32)) {
      at++;
    }
    open(); // by the checkpoint: the file is not scanned
    try (java.nio.channels.SeekableByteChannel c =
        java.nio.file.Files.newByteChannel(path(), java.nio.file.StandardOpenOption.WRITE)) {
      c.position(at + 200_000).write(ByteBuffer.wrap(new byte[] {(byte) ~want[200_000]}));
    }
    try (BytesLease lease = db.mapBytes("k")) {
      assertThat(lease.buffer().get(200_000)).isEqualTo((byte) ~want[200_000]);
      assertThatThrownBy(lease::verify).isInstanceOf(ai.synadb.error.CorruptRecordException.class);
    }
    assertThatThrownBy(() -> db.getBytes("k"))
        .isInstanceOf(ai.synadb.error.CorruptRecordException.class);
  }
}

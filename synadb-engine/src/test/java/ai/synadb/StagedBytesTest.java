/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.synadb.error.ConflictException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes that are stored before a batch gives them a key. */
class StagedBytesTest extends DatabaseTest {
  private static final int PART = 16 << 10;
  private SynaDB db;

  @BeforeEach
  void open() {
    db = open(DbConfig.defaults());
  }

  private SynaDB open(DbConfig config) {
    return SynaDB.open(path(), config, surroundings(PART));
  }

  @AfterEach
  void close() {
    db.close();
  }

  private static InputStream stream(byte[] bytes) {
    return new ByteArrayInputStream(bytes);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, PART - 1, PART, PART + 1, 3 * PART, 3 * PART + 1, 300_000})
  void bytesOfEveryLengthComeIntoTheBatchWhole(int length) throws IOException {
    byte[] want = randomBytes(length, length);
    try (StagedBytes staged = db.stageBytes(stream(want))) {
      assertThat(staged.size()).isEqualTo(length);
      assertThat(db.keys()).isEmpty();
      db.write(new WriteBatch().putBytes("k", staged).putText("about", "it"));
    }
    db.putBytes("stream", stream(want));

    for (int round = 0; round < 3; round++) {
      assertThat(db.getBytes("k").orElseThrow()).isEqualTo(want);
      assertThat(db.getBytes("stream").orElseThrow()).isEqualTo(want);
      assertThat(db.keys()).containsExactly("about", "k", "stream");
      if (round == 0) {
        db.close();
        db = open(DbConfig.defaults());
      } else {
        db.compact(ProgressListener.none());
      }
    }
    assertThat(db.verify(ProgressListener.none()).problems()).isEmpty();
  }

  @Test
  void aCompactionKeepsWhatWaitsAndDropsWhatNobodyTook() throws IOException {
    byte[] want = randomBytes(1, 5 * PART);
    StagedBytes dropped = db.stageBytes(stream(randomBytes(2, 20 * PART)));
    try (StagedBytes staged = db.stageBytes(stream(want))) {
      dropped.close();
      db.compact(ProgressListener.none());
      db.write(new WriteBatch().putBytes("k", staged));
    }
    db.compact(ProgressListener.none());

    assertThat(db.getBytes("k").orElseThrow()).isEqualTo(want);
    assertThat(db.info().sizeBytes()).isLessThan(7 * PART);
  }

  @Test
  void aStreamThatFailsLeavesNothing() throws IOException {
    InputStream broken =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("on purpose");
          }
        };
    assertThatThrownBy(
            () -> db.stageBytes(new SequenceInputStream(stream(new byte[3 * PART]), broken)))
        .isInstanceOf(IOException.class)
        .hasMessage("on purpose");
    assertThatThrownBy(
            () -> db.putBytes("k", new SequenceInputStream(stream(new byte[10]), broken)))
        .isInstanceOf(IOException.class);

    assertThat(db.keys()).isEmpty();
    db.compact(ProgressListener.none());
    assertThat(db.info().sizeBytes()).isLessThan(PART);
  }

  @Test
  void closedOrForeignBytesAreRefusedAndNothingIsWritten() throws IOException {
    StagedBytes closed = db.stageBytes(stream(new byte[2 * PART]));
    closed.close();
    closed.close();
    assertThatThrownBy(() -> db.write(new WriteBatch().putInt("a", 1).putBytes("k", closed)))
        .isInstanceOf(IllegalStateException.class);
    try (SynaDB other =
            SynaDB.open(dir.resolve("other.db"), DbConfig.defaults(), surroundings(PART));
        StagedBytes foreign = other.stageBytes(stream(new byte[2 * PART]))) {
      assertThatThrownBy(() -> db.write(new WriteBatch().putInt("a", 1).putBytes("k", foreign)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("other.db");
    }
    assertThat(db.keys()).isEmpty();
  }

  @Test
  void aConflictLeavesThemForTheNextTry() throws IOException {
    byte[] want = randomBytes(3, 3 * PART);
    db.putInt("taken", 1);
    try (StagedBytes staged = db.stageBytes(stream(want))) {
      assertThatThrownBy(
              () -> db.write(new WriteBatch().expectAbsent("taken").putBytes("taken", staged)))
          .isInstanceOf(ConflictException.class);
      db.write(new WriteBatch().expectAbsent("free").putBytes("free", staged));
    }
    assertThat(db.getBytes("free").orElseThrow()).isEqualTo(want);
    assertThat(db.getInt("taken")).hasValue(1);
  }

  @Test
  void largePartsAreReadBackAndListenersHearOfTheKeyOnly() throws Exception {
    byte[] want = randomBytes(5, (16 << 20) + 5);
    List<String> heard = new ArrayList<>();
    Path file = dir.resolve("large.db");
    try (SynaDB large = SynaDB.open(file);
        AutoCloseable listener =
            large.onCommit(c -> c.entries().forEach(e -> heard.add(e.key())))) {
      large.putBytes("k", stream(want));
      assertThat(large.keys()).containsExactly("k");
    }
    try (SynaDB large = SynaDB.open(file)) {
      assertThat(Arrays.equals(large.getBytes("k").orElseThrow(), want)).isTrue();
      assertThat(large.verify(ProgressListener.none()).problems()).isEmpty();
    }
    assertThat(heard).containsExactly("k");
  }

  @Test
  void forTheOriginalTheyAreOneRecord() throws IOException {
    db.close();
    db = open(DbConfig.builder().originalCompatible(true).build());
    byte[] want = randomBytes(4, 5 * PART);
    db.putBytes("k", stream(want));

    assertThat(db.getBytes("k").orElseThrow()).isEqualTo(want);
    try (BytesLease lease = db.mapBytes("k")) {
      assertThat(lease.buffers()).hasSize(1);
    }
  }
}

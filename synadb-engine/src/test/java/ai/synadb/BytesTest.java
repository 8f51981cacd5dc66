/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes values: streams, parts, channels, leases, alignment. */
class BytesTest extends DatabaseTest {
  private static final int PART = 16 << 10;
  private SynaDB db;

  @BeforeEach
  void open() {
    db = SynaDB.open(path(), DbConfig.defaults(), surroundings(PART));
  }

  @AfterEach
  void close() {
    db.close();
  }

  private void reopen() {
    db.close();
    db = SynaDB.open(path(), DbConfig.defaults(), surroundings(PART));
  }

  @Test
  void theTypeOfAValueIsToldForAnyStateAndSize() throws IOException {
    byte[] parts = new byte[3 * PART];
    db.putFloat("float", 1);
    db.putInt("int", 1);
    db.putText("text", "x");
    db.append("null", Atom.ofNull());
    db.putVector("vector", new float[3]);
    db.putBytes("short", new byte[3]);
    db.putBytes("long", new byte[100_000]);
    db.putBytes("parts", new java.io.ByteArrayInputStream(parts));
    for (int i = 0; i < 2; i++) {
      for (String key : db.keys()) {
        assertThat(db.typeOf(key)).as(key).isEqualTo(db.get(key).map(Atom::type));
      }
      assertThat(db.typeOf("nothing")).isEmpty();
      reopen();
    }
    try (Snapshot before = db.snapshot()) {
      db.delete("long");
      db.putBytes("int", new byte[100_000]);
      assertThat(db.typeOf("long")).isEmpty();
      assertThat(db.typeOf("int")).contains(AtomType.BYTES);
      assertThat(before.typeOf("long")).contains(AtomType.BYTES);
      assertThat(before.typeOf("int")).contains(AtomType.INT);
    }
  }

  private static byte[] bytesOf(BytesLease lease) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (ByteBuffer b : lease.buffers()) {
      byte[] piece = new byte[b.remaining()];
      b.get(piece);
      out.writeBytes(piece);
    }
    return out.toByteArray();
  }

  private static byte[] bytesOf(SeekableByteChannel channel) throws IOException {
    ByteBuffer all = ByteBuffer.allocate((int) (channel.size() - channel.position()));
    while (all.hasRemaining() && channel.read(all) >= 0) {}
    return Arrays.copyOf(all.array(), all.position());
  }

  @ParameterizedTest
  @ValueSource(
      ints = {0, 1, 100, 4095, 4096, PART - 1, PART, PART + 1, 3 * PART, 3 * PART + 1, 300_000})
  void streamsOfEveryLengthReadBackInEveryWay(int length) throws IOException {
    byte[] want = randomBytes(length, length);
    db.putBytes("k", new ByteArrayInputStream(want), length);

    for (int round = 0; round < 4; round++) {
      assertThat(db.getBytes("k").orElseThrow()).isEqualTo(want);
      assertThat(db.get("k")).contains(Atom.of(want));
      assertThat(values(db, "k")).containsExactly(Atom.of(want));
      try (SeekableByteChannel c = db.openBytes("k")) {
        assertThat(c.size()).isEqualTo(length);
        assertThat(bytesOf(c)).isEqualTo(want);
        c.position(length / 2);
        assertThat(bytesOf(c)).isEqualTo(Arrays.copyOfRange(want, length / 2, length));
      }
      try (BytesLease lease = db.mapBytes("k")) {
        assertThat(lease.size()).isEqualTo(length);
        assertThat(bytesOf(lease)).isEqualTo(want);
        lease.verify();
      }
      assertThat(db.keys()).containsExactly("k");
      if (round == 0) {
        reopen();
      } else if (round == 1) {
        db.compact(ProgressListener.none());
      } else {
        db.checkpoint();
        reopen();
      }
    }
    assertThat(db.verify(ProgressListener.none()).problems()).isEmpty();
  }

  @Test
  void aStreamIsReadNoFurtherThanItsLength() throws IOException {
    InputStream in = new ByteArrayInputStream(randomBytes(1, 3 * PART));
    db.putBytes("a", in, PART + 5);
    db.putBytes("b", in, 10);

    assertThat(db.getBytes("a").orElseThrow())
        .isEqualTo(Arrays.copyOf(randomBytes(1, 3 * PART), PART + 5));
    assertThat(db.getBytes("b").orElseThrow())
        .isEqualTo(Arrays.copyOfRange(randomBytes(1, 3 * PART), PART + 5, PART + 15));
  }

  @Test
  void aStreamThatEndsEarlyLeavesTheKeyAsItWas() throws IOException {
    db.putText("k", "before");

    for (int have : new int[] {0, 5, PART, 2 * PART + 1}) {
      InputStream in = new ByteArrayInputStream(new byte[have]);
      assertThatThrownBy(() -> db.putBytes("k", in, have + 1L)).isInstanceOf(EOFException.class);
    }
    assertThat(db.getText("k")).contains("before");
    assertThat(values(db, "k")).hasSize(1);
    long before = db.info().sizeBytes();
    db.compact(ProgressListener.none());
    assertThat(db.info().sizeBytes()).isLessThan(before - 2 * PART);
    reopen();
    assertThat(db.getText("k")).contains("before");
  }

  /** A file that somebody else appends to, read while he does: it has an end, and then goes on. */
  private static InputStream growing(byte[] first, byte[] more) {
    ByteArrayInputStream before = new ByteArrayInputStream(first);
    ByteArrayInputStream behind = new ByteArrayInputStream(more);
    return new InputStream() {
      private boolean hasEnded;

      @Override
      public int read() {
        throw new AssertionError("nobody reads single bytes");
      }

      @Override
      public int read(byte[] target, int at, int length) {
        if (length > 0 && !hasEnded && before.available() == 0) {
          hasEnded = true;
          return -1;
        }
        return hasEnded ? behind.read(target, at, length) : before.read(target, at, length);
      }
    };
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 5, PART - 5, PART, PART + 5, 2 * PART, 3 * PART - 5})
  void whereAStreamHasEndedItDoesNotGoOn(int have) throws IOException {
    byte[] want = randomBytes(have, have);
    byte[] more = randomBytes(1, 2 * PART);
    db.putBytes("k", growing(want, more));

    assertThat(db.getBytes("k").orElseThrow()).isEqualTo(want);
    for (int length : new int[] {have + 1, have + PART, have + 2 * PART}) {
      assertThatThrownBy(() -> db.putBytes("k", growing(want, more), length))
          .isInstanceOf(EOFException.class)
          .hasMessage("The stream ended after " + have + " of " + length + " bytes");
    }
    assertThat(db.getBytes("k").orElseThrow()).isEqualTo(want);
    assertThat(db.verify(ProgressListener.none()).problems()).isEmpty();
  }

  @Test
  void aStreamThatFailsLeavesTheKeyAsItWas() {
    InputStream in =
        new InputStream() {
          private int left = 2 * PART;

          @Override
          public int read() throws IOException {
            if (left-- == 0) {
              throw new IOException("on purpose");
            }
            return 7;
          }

          @Override
          public int read(byte[] target, int at, int length) throws IOException {
            if (length > 0) {
              target[at] = (byte) read();
            }
            return Math.min(length, 1);
          }
        };

    assertThatThrownBy(() -> db.putBytes("k", in, 5L * PART))
        .isInstanceOf(IOException.class)
        .hasMessage("on purpose");
    assertThat(db.exists("k")).isFalse();
    db.putInt("k", 1);
    assertThat(db.getInt("k")).hasValue(1);
  }

  @Test
  void partsOfOldVersionsStayWithTheHistory() throws IOException {
    for (int i = 0; i < 3; i++) {
      db.putBytes("k", new ByteArrayInputStream(randomBytes(i, 2 * PART + i)), 2L * PART + i);
    }
    db.compact(CompactionPolicy.keepLast(2), ProgressListener.none());

    assertThat(values(db, "k"))
        .containsExactly(
            Atom.of(randomBytes(1, 2 * PART + 1)), Atom.of(randomBytes(2, 2 * PART + 2)));
    db.compact(CompactionPolicy.latestOnly(), ProgressListener.none());
    assertThat(db.info().sizeBytes()).isLessThan(3 * PART);
    assertThat(db.getBytes("k").orElseThrow()).isEqualTo(randomBytes(2, 2 * PART + 2));
  }

  @Test
  void payloadsBeginOnA64ByteBoundary() throws IOException {
    byte[] marker = randomBytes(77, 4096);
    for (int i = 0; i < 50; i++) {
      db.putText("t", "x".repeat(i));
      db.putBytes("key" + "y".repeat(i * 3), marker);
      db.write(new WriteBatch().putBytes("b" + i, marker).putInt("i", i).putBytes("c" + i, marker));
    }
    for (int round = 0; round < 2; round++) {
      db.flush();
      byte[] file = Files.readAllBytes(path());
      int found = 0;
      for (int at = 0; at + 4096 <= file.length; at++) {
        if (file[at] == marker[0] && Arrays.equals(file, at, at + 4096, marker, 0, 4096)) {
          assertThat(at % 64).as("at 0x%x", at).isZero();
          found++;
        }
      }
      assertThat(found).isEqualTo(150);
      db.compact(ProgressListener.none());
    }
    assertThat(db.size()).isEqualTo(152);
  }

  @Test
  void leasesAreMappingsOnceTheBytesAreInTheFile() {
    byte[] want = randomBytes(3, 100_000);
    db.putBytes("k", want);
    reopen();
    try (BytesLease lease = db.mapBytes("k")) {
      assertThat(lease.zeroCopy()).isTrue();
      ByteBuffer b = lease.buffer();
      assertThat(b.isDirect()).isTrue();
      assertThat(b.order()).isEqualTo(ByteOrder.nativeOrder());
      assertThat(b.alignmentOffset(0, 64)).isZero();
      assertThat(b.isReadOnly()).isTrue();
      assertThat(b.remaining()).isEqualTo(100_000);
    }
  }

  @Test
  void leasesOutliveCompactionOverwritingAndClose() {
    byte[] want = randomBytes(3, 100_000);
    db.putBytes("k", want);
    BytesLease fresh = db.mapBytes("k");
    reopen();
    BytesLease read = db.mapBytes("k");
    BytesLease write = db.mapBytesCopyOnWrite("k");
    assertThat(db.stats().openLeases()).isEqualTo(2);
    db.putBytes("k", new byte[50]);
    db.delete("k");
    db.compact(CompactionPolicy.latestOnly(), ProgressListener.none());
    db.close();

    for (BytesLease lease : List.of(fresh, read, write)) {
      assertThat(bytesOf(lease)).isEqualTo(want);
      lease.verify();
      lease.close();
      lease.close();
      assertThatThrownBy(lease::buffer).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(lease::buffers).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void copyOnWriteNeverReachesTheFile() throws IOException {
    byte[] want = randomBytes(3, 100_000);
    db.putBytes("k", want);
    reopen();
    try (BytesLease lease = db.mapBytesCopyOnWrite("k")) {
      ByteBuffer b = lease.buffer();
      b.put(0, (byte) ~want[0]);
      b.put(99_999, (byte) ~want[99_999]);
      assertThat(b.get(0)).isEqualTo((byte) ~want[0]);
      assertThat(db.getBytes("k").orElseThrow()).isEqualTo(want);
    }
    db.sync();
    reopen();
    assertThat(db.getBytes("k").orElseThrow()).isEqualTo(want);
    try (SynaDB reader = SynaDB.open(path(), readOnly());
        BytesLease lease = reader.mapBytesCopyOnWrite("k")) {
      lease.buffer().put(5, (byte) ~want[5]);
      assertThat(reader.getBytes("k").orElseThrow()).isEqualTo(want);
    }
  }

  @Test
  void leasesAreCountedUntilTheyClose() {
    db.putBytes("k", new byte[10]);
    BytesLease a = db.mapBytes("k");
    BytesLease b = db.mapBytes("k");
    assertThat(db.stats().openLeases()).isEqualTo(2);
    a.close();
    a.close();
    assertThat(db.stats().openLeases()).isEqualTo(1);
    b.close();
    assertThat(db.stats().openLeases()).isZero();
  }

  @Test
  void aLeaseOfPartsHasOneBufferForEach() throws IOException {
    db.putBytes("k", new ByteArrayInputStream(randomBytes(1, 3 * PART)), 3L * PART);
    try (BytesLease lease = db.mapBytes("k")) {
      assertThat(lease.buffers()).hasSize(3);
      assertThatThrownBy(lease::buffer).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void channelsSeekReadAndRefuseToWrite() throws IOException {
    byte[] want = randomBytes(9, 3 * PART + 100);
    db.putBytes("k", new ByteArrayInputStream(want), want.length);
    SeekableByteChannel c = db.openBytes("k");
    ByteBuffer ten = ByteBuffer.allocate(10);
    c.position(PART - 5);
    c.read(ten);
    assertThat(ten.array()).isEqualTo(Arrays.copyOfRange(want, PART - 5, PART + 5));
    assertThat(c.position()).isEqualTo(PART + 5);
    c.position(want.length);
    assertThat(c.read(ten.clear())).isEqualTo(-1);
    c.position(want.length + 1000L);
    assertThat(c.read(ten.clear())).isEqualTo(-1);
    assertThatThrownBy(() -> c.position(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> c.write(ten)).isInstanceOf(NonWritableChannelException.class);
    assertThatThrownBy(() -> c.truncate(1)).isInstanceOf(NonWritableChannelException.class);
    assertThat(c.isOpen()).isTrue();
    c.close();
    c.close();
    assertThat(c.isOpen()).isFalse();
    assertThatThrownBy(() -> c.read(ten)).isInstanceOf(ClosedChannelException.class);
    assertThatThrownBy(c::size).isInstanceOf(ClosedChannelException.class);
  }

  @Test
  void aChannelKeepsItsVersionAcrossCompaction() throws IOException {
    byte[] want = randomBytes(9, 3 * PART);
    db.putBytes("k", new ByteArrayInputStream(want), want.length);
    SeekableByteChannel c = db.openBytes("k");
    c.position(PART);
    db.putBytes("k", new byte[3]);
    db.compact(CompactionPolicy.latestOnly(), ProgressListener.none());

    assertThat(bytesOf(c)).isEqualTo(Arrays.copyOfRange(want, PART, 3 * PART));
  }

  @Test
  void valuesPastTheBufferOfWritesAreWhole() {
    byte[] large = randomBytes(1, 20 << 20);
    db.putBytes("a", large);
    db.putInt("i", 1);
    db.write(new WriteBatch().putBytes("b", Arrays.copyOf(large, 9 << 20)).putInt("i", 2));
    for (int round = 0; round < 2; round++) {
      assertThat(Arrays.equals(db.getBytes("a").orElseThrow(), large)).isTrue();
      assertThat(db.getBytes("b").orElseThrow()).hasSize(9 << 20);
      assertThat(db.getInt("i")).hasValue(2);
      reopen();
    }
    assertThat(db.verify(ProgressListener.none()).problems()).isEmpty();
  }

  @Test
  void aGetOfMoreThanTheLimitSaysWhatToUse() throws IOException {
    db.close();
    db = SynaDB.open(path(), DbConfig.builder().maxValueBytes(1000).build(), surroundings(PART));
    db.putBytes("k", new ByteArrayInputStream(new byte[3 * PART]), 3L * PART);

    assertThatThrownBy(() -> db.getBytes("k"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("openBytes");
    try (SeekableByteChannel c = db.openBytes("k")) {
      assertThat(bytesOf(c)).hasSize(3 * PART);
    }
    assertThatThrownBy(() -> db.putBytes("k", new byte[1001]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1001");
    assertThatThrownBy(() -> db.putText("k", "x".repeat(1001)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> db.write(new WriteBatch().putInt("i", 1).putBytes("k", new byte[1001])))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(db.exists("i")).isFalse();
    db.putBytes("k", new byte[1000]);
    assertThat(db.getBytes("k").orElseThrow()).hasSize(1000);
  }
}

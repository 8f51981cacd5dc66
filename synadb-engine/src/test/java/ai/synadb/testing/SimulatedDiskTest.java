/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.testing;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.synadb.internal.io.Storage;
import ai.synadb.internal.io.Storage.Access;
import ai.synadb.internal.io.Storage.Kind;
import ai.synadb.internal.io.StorageFile;
import ai.synadb.internal.io.StorageFile.MapMode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class SimulatedDiskTest {
  private static final int SECTOR = 512;

  private final SimulatedDisk disk = new SimulatedDisk();

  private StorageFile open(String name) throws IOException {
    return disk.open(disk.path(name), Access.READ_WRITE);
  }

  private StorageFile durableFile(String name, byte[] contents) throws IOException {
    StorageFile f = open(name);
    f.write(0, contents, 0, contents.length);
    f.sync();
    disk.syncDirectory(disk.root());
    return f;
  }

  private static void write(StorageFile f, long at, byte[] bytes) throws IOException {
    f.write(at, bytes, 0, bytes.length);
  }

  private static byte[] filled(int length, int value) {
    byte[] b = new byte[length];
    Arrays.fill(b, (byte) value);
    return b;
  }

  private static byte[] ascii(String s) {
    return s.getBytes(US_ASCII);
  }

  // ---- as a disk

  @Test
  void readsWhatWasWritten() throws IOException {
    StorageFile f = open("a");
    write(f, 3, ascii("xyz"));
    f.write(6, ByteBuffer.wrap(ascii("!")));

    byte[] b = new byte[10];
    int n = f.read(0, b, 1, 9);

    assertThat(n).isEqualTo(7);
    assertThat(b).isEqualTo(new byte[] {0, 0, 0, 0, 'x', 'y', 'z', '!', 0, 0});
    assertThat(f.length()).isEqualTo(7);
  }

  @Test
  void readsNothingBehindTheEnd() throws IOException {
    StorageFile f = durableFile("a", ascii("abc"));

    assertThat(f.read(3, new byte[1], 0, 1)).isZero();
    assertThat(f.read(99, new byte[1], 0, 1)).isZero();
  }

  @Test
  void readsZerosWhereATruncatedFileGrowsAgain() throws IOException {
    StorageFile f = durableFile("a", ascii("abcdef"));
    f.truncate(2);
    write(f, 4, ascii("e"));

    assertThat(disk.contents("a")).isEqualTo(new byte[] {'a', 'b', 0, 0, 'e'});
  }

  @Test
  void opensAsAsked() throws IOException {
    assertThatThrownBy(() -> disk.open(disk.path("a"), Access.READ))
        .isInstanceOf(NoSuchFileException.class);
    disk.open(disk.path("a"), Access.CREATE_NEW).close();
    assertThatThrownBy(() -> disk.open(disk.path("a"), Access.CREATE_NEW))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThatThrownBy(() -> disk.open(disk.path("no/a"), Access.READ_WRITE))
        .isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> disk.open(disk.root(), Access.READ)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> write(disk.open(disk.path("a"), Access.READ), 0, new byte[1]))
        .isInstanceOf(IOException.class);
  }

  @Test
  void knowsKindsAndIdentities() throws IOException {
    StorageFile a = open("a");

    assertThat(disk.kind(disk.root())).isEqualTo(Kind.DIRECTORY);
    assertThat(disk.kind(disk.path("a"))).isEqualTo(Kind.FILE);
    assertThat(disk.kind(disk.path("b"))).isEqualTo(Kind.ABSENT);
    assertThat(disk.identity(disk.path("a"))).isEqualTo(a.identity());
    assertThat(disk.identity(disk.path("b"))).isNull();
    assertThat(disk.canonical(java.nio.file.Path.of("/elsewhere/a"))).isEqualTo(disk.path("a"));
  }

  @Test
  void keepsARenamedFileOpen() throws IOException {
    StorageFile a = durableFile("a", ascii("old"));
    StorageFile b = open("b");
    write(b, 0, ascii("new"));
    disk.rename(disk.path("b"), disk.path("a"));

    byte[] old = new byte[3];
    a.read(0, old, 0, 3);

    assertThat(old).isEqualTo(ascii("old"));
    assertThat(disk.contents("a")).isEqualTo(ascii("new"));
    assertThat(disk.identity(disk.path("a"))).isEqualTo(b.identity()).isNotEqualTo(a.identity());
    assertThat(disk.names()).containsExactly("a");
  }

  @Test
  void mapsCopiesOfRangesInsideTheFile() throws IOException {
    StorageFile f = durableFile("a", ascii("abcdef"));

    ByteBuffer readOnly = f.map(2, 3, MapMode.READ_ONLY);
    ByteBuffer copyOnWrite = f.map(0, 6, MapMode.PRIVATE);
    copyOnWrite.put(0, (byte) 'X');

    assertThat(readOnly.isReadOnly()).isTrue();
    assertThat(readOnly).isEqualTo(ByteBuffer.wrap(ascii("cde")));
    assertThat(disk.contents("a")).isEqualTo(ascii("abcdef"));
    assertThatThrownBy(() -> f.map(4, 3, MapMode.READ_ONLY)).isInstanceOf(IOException.class);
  }

  @Test
  void givesALockToOneHolderAtATime() throws Exception {
    Storage.Lock first = disk.tryLock(disk.path("a.lock"));

    assertThat(first).isNotNull();
    assertThat(disk.tryLock(disk.path("a.lock"))).isNull();
    first.close();
    assertThat(disk.tryLock(disk.path("a.lock"))).isNotNull();
  }

  @Test
  void sharesTheLockPage() throws Exception {
    assertThat(disk.mapLockPage(disk.path("a.lock"), 8)).isNull();
    ByteBuffer mine = disk.tryLock(disk.path("a.lock")).page(64);
    ByteBuffer theirs = disk.mapLockPage(disk.path("a.lock"), 64);

    mine.putLong(8, 42);

    assertThat(theirs.getLong(8)).isEqualTo(42);
    assertThat(theirs.isReadOnly()).isTrue();
    assertThat(disk.mapLockPage(disk.path("a.lock"), 65)).isNull();
  }

  // ---- power cuts

  @Test
  void keepsWhatWasSynced() throws IOException {
    durableFile("a", ascii("durable"));

    for (long seed = 0; seed < 100; seed++) {
      assertThat(disk.crash(PowerCut.random(seed)).contents("a")).isEqualTo(ascii("durable"));
    }
    assertThat(disk.crashPoint().isSettled()).isTrue();
  }

  @Test
  void losesWhatWasNotSynced() throws IOException {
    StorageFile f = durableFile("a", ascii("durable"));
    write(f, 0, ascii("DU"));
    write(f, 7, ascii(" and more"));

    assertThat(disk.crash(PowerCut.nothing()).contents("a")).isEqualTo(ascii("durable"));
    assertThat(disk.crash(PowerCut.everything()).contents("a"))
        .isEqualTo(ascii("DUrable and more"));
  }

  @Test
  void losesAFileWhoseDirectoryWasNotSynced() throws IOException {
    StorageFile f = open("a");
    write(f, 0, ascii("bytes"));
    f.sync();

    assertThat(disk.crash(PowerCut.nothing()).names()).isEmpty();
    assertThat(disk.crash(PowerCut.everything()).contents("a")).isEqualTo(ascii("bytes"));
  }

  @Test
  void mayRenameBeforeTheBytesAreThere() throws IOException {
    durableFile("a", ascii("old"));
    StorageFile b = open("b");
    write(b, 0, ascii("new"));
    disk.rename(disk.path("b"), disk.path("a"));

    Set<String> found = new HashSet<>();
    for (long seed = 0; seed < 500; seed++) {
      found.add(new String(disk.crash(PowerCut.random(seed)).contents("a"), US_ASCII));
    }

    assertThat(found).contains("old", "new", "", "\0\0\0");
  }

  @Test
  void renamesAtomically() throws IOException {
    durableFile("a", ascii("old"));
    StorageFile b = open("b");
    write(b, 0, ascii("new"));
    b.sync();
    disk.rename(disk.path("b"), disk.path("a"));

    Set<String> found = new HashSet<>();
    for (long seed = 0; seed < 500; seed++) {
      SimulatedDisk d = disk.crash(PowerCut.random(seed));
      found.add(d.names() + new String(d.contents("a"), US_ASCII));
    }

    assertThat(found).containsExactlyInAnyOrder("[a]old", "[a, b]old", "[a]new");
  }

  @Test
  void mayUndoADeletion() throws IOException {
    durableFile("a", ascii("x"));
    disk.delete(disk.path("a"));
    disk.delete(disk.path("never there"));

    assertThat(disk.crash(PowerCut.nothing()).names()).containsExactly("a");
    assertThat(disk.crash(PowerCut.everything()).names()).isEmpty();
  }

  @Test
  void cutsAPrefixAtEveryByte() throws IOException {
    StorageFile f = durableFile("a", filled(500, 'a'));
    write(f, 500, filled(600, 'b'));
    write(f, 1100, filled(3, 'c'));
    CrashPoint p = disk.crashPoint();

    assertThat(p.unsyncedBytes()).isEqualTo(603);
    for (int n = 0; n <= 603; n++) {
      byte[] expected = Arrays.copyOf(disk.contents("a"), 500 + n);
      assertThat(p.crash(PowerCut.prefix(n)).contents("a")).isEqualTo(expected);
    }
  }

  @Test
  void dropsOrKeepsSingleSectors() throws IOException {
    StorageFile f = durableFile("a", filled(700, 'a'));
    write(f, 700, filled(2000, 'b'));
    CrashPoint p = disk.crashPoint();

    assertThat(p.unsyncedSectors()).isEqualTo(5); // sectors 1 to 5
    byte[] allButSecond = p.crash(PowerCut.allButSector(1)).contents("a");
    byte[] onlySecond = p.crash(PowerCut.onlySector(1)).contents("a");

    byte[] expected = disk.contents("a");
    Arrays.fill(expected, 2 * SECTOR, 3 * SECTOR, (byte) 0);
    assertThat(allButSecond).isEqualTo(expected);
    expected = Arrays.copyOf(filled(700, 'a'), 2700);
    Arrays.fill(expected, 2 * SECTOR, 3 * SECTOR, (byte) 'b');
    assertThat(onlySecond).isEqualTo(expected);
  }

  @Test
  void leavesOnlyContentsThatASectorHad() throws IOException {
    StorageFile f = durableFile("a", filled(1536, 'a'));
    write(f, 0, filled(1536, 'b'));
    write(f, 512, filled(512, 'c'));
    CrashPoint p = disk.crashPoint();

    Set<String> middles = new HashSet<>();
    for (long seed = 0; seed < 3000; seed++) {
      byte[] found = p.crash(PowerCut.random(seed)).contents("a");
      assertThat(found).hasSize(1536);
      for (int s = 0; s < 3; s++) {
        String kinds = kinds(found, s * SECTOR, (s + 1) * SECTOR);
        assertThat(kinds).hasSizeLessThanOrEqualTo(2); // torn at one place at most
        assertThat(kinds).matches(s == 1 ? "[abc]+" : "[ab]+");
        if (s == 1) {
          middles.add(kinds);
        }
      }
    }
    assertThat(middles).contains("a", "b", "c", "ab", "ba", "bc", "cb");
  }

  @Test
  void leavesExactlyWhatIsAsked() throws IOException {
    StorageFile f = durableFile("a", filled(512, 'a'));
    write(f, 0, filled(1536, 'b'));
    open("b");
    open("c");
    CrashPoint p = disk.crashPoint();

    SimulatedDisk found = p.crash(PowerCut.exactly(0b101, 0b10, true));

    assertThat(found.names()).containsExactly("a", "c");
    byte[] a = found.contents("a");
    assertThat(kinds(a, 0, 512) + kinds(a, 512, 1024) + kinds(a, 1024, 1536)).isEqualTo("b\0b");
    assertThat(p.crash(PowerCut.exactly(0, 0, false)).contents("a")).isEqualTo(filled(512, 'a'));
  }

  /** The bytes of a range with repetitions left out. */
  private static String kinds(byte[] b, int from, int to) {
    StringBuilder s = new StringBuilder();
    for (int i = from; i < to; i++) {
      if (i == from || b[i] != b[i - 1]) {
        s.append((char) b[i]);
      }
    }
    return s.toString();
  }

  @Test
  void tearsAtEveryByteOfASector() throws IOException {
    StorageFile f = durableFile("a", filled(512, 'a'));
    write(f, 0, filled(512, 'b'));
    CrashPoint p = disk.crashPoint();

    Set<Integer> tears = new HashSet<>();
    for (long seed = 0; seed < 60_000; seed++) {
      byte[] found = p.crash(PowerCut.random(seed)).contents("a");
      for (int i = 1; i < found.length; i++) {
        if (found[i] != found[i - 1]) {
          tears.add(i);
        }
      }
    }

    assertThat(tears).hasSize(511);
  }

  @Test
  void leavesLengthsBetweenTheOldAndTheNew() throws IOException {
    StorageFile f = durableFile("a", filled(100, 'a'));
    write(f, 100, filled(2000, 'b'));
    f.truncate(1000);
    CrashPoint p = disk.crashPoint();

    Set<Integer> lengths = new HashSet<>();
    for (long seed = 0; seed < 5000; seed++) {
      lengths.add(p.crash(PowerCut.random(seed)).contents("a").length);
    }

    assertThat(lengths).contains(100, 1000, 2100, 512, 1024, 1536).hasSizeGreaterThan(200);
    assertThat(lengths).allMatch(n -> n >= 100 && n <= 2100);
  }

  @Test
  void fillsNewSectorsWithZerosOrBytesOfADeletedFile() throws IOException {
    durableFile("gone", filled(2048, 'x'));
    disk.delete(disk.path("gone"));
    disk.syncDirectory(disk.root());
    StorageFile f = durableFile("a", filled(512, 'a'));
    write(f, 512, filled(1024, 'b'));

    Set<Character> seen = new HashSet<>();
    for (long seed = 0; seed < 1000; seed++) {
      byte[] found = disk.crash(PowerCut.random(seed)).contents("a");
      assertThat(Arrays.copyOf(found, 512)).isEqualTo(filled(512, 'a'));
      for (int i = 512; i < found.length; i++) {
        seen.add((char) found[i]);
      }
    }

    assertThat(seen).containsExactlyInAnyOrder('b', 'x', '\0');
  }

  @Test
  void leavesTheLockPageAsItWasAtSomeMoment() throws Exception {
    ByteBuffer page = disk.tryLock(disk.path("a.lock")).page(8);
    disk.syncDirectory(disk.root());
    for (int i = 1; i <= 5; i++) {
      page.putLong(0, i);
      disk.kind(disk.path("a"));
    }
    page.putLong(0, 6);
    CrashPoint p = disk.crashPoint();
    page.putLong(0, 7);

    Set<Long> found = new HashSet<>();
    for (long seed = 0; seed < 200; seed++) {
      byte[] b = p.crash(PowerCut.random(seed)).contents("a.lock");
      found.add(b.length == 0 ? -1 : ByteBuffer.wrap(b).getLong());
    }

    assertThat(found).containsExactlyInAnyOrder(-1L, 0L, 1L, 2L, 3L, 4L, 5L, 6L);
  }

  @Test
  void keepsADurableLockPageThroughTheNextCrash() throws Exception {
    disk.tryLock(disk.path("a.lock")).page(8).putLong(0, 5);
    SimulatedDisk second = disk.crash(PowerCut.everything());

    SimulatedDisk third = second.crash(PowerCut.nothing());

    assertThat(third.contents("a.lock")).isEqualTo(new byte[] {0, 0, 0, 0, 0, 0, 0, 5});
  }

  @Test
  void isTheSameForTheSameSeed() throws IOException {
    StorageFile f = durableFile("a", filled(700, 'a'));
    write(f, 300, filled(3000, 'b'));
    CrashPoint p = disk.crashPoint();

    for (long seed = 0; seed < 50; seed++) {
      assertThat(p.crash(PowerCut.random(seed)).stateHash())
          .isEqualTo(p.crash(PowerCut.random(seed)).stateHash());
    }
  }

  @Test
  void crashesLaterAsItWasThen() throws IOException {
    StorageFile f = durableFile("a", ascii("one"));
    List<CrashPoint> points = new ArrayList<>();
    disk.onChange(points::add);
    write(f, 0, ascii("two"));
    f.sync();
    write(f, 0, ascii("three"));
    disk.rename(disk.path("a"), disk.path("b"));

    assertThat(points).hasSize(4);
    assertThat(points.get(0).crash(PowerCut.nothing()).contents("a")).isEqualTo(ascii("one"));
    assertThat(points.get(0).crash(PowerCut.everything()).contents("a")).isEqualTo(ascii("two"));
    assertThat(points.get(1).crash(PowerCut.nothing()).contents("a")).isEqualTo(ascii("two"));
    assertThat(points.get(2).crash(PowerCut.everything()).contents("a")).isEqualTo(ascii("three"));
    assertThat(points.get(3).crash(PowerCut.nothing()).contents("a")).isEqualTo(ascii("two"));
    assertThat(points.get(3).crash(PowerCut.everything()).contents("b")).isEqualTo(ascii("three"));
  }

  @Test
  void doesNotWriteThroughToTheDiskThatItCameFrom() throws IOException {
    durableFile("a", ascii("one"));
    SimulatedDisk crashed = disk.crash(PowerCut.everything());
    StorageFile f = crashed.open(crashed.path("a"), Access.READ_WRITE);
    write(f, 0, ascii("X"));
    f.truncate(2);

    assertThat(disk.contents("a")).isEqualTo(ascii("one"));
    assertThat(crashed.contents("a")).isEqualTo(ascii("Xn"));
    assertThat(crashed.crash(PowerCut.nothing()).contents("a")).isEqualTo(ascii("one"));
  }

  // ---- a killed process

  @Test
  void losesNothingWhenTheProcessIsKilled() throws Exception {
    StorageFile f = open("a");
    write(f, 0, ascii("bytes"));
    Storage.Lock lock = disk.tryLock(disk.path("a.lock"));
    lock.page(8).putLong(0, 7);

    SimulatedDisk next = disk.kill();

    assertThat(next.contents("a")).isEqualTo(ascii("bytes"));
    assertThat(next.tryLock(next.path("a.lock"))).isNotNull();
    assertThat(next.mapLockPage(next.path("a.lock"), 8).getLong()).isEqualTo(7);
    assertThatThrownBy(() -> write(f, 0, ascii("x"))).isInstanceOf(IOException.class);
  }

  @Test
  void isNoMoreDurableWhenTheProcessIsKilled() throws IOException {
    StorageFile f = durableFile("a", ascii("old"));
    write(f, 0, ascii("new"));
    open("b");
    SimulatedDisk next = disk.kill();

    assertThat(next.crash(PowerCut.nothing()).contents("a")).isEqualTo(ascii("old"));
    assertThat(next.crash(PowerCut.nothing()).names()).containsExactly("a");

    next.open(next.path("a"), Access.READ_WRITE).sync();
    next.syncDirectory(next.root());

    assertThat(next.crash(PowerCut.nothing()).contents("a")).isEqualTo(ascii("new"));
    assertThat(next.crash(PowerCut.nothing()).names()).containsExactly("a", "b");
  }

  // ---- failures

  @Test
  void failsOneCall() throws IOException {
    StorageFile f = open("a");
    disk.failAt(2, false, new IOException("injected"));

    f.length();
    assertThatThrownBy(f::length).isInstanceOf(IOException.class).hasMessage("injected");
    f.length();

    assertThat(disk.failedCalls()).containsExactly("length a");
  }

  @Test
  void failsAllCallsFromOneOn() throws IOException {
    StorageFile f = open("a");
    disk.failAt(1, true, new IOException("injected"));

    assertThatThrownBy(f::length).isInstanceOf(IOException.class);
    assertThatThrownBy(f::sync).isInstanceOf(IOException.class);
    disk.heal();

    assertThat(f.length()).isZero();
  }

  @Test
  void writesHalfBeforeAWriteFails() throws IOException {
    StorageFile f = open("a");
    disk.failAt(1, false, new IOException("injected"));

    assertThatThrownBy(() -> write(f, 0, ascii("12345678"))).isInstanceOf(IOException.class);

    assertThat(disk.contents("a")).isEqualTo(ascii("1234"));
  }

  @Test
  void losesWhatAFailedSyncGaveUp() throws IOException {
    StorageFile f = durableFile("a", ascii("durable"));
    write(f, 0, ascii("D"));
    disk.failAt(1, false, new IOException("injected"));
    assertThatThrownBy(f::sync).isInstanceOf(IOException.class);
    write(f, 1, ascii("U"));
    f.sync();

    assertThat(disk.contents("a")).isEqualTo(ascii("DUrable"));
    assertThat(disk.crash(PowerCut.everything()).contents("a")).isEqualTo(ascii("dUrable"));
  }

  @Test
  void isFullBehindItsCapacity() throws IOException {
    StorageFile f = open("a");
    disk.capacity(6);
    write(f, 0, ascii("1234"));

    assertThat(disk.usableSpace(disk.root())).isEqualTo(2);
    assertThatThrownBy(() -> write(f, 4, ascii("5678")))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining("No space left on device");
    assertThat(disk.contents("a")).isEqualTo(ascii("123456"));
    write(f, 0, ascii("abcdef"));
  }

  @Test
  void keepsATraceOfCalls() throws IOException {
    disk.startTrace();
    StorageFile f = open("a");
    write(f, 5, ascii("xy"));
    disk.rename(disk.path("a"), disk.path("b"));

    assertThat(disk.trace()).containsExactly("1 open a", "2 write a 5+2", "3 rename a to b");
  }

  // ---- planted faults

  @Test
  void forgetsSyncs() throws IOException {
    disk.plant(PlantedFault.NO_SYNC);
    durableFile("a", ascii("x"));

    assertThat(disk.crash(PowerCut.nothing()).contents("a")).isEmpty();
  }

  @Test
  void forgetsSyncsOfDirectories() throws IOException {
    disk.plant(PlantedFault.NO_DIRECTORY_SYNC);
    durableFile("a", ascii("x"));

    assertThat(disk.crash(PowerCut.nothing()).names()).isEmpty();
  }

  @Test
  void forgetsSyncsBeforeARename() throws IOException {
    disk.plant(PlantedFault.RENAME_BEFORE_SYNC);
    StorageFile f = durableFile("x.db.tmp", ascii("x"));
    disk.rename(disk.path("x.db.tmp"), disk.path("x.db"));
    disk.syncDirectory(disk.root());

    assertThat(disk.crash(PowerCut.nothing()).contents("x.db")).isEmpty();
    f.sync();
    assertThat(disk.crash(PowerCut.nothing()).contents("x.db")).isEqualTo(ascii("x"));
  }

  @Test
  void forgetsTruncations() throws IOException {
    disk.plant(PlantedFault.NO_TAIL_CUT);
    durableFile("a", ascii("xyz")).truncate(1);

    assertThat(disk.contents("a")).isEqualTo(ascii("xyz"));
  }

  @Test
  void syncsWithTheNextSync() throws IOException {
    disk.plant(PlantedFault.ACKNOWLEDGE_BEFORE_SYNC);
    StorageFile f = durableFile("a", ascii("1"));
    write(f, 1, ascii("2"));

    assertThat(disk.crash(PowerCut.nothing()).contents("a")).isEmpty();
    f.sync();
    assertThat(disk.crash(PowerCut.nothing()).contents("a")).isEqualTo(ascii("1"));
    f.sync();
    assertThat(disk.crash(PowerCut.nothing()).contents("a")).isEqualTo(ascii("12"));
  }

  // ---- hashes

  @Test
  void hashesNamesAndContents() {
    Set<Long> hashes = new HashSet<>();
    byte[] b = new byte[100];
    for (int i = 0; i < 800; i++) {
      b[i >> 3] ^= (byte) (1 << (i & 7));
      SimulatedDisk d = new SimulatedDisk();
      d.setContents("a", b.clone());
      hashes.add(d.stateHash());
      d.setContents("b", new byte[i]);
      hashes.add(d.stateHash());
      b[i >> 3] ^= (byte) (1 << (i & 7));
    }

    assertThat(hashes).hasSize(1600);
  }

  @Test
  void countsDistinctStates() {
    DistinctStates states = new DistinctStates(1000);
    for (int i = 0; i < 3000; i++) {
      states.add(1 + i % 1000);
    }

    assertThat(states.size()).isEqualTo(1000);
    assertThat(states.add(5)).isFalse();
    assertThat(states.add(5000)).isTrue();
  }
}

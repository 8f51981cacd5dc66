/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.synadb.CompactionPolicy;
import ai.synadb.DbConfig;
import ai.synadb.ProgressListener;
import ai.synadb.SynaDB;
import ai.synadb.WriteBatch;
import ai.synadb.error.ChecksumMismatchException;
import ai.synadb.error.ConflictException;
import ai.synadb.error.KeyNotFoundException;
import ai.synadb.error.SynaFormatException;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Payloads by digest: stored once, counted, verified. */
class ContentStoreTest {
  private static final int MIB = 1 << 20;

  @TempDir Path dir;
  private SynaDB db;
  private ContentStore store;

  @BeforeEach
  void open() {
    open(DbConfig.defaults());
  }

  private void open(DbConfig config) {
    db = SynaDB.open(dir.resolve("c.db"), config);
    store = ContentStore.on(db);
  }

  @AfterEach
  void close() {
    db.close();
  }

  static byte[] randomBytes(long seed, int length) {
    byte[] b = new byte[length];
    new Random(seed).nextBytes(b);
    return b;
  }

  private static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  private Content add(ContentSource source, String referrer) throws IOException {
    while (true) {
      try (PreparedContent p = store.prepare(source)) {
        WriteBatch batch = new WriteBatch().putText("about/" + referrer, p.content().sha256());
        p.addTo(batch, referrer);
        db.write(batch);
        return p.content();
      } catch (ConflictException e) {
        assertThat(e.key()).startsWith("blob/");
      }
    }
  }

  private boolean release(Content content, String referrer) {
    while (true) {
      WriteBatch batch = new WriteBatch().delete("about/" + referrer);
      boolean had = store.release(batch, content.sha256(), referrer);
      try {
        db.write(batch);
        return had;
      } catch (ConflictException e) {
        assertThat(e.key()).startsWith("blob/");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 5000, MIB, MIB + 1, 8 * MIB, 17 * MIB + 7})
  void everyKindOfSourceGivesTheSamePayload(int length) throws Exception {
    byte[] want = randomBytes(length, length);
    Path file = Files.write(dir.resolve("f"), want);
    ByteBuffer direct = ByteBuffer.allocateDirect(length + 3).position(3).put(want).position(3);
    List<ContentSource> sources =
        List.of(
            ContentSource.of(new ByteArrayInputStream(want)),
            ContentSource.of(want),
            ContentSource.of(direct),
            ContentSource.of(ByteBuffer.wrap(want).asReadOnlyBuffer()),
            ContentSource.of(file),
            ContentSource.of(
                new SequenceInputStream(
                    new ByteArrayInputStream(want), new ByteArrayInputStream(new byte[9])),
                length));
    for (int i = 0; i < sources.size(); i++) {
      Content c = add(sources.get(i), "r" + i);

      assertThat(c).isEqualTo(new Content(sha256(want), length));
      assertThat(Arrays.equals(store.readAll(c, "r" + i), want)).isTrue();
      assertThat(store.referrers(c.sha256())).hasSize(i + 1);
      assertThat(store.find(c.sha256())).contains(c);
    }
    assertThat(direct.position()).isEqualTo(3);
    assertThat(db.keys("blob/").stream().filter(k -> k.endsWith("/data"))).hasSize(1);
    db.compact(CompactionPolicy.latestOnly(), ProgressListener.none());
    assertThat(db.info().sizeBytes()).isLessThan(length + 20_000L);
    assertThat(Arrays.equals(store.readAll(new Content(sha256(want), length), "r0"), want))
        .isTrue();
  }

  @Test
  void thePayloadGoesWithTheLastReferenceWhoeverMadeIt() throws Exception {
    byte[] bytes = randomBytes(1, 10_000);
    Content c = add(ContentSource.of(bytes), "a");
    add(ContentSource.of(bytes), "b");
    add(ContentSource.of(new ByteArrayInputStream(bytes)), "c/d");
    add(ContentSource.of(bytes), "b");

    assertThat(store.referrers(c.sha256())).containsExactly("a", "b", "c/d");
    assertThat(release(c, "a")).isTrue();
    assertThat(release(c, "a")).isFalse();
    assertThat(release(c, "nobody")).isFalse();
    assertThat(store.readAll(c, "b")).isEqualTo(bytes);
    assertThat(release(c, "c/d")).isTrue();
    assertThat(store.readAll(c, "b")).isEqualTo(bytes);
    assertThat(release(c, "b")).isTrue();

    assertThat(db.keys()).isEmpty();
    assertThat(store.find(c.sha256())).isEmpty();
    assertThatThrownBy(() -> store.open(c, "b")).isInstanceOf(KeyNotFoundException.class);
    add(ContentSource.of(bytes), "again");
    assertThat(store.readAll(c, "again")).isEqualTo(bytes);
  }

  @Test
  void aPayloadGoesUnderTheKeyThatIsAskedForUnlessItIsThere() throws Exception {
    byte[] bytes = randomBytes(2, 9 * MIB);
    Content c;
    try (PreparedContent p = store.prepare(ContentSource.of(bytes))) {
      c = p.content();
      WriteBatch batch = new WriteBatch();
      p.addTo(batch, "model/a/v1", "model/a/v1/data");
      db.write(batch);
    }
    try (PreparedContent p = store.prepare(ContentSource.of(bytes))) {
      WriteBatch batch = new WriteBatch();
      p.addTo(batch, "model/b/v1", "model/b/v1/data");
      db.write(batch);
    }

    assertThat(Arrays.equals(db.getBytes("model/a/v1/data").orElseThrow(), bytes)).isTrue();
    assertThat(db.exists("model/b/v1/data")).isFalse();
    WriteBatch batch = new WriteBatch();
    store.release(batch, c.sha256(), "model/a/v1", "model/a/v1/data");
    db.write(batch);
    assertThat(Arrays.equals(store.readAll(c, "model/b/v1/data"), bytes)).isTrue();
    batch.clear();
    // Released already, and held for somebody else.
    assertThat(store.release(batch, c.sha256(), "model/a/v1", "model/a/v1/data")).isFalse();
    store.release(batch, c.sha256(), "model/b/v1", "model/b/v1/data");
    db.write(batch);
    assertThat(db.keys()).isEmpty();
  }

  @Test
  void whatIsThereAlreadyIsNotStoredAgain() throws Exception {
    byte[] bytes = randomBytes(3, 9 * MIB);
    add(ContentSource.of(bytes), "a");
    db.flush();
    long before = db.info().sizeBytes();
    add(ContentSource.of(bytes), "b");
    add(ContentSource.of(Files.write(dir.resolve("f"), bytes)), "c");

    assertThat(db.info().sizeBytes()).isLessThan(before + 10_000);
  }

  @Test
  void aPayloadThatGoesWhileItIsPreparedIsStoredAfterAll() throws Exception {
    byte[] bytes = randomBytes(4, 9 * MIB);
    Content c = add(ContentSource.of(bytes), "a");
    try (PreparedContent p = store.prepare(ContentSource.of(bytes))) {
      WriteBatch first = new WriteBatch();
      p.addTo(first, "b");
      release(c, "a");
      assertThatThrownBy(() -> db.write(first)).isInstanceOf(ConflictException.class);
      WriteBatch second = new WriteBatch();
      p.addTo(second, "b");
      db.write(second);
    }
    assertThat(store.readAll(c, "b")).isEqualTo(bytes);
    assertThat(store.referrers(c.sha256())).containsExactly("b");
  }

  @Test
  void oneBatchTakesAPayloadOnce() throws Exception {
    try (PreparedContent p = store.prepare(ContentSource.of(new byte[10]))) {
      WriteBatch batch = new WriteBatch();
      p.addTo(batch, "a");
      assertThatThrownBy(() -> p.addTo(batch, "b")).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void manyThreadsAddAndReleaseAndTheCountIsRight() throws Exception {
    List<byte[]> payloads = List.of(randomBytes(5, 100), randomBytes(6, 100), new byte[0]);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<Void>> all = new ArrayList<>();
      for (int t = 0; t < 4; t++) {
        String me = "t" + t;
        Random random = new Random(t);
        Callable<Void> work =
            () -> {
              for (int i = 0; i < 60; i++) {
                byte[] bytes = payloads.get(random.nextInt(3));
                Content c = add(ContentSource.of(bytes), me);
                assertThat(store.readAll(c, me)).isEqualTo(bytes);
                if (i % 3 > 0) {
                  assertThat(release(c, me)).isTrue();
                }
              }
              return null;
            };
        all.add(threads.submit(work));
      }
      for (Future<Void> f : all) {
        f.get();
      }
    } finally {
      threads.shutdown();
    }
    for (byte[] bytes : payloads) {
      String sha256 = sha256(bytes);
      List<String> referrers = store.referrers(sha256);
      assertThat(store.find(sha256).isPresent()).isEqualTo(!referrers.isEmpty());
      for (String r : referrers) {
        Content c = new Content(sha256, bytes.length);
        assertThat(store.readAll(c, r)).isEqualTo(bytes);
        assertThat(release(c, r)).isTrue();
      }
    }
    assertThat(db.keys("blob/")).isEmpty();
  }

  @Test
  void bytesOfOnesOwnThatOthersShareMeanwhileAreNotDropped() throws Exception {
    byte[] bytes = randomBytes(9, 100);
    db.putBytes("mine", bytes); // as if they were never shared
    WriteBatch drop = new WriteBatch();
    assertThat(store.release(drop, sha256(bytes), "me", "mine")).isTrue();
    Content c;
    try (PreparedContent p = store.prepare(ContentSource.of(bytes))) {
      WriteBatch batch = new WriteBatch();
      p.addTo(batch, "other", "mine");
      db.write(batch);
      c = p.content();
    }
    assertThatThrownBy(() -> db.write(drop)).isInstanceOf(ConflictException.class);
    assertThat(store.readAll(c, "other")).isEqualTo(bytes);
  }

  /** The payload comes and goes while others look whether it is there, and how many have it. */
  @Test
  void aPayloadThatComesAndGoesAllTheTimeIsCountedRight() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<Void>> all = new ArrayList<>();
      for (int t = 0; t < 4; t++) {
        String me = "t" + t;
        Callable<Void> work =
            () -> {
              for (int i = 0; i < 1500; i++) {
                assertThat(release(add(ContentSource.of(new byte[0]), me), me)).isTrue();
              }
              return null;
            };
        all.add(threads.submit(work));
      }
      for (Future<Void> f : all) {
        f.get();
      }
    } finally {
      threads.shutdown();
    }
    assertThat(db.keys("blob/")).isEmpty();
  }

  @Test
  void aSourceThatFailsLeavesNothing() {
    InputStream broken =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("on purpose");
          }
        };
    for (int before : new int[] {0, 100, MIB, 20 * MIB}) {
      InputStream in = new SequenceInputStream(new ByteArrayInputStream(new byte[before]), broken);
      assertThatThrownBy(() -> store.prepare(ContentSource.of(in)))
          .isInstanceOf(IOException.class)
          .hasMessage("on purpose");
      InputStream early = new ByteArrayInputStream(new byte[before]);
      assertThatThrownBy(() -> store.prepare(ContentSource.of(early, before + 1L)))
          .isInstanceOf(EOFException.class);
    }
    assertThatThrownBy(() -> store.prepare(ContentSource.of(dir.resolve("missing"))))
        .isInstanceOf(IOException.class);
    assertThat(db.keys()).isEmpty();
  }

  @Test
  void aDatabaseThatIsClosedMeanwhileFailsTheCallerAndNotForEver() {
    InputStream closing =
        new InputStream() {
          private long n;

          @Override
          public int read() {
            return 1;
          }

          @Override
          public int read(byte[] target, int at, int length) {
            n += length;
            if (n > 4 * MIB) {
              db.close();
            }
            return n > 200L * MIB ? -1 : length;
          }
        };
    assertThatThrownBy(() -> store.prepare(ContentSource.of(closing)))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void anInterruptDoesNotBreakASave() throws Exception {
    byte[] bytes = randomBytes(7, 20 * MIB);
    Thread.currentThread().interrupt();
    Content c = add(ContentSource.of(new ByteArrayInputStream(bytes)), "a");

    assertThat(Thread.interrupted()).isTrue();
    assertThat(store.readAll(c, "a")).isEqualTo(bytes);
  }

  @Test
  void aFlippedBitIsFoundBeforeTheLastByteAndSavingAgainHeals() throws Exception {
    byte[] bytes = randomBytes(8, 200_000);
    Content c = add(ContentSource.of(bytes), "a");
    for (int i : new int[] {0, 1, 70_000, bytes.length - 1}) {
      db.sync();
      flipBit(dir.resolve("c.db"), bytes, i);

      assertThatThrownBy(() -> store.readAll(c, "a")).isInstanceOf(ChecksumMismatchException.class);
      add(ContentSource.of(bytes), "b" + i);
      assertThat(store.readAll(c, "a")).isEqualTo(bytes);
    }
    assertThat(store.referrers(c.sha256())).hasSize(5);
  }

  @Test
  void damagedBytesGoWhenThePayloadIsStoredAnew() throws Exception {
    byte[] bytes = randomBytes(21, 9000);
    Content c = addAt(bytes, "a", "a/data");
    String index = "blob/" + c.sha256();
    String json = db.getText(index).orElseThrow();
    String like = db.keys("blob/size/").get(0);
    String head = like.split("/")[3];
    String other = "0123456789abcdef"; // as if heads were made otherwise
    db.putText(index, json.replace("\"" + head + "\"", "\"" + other + "\""));
    db.putInt(like.replace("/" + head + "/", "/" + other + "/"), 1);
    db.delete(like);
    db.sync();
    flipBit(dir.resolve("c.db"), bytes, 100);
    addAt(bytes, "b", "b/data");

    assertThat(db.exists("a/data")).isFalse();
    assertThat(db.keys("blob/size/")).containsExactly(like);
    assertThat(store.readAll(c, "a/data")).isEqualTo(bytes);
    assertThat(release(c, "a")).isTrue();
    assertThat(release(c, "b")).isTrue();
    assertThat(db.keys()).isEmpty();
  }

  @Test
  void whatSomebodyElseWroteThereStaysWhenThePayloadIsStoredAnew() throws Exception {
    byte[] bytes = randomBytes(22, 9000);
    Content c = addAt(bytes, "a", "a/data");
    db.putBytes("a/data", new byte[10]);
    addAt(bytes, "b", "b/data");
    assertThat(db.getBytes("a/data")).hasValue(new byte[10]);
    db.putInt("b/data", 1);
    addAt(bytes, "d", "d/data");
    assertThat(db.getInt("b/data")).hasValue(1);
    assertThat(store.readAll(c, "a/data")).isEqualTo(bytes);
  }

  private Content addAt(byte[] bytes, String referrer, String key) throws IOException {
    try (PreparedContent p = store.prepare(ContentSource.of(bytes))) {
      WriteBatch batch = new WriteBatch();
      p.addTo(batch, referrer, key);
      db.write(batch);
      return p.content();
    }
  }

  @Test
  void theHeadOfAnySourceIsTheDigestOfItsFirstMebibyte() throws Exception {
    Path tree = Files.createDirectory(dir.resolve("tree"));
    Files.write(tree.resolve("a"), randomBytes(31, 1000));
    Files.write(tree.resolve("b"), randomBytes(32, 2 * MIB));
    Content c = add(ContentSource.of(tree), "tree");
    byte[] tar = store.readAll(c, "tree");
    String want = sha256(Arrays.copyOf(tar, MIB)).substring(0, 16);

    assertThat(Intake.head(ContentSource.of(tree))).isEqualTo(want);
    assertThat(Intake.head(ContentSource.of(tar))).isEqualTo(want);
    assertThat(db.keys("blob/size/"))
        .containsExactly("blob/size/" + tar.length + "/" + want + "/" + c.sha256());
    long before = db.info().sizeBytes();
    add(ContentSource.of(tar), "same");
    db.flush();
    assertThat(db.info().sizeBytes()).isLessThan(before + 10_000);
    assertThat(Intake.head(ContentSource.of(new byte[3])))
        .isEqualTo(sha256(new byte[3]).substring(0, 16));
  }

  /** Flips a bit in the one copy of the bytes that is intact, under the open database. */
  static void flipBit(Path file, byte[] bytes, int at) throws IOException {
    int offset = indexOf(Files.readAllBytes(file), bytes) + at;
    try (SeekableByteChannel channel =
        Files.newByteChannel(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer one = ByteBuffer.allocate(1);
      channel.position(offset).read(one);
      one.put(0, (byte) (one.get(0) ^ 4)).flip();
      channel.position(offset).write(one);
    }
  }

  private static int indexOf(byte[] log, byte[] bytes) {
    for (int i = 0; i + bytes.length <= log.length; i++) {
      if (Arrays.equals(log, i, i + bytes.length, bytes, 0, bytes.length)) {
        return i;
      }
    }
    throw new AssertionError("the payload is not in the file");
  }

  @Test
  void otherBytesUnderTheKeyAreRefusedAndTheLastByteIsKeptBack() throws Exception {
    byte[] bytes = randomBytes(9, 1000);
    Content c = new Content(sha256(bytes), bytes.length);
    byte[] other = bytes.clone();
    other[0] ^= 1;
    db.putBytes("k", other);
    try (InputStream in = store.open(c, "k")) {
      byte[] target = new byte[999];
      assertThat(in.readNBytes(target, 0, 999)).isEqualTo(999);
      assertThatThrownBy(in::read).isInstanceOf(ChecksumMismatchException.class);
      assertThatThrownBy(in::read).isInstanceOf(ChecksumMismatchException.class);
    }
    db.putBytes("k", new byte[999]);
    assertThatThrownBy(() -> store.open(c, "k")).isInstanceOf(ChecksumMismatchException.class);
    db.putBytes("k", bytes);
    try (InputStream in = store.open(c, "k")) {
      assertThat(in.readAllBytes()).isEqualTo(bytes);
      assertThat(in.read()).isEqualTo(-1);
    }
    InputStream closed = store.open(c, "k");
    closed.close();
    assertThatThrownBy(closed::read).isInstanceOf(IOException.class);
  }

  @Test
  void filesAndDirectoriesComeBackAndReplaceNothing() throws Exception {
    Path source = dir.resolve("model");
    Files.createDirectories(source.resolve("sub/empty"));
    Files.write(source.resolve("a.bin"), randomBytes(10, 700_000));
    Files.writeString(source.resolve("sub/\u00fc \ud83d\ude80"), "text");
    Files.write(source.resolve("sub/" + "x".repeat(150)), new byte[512]);
    Files.write(source.resolve("zero"), new byte[0]);
    Content c = add(ContentSource.of(source), "dir");
    Path target = dir.resolve("back");
    store.unpackTo(c, "dir", target);

    assertThat(tree(target)).isEqualTo(tree(source));
    assertThatThrownBy(() -> store.unpackTo(c, "dir", target))
        .isInstanceOf(FileAlreadyExistsException.class);
    Path tar = dir.resolve("back.tar");
    store.copyTo(c, "dir", tar);
    assertThat(Files.size(tar)).isEqualTo(c.size());
    assertThatThrownBy(() -> store.copyTo(c, "dir", tar))
        .isInstanceOf(FileAlreadyExistsException.class);
    Files.setLastModifiedTime(
        source.resolve("zero"), java.nio.file.attribute.FileTime.fromMillis(0));
    assertThat(add(ContentSource.of(target), "same")).isEqualTo(c);
    assertThat(names(dir)).noneMatch(n -> n.endsWith(".partial"));
  }

  private static List<String> names(Path root) throws IOException {
    try (var walk = Files.walk(root)) {
      return walk.map(p -> root.relativize(p).toString()).sorted().toList();
    }
  }

  private static List<String> tree(Path root) throws IOException {
    List<String> all = new ArrayList<>();
    for (String n : names(root)) {
      Path p = root.resolve(n);
      all.add(n + (Files.isDirectory(p) ? "/" : Arrays.hashCode(Files.readAllBytes(p))));
    }
    return all;
  }

  @Test
  void forTheOriginalNothingIsShared() throws Exception {
    db.close();
    open(DbConfig.builder().originalCompatible(true).build());
    byte[] bytes = randomBytes(11, 9 * MIB);
    Content c = add(ContentSource.of(bytes), "a");
    add(ContentSource.of(bytes), "b");

    assertThat(db.keys()).containsExactly("a", "about/a", "about/b", "b");
    assertThat(db.getBytes("b").orElseThrow()).isEqualTo(bytes);
    assertThat(store.readAll(c, "a")).isEqualTo(bytes);
    assertThat(release(c, "a")).isTrue();
    assertThat(release(c, "a")).isFalse();
    assertThat(store.readAll(c, "b")).isEqualTo(bytes);
  }

  @Test
  void aReaderSeesThePayloadsOfItsMoment() throws Exception {
    byte[] bytes = randomBytes(12, 100);
    Content c = add(ContentSource.of(bytes), "a");
    long then = db.position();
    release(c, "a");
    ContentStore past = ContentStore.reading(db.asOf(then));

    assertThat(past.readAll(c, "a")).isEqualTo(bytes);
    assertThat(past.referrers(c.sha256())).containsExactly("a");
    assertThat(store.find(c.sha256())).isEmpty();
    assertThatThrownBy(() -> past.prepare(ContentSource.of(bytes)))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void badIndexesAndDigestsAreRefused() {
    String sha256 = "0".repeat(64);
    for (String json :
        List.of(
            "",
            "[]",
            "{}",
            "{\"key\":\"a\",\"size\":1,\"head\":\"\"}",
            "{\"key\":\"\",\"size\":1,\"head\":\"x\",\"refs\":1}",
            "{\"key\":\"a\",\"size\":-1,\"head\":\"x\",\"refs\":1}",
            "{\"key\":\"a\",\"size\":1,\"head\":\"x\",\"refs\":0}",
            "{\"key\":1,\"size\":1,\"head\":\"x\",\"refs\":1}")) {
      db.putText("blob/" + sha256, json);
      assertThatThrownBy(() -> store.find(sha256)).isInstanceOf(SynaFormatException.class);
    }
    for (String bad : List.of("", "0", "g".repeat(64), "A".repeat(64), "0".repeat(65))) {
      assertThatThrownBy(() -> store.find(bad)).isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> new Content(sha256, -1)).isInstanceOf(IllegalArgumentException.class);
  }
}

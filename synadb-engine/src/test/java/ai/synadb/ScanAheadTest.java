/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.synadb.error.OperationCancelledException;
import ai.synadb.internal.io.DiskStorage;
import ai.synadb.internal.io.Storage;
import ai.synadb.internal.io.StorageFile;
import ai.synadb.internal.log.Environment;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A scan with a second thread that reads ahead finds what a scan without one finds. */
class ScanAheadTest extends DatabaseTest {
  private static final int KEYS = 40_000;
  private static final int RECORDS = 130_000;

  private final Set<String> readers = ConcurrentHashMap.newKeySet();
  private Path log = Path.of("");
  private volatile boolean failsAhead;

  private Environment environment(boolean background) {
    return new Environment(storage(), () -> now, background, 1 << 16, 7);
  }

  /** The real disk, which notes who reads. */
  private Storage storage() {
    return spy(
        Storage.class,
        DiskStorage.INSTANCE,
        (method, result) ->
            result instanceof StorageFile file
                ? spy(
                    StorageFile.class,
                    file,
                    (call, found) -> {
                      if (call.getName().equals("read")) {
                        String reader = Thread.currentThread().getName();
                        readers.add(reader);
                        if (failsAhead && reader.equals("synadb-scan")) {
                          throw new OutOfMemoryError("as if");
                        }
                      }
                      return found;
                    })
                : result);
  }

  private static <T> T spy(Class<T> type, T target, After after) {
    InvocationHandler handler =
        (proxy, method, args) -> {
          try {
            return after.apply(method, method.invoke(target, args));
          } catch (InvocationTargetException e) {
            throw e.getCause();
          }
        };
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }

  private interface After {
    Object apply(Method method, Object result);
  }

  /** Some 20 MB of mostly ordinary records, with one of everything else now and then. */
  @BeforeEach
  void write() throws IOException {
    log = path();
    Random random = new Random(5);
    try (SynaDB db = SynaDB.open(log, DbConfig.defaults(), environment(false))) {
      for (int i = 0; i < RECORDS; i++) {
        now += random.nextInt(2);
        String key = "k" + random.nextInt(KEYS);
        switch (random.nextInt(4000)) {
          case 0 -> db.putFloats(key, random.doubles(200).toArray());
          case 1 -> db.write(new WriteBatch().putInt(key, i).delete("k1").putText("k2", "x"));
          case 2 -> db.sync();
          default -> {
            if (random.nextInt(10) == 0) {
              db.delete(key);
            } else {
              db.putBytes(key, randomBytes(i, 60 + random.nextInt(80)));
            }
          }
        }
        if (i % 50_000 == 25_000) { // in parts: those have to be looked at whole
          db.putBytes(key, new ByteArrayInputStream(new byte[200_000]), 200_000);
        }
      }
    }
    Files.deleteIfExists(log.resolveSibling(log.getFileName() + ".ckpt"));
  }

  @AfterEach
  void noThreadIsLeft() {
    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(t -> t.getName().equals("synadb-scan"));
  }

  /** Everything that an open found, or what it threw, as a number and a text. */
  private String found(OpenMode mode, boolean background) {
    try (SynaDB db = SynaDB.open(log, DbConfig.of(mode), environment(background))) {
      assertThat(db.stats().scannedBytes()).isGreaterThan(8 << 20);
      int sum = 1;
      for (String key : db.keys()) {
        sum = 31 * sum + Objects.hash(key, db.require(key), db.ref(key));
      }
      for (int i = 0; i < 200; i++) {
        sum = 31 * sum + entries(db, "k" + i, HistoryQuery.oldestFirst().withDeletes()).hashCode();
      }
      DatabaseInfo info = db.info();
      return sum + " " + db.size() + " " + info.deletedKeys() + " " + info.lastPosition();
    } catch (SynaException e) {
      return String.valueOf(e);
    }
  }

  @Test
  void bothFindTheSame() {
    String serial = found(OpenMode.READ_ONLY, false);
    assertThat(readers).doesNotContain("synadb-scan");
    assertThat(found(OpenMode.READ_ONLY, true)).isEqualTo(serial);
    assertThat(readers).contains("synadb-scan");
    assertThat(found(OpenMode.READ_WRITE, true)).doesNotContain("Exception");
  }

  @Test
  void bothFindTheSameDamage() throws IOException {
    Random random = new Random(6);
    long size = Files.size(log);
    int thrown = 0;
    for (int i = 0; i < 16; i++) {
      long at = i < 2 ? size - 1 - i : random.nextLong(size);
      flip(at);
      String serial = found(OpenMode.READ_ONLY, false);
      assertThat(found(OpenMode.READ_ONLY, true)).as("byte %d", at).isEqualTo(serial);
      assertThat(found(OpenMode.SALVAGE, true))
          .as("byte %d", at)
          .isEqualTo(found(OpenMode.SALVAGE, false));
      thrown += serial.contains("CorruptRecordException") ? 1 : 0;
      flip(at);
    }
    assertThat(thrown).isGreaterThan(10);
  }

  @Test
  void bothFindTheSameEnd() throws IOException {
    Files.deleteIfExists(log.resolveSibling(log.getFileName() + ".lock"));
    byte[] all = Files.readAllBytes(log);
    for (int cut : new int[] {1, 5, 100, 3000, 50_000}) {
      byte[] torn = Arrays.copyOf(all, all.length - cut);
      Files.write(log, torn);
      String serial = found(OpenMode.READ_ONLY, false);
      assertThat(found(OpenMode.READ_ONLY, true)).as("cut %d", cut).isEqualTo(serial);
      Arrays.fill(torn, torn.length - 20, torn.length, (byte) 0);
      Files.write(log, torn);
      serial = found(OpenMode.READ_ONLY, false);
      assertThat(found(OpenMode.READ_ONLY, true)).as("zeros behind %d", cut).isEqualTo(serial);
    }
  }

  @Test
  void anInterruptedThreadOpensAndStaysInterrupted() {
    String expected = found(OpenMode.READ_ONLY, false);
    Thread.currentThread().interrupt();
    String interrupted = found(OpenMode.READ_ONLY, true);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(interrupted).isEqualTo(expected);
  }

  @Test
  void anOpenTellsHowFarItIsAndCanBeCancelled() throws IOException {
    byte[] before = Files.readAllBytes(log);
    List<Progress> heard = new ArrayList<>();
    try (SynaDB db = SynaDB.open(log, DbConfig.of(OpenMode.READ_ONLY), heard::add)) {
      assertThat(db.size()).isPositive();
    }
    assertThat(heard).hasSizeGreaterThanOrEqualTo(2);
    assertThat(heard.get(0).done()).isZero();
    assertThat(heard).extracting(Progress::total).containsOnly((long) before.length);
    assertThat(heard.get(heard.size() - 1).done()).isEqualTo(before.length);

    assertThatThrownBy(
            () ->
                SynaDB.open(
                    log,
                    DbConfig.defaults(),
                    p -> {
                      throw new IllegalStateException("enough");
                    }))
        .isInstanceOf(OperationCancelledException.class)
        .hasMessageContaining("open");
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> SynaDB.open(log, DbConfig.defaults(), p -> {}))
        .isInstanceOf(OperationCancelledException.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(Files.readAllBytes(log)).isEqualTo(before);
    try (SynaDB db = SynaDB.open(log)) { // the lock was given back
      assertThat(db.size()).isPositive();
    }
  }

  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void anErrorWhileReadingAheadReachesWhoOpens() {
    failsAhead = true;
    assertThatThrownBy(() -> found(OpenMode.READ_ONLY, true))
        .isInstanceOf(OutOfMemoryError.class)
        .hasMessage("as if");
    failsAhead = false;
    assertThat(found(OpenMode.READ_ONLY, true)).doesNotContain("Exception");
  }

  @Test
  void aListenerThatOpensTheSameLogDoesNoHarm() {
    assertThatThrownBy(() -> SynaDB.open(log, DbConfig.defaults(), p -> SynaDB.open(log).close()))
        .isInstanceOf(OperationCancelledException.class);
    for (int i = 0; i < 2; i++) { // and is given back each time
      try (SynaDB db = SynaDB.open(log)) {
        assertThat(db.size()).isPositive();
      }
    }
  }

  @Test
  void aNewLogIsThereAtOnce() {
    DbConfig create = DbConfig.of(OpenMode.CREATE_NEW);
    List<Progress> heard = new ArrayList<>();
    try (SynaDB db = SynaDB.open(dir.resolve("new.db"), create, heard::add)) {
      assertThat(db.size()).isZero();
    }
    assertThat(heard).isEmpty();
  }

  private void flip(long at) throws IOException {
    try (RandomAccessFile f = new RandomAccessFile(log.toFile(), "rw")) {
      f.seek(at);
      int b = f.read();
      f.seek(at);
      f.write(b ^ 0x10);
    }
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.synadb.error.DatabaseLockedException;
import ai.synadb.error.OperationCancelledException;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Interrupts in any call never break a database, and two opens in one JVM never do either. */
@Timeout(120)
@ExtendWith(QuietLogs.class)
class InterruptTest {
  private static final long STORM_NANOS = (long) (4_000_000_000L * InParallel.sizes());

  @TempDir Path dir;

  /** One kind of call. */
  private interface Call {
    void run(SynaDB db, long n) throws Exception;
  }

  private static final List<Call> CALLS =
      List.of(
          (db, n) -> db.putInt("n" + n % 10, n),
          (db, n) -> db.write(new WriteBatch().putInt("a", n).putInt("b", n)),
          (db, n) -> db.putFloats("loss", new double[40]),
          InterruptTest::parts,
          (db, n) -> db.get("n" + n % 10),
          (db, n) -> db.delete("n" + n % 10),
          (db, n) -> db.sync(),
          (db, n) -> db.flush(),
          (db, n) -> db.checkpoint(),
          (db, n) -> db.getHistoryFloats("loss"),
          (db, n) -> db.keys(),
          (db, n) -> snapshot(db),
          (db, n) -> changes(db),
          (db, n) -> lease(db),
          (db, n) -> maybeCancelled(() -> db.compact(ProgressListener.none())),
          (db, n) -> maybeCancelled(() -> db.verify(ProgressListener.none())));

  private static void parts(SynaDB db, long n) throws IOException {
    int length = n / CALLS.size() % 8 == 0 ? 9 << 20 : 100;
    db.putBytes("parts", new ByteArrayInputStream(new byte[length]), length);
  }

  private static void maybeCancelled(Runnable longWork) {
    try {
      longWork.run();
    } catch (OperationCancelledException e) {
      assertThat(Thread.currentThread().isInterrupted()).as("still interrupted").isTrue();
    }
  }

  private static void snapshot(SynaDB db) {
    try (Snapshot s = db.snapshot()) {
      assertThat(s.getInt("a")).isEqualTo(s.getInt("b"));
    }
  }

  private static void changes(SynaDB db) {
    long from = db.position() - 1000;
    try (Changes c = db.changes(Math.max(from, db.info().oldestPosition()))) {
      for (int i = 0; i < 100 && c.poll(Duration.ofNanos(1000)) != null; i++) {
        // only reading
      }
    } catch (ai.synadb.error.PositionTooOldException e) {
      // a compaction came between
    }
  }

  private static void lease(SynaDB db) {
    if (db.exists("parts")) {
      try (BytesLease lease = db.mapBytes("parts")) {
        lease.verify();
      }
    }
  }

  @Test
  void aStormOfInterruptsBreaksNothing() throws Exception {
    Path path = dir.resolve("storm.db");
    AtomicReference<Throwable> failure = new AtomicReference<>();
    AtomicLong calls = new AtomicLong();
    AtomicLong interrupts = new AtomicLong();

    try (SynaDB db = SynaDB.open(path)) {
      db.write(new WriteBatch().putInt("a", 0).putInt("b", 0));
      long end = System.nanoTime() + STORM_NANOS;
      List<Thread> threads = new ArrayList<>();
      for (int t = 0; t < 4; t++) {
        int first = t;
        Thread thread = new Thread(() -> callAll(db, first, end, calls, failure));
        threads.add(thread);
        thread.start();
      }
      while (System.nanoTime() < end) {
        for (Thread t : threads) {
          t.interrupt();
          interrupts.incrementAndGet();
        }
        LockSupport.parkNanos(50_000);
      }
      for (Thread t : threads) {
        t.join(60_000);
        assertThat(t.isAlive()).isFalse();
      }
      assertThat(failure.get()).isNull();
      db.putText("after", "the storm");
      db.sync();
    }

    System.out.printf(Locale.ROOT, "%d calls, %d interrupts%n", calls.get(), interrupts.get());
    try (SynaDB db = SynaDB.open(path)) {
      assertThat(db.getText("after")).contains("the storm");
      assertThat(db.getInt("a")).isEqualTo(db.getInt("b"));
      assertThat(db.openProblems()).isEmpty();
      assertThat(db.verify(ProgressListener.none()).problems()).isEmpty();
    }
  }

  private static void callAll(
      SynaDB db, int first, long end, AtomicLong calls, AtomicReference<Throwable> failure) {
    try {
      for (long n = first; System.nanoTime() < end; n++) {
        CALLS.get((int) (n % CALLS.size())).run(db, n);
        calls.incrementAndGet();
        if (n % 64 == 0) {
          Thread.interrupted(); // so that long work has a chance, too
        }
      }
    } catch (Throwable t) {
      failure.compareAndSet(null, t);
    }
  }

  @Test
  void everyCallOfAnInterruptedThreadWorksAndLeavesItInterrupted() throws Exception {
    Path path = dir.resolve("interrupted.db");
    try {
      Thread.currentThread().interrupt();
      try (SynaDB db = SynaDB.open(path)) {
        for (int n = 0; n < 3 * CALLS.size(); n++) {
          CALLS.get(n % CALLS.size()).run(db, n);
          assertThat(Thread.currentThread().isInterrupted()).as("after call %d", n).isTrue();
        }
        try (SynaDB reader = SynaDB.open(path, DbConfig.of(OpenMode.READ_ONLY))) {
          assertThat(reader.size()).isEqualTo(db.size());
        }
      }
      assertThat(Thread.currentThread().isInterrupted()).isTrue();
    } finally {
      Thread.interrupted();
    }
    try (SynaDB db = SynaDB.open(path)) {
      assertThat(db.verify(ProgressListener.none()).problems()).isEmpty();
    }
  }

  /** While one thread waits for the disk with others, an interrupt costs it nothing. */
  @Test
  void interruptedWritersThatWaitForTheDiskAreServed() throws Exception {
    Path path = dir.resolve("sync.db");
    AtomicReference<Throwable> failure = new AtomicReference<>();
    try (SynaDB db = SynaDB.open(path, DbConfig.builder().syncOnWrite(true).build())) {
      List<Thread> threads = new ArrayList<>();
      for (int t = 0; t < 8; t++) {
        String key = "k" + t;
        Thread thread =
            new Thread(
                () -> {
                  try {
                    for (int i = 0; i < 50; i++) {
                      Thread.currentThread().interrupt();
                      db.putInt(key, i);
                      assertThat(Thread.interrupted()).isTrue();
                    }
                  } catch (Throwable e) {
                    failure.compareAndSet(null, e);
                  }
                });
        threads.add(thread);
        thread.start();
      }
      for (Thread t : threads) {
        t.join();
      }
      assertThat(failure.get()).isNull();
    }
    try (SynaDB db = SynaDB.open(path)) {
      for (int t = 0; t < 8; t++) {
        try (Stream<HistoryEntry> h = db.history("k" + t)) {
          assertThat(h.count()).isEqualTo(50);
        }
      }
    }
  }

  @Test
  void twoOpensInOneJvmShareTheLog() {
    Path path = dir.resolve("shared.db");
    SynaDB first = SynaDB.open(path);
    SynaDB second = SynaDB.open(path);

    first.putInt("a", 1);
    assertThat(second.getInt("a")).hasValue(1);
    first.close();
    second.putInt("a", 2);
    try (SynaDB reader = SynaDB.open(path, DbConfig.of(OpenMode.READ_ONLY))) {
      second.flush();
      assertThat(reader.getInt("a")).hasValue(2);
    }
    // Closing the reader has not freed the lock of the writer in this JVM.
    ChildJvm child = ChildJvm.start(Peer.class, path, OpenMode.READ_WRITE);
    assertThat(child.line()).startsWith("DatabaseLockedException");
    child.waitFor();
    second.close();

    assertThatThrownBy(() -> first.getInt("a")).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> second.getInt("a")).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aSecondClassLoaderIsRefusedAndTheLockStays() throws Exception {
    Path path = dir.resolve("loaders.db");
    try (URLClassLoader loader = anotherLoader();
        SynaDB db = SynaDB.open(path)) {
      db.putInt("a", 1);
      Method open = loader.loadClass(SynaDB.class.getName()).getMethod("open", Path.class);
      assertThat(open.getDeclaringClass()).isNotSameAs(SynaDB.class);

      for (int i = 0; i < 3; i++) {
        assertThatThrownBy(() -> open.invoke(null, path))
            .isInstanceOf(InvocationTargetException.class)
            .cause()
            .satisfies(
                t ->
                    assertThat(t.getClass().getName())
                        .isEqualTo(DatabaseLockedException.class.getName()));
      }

      ChildJvm child = ChildJvm.start(Peer.class, path, OpenMode.READ_WRITE);
      assertThat(child.line()).startsWith("DatabaseLockedException");
      child.waitFor();
      db.putInt("a", 2);
    }
    try (URLClassLoader loader = anotherLoader()) {
      Class<?> other = loader.loadClass(SynaDB.class.getName());
      Object db = other.getMethod("open", Path.class).invoke(null, path);
      assertThatThrownBy(() -> SynaDB.open(path)).isInstanceOf(DatabaseLockedException.class);
      other.getMethod("putInt", String.class, long.class).invoke(db, "a", 3);
      other.getMethod("close").invoke(db);
    }
    try (SynaDB db = SynaDB.open(path)) {
      assertThat(db.getInt("a")).hasValue(3);
    }
  }

  private static URLClassLoader anotherLoader() throws MalformedURLException, IOException {
    List<URL> urls = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      urls.add(Path.of(entry).toUri().toURL());
      addClassPathOf(entry, urls);
    }
    return new URLClassLoader(urls.toArray(new URL[0]), ClassLoader.getPlatformClassLoader());
  }

  /** Surefire starts the JVM with one jar that only names the others. */
  private static void addClassPathOf(String entry, List<URL> urls) throws IOException {
    if (entry.endsWith(".jar")) {
      try (JarFile jar = new JarFile(entry)) {
        String more =
            jar.getManifest() == null
                ? null
                : jar.getManifest().getMainAttributes().getValue("Class-Path");
        for (String url : more == null ? new String[0] : more.split(" ")) {
          urls.add(Path.of(entry).toUri().resolve(url).toURL());
        }
      }
    }
  }
}

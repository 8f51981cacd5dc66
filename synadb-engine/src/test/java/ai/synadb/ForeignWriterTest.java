/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.synadb.error.ForeignWriterException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Another program, which takes no lock, changes a file that is open here: it is noticed before
 * anything is acknowledged on top of it, and opening again takes in what it wrote.
 */
@Timeout(120)
@ExtendWith(QuietLogs.class)
class ForeignWriterTest {
  /** The path is looked at every 100 ms; the rest is for a busy machine. */
  private static final long NOTICED_NANOS = 5_000_000_000L;

  @TempDir Path dir;
  private Path path;

  @BeforeEach
  void setPath() {
    path = dir.resolve("f.db");
  }

  private static void appendForeign(Path path, String key, long value) throws IOException {
    long micros = System.currentTimeMillis() * 1000;
    byte[] record = RawLog.original(micros, key, 0, RawLog.intAtom(value));
    Files.write(path, record, StandardOpenOption.APPEND);
  }

  /** Writes until that fails. */
  private static Throwable untilNoticed(SynaDB db) {
    long end = System.nanoTime() + NOTICED_NANOS;
    while (System.nanoTime() < end) {
      Throwable t = catchThrowable(() -> db.putInt("mine", 1));
      if (t != null) {
        return t;
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
    return null;
  }

  @Test
  void noticesAnAppendBeforeAnythingIsAcknowledged() throws Exception {
    SynaDB db = SynaDB.open(path, DbConfig.builder().syncOnWrite(true).build());
    db.putInt("a", 1);
    db.putInt("a", 2);
    appendForeign(path, "foreign", 42);

    assertThatThrownBy(() -> db.putInt("a", 3)).isInstanceOf(ForeignWriterException.class);

    assertThatThrownBy(() -> db.putInt("a", 4)).isInstanceOf(ForeignWriterException.class);
    assertThatThrownBy(db::sync).isInstanceOf(ForeignWriterException.class);
    assertThat(db.getInt("b")).isEmpty();
    catchThrowable(db::close);
    try (SynaDB again = SynaDB.open(path)) {
      assertThat(again.getInt("a")).hasValue(2);
      assertThat(again.getInt("foreign")).hasValue(42);
      again.putInt("foreign", 43);
      again.putInt("a", 5);
    }
    try (SynaDB again = SynaDB.open(path, DbConfig.of(OpenMode.READ_ONLY))) {
      assertThat(history(again, "foreign")).containsExactly(42L, 43L);
      assertThat(history(again, "a")).containsExactly(1L, 2L, 5L);
      assertThat(again.openProblems()).isEmpty();
    }
  }

  private static java.util.List<Long> history(SynaDB db, String key) {
    try (Stream<HistoryEntry> h = db.history(key)) {
      return h.map(e -> e.value().asInt()).toList();
    }
  }

  @Test
  void noticesAnAppendWhenFlushing() throws Exception {
    SynaDB db = SynaDB.open(path);
    db.putInt("a", 1);
    db.sync();
    appendForeign(path, "foreign", 42);

    assertThat(untilNoticed(db)).isInstanceOf(ForeignWriterException.class);
    catchThrowable(db::close);
  }

  @Test
  void noticesThatTheFileWasReplaced() throws Exception {
    SynaDB db = SynaDB.open(path);
    db.putInt("a", 1);
    db.sync();
    Path other = dir.resolve("other");
    Files.write(other, RawLog.original(1_700_000_000_000_000L, "theirs", 0, RawLog.intAtom(9)));
    Files.move(other, path, StandardCopyOption.REPLACE_EXISTING);

    assertThat(untilNoticed(db))
        .isInstanceOf(ForeignWriterException.class)
        .hasMessageContaining("replaced");

    assertThat(db.getInt("a")).as("reads go on").hasValue(1);
    catchThrowable(db::close);
    try (SynaDB again = SynaDB.open(path)) {
      assertThat(again.keys()).containsExactly("theirs");
      again.putInt("ours", 1);
    }
    try (SynaDB again = SynaDB.open(path)) {
      assertThat(again.keys()).containsExactly("ours", "theirs");
    }
  }

  @Test
  void noticesThatTheFileWasDeleted() throws Exception {
    SynaDB db = SynaDB.open(path);
    db.putInt("a", 1);
    db.sync();
    Files.delete(path);

    assertThat(untilNoticed(db))
        .isInstanceOf(ForeignWriterException.class)
        .hasMessageContaining("deleted");
    catchThrowable(db::close);
    assertThat(path).doesNotExist();
  }

  @Test
  void noticesThatTheFileWasCut() throws Exception {
    SynaDB db = SynaDB.open(path);
    for (int i = 0; i < 100; i++) {
      db.putInt("a", i);
    }
    db.sync();
    try (var channel = java.nio.channels.FileChannel.open(path, StandardOpenOption.WRITE)) {
      channel.truncate(channel.size() - 10);
    }

    assertThat(untilNoticed(db)).isInstanceOf(ForeignWriterException.class);
    catchThrowable(db::close);
  }

  @Test
  void aCompactionNoticesToo() throws Exception {
    SynaDB db = SynaDB.open(path);
    db.putInt("a", 1);
    db.sync();
    appendForeign(path, "foreign", 42);

    assertThatThrownBy(
            () -> {
              db.putInt("a", 2);
              db.compact(ProgressListener.none());
            })
        .isInstanceOf(ForeignWriterException.class);
    catchThrowable(db::close);
    try (SynaDB again = SynaDB.open(path)) {
      assertThat(again.getInt("foreign")).hasValue(42);
    }
  }

  @Test
  void aReaderTakesForeignRecordsIn() throws Exception {
    try (SynaDB db = SynaDB.open(path)) {
      db.putInt("a", 1);
    }
    try (SynaDB reader = SynaDB.open(path, DbConfig.of(OpenMode.READ_ONLY))) {
      appendForeign(path, "foreign", 1);
      long end = System.nanoTime() + NOTICED_NANOS;
      while (reader.getInt("foreign").isEmpty() && System.nanoTime() < end) {
        Thread.onSpinWait();
      }
      assertThat(reader.getInt("foreign")).hasValue(1);
    }
  }

  /** Runs a few lines of Python with the real library; skips the test where there is none. */
  private void original(String script) throws Exception {
    String python = System.getenv("SYNADB_PYTHON");
    assumeTrue(
        python != null,
        "SYNADB_PYTHON names no python with synadb 1.4.0: "
            + "python3 -m venv v && v/bin/pip install synadb==1.4.0");
    Process p =
        new ProcessBuilder(
                python, "-c", "import sys, synadb\npath = sys.argv[1]\n" + script, path.toString())
            .redirectErrorStream(true)
            .start();
    String out = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(p.waitFor()).as(out).isZero();
  }

  @Test
  @Tag("full")
  void theOriginalAppendsToAFileThatIsOpenHere() throws Exception {
    SynaDB db = SynaDB.open(path);
    db.putInt("count", 1);
    db.putFloats("loss", new double[] {3, 2, 1});
    db.sync();

    original("db = synadb.SynaDB(path); db.put_int('count', 2); db.put_text('t', 'x'); db.close()");

    assertThat(untilNoticed(db)).isInstanceOf(ForeignWriterException.class);
    catchThrowable(db::close);
    try (SynaDB again = SynaDB.open(path)) {
      assertThat(history(again, "count")).containsExactly(1L, 2L);
      assertThat(again.getText("t")).contains("x");
      assertThat(again.getHistoryFloats("loss")).containsExactly(3, 2, 1);
      again.putInt("count", 3);
    }
    original("db = synadb.SynaDB(path); assert db.get_int('count') == 3; db.close()");
  }

  @Test
  @Tag("full")
  void theOriginalCompactsAFileThatIsOpenHere() throws Exception {
    SynaDB db = SynaDB.open(path);
    for (int i = 0; i < 50; i++) {
      db.putInt("count", i);
    }
    db.putText("gone", "x");
    db.delete("gone");
    db.sync();

    original("db = synadb.SynaDB(path); db.compact(); db.close()");

    assertThat(untilNoticed(db)).isInstanceOf(ForeignWriterException.class);
    catchThrowable(db::close);
    try (SynaDB again = SynaDB.open(path)) {
      assertThat(again.keys()).containsExactly("count");
      assertThat(again.getInt("count")).hasValue(49);
      again.putInt("count", 50);
    }
    try (SynaDB again = SynaDB.open(path)) {
      assertThat(again.getInt("count")).hasValue(50);
    }
    original("db = synadb.SynaDB(path); assert db.get_int('count') == 50; db.close()");
  }
}

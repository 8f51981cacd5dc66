/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.synadb.error.ConflictException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who writes a database, and who hears that a batch was written. */
class WriterPidTest {
  @TempDir Path dir;

  @Test
  void isThisProcessWhileItHasTheDatabaseOpenForWriting() {
    Path path = dir.resolve("x.db");
    assertThat(SynaDB.writerPid(path)).isEmpty();
    try (SynaDB db = SynaDB.open(path)) {
      assertThat(SynaDB.writerPid(path)).hasValue(ProcessHandle.current().pid());
      assertThat(SynaDB.writerStart(path)).isEqualTo(startOf(ProcessHandle.current()));
      db.putInt("n", 1);
    }
    assertThat(SynaDB.writerPid(path)).isEmpty();
    assertThat(SynaDB.writerStart(path)).isEmpty();
    try (SynaDB db = SynaDB.open(path, DbConfig.of(OpenMode.READ_ONLY))) {
      assertThat(SynaDB.writerPid(path)).isEmpty();
      assertThat(db.exists("n")).isTrue();
    }
  }

  private static Optional<Instant> startOf(ProcessHandle process) {
    return process.info().startInstant().map(t -> t.truncatedTo(ChronoUnit.MILLIS));
  }

  @Test
  void lookingCreatesNothing() {
    assertThat(SynaDB.writerPid(dir.resolve("none.db"))).isEmpty();
    assertThat(dir).isEmptyDirectory();
  }

  @Test
  @Timeout(60)
  void isTheOtherProcessUntilItDies() {
    Path path = dir.resolve("x.db");
    try (ChildJvm peer = ChildJvm.start(Peer.class, path, OpenMode.READ_WRITE)) {
      assertThat(peer.line()).isEqualTo("open");
      for (int i = 0; i < 1000; i++) {
        assertThat(SynaDB.writerPid(path)).hasValue(peer.pid());
      }
      assertThat(SynaDB.writerStart(path)).isPresent();
      assertThat(SynaDB.writerStart(path))
          .isEqualTo(ProcessHandle.of(peer.pid()).flatMap(WriterPidTest::startOf));
      assertThat(peer.ask("put n 5")).isEqualTo("ok");
      peer.kill();
      assertThat(SynaDB.writerPid(path)).isEmpty();
      assertThat(SynaDB.writerStart(path)).isEmpty();
    }
    assertThat(Files.exists(dir.resolve("x.db.lock"))).isTrue();
  }

  @Test
  @Timeout(60)
  void whoLooksDoesNotKeepAWriterOut() throws InterruptedException {
    Path path = dir.resolve("x.db");
    SynaDB.open(path).close();
    try (ChildJvm peer = ChildJvm.start(Looker.class, path)) {
      assertThat(peer.line()).isEqualTo("looking");
      for (int i = 0; i < 100; i++) {
        SynaDB.open(path).close();
      }
      peer.kill();
    }
  }

  /** Looks who writes, again and again. */
  static final class Looker {
    private Looker() {}

    public static void main(String[] args) {
      System.out.println("looking");
      while (true) {
        SynaDB.writerPid(Path.of(args[0]));
      }
    }
  }

  @Test
  void aBatchTellsWhenItWasWrittenAndOnlyThen() {
    try (SynaDB db = SynaDB.open(dir.resolve("x.db"))) {
      List<Long> heard = new ArrayList<>();
      WriteBatch batch = new WriteBatch().putInt("n", 1).whenWritten(heard::add);
      assertThat(heard).isEmpty();

      long first = db.write(batch);
      long second = db.write(batch);

      assertThat(heard).containsExactly(first, second);
      batch.expectAbsent("n");
      assertThatThrownBy(() -> db.write(batch)).isInstanceOf(ConflictException.class);
      assertThat(heard).hasSize(2);
      batch.clear();
      db.write(batch.putInt("m", 1));
      assertThat(heard).hasSize(2);
    }
  }
}

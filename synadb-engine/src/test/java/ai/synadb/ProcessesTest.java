/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.synadb.error.DatabaseLockedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** One writer process and three reader processes over one file. */
@Timeout(120)
@ExtendWith(QuietLogs.class)
class ProcessesTest {
  @TempDir Path dir;

  private final List<ChildJvm> children = new ArrayList<>();
  private Path path;

  @BeforeEach
  void setPath() {
    path = dir.resolve("shared.db");
  }

  @AfterEach
  void endChildren() {
    children.forEach(ChildJvm::close);
    children.forEach(ChildJvm::waitFor);
  }

  private ChildJvm peer(OpenMode mode) {
    ChildJvm child = ChildJvm.start(Peer.class, path, mode);
    children.add(child);
    return child;
  }

  private ChildJvm writer() {
    ChildJvm child = peer(OpenMode.READ_WRITE);
    assertThat(child.line()).isEqualTo("open");
    return child;
  }

  private List<ChildJvm> readers() {
    List<ChildJvm> readers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      readers.add(peer(OpenMode.READ_ONLY));
    }
    readers.forEach(r -> assertThat(r.line()).isEqualTo("open"));
    return readers;
  }

  @Test
  void readersSeeWhatWasFlushed() {
    ChildJvm writer = writer();
    writer.ask("put n -1");
    List<ChildJvm> readers = readers();

    for (int n = 0; n < 300; n++) {
      assertThat(writer.ask("put n " + n)).isEqualTo("ok");
      assertThat(writer.ask("put key/" + n % 10 + " " + n)).isEqualTo("ok");
      ChildJvm reader = readers.get(n % 3);
      assertThat(reader.ask("get n")).isEqualTo("" + n);
      assertThat(reader.ask("get key/" + n % 10)).isEqualTo("" + n);
    }
    for (ChildJvm r : readers) {
      assertThat(r.ask("count n")).isEqualTo("301");
      assertThat(r.ask("keys")).isEqualTo(writer.ask("keys"));
    }

    writer.ask("delete key/3");
    readers.forEach(r -> assertThat(r.ask("get key/3")).isEqualTo("none"));
  }

  @Test
  void readersGoOverToTheFileThatACompactionMade() {
    ChildJvm writer = writer();
    writer.ask("put n 0");
    List<ChildJvm> readers = readers();

    for (int round = 1; round <= 20; round++) {
      for (int i = 0; i < 10; i++) {
        writer.ask("put n " + (round * 10 + i));
      }
      assertThat(readers.get(0).ask("get n")).isEqualTo("" + (round * 10 + 9));
      assertThat(writer.ask("compact")).isEqualTo("generation " + round);
      for (ChildJvm r : readers) {
        assertThat(r.ask("get n")).isEqualTo("" + (round * 10 + 9));
        assertThat(r.ask("keys")).isEqualTo("n");
      }
      assertThat(writer.ask("put n " + (round * 10 + 9))).isEqualTo("ok");
    }
  }

  @Test
  void readersReadWhileTheWriterWritesAndCompacts() {
    ChildJvm writer = writer();
    writer.ask("put n 0");
    writer.ask("batch 0");
    List<ChildJvm> readers = readers();

    readers.get(0).tell("increasing n 200000");
    readers.get(1).tell("batches 50000");
    readers.get(2).tell("increasing batch/a 200000");
    for (int i = 1; i < 400; i++) {
      writer.ask("put n " + i);
      writer.ask("batch " + i);
      if (i % 40 == 0) {
        assertThat(writer.ask("compact")).startsWith("generation");
      }
    }

    assertThat(readers.get(0).line()).isEqualTo("increasing");
    assertThat(readers.get(1).line()).isEqualTo("whole");
    assertThat(readers.get(2).line()).isEqualTo("increasing");
  }

  @Test
  void aSecondWriterIsToldThePidOfTheFirst() {
    ChildJvm writer = writer();

    assertThat(peer(OpenMode.READ_WRITE).line())
        .startsWith("DatabaseLockedException")
        .contains("pid " + writer.pid());
    assertThatThrownBy(() -> SynaDB.open(path))
        .isInstanceOf(DatabaseLockedException.class)
        .hasMessageContaining("pid " + writer.pid());
    assertThat(writer.ask("put still 1")).isEqualTo("ok");
  }

  @Test
  void theLockIsFreeWhenTheWriterIsKilled() {
    ChildJvm writer = writer();
    writer.ask("put n 1");
    writer.kill();

    try (SynaDB db = SynaDB.open(path)) {
      assertThat(db.getInt("n")).hasValue(1);
      db.putInt("n", 2);
      db.flush();
      ChildJvm reader = peer(OpenMode.READ_ONLY);
      assertThat(reader.line()).isEqualTo("open");
      assertThat(reader.ask("get n")).isEqualTo("2");
      assertThat(peer(OpenMode.READ_WRITE).line()).contains("pid " + ProcessHandle.current().pid());
    }
  }

  @Test
  void aReaderStaysWhileWritersComeAndGo() {
    try (SynaDB db = SynaDB.open(path)) {
      db.putInt("n", 0);
    }
    ChildJvm reader = peer(OpenMode.READ_ONLY);
    assertThat(reader.line()).isEqualTo("open");

    for (int i = 1; i <= 4; i++) {
      ChildJvm writer = writer();
      writer.ask("put n " + i);
      assertThat(reader.ask("get n")).isEqualTo("" + i);
      if (i % 2 == 0) {
        writer.kill();
      } else {
        writer.tell("close");
        writer.waitFor();
      }
      assertThat(reader.ask("get n")).isEqualTo("" + i);
    }
  }

  @Test
  void readersCreateNoFile() throws Exception {
    try (SynaDB db = SynaDB.open(path)) {
      db.putInt("n", 7);
    }
    Files.delete(dir.resolve("shared.db.lock"));
    Files.deleteIfExists(dir.resolve("shared.db.ckpt"));

    ChildJvm reader = peer(OpenMode.READ_ONLY);
    assertThat(reader.line()).isEqualTo("open");
    assertThat(reader.ask("get n")).isEqualTo("7");
    assertThat(reader.ask("put n 8")).startsWith("UnsupportedOperationException");

    try (var files = Files.list(dir)) {
      assertThat(files.toList()).containsExactly(path);
    }
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the flight recorder gets to see. */
class EventsTest extends DatabaseTest {
  private Recording recording = new Recording();

  @BeforeEach
  void record() {
    recording = new Recording();
    for (String name : List.of("Recovery", "Compaction", "Checkpoint")) {
      recording.enable("ai.synadb." + name);
    }
    recording.start();
  }

  /** Events of one kind that are about this test's file. */
  private List<RecordedEvent> recorded(String name) throws IOException {
    recording.stop();
    Path dump = dir.resolve("events.jfr");
    recording.dump(dump);
    recording.close();
    String file = path().getFileName().toString();
    return RecordingFile.readAllEvents(dump).stream()
        .filter(e -> e.getEventType().getName().equals("ai.synadb." + name))
        .filter(e -> e.getString("file").endsWith(file))
        .toList();
  }

  @Test
  void anOpenSaysWhatItScannedAndCut() throws IOException {
    try (SynaDB db = SynaDB.open(path(), DbConfig.defaults(), surroundings())) {
      db.putInt("a", 1);
    }
    Files.deleteIfExists(path().resolveSibling(path().getFileName() + ".ckpt"));
    long sound = Files.size(path());
    Files.write(path(), new byte[21], StandardOpenOption.APPEND);
    SynaDB.open(path(), DbConfig.defaults(), surroundings()).close();
    List<RecordedEvent> events = recorded("Recovery");
    RecordedEvent last = events.get(events.size() - 1);
    assertThat(last.getLong("scannedBytes")).isEqualTo(sound + 21);
    assertThat(last.getLong("cutBytes")).isEqualTo(21);
    assertThat(last.getInt("skippedRanges")).isZero();
  }

  @Test
  void aCompactionSaysWhatItFreed() throws IOException {
    CompactionReport report;
    try (SynaDB db = SynaDB.open(path(), DbConfig.defaults(), surroundings())) {
      for (int i = 0; i < 100; i++) {
        db.putBytes("k", new byte[100]);
      }
      report = db.compact(CompactionPolicy.latestOnly(), ProgressListener.none());
    }
    List<RecordedEvent> events = recorded("Compaction");
    assertThat(events).hasSize(1);
    assertThat(events.get(0).getLong("bytesBefore")).isEqualTo(report.bytesBefore());
    assertThat(events.get(0).getLong("bytesAfter")).isEqualTo(report.bytesAfter());
    assertThat(events.get(0).getLong("pauseNanos")).isPositive();
  }

  @Test
  void aCheckpointSaysHowLargeItIs() throws IOException {
    try (SynaDB db = SynaDB.open(path(), DbConfig.defaults(), surroundings())) {
      db.putInt("a", 1);
      db.checkpoint();
    }
    List<RecordedEvent> events = recorded("Checkpoint");
    assertThat(events).isNotEmpty();
    assertThat(events.get(events.size() - 1).getLong("bytes"))
        .isEqualTo(Files.size(path().resolveSibling(path().getFileName() + ".ckpt")));
  }
}

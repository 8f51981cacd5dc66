/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.langchain4j;

import static ai.synadb.langchain4j.Stores.embedding;
import static ai.synadb.langchain4j.Stores.search;
import static org.assertj.core.api.Assertions.assertThat;

import ai.synadb.ChildJvm;
import ai.synadb.DbConfig;
import ai.synadb.QuietLogs;
import ai.synadb.SimulatedDatabases;
import ai.synadb.SynaDB;
import ai.synadb.testing.PowerCut;
import ai.synadb.testing.SimulatedDisk;
import dev.langchain4j.data.document.Metadata;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.store.embedding.EmbeddingMatch;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What is left of the stores when power or process go. */
@ExtendWith(QuietLogs.class)
class StoresCrashTest {
  private static final int STEPS = 20;
  private static final DbConfig CONFIG = DbConfig.builder().syncOnWrite(true).build();

  @TempDir Path folder;

  /** All that the stores of a database hold; each embedding must be whole. */
  private static Map<String, String> contents(SynaDB db) {
    Map<String, String> all = new TreeMap<>();
    try (SynaEmbeddingStore store = SynaEmbeddingStore.builder().database(db).build();
        SynaChatMemoryStore chats = SynaChatMemoryStore.on(db)) {
      List<EmbeddingMatch<TextSegment>> found = search(store, embedding(1, 0), 1000, null);
      assertThat(found).hasSize((int) store.size());
      assertThat(db.keys("text/")).hasSize(found.size());
      assertThat(db.keys("attr/")).hasSize(found.size());
      for (EmbeddingMatch<TextSegment> m : found) {
        int version = m.embedded().metadata().getInteger("version");
        assertThat(m.embedded().text()).isEqualTo("text " + version);
        assertThat(m.embedding()).isEqualTo(embedding(1, version));
        all.put(m.embeddingId(), "" + version);
      }
      for (String id : chats.ids()) {
        all.put("chat " + id, chats.getMessages(id).toString());
      }
    }
    return all;
  }

  private static void step(SynaDB db, int version, Random random) {
    try (SynaEmbeddingStore store = SynaEmbeddingStore.builder().database(db).build();
        SynaChatMemoryStore chats = SynaChatMemoryStore.on(db)) {
      List<String> ids = new ArrayList<>();
      for (int i = 0; i <= random.nextInt(4); i++) {
        ids.add("id" + random.nextInt(8));
      }
      switch (random.nextInt(4)) {
        case 0 -> store.removeAll(ids);
        case 1 -> {
          List<ChatMessage> messages = new ArrayList<>(chats.getMessages(ids.get(0)));
          messages.add(UserMessage.from("message " + version));
          chats.updateMessages(ids.get(0), messages.subList(messages.size() / 3, messages.size()));
        }
        default -> {
          TextSegment segment =
              TextSegment.from("text " + version, new Metadata().put("version", version));
          store.addAll(
              ids,
              ids.stream().map(id -> embedding(1, version)).toList(),
              ids.stream().map(id -> segment).toList());
        }
      }
    }
  }

  @Test
  void aPowerCutLeavesWholeChangesAndAllThatWereAcknowledged() {
    int cuts = 0;
    for (long seed = 1; seed <= 2; seed++) {
      cuts += runHistory(seed);
    }
    assertThat(cuts).isGreaterThan(40);
  }

  private static int runHistory(long seed) {
    Random random = new Random(seed);
    SimulatedDisk disk = new SimulatedDisk();
    List<Map<String, String>> states = new ArrayList<>(List.of(Map.of()));
    List<SimulatedDisk> left = new ArrayList<>();
    List<Integer> acknowledged = new ArrayList<>();
    int[] done = {0};
    disk.onChange(
        p -> {
          if (random.nextBoolean()) {
            left.add(p.crash(PowerCut.random(random.nextLong())));
            acknowledged.add(done[0]);
          }
        });
    try (SynaDB db = SimulatedDatabases.open(disk, "s.db", CONFIG)) {
      for (int i = 1; i <= STEPS; i++) {
        step(db, i, random);
        states.add(contents(db));
        done[0] = i;
      }
    }
    for (int i = 0; i < left.size(); i++) {
      try (SynaDB db = SimulatedDatabases.open(left.get(i), "s.db", CONFIG)) {
        int from = acknowledged.get(i);
        assertThat(states.subList(from, Math.min(from + 2, states.size())))
            .as("seed %d, cut %d, after %d", seed, i, from)
            .contains(contents(db));
      }
    }
    return left.size();
  }

  @Test
  void aKilledProcessLosesNothingThatItAcknowledged() {
    Path path = folder.resolve("killed.db");
    int acknowledged = -1;
    try (ChildJvm child = ChildJvm.start(Child.class, path)) {
      while (acknowledged < 30) {
        acknowledged = Integer.parseInt(child.line());
      }
      child.kill();
    }
    try (SynaDB db = SynaDB.open(path)) {
      Map<String, String> found = contents(db);
      for (int i = 0; i <= acknowledged; i++) {
        assertThat(found).containsEntry("id" + i, "" + i);
      }
    }
  }

  /** What runs in the child. */
  static final class Child {
    private Child() {}

    public static void main(String[] args) {
      PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
      try (SynaEmbeddingStore store = SynaEmbeddingStore.open(Path.of(args[0]))) {
        for (int i = 0; ; i++) {
          TextSegment segment = TextSegment.from("text " + i, new Metadata().put("version", i));
          store.addAll(List.of("id" + i), List.of(embedding(1, i)), List.of(segment));
          store.sync();
          out.println(i);
        }
      }
    }
  }
}

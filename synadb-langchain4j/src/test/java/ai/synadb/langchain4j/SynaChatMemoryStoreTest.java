/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.synadb.SynaDB;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.AudioContent;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.CustomMessage;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.PdfFileContent;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.data.message.VideoContent;
import dev.langchain4j.memory.chat.MessageWindowChatMemory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Chat memories in a file. */
class SynaChatMemoryStoreTest {
  private static final List<ChatMessage> ALL_KINDS =
      List.of(
          SystemMessage.from("You are a poet."),
          UserMessage.from("J\u00fcrgen", "What \"is\"\n\ud83d\ude00?"),
          UserMessage.from(
              TextContent.from("and this"),
              ImageContent.from("https://example.org/a.png", ImageContent.DetailLevel.HIGH),
              ImageContent.from("AAAA", "image/png"),
              AudioContent.from("BBBB", "audio/wav"),
              VideoContent.from("https://example.org/a.mp4"),
              PdfFileContent.from("https://example.org/a.pdf")),
          AiMessage.from(
              "Let me see.",
              List.of(
                  ToolExecutionRequest.builder()
                      .id("7")
                      .name("weather")
                      .arguments("{\"city\": \"Bonn\"}")
                      .build())),
          ToolExecutionResultMessage.from("7", "weather", "rain"),
          AiMessage.from("It rains."),
          CustomMessage.from(Map.of("kind", "note", "text", "custom")));

  @TempDir Path folder;

  private Path file() {
    return folder.resolve("chat.db");
  }

  private static List<ChatMessage> messages(String... texts) {
    return Arrays.stream(texts).<ChatMessage>map(UserMessage::from).toList();
  }

  @Test
  void everyKindOfMessageComesBackAlsoAfterClosing() {
    try (SynaChatMemoryStore store = SynaChatMemoryStore.open(file())) {
      store.updateMessages("a", ALL_KINDS);
      assertThat(store.getMessages("a")).isEqualTo(ALL_KINDS);
    }
    try (SynaChatMemoryStore store = SynaChatMemoryStore.open(file())) {
      assertThat(store.getMessages("a")).isEqualTo(ALL_KINDS);
      assertThat(store.ids()).containsExactly("a");
    }
  }

  @Test
  void aMemoryThatIsNotThereIsEmpty() {
    try (SynaChatMemoryStore store = SynaChatMemoryStore.open(file())) {
      assertThat(store.getMessages("nobody")).isEmpty();
      store.deleteMessages("nobody");
      store.updateMessages("a", messages("x"));
      store.updateMessages("b", List.of());
      store.deleteMessages("a");
      assertThat(store.getMessages("a")).isEmpty();
      assertThat(store.ids()).isEmpty();
      assertThat(store.database().keys()).isEmpty();
      store.updateMessages("a", messages("y", "z"));
      assertThat(store.getMessages("a")).isEqualTo(messages("y", "z"));
    }
  }

  @Test
  void anUpdateWritesOnlyWhatIsNew() {
    try (SynaChatMemoryStore store = SynaChatMemoryStore.open(file())) {
      SynaDB db = store.database();
      store.updateMessages("a", messages("1", "2", "3"));
      long before = db.stats().recordsAppended();
      store.updateMessages("a", messages("1", "2", "3"));
      assertThat(db.stats().recordsAppended()).isEqualTo(before);
      store.updateMessages("a", messages("1", "3", "4"));
      assertThat(db.keys("chat/a/"))
          .containsExactly(
              "chat/a/0000000000000000", "chat/a/0000000000000002", "chat/a/0000000000000003");
      assertThat(store.getMessages("a")).isEqualTo(messages("1", "3", "4"));
      store.updateMessages("a", messages("0", "1", "1", "3"));
      assertThat(store.getMessages("a")).isEqualTo(messages("0", "1", "1", "3"));
    }
  }

  @Test
  void anyListsComeBack() {
    long seed = Long.getLong("seed", 9);
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    try (SynaChatMemoryStore store = SynaChatMemoryStore.open(file())) {
      for (int i = 0; i < 300; i++) {
        List<ChatMessage> list = new ArrayList<>();
        for (int j = random.nextInt(8); j > 0; j--) {
          list.add(UserMessage.from("m" + random.nextInt(4)));
        }
        store.updateMessages("a", list);
        assertThat(store.getMessages("a")).isEqualTo(list);
      }
    }
  }

  @Test
  void idsAreToldApart() {
    try (SynaChatMemoryStore store = SynaChatMemoryStore.open(file());
        SynaChatMemoryStore other =
            SynaChatMemoryStore.builder()
                .database(store.database())
                .collection("support")
                .build()) {
      List<String> ids =
          List.of("a", "a/b", "a%2Fb", "a/0000000000000000", "%", "a/", "\ud83d\ude00", "default");
      for (String id : ids) {
        store.updateMessages(id, messages("of " + id));
      }
      store.updateMessages(7, messages("of 7"));
      other.updateMessages("a", messages("elsewhere"));
      for (String id : ids) {
        assertThat(store.getMessages(id)).isEqualTo(messages("of " + id));
      }
      assertThat(store.getMessages("7")).isEqualTo(store.getMessages(7L)).hasSize(1);
      assertThat(store.ids()).containsAll(ids).contains("7").hasSize(ids.size() + 1);
      store.deleteMessages("a");
      assertThat(store.getMessages("a/b")).hasSize(1);
      assertThat(other.getMessages("a")).isEqualTo(messages("elsewhere"));
      assertThat(other.ids()).containsExactly("a");
    }
  }

  @Test
  void carriesAMessageWindow() {
    try (SynaChatMemoryStore store = SynaChatMemoryStore.open(file())) {
      MessageWindowChatMemory memory = window(store);
      memory.add(SystemMessage.from("Be kind."));
      for (int i = 0; i < 10; i++) {
        memory.add(UserMessage.from("question " + i));
        memory.add(AiMessage.from("answer " + i));
      }
    }
    try (SynaChatMemoryStore store = SynaChatMemoryStore.open(file())) {
      MessageWindowChatMemory memory = window(store);
      assertThat(memory.messages())
          .containsExactly(
              SystemMessage.from("Be kind."),
              AiMessage.from("answer 8"),
              UserMessage.from("question 9"),
              AiMessage.from("answer 9"));
      memory.clear();
      assertThat(store.ids()).isEmpty();
    }
  }

  private static MessageWindowChatMemory window(SynaChatMemoryStore store) {
    return MessageWindowChatMemory.builder()
        .id("user-7")
        .maxMessages(4)
        .chatMemoryStore(store)
        .build();
  }

  @Test
  void ofUpdatesAtOnceOneStands() throws Exception {
    try (SynaChatMemoryStore store = SynaChatMemoryStore.open(file())) {
      ExecutorService executor = Executors.newFixedThreadPool(3);
      List<List<ChatMessage>> lists =
          List.of(messages("a", "b", "c"), messages("b", "x"), messages("c", "b", "a", "y"));
      try {
        for (int round = 0; round < 30; round++) {
          List<Future<?>> done = new ArrayList<>();
          for (List<ChatMessage> list : lists) {
            done.add(executor.submit(() -> store.updateMessages("a", list)));
          }
          assertThat(store.getMessages("a")).isIn(all(lists));
          for (Future<?> f : done) {
            f.get();
          }
          assertThat(store.getMessages("a")).isIn(lists);
        }
      } finally {
        executor.shutdown();
      }
    }
  }

  private static List<List<ChatMessage>> all(List<List<ChatMessage>> lists) {
    List<List<ChatMessage>> all = new ArrayList<>(lists);
    all.add(List.of());
    return all;
  }

  @Test
  void badInputIsAnIllegalArgument() {
    try (SynaChatMemoryStore store = SynaChatMemoryStore.open(file())) {
      assertThatThrownBy(() -> store.getMessages(null))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("memoryId cannot be null");
      for (Object id : List.of("", " ", "x".repeat(70_000), "a\0")) {
        assertThatThrownBy(() -> store.updateMessages(id, messages("x")))
            .isInstanceOf(IllegalArgumentException.class);
      }
      assertThatThrownBy(() -> store.updateMessages("a", null))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("messages cannot be null");
      assertThatThrownBy(() -> store.updateMessages("a", Arrays.asList(ALL_KINDS.get(0), null)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("message cannot be null");
      assertThat(store.ids()).isEmpty();
      store.close();
      assertThatThrownBy(() -> store.getMessages("a"))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("closed");
    }
    assertThatThrownBy(() -> SynaChatMemoryStore.builder().build())
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> SynaChatMemoryStore.builder().collection("a/b"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a/b");
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.langchain4j;

import static dev.langchain4j.data.message.ChatMessageDeserializer.messageFromJson;
import static dev.langchain4j.internal.ValidationUtils.ensureNotBlank;
import static dev.langchain4j.internal.ValidationUtils.ensureNotNull;

import ai.synadb.DbConfig;
import ai.synadb.RecordRef;
import ai.synadb.Snapshot;
import ai.synadb.SynaDB;
import ai.synadb.SynaReader;
import ai.synadb.WriteBatch;
import ai.synadb.error.ConflictException;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ChatMessageSerializer;
import dev.langchain4j.store.memory.chat.ChatMemoryStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A LangChain4j chat memory store in a SynaDB file.
 *
 * <pre>{@code
 * try (SynaChatMemoryStore store = SynaChatMemoryStore.open(Path.of("chats.db"))) {
 *   ChatMemory memory =
 *       MessageWindowChatMemory.builder().id("user-7").maxMessages(20).chatMemoryStore(store).build();
 * }
 * }</pre>
 *
 * <p><b>What is stored.</b> Each message is a record of its own, as JSON of LangChain4j's {@link
 * ChatMessageSerializer}, under {@code chat/}, the memory's id and a number; under {@code chat/}
 * and the id alone is the number that comes next. An update writes only the messages that are new
 * and deletes those that are gone, in one batch: the memory is as it was before or as it is after.
 * What was deleted stays in the file until it is compacted. A slash or percent sign in an id is
 * written as {@code %2F} or {@code %25}.
 *
 * <p>Memories are told apart by the string form of their ids: 7 and "7" are one.
 *
 * <p>Thread safety: safe for use by multiple threads. One thread writes at a time, readers never
 * block each other or the writer.
 *
 * @since 0.1.0
 */
public final class SynaChatMemoryStore implements ChatMemoryStore, AutoCloseable {
  private final SynaDB database;
  private final boolean ownsDatabase;
  private final String prefix;
  private final AtomicBoolean isClosed = new AtomicBoolean();

  private SynaChatMemoryStore(SynaDB database, boolean ownsDatabase, String collection) {
    this.database = database;
    this.ownsDatabase = ownsDatabase;
    this.prefix = collection.isEmpty() ? "chat/" : "chat:" + collection + "/";
  }

  /** Opens the default collection of a file, and creates the file when it is absent. */
  public static SynaChatMemoryStore open(Path path) {
    return builder().path(path).build();
  }

  /** A store of the default collection of an open database, which stays the caller's to close. */
  public static SynaChatMemoryStore on(SynaDB database) {
    return builder().database(database).build();
  }

  /** Begins to open a store; a path or a database must be given. */
  public static Builder builder() {
    return new Builder();
  }

  private String head(Object memoryId) {
    if (isClosed.get()) {
      throw new IllegalStateException("The chat memory store is closed");
    }
    String id = ensureNotBlank(ensureNotNull(memoryId, "memoryId").toString(), "memoryId");
    return prefix + id.replace("%", "%25").replace("/", "%2F");
  }

  /** The messages of a memory, oldest first; none if there is no such memory. */
  @Override
  public List<ChatMessage> getMessages(Object memoryId) {
    String head = head(memoryId);
    List<ChatMessage> messages = new ArrayList<>();
    try (Snapshot now = database.snapshot()) {
      for (Stored s : stored(now, head)) {
        messages.add(messageFromJson(s.json));
      }
    }
    return messages;
  }

  private record Stored(String key, String json) {}

  private static List<Stored> stored(SynaReader reader, String head) {
    List<Stored> all = new ArrayList<>();
    for (String key : reader.keys(head + "/")) {
      reader.getText(key).ifPresent(json -> all.add(new Stored(key, json)));
    }
    return all;
  }

  /**
   * Sets the messages of a memory: these and no others.
   *
   * @throws IllegalArgumentException if the id is blank, or the list or a message is null
   */
  @Override
  public void updateMessages(Object memoryId, List<ChatMessage> messages) {
    String head = head(memoryId);
    List<String> wanted = new ArrayList<>();
    for (ChatMessage m : ensureNotNull(messages, "messages")) {
      wanted.add(ChatMessageSerializer.messageToJson(ensureNotNull(m, "message")));
    }
    while (!isSet(head, wanted)) {
      Thread.onSpinWait(); // somebody else has set them meanwhile
    }
  }

  /** Deletes a memory, if there is one. */
  @Override
  public void deleteMessages(Object memoryId) {
    updateMessages(memoryId, List.of());
  }

  private boolean isSet(String head, List<String> wanted) {
    WriteBatch batch = new WriteBatch();
    try (Snapshot now = database.snapshot()) {
      RecordRef ref = now.ref(head).orElse(null);
      if (ref == null) {
        batch.expectAbsent(head);
      } else {
        batch.expect(head, ref);
      }
      change(batch, head, now, wanted);
    }
    if (batch.size() == 0) {
      return true;
    }
    try {
      database.write(batch);
      return true;
    } catch (ConflictException e) {
      return false;
    }
  }

  /**
   * Keeps the longest beginning of the wanted messages that is there in this order, and adds the
   * others behind it.
   */
  private static void change(WriteBatch batch, String head, Snapshot now, List<String> wanted) {
    int kept = 0;
    for (Stored s : stored(now, head)) {
      if (kept < wanted.size() && wanted.get(kept).equals(s.json)) {
        kept++;
      } else {
        batch.delete(s.key);
      }
    }
    long next = now.getInt(head).orElse(0);
    for (String json : wanted.subList(kept, wanted.size())) {
      batch.putText(head + String.format(Locale.ROOT, "/%016x", next++), json);
    }
    if (batch.size() > 0 && wanted.isEmpty()) {
      batch.delete(head);
    } else if (batch.size() > 0) {
      batch.putInt(head, next);
    }
  }

  /** The ids of all memories, as strings, in the order of their UTF-8 bytes. */
  public List<String> ids() {
    head("any");
    List<String> ids = new ArrayList<>();
    for (String key : database.keys(prefix)) {
      String id = key.substring(prefix.length());
      if (id.indexOf('/') < 0) {
        ids.add(id.replace("%2F", "/").replace("%25", "%"));
      }
    }
    return ids;
  }

  /** The database that the messages are in; not to be closed but by who opened it. */
  public SynaDB database() {
    return database;
  }

  /** Closes what this opened; idempotent. */
  @Override
  public void close() {
    if (isClosed.compareAndSet(false, true) && ownsDatabase) {
      database.close();
    }
  }

  /** Collects settings; {@link #build} checks them. Thread safety: not safe, guard externally. */
  public static final class Builder {
    private @Nullable Path path;
    private @Nullable SynaDB database;
    private DbConfig config = DbConfig.defaults();
    private String collection = "";

    private Builder() {}

    /** The file, which is created when it is absent. */
    public Builder path(Path file) {
      path = ensureNotNull(file, "path");
      return this;
    }

    /** An open database, in the place of a path; it stays the caller's to close. */
    public Builder database(SynaDB open) {
      database = ensureNotNull(open, "database");
      return this;
    }

    /** How the file is opened, if the store opens it. */
    public Builder config(DbConfig c) {
      config = ensureNotNull(c, "config");
      return this;
    }

    /**
     * The name of the collection, of which a file can have many; the default one has none.
     *
     * @param name without a slash and without NUL
     */
    public Builder collection(String name) {
      if (ensureNotNull(name, "collection").indexOf('/') >= 0 || name.indexOf('\0') >= 0) {
        throw new IllegalArgumentException(
            "The name of a collection has neither a slash nor NUL: '" + name + "'");
      }
      collection = name;
      return this;
    }

    /**
     * Opens the store, and creates it when it is absent.
     *
     * @throws IllegalArgumentException if there is neither a path nor a database, or both
     * @throws ai.synadb.error.DatabaseLockedException if another process has the file open for
     *     writing
     */
    public SynaChatMemoryStore build() {
      Path file = path;
      SynaDB given = database;
      if (given != null && file == null) {
        return new SynaChatMemoryStore(given, false, collection);
      }
      if (given != null || file == null) {
        throw new IllegalArgumentException("A store has either a path or a database");
      }
      return new SynaChatMemoryStore(SynaDB.open(file, config), true, collection);
    }
  }
}

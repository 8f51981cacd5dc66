/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.registry;

import ai.synadb.BytesLease;
import ai.synadb.Snapshot;
import ai.synadb.SynaDB;
import ai.synadb.WriteBatch;
import ai.synadb.error.CorruptRecordException;
import ai.synadb.error.KeyNotFoundException;
import ai.synadb.error.TypeMismatchException;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A payload whose bytes are in the database, or known to be there already, and that nothing refers
 * to yet: {@link #addTo} has a batch do so.
 *
 * <p>Thread safety: not safe, guard externally.
 *
 * @since 0.1.0
 */
public final class PreparedContent implements AutoCloseable {
  private final ContentStore store;
  private final SynaDB database;
  private final ContentSource source;
  private final Content content;
  private final boolean isDirectory;
  private byte @Nullable [] whole; // instead of bytes that are staged
  private Intake.@Nullable Taken taken;
  private @Nullable String intact; // the key whose bytes were checked

  /** A payload that is known to be there. */
  PreparedContent(ContentStore store, SynaDB database, ContentSource source, Content content) {
    this.store = store;
    this.database = database;
    this.source = source;
    this.content = content;
    this.isDirectory = source.isDirectory();
  }

  /** A payload whose bytes came in. */
  PreparedContent(ContentStore store, SynaDB database, ContentSource source, Intake.Taken taken) {
    this(store, database, source, taken.content());
    this.taken = taken;
  }

  /** A payload in memory, of which batches get copies: nothing of it is to be closed. */
  static PreparedContent ofArray(ContentStore store, SynaDB database, byte[] whole)
      throws IOException {
    ContentSource source = ContentSource.of(whole);
    PreparedContent p = new PreparedContent(store, database, source, Intake.hash(source));
    p.whole = whole;
    return p;
  }

  /** Digest and length. */
  public Content content() {
    return content;
  }

  /** Whether it is a directory, in one payload. */
  public boolean isDirectory() {
    return isDirectory;
  }

  /** As {@link #addTo(WriteBatch, String, String)}, with a key of the store's own. */
  public void addTo(WriteBatch batch, String referrer) throws IOException {
    addTo(batch, referrer, store.ownKey(content.sha256(), referrer));
  }

  /**
   * Has a batch make the referrer refer to this payload, and store the bytes if nobody has them.
   * The batch then expects that until it is written nobody takes or drops the same payload: on a
   * {@link ai.synadb.error.ConflictException} build a new one and call this again. In one batch a
   * payload is added or released once. Adding for a referrer that has it already changes nothing.
   *
   * @param referrer names who needs the payload, in the way of a key
   * @param key where the bytes go if nobody has them yet; nobody may write to it later. With {@link
   *     ai.synadb.DbConfig#originalCompatible} they go there in any case, and nothing is shared
   * @throws IOException if the source has to be read again and that fails, or it has changed
   */
  public void addTo(WriteBatch batch, String referrer, String key) throws IOException {
    if (!store.isSharing()) {
      putBytes(batch, key);
      return;
    }
    String sha256 = content.sha256();
    String indexKey = ContentStore.indexKey(sha256);
    String marker = ContentStore.markerKey(sha256, referrer);
    Optional<String> index;
    boolean isMarked;
    long markers;
    // All of one moment: the index can come and go between two reads, and the batch would not see
    // it.
    try (Snapshot now = database.snapshot()) {
      index = now.getText(indexKey);
      isMarked = now.exists(marker);
      markers = index.isPresent() ? 0 : now.countKeys(ContentStore.markerKey(sha256, ""));
    }
    if (index.isEmpty()) {
      batch.expectAbsent(indexKey);
      store(batch, marker, key, isMarked ? markers : markers + 1);
      return;
    }
    ContentIndex found = ContentIndex.read(index.get(), indexKey);
    batch.expect(indexKey, ai.synadb.Atom.of(index.get()));
    Holder holder = holder(found);
    if (holder != Holder.INTACT) {
      dropHolder(batch, found, holder, key);
      store(batch, marker, key, isMarked ? found.references() : found.references() + 1);
    } else if (!isMarked) {
      batch
          .expectAbsent(marker)
          .putText(indexKey, found.withReferences(found.references() + 1).write())
          .putInt(marker, 1);
    }
  }

  /** Stores the bytes, which nobody has, or whose holder is damaged. */
  private void store(WriteBatch batch, String marker, String key, long references)
      throws IOException {
    putBytes(batch, key);
    String head = head();
    ContentIndex index = new ContentIndex(key, content.size(), head, references);
    batch
        .putText(ContentStore.indexKey(content.sha256()), index.write())
        .putInt(ContentStore.likeKey(content, head), 1)
        .putInt(marker, 1);
  }

  /** Drops what the index of a payload that is stored anew leads to. */
  private void dropHolder(WriteBatch batch, ContentIndex found, Holder holder, String key)
      throws IOException {
    if (holder == Holder.DAMAGED && !found.key().equals(key)) {
      batch.delete(found.key());
    }
    String like = ContentStore.likeKey(new Content(content.sha256(), found.size()), found.head());
    if (!like.equals(ContentStore.likeKey(content, head()))) {
      batch.delete(like);
    }
  }

  /** What is under the key that an index names. */
  private enum Holder {
    INTACT,
    DAMAGED,
    /** Nothing, or what somebody else wrote there. */
    OTHER
  }

  /** Whether the bytes that are to be shared are there and undamaged: so says their checksum. */
  private Holder holder(ContentIndex found) {
    if (found.key().equals(intact)) {
      return Holder.INTACT;
    }
    try (BytesLease lease = database.mapBytes(found.key())) {
      lease.verify();
      if (lease.size() != content.size() || found.size() != content.size()) {
        return Holder.OTHER;
      }
      intact = found.key();
      return Holder.INTACT;
    } catch (CorruptRecordException e) {
      return Holder.DAMAGED;
    } catch (KeyNotFoundException | TypeMismatchException e) {
      return Holder.OTHER;
    }
  }

  private void putBytes(WriteBatch batch, String key) throws IOException {
    if (whole != null) {
      batch.putBytes(key, whole);
    } else {
      batch.putBytes(key, taken().staged());
    }
  }

  private String head() throws IOException {
    return whole != null ? Intake.head(source) : taken().head();
  }

  /** The bytes, which come in now if they were thought to be there. */
  private Intake.Taken taken() throws IOException {
    Intake.Taken t = taken;
    if (t == null) {
      t = Intake.take(database, source);
      if (!t.content().equals(content)) {
        t.staged().close();
        throw new IOException("The source changed while it was saved");
      }
      taken = t;
    }
    return t;
  }

  /** Lets go of bytes that no batch took. Idempotent. */
  @Override
  public void close() {
    Intake.Taken t = taken;
    if (t != null) {
      t.staged().close();
    }
  }
}

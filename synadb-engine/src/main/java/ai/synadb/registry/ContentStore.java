/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.registry;

import ai.synadb.Atom;
import ai.synadb.SynaDB;
import ai.synadb.SynaException;
import ai.synadb.SynaReader;
import ai.synadb.WriteBatch;
import ai.synadb.internal.io.DiskStorage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Payloads of any size by their SHA-256: the same bytes are stored once, however many refer to
 * them, and go with the last reference. Models and the artifacts of runs lie in it, and share.
 *
 * <pre>{@code
 * ContentStore store = ContentStore.on(db);
 * try (PreparedContent plot = store.prepare(ContentSource.of(Path.of("roc.png")))) {
 *   WriteBatch batch = new WriteBatch().putText("plots/roc", plot.content().sha256());
 *   plot.addTo(batch, "plots/roc");
 *   db.write(batch);
 * }
 * }</pre>
 *
 * <p><b>Keys.</b> {@code blob/<sha256>} is Text, JSON: the key that holds the bytes, how many they
 * are, how many refer to them. {@code blob/<sha256>/ref/<referrer>} is there for each who does,
 * {@code blob/size/<size>/<head>/<sha256>} for each payload. Bytes that nobody wants under a key of
 * his own are under {@code blob/<sha256>/data}.
 *
 * <p><b>Crashes.</b> The bytes come first; one batch then makes the reference, the index and
 * whatever the caller writes with them. Bytes without a reference are dropped by a compaction.
 *
 * <p><b>The original.</b> With {@link ai.synadb.DbConfig#originalCompatible} nothing is shared: the
 * bytes of each referrer are under a key of its own.
 *
 * <p>Thread safety: safe for use by multiple threads.
 *
 * @since 0.1.0
 */
public final class ContentStore {
  private static final String PREFIX = "blob/";

  private final SynaReader reader;
  private final @Nullable SynaDB database;

  private ContentStore(SynaReader reader, @Nullable SynaDB database) {
    this.reader = reader;
    this.database = database;
  }

  /** The payloads of a database. */
  public static ContentStore on(SynaDB database) {
    return new ContentStore(Objects.requireNonNull(database, "database"), database);
  }

  /** The payloads of a database as it is, or was, for reading only. */
  public static ContentStore reading(SynaReader reader) {
    return new ContentStore(Objects.requireNonNull(reader, "reader"), null);
  }

  static String indexKey(String sha256) {
    return PREFIX + sha256;
  }

  static String markerKey(String sha256, String referrer) {
    return PREFIX + sha256 + "/ref/" + referrer;
  }

  static String likeKey(Content content, String head) {
    return likePrefix(content.size(), head) + content.sha256();
  }

  /** What the keys of payloads have in common that have one length and begin alike. */
  private static String likePrefix(long size, String head) {
    return PREFIX + "size/" + size + "/" + head + "/";
  }

  /** Where the bytes of a referrer go that names no key for them. */
  String ownKey(String sha256, String referrer) {
    return isSharing() ? PREFIX + sha256 + "/data" : referrer;
  }

  boolean isSharing() {
    return !database().config().originalCompatible();
  }

  private SynaDB database() {
    SynaDB db = database;
    if (db == null) {
      throw new IllegalStateException("The payloads are open for reading only");
    }
    return db;
  }

  /**
   * Brings a payload into the database, without a reference yet. Where one of the same length is
   * there that begins with the same 1 MiB, what can be read twice is hashed first, and not stored
   * if it is the same.
   *
   * <p>The caller's thread reads and hashes; what is longer than 1 MiB is stored by a second one,
   * which has ended when this returns.
   *
   * @throws IOException if reading the source fails
   */
  public PreparedContent prepare(ContentSource source) throws IOException {
    SynaDB db = database();
    if (isSharing() && source.isRepeatable() && isLikeAnother(source)) {
      Content content = Intake.hash(source);
      if (db.exists(indexKey(content.sha256()))) {
        return new PreparedContent(this, db, source, content);
      }
    }
    return new PreparedContent(this, db, source, Intake.take(db, source));
  }

  private boolean isLikeAnother(ContentSource source) throws IOException {
    OptionalLong size = source.size();
    return size.isPresent()
        && !reader.keys(PREFIX + "size/" + size.getAsLong() + "/", null, 1).isEmpty()
        && !reader.keys(likePrefix(size.getAsLong(), Intake.head(source)), null, 1).isEmpty();
  }

  /** As {@link #release(WriteBatch, String, String, String)}, with a key of the store's own. */
  public boolean release(WriteBatch batch, String sha256, String referrer) {
    return release(batch, sha256, referrer, ownKey(sha256, referrer));
  }

  /**
   * Has a batch end a reference, and drop the bytes if it is the last one. The batch expects that
   * nobody takes or drops the payload until it is written, as with {@link PreparedContent#addTo}.
   *
   * @param key where the bytes are if they are not shared, as it was given when they were added
   * @return whether there was a reference
   */
  public boolean release(WriteBatch batch, String sha256, String referrer, String key) {
    return releaseAll(batch, sha256, Map.of(referrer, key)) > 0;
  }

  /**
   * Ends several references to one payload.
   *
   * @param keys by the referrer
   * @return how many there were
   */
  int releaseAll(WriteBatch batch, String sha256, Map<String, String> keys) {
    SynaDB db = database();
    String indexKey = indexKey(sha256);
    String json = db.getText(indexKey).orElse(null);
    ContentIndex index = json == null ? null : ContentIndex.read(json, indexKey);
    int own = 0;
    int shared = 0;
    for (Map.Entry<String, String> e : keys.entrySet()) {
      String marker = markerKey(sha256, e.getKey());
      Optional<Atom> mark = db.get(marker);
      if (index != null && mark.isPresent()) {
        batch.expect(marker, mark.get()).delete(marker);
        shared++;
      } else if ((index == null || !index.key().equals(e.getValue())) && db.exists(e.getValue())) {
        batch.delete(e.getValue()); // bytes that were never shared
        own++;
      }
    }
    if (json != null && index != null && shared > 0) {
      batch.expect(indexKey, Atom.of(json));
      if (index.references() > shared) {
        batch.putText(indexKey, index.withReferences(index.references() - shared).write());
      } else {
        batch
            .delete(indexKey)
            .delete(likeKey(new Content(sha256, index.size()), index.head()))
            .delete(index.key());
      }
    }
    if (own > 0 && shared == 0 && isSharing()) { // or else others might share them by then
      if (json == null) {
        batch.expectAbsent(indexKey);
      } else {
        batch.expect(indexKey, Atom.of(json));
      }
    }
    return own + shared;
  }

  /**
   * The payload with a digest, if it is shared.
   *
   * @throws IllegalArgumentException if it is not 64 lower-case hexadecimal digits
   */
  public Optional<Content> find(String sha256) {
    String key = indexKey(new Content(sha256, 0).sha256());
    return reader
        .getText(key)
        .map(json -> new Content(sha256, ContentIndex.read(json, key).size()));
  }

  /** Who refers to a payload, sorted. */
  public List<String> referrers(String sha256) {
    String prefix = markerKey(sha256, "");
    return reader.keys(prefix).stream().map(k -> k.substring(prefix.length())).toList();
  }

  /** The key that holds the bytes: that of the index, else the one that is given. */
  private String locate(Content content, String key) {
    String indexKey = indexKey(content.sha256());
    Optional<String> index = reader.getText(indexKey);
    return index.isPresent() ? ContentIndex.read(index.get(), indexKey).key() : key;
  }

  /**
   * The bytes of a payload. The stream throws {@link ai.synadb.error.ChecksumMismatchException}
   * instead of handing out the last byte, if the digest is another one. Damage that shows before,
   * as it does in short payloads, is refused here, by the same exception.
   *
   * @param key where the bytes are if they are not shared: the key, or else the referrer, that was
   *     given when they were added
   * @throws ai.synadb.error.KeyNotFoundException if they are nowhere
   * @throws ai.synadb.error.ChecksumMismatchException if they are known to be damaged, or there are
   *     more or fewer
   * @throws ai.synadb.error.SynaFormatException if the index of the payload is damaged
   */
  public InputStream open(Content content, String key) {
    return VerifiedStream.open(reader, locate(content, key), content);
  }

  /**
   * The bytes of a payload in memory, verified; see {@link #open}.
   *
   * @throws IllegalStateException if it is larger than an array
   * @throws ai.synadb.error.ChecksumMismatchException if one bit is not what was added
   */
  public byte[] readAll(Content content, String key) {
    if (content.size() > Integer.MAX_VALUE - 16) {
      throw new IllegalStateException(
          "The payload "
              + SynaException.quoted(key)
              + " has "
              + content.size()
              + " bytes, more than an array holds; read it as a stream");
    }
    return VerifiedStream.readAll(reader, locate(content, key), content);
  }

  /**
   * Writes a payload into a new file, which is there, on the disk, when all of it is verified.
   *
   * @throws java.nio.file.FileAlreadyExistsException if there is something
   * @throws IOException if writing fails; it is then not there, or whole
   */
  public void copyTo(Content content, String key, Path file) throws IOException {
    try (InputStream in = open(content, key)) {
      Restore.file(DiskStorage.INSTANCE, in, file);
    }
  }

  /**
   * Unpacks the payload of a directory into a new one, which is there, on the disk, when all of it
   * is verified.
   *
   * @throws java.nio.file.FileAlreadyExistsException if there is something
   * @throws ai.synadb.error.SynaFormatException if it is none, or a name in it leads out of it
   * @throws IOException if writing fails; it is then not there, or whole
   */
  public void unpackTo(Content content, String key, Path directory) throws IOException {
    try (InputStream in = open(content, key)) {
      String what = "The payload " + SynaException.quoted(key);
      Restore.directory(DiskStorage.INSTANCE, in, directory, what);
    }
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.langchain4j;

import static dev.langchain4j.internal.ValidationUtils.ensureConsistentSizes;
import static dev.langchain4j.internal.ValidationUtils.ensureNotBlank;
import static dev.langchain4j.internal.ValidationUtils.ensureNotEmpty;
import static dev.langchain4j.internal.ValidationUtils.ensureNotNull;

import ai.synadb.Atom;
import ai.synadb.DbConfig;
import ai.synadb.ProgressListener;
import ai.synadb.Snapshot;
import ai.synadb.SynaDB;
import ai.synadb.WriteBatch;
import ai.synadb.error.ConflictException;
import ai.synadb.vector.Attributes;
import ai.synadb.vector.DistanceMetric;
import ai.synadb.vector.IndexKind;
import ai.synadb.vector.SearchOptions;
import ai.synadb.vector.VectorIndex;
import ai.synadb.vector.VectorStore;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.store.embedding.EmbeddingSearchRequest;
import dev.langchain4j.store.embedding.EmbeddingSearchResult;
import dev.langchain4j.store.embedding.EmbeddingStore;
import dev.langchain4j.store.embedding.filter.Filter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A LangChain4j embedding store in a SynaDB file: embeddings, texts and typed metadata, searched
 * through an index, filtered exactly, and there again after the process ends.
 *
 * <pre>{@code
 * try (SynaEmbeddingStore store = SynaEmbeddingStore.open(Path.of("docs.db"))) {
 *   store.add(model.embed(segment).content(), segment);
 *   EmbeddingSearchResult<TextSegment> found =
 *       store.search(
 *           EmbeddingSearchRequest.builder()
 *               .queryEmbedding(model.embed("How do I ...?").content())
 *               .filter(metadataKey("year").isGreaterThan(2020))
 *               .maxResults(5)
 *               .build());
 * }
 * }</pre>
 *
 * <p><b>What is stored.</b> The embedding is a vector of the engine's {@link VectorStore}, the
 * metadata are its attributes, and the text is a record under {@code text/} and the id, in a named
 * collection under {@code text:<name>/}: all three in one batch, so that they are there together or
 * not at all. An id that is added again is replaced. Embeddings and metadata come back as they
 * were, to the bit and to the type. The length of embeddings is that of the first, for good.
 *
 * <p><b>Scores</b> are computed from the stored floats in double precision. With the cosine metric
 * they are LangChain4j's, {@code (1 + cosine) / 2}; with the Euclidean {@code 1 / (1 + distance)},
 * with the dot product {@code 1 / (1 + exp(-product))}.
 *
 * <p><b>Filters</b> decide before the nearest are chosen: as many come back as were asked for, if
 * so many match. Where LangChain4j's own filters throw, a value of another type is not equal, and
 * neither less nor greater: "not equal", "not in" and Not match it. Numbers compare with numbers,
 * and a UUID with its string form.
 *
 * <p><b>Opened twice</b> in one process with the same settings, it is one store with two handles.
 * One process can write a file at a time; see {@link SynaDB} for that, and for how durable a write
 * is.
 *
 * <p>Thread safety: safe for use by multiple threads. One thread writes at a time, readers never
 * block each other or the writer. A search sees every add that returned before it began.
 *
 * @since 0.1.0
 */
public final class SynaEmbeddingStore implements EmbeddingStore<TextSegment>, AutoCloseable {
  /** So many ids are removed at once. */
  private static final int REMOVAL_BATCH = 10_000;

  /** How often a search is repeated because what it found has changed meanwhile. */
  private static final int MAX_TRIES = 5;

  private final VectorAccess access;
  private final SearchOptions options;
  private final String texts;
  private final @Nullable Integer dimension;
  private final AtomicBoolean isClosed = new AtomicBoolean();

  private SynaEmbeddingStore(Builder b) {
    this.options = b.exact ? b.options.asExact() : b.options;
    this.texts = b.collection.isEmpty() ? "text/" : "text:" + b.collection + "/";
    this.dimension = b.dimension;
    this.access = OpenStores.open(b.key());
    try {
      access.find().ifPresent(store -> requireDimension(store.dimensions()));
    } catch (RuntimeException | Error e) {
      OpenStores.close(access);
      throw e;
    }
  }

  /** Opens the default collection of a file, and creates the file when it is absent. */
  public static SynaEmbeddingStore open(Path path) {
    return builder().path(path).build();
  }

  /** Begins to open a store; a path or a database must be given. */
  public static Builder builder() {
    return new Builder();
  }

  private void requireOpen() {
    if (isClosed.get() || access.database().isClosed()) {
      throw new IllegalStateException("The embedding store is closed");
    }
  }

  private void requireDimension(int found) {
    if (dimension != null && dimension != found) {
      throw wrongDimension(found, dimension);
    }
  }

  private static IllegalArgumentException wrongDimension(int expected, int found) {
    return new IllegalArgumentException(
        "Embeddings in this store have " + expected + " dimensions, not " + found);
  }

  // ---- adding

  /**
   * Adds an embedding without text.
   *
   * @return its id, which is a random UUID
   */
  @Override
  public String add(Embedding embedding) {
    return addOne(generateIds(1), embedding, null);
  }

  /** Adds an embedding without text under an id, in the place of what was there. */
  @Override
  public void add(String id, Embedding embedding) {
    addOne(Collections.singletonList(id), embedding, null);
  }

  /**
   * Adds an embedding and what was embedded.
   *
   * @return its id, which is a random UUID
   */
  @Override
  public String add(Embedding embedding, @Nullable TextSegment segment) {
    return addOne(generateIds(1), embedding, segment);
  }

  private String addOne(List<String> ids, Embedding embedding, @Nullable TextSegment segment) {
    addAll(ids, Collections.singletonList(embedding), Collections.singletonList(segment));
    return ids.get(0);
  }

  /**
   * Adds embeddings without texts: all of them or, if one is refused, none.
   *
   * @return their ids, which are random UUIDs
   */
  @Override
  public List<String> addAll(List<Embedding> embeddings) {
    List<String> ids = generateIds(ensureNotNull(embeddings, "embeddings").size());
    addAll(ids, embeddings, null);
    return ids;
  }

  /**
   * Adds embeddings and what was embedded under ids, in the place of what was there: all of them
   * or, if one is refused, none. Of an id that comes twice the last stays.
   *
   * @param segments null if there are none; an element may be null, too
   * @throws IllegalArgumentException if the lists are not of one length, an id is blank, an
   *     embedding is missing, of another length than the others here or not finite, or metadata
   *     break a bound of {@link Attributes}
   */
  @Override
  public void addAll(
      @Nullable List<String> ids,
      @Nullable List<Embedding> embeddings,
      @Nullable List<TextSegment> segments) {
    requireOpen();
    ensureConsistentSizes(ids, embeddings, segments);
    if (ids == null || embeddings == null || ids.isEmpty()) {
      return;
    }
    check(ids, embeddings);
    WriteBatch batch = new WriteBatch();
    List<Attributes> metadata = new ArrayList<>(ids.size());
    for (int i = 0; i < ids.size(); i++) {
      TextSegment segment = segments == null ? null : segments.get(i);
      metadata.add(addText(batch, ids.get(i), segment));
    }
    // Only now is the length of embeddings settled, if these are the first: by ones that are right.
    VectorStore store = access.require(embeddings.get(0).dimension());
    for (int i = 0; i < ids.size(); i++) {
      float[] vector = embeddings.get(i).vector();
      if (vector.length != store.dimensions()) {
        throw wrongDimension(store.dimensions(), vector.length);
      }
      store.insert(batch, ids.get(i), vector, metadata.get(i));
    }
    access.database().write(batch);
  }

  private void check(List<String> ids, List<Embedding> embeddings) {
    int expected =
        dimension != null
            ? dimension
            : access
                .dimension()
                .orElseGet(() -> ensureNotNull(embeddings.get(0), "embedding").dimension());
    for (int i = 0; i < ids.size(); i++) {
      ensureNotBlank(ids.get(i), "id");
      float[] vector = ensureNotNull(embeddings.get(i), "embedding").vector();
      if (vector.length != expected) {
        throw wrongDimension(expected, vector.length);
      }
      for (float f : vector) {
        if (!Float.isFinite(f)) {
          throw new IllegalArgumentException(
              "The components of an embedding are finite numbers; that of '"
                  + ids.get(i)
                  + "' has "
                  + f);
        }
      }
    }
  }

  private Attributes addText(WriteBatch batch, String id, @Nullable TextSegment segment) {
    if (segment == null) {
      batch.delete(texts + id);
      return Attributes.empty();
    }
    batch.putText(texts + id, segment.text());
    return SegmentMetadata.toAttributes(segment.metadata());
  }

  // ---- removing

  /**
   * Removes what is under some ids, of which not all need to be there: at once, up to {@value
   * #REMOVAL_BATCH} of them.
   *
   * @throws IllegalArgumentException if there are no ids, or one is null or blank
   */
  @Override
  public void removeAll(Collection<String> ids) {
    requireOpen();
    for (String id : ensureNotEmpty(ids, "ids")) {
      ensureNotBlank(id, "id");
    }
    access.find().ifPresent(store -> remove(store, new ArrayList<>(ids)));
  }

  /** Removes everything that is here. The length of embeddings stays what it is. */
  @Override
  public void removeAll() {
    requireOpen();
    access.find().ifPresent(store -> remove(store, store.keys()));
  }

  private void remove(VectorStore store, List<String> ids) {
    for (int from = 0; from < ids.size(); from += REMOVAL_BATCH) {
      WriteBatch batch = new WriteBatch();
      for (String id : ids.subList(from, Math.min(ids.size(), from + REMOVAL_BATCH))) {
        remove(store, batch, id);
      }
      access.database().write(batch);
    }
  }

  private void remove(VectorStore store, WriteBatch batch, String id) {
    store.delete(batch, id);
    batch.delete(texts + id);
  }

  /**
   * Removes what matches a filter, and nothing that was replaced meanwhile by what does not.
   *
   * @throws IllegalArgumentException if the filter is null
   */
  @Override
  public void removeAll(Filter filter) {
    requireOpen();
    ensureNotNull(filter, "filter");
    VectorStore store = access.find().orElse(null);
    if (store == null) {
      return;
    }
    ai.synadb.vector.Filter condition = FilterTranslator.translate(filter);
    List<String> ids = store.keys(condition);
    int from = 0;
    while (from < ids.size()) {
      int to = Math.min(ids.size(), from + REMOVAL_BATCH);
      if (removeMatching(store, ids.subList(from, to), condition)) {
        from = to;
      } // else some of them have changed: look again
    }
  }

  private boolean removeMatching(
      VectorStore store, List<String> ids, ai.synadb.vector.Filter condition) {
    WriteBatch batch = new WriteBatch();
    try (Snapshot snapshot = access.database().snapshot();
        VectorIndex now = store.at(snapshot)) {
      for (String id : ids) {
        if (now.attributes(id).filter(a -> condition.matches(id, a)).isPresent()) {
          String key = store.logKey(id);
          snapshot.ref(key).ifPresent(ref -> batch.expect(key, ref));
          remove(store, batch, id);
        }
      }
    }
    try {
      access.database().write(batch);
      return true;
    } catch (ConflictException e) {
      return false;
    }
  }

  // ---- searching

  /**
   * The nearest embeddings to a query, nearest first, ties in the order of their ids: as many as
   * asked for, if so many match filter and score.
   *
   * @throws IllegalArgumentException if the query is of another length than the embeddings here or
   *     not finite
   */
  @Override
  public EmbeddingSearchResult<TextSegment> search(EmbeddingSearchRequest request) {
    requireOpen();
    ensureNotNull(request, "request");
    VectorStore store = access.find().orElse(null);
    if (store == null) {
      return new EmbeddingSearchResult<>(List.of());
    }
    float[] query = request.queryEmbedding().vector();
    if (query.length != store.dimensions()) {
      throw wrongDimension(store.dimensions(), query.length);
    }
    ai.synadb.vector.Filter condition =
        request.filter() == null ? null : FilterTranslator.translate(request.filter());
    SearchOptions how = options.filter(condition);
    Matches matches = new Matches(store, texts, request, condition);
    for (int tries = 1; ; tries++) {
      matches.take(store.search(query, request.maxResults(), how));
      if (matches.areCurrent() || tries == MAX_TRIES) {
        return new EmbeddingSearchResult<>(matches.list());
      }
    }
  }

  // ---- beyond the interface

  /** Whether there is an embedding under an id. */
  public boolean contains(String id) {
    requireOpen();
    ensureNotBlank(id, "id");
    return access.find().map(store -> store.contains(id)).orElse(false);
  }

  /** The number of embeddings. */
  public long size() {
    requireOpen();
    return access.find().map(VectorStore::size).orElse(0L);
  }

  /** The length of embeddings; nothing before the first of them. */
  public OptionalInt dimension() {
    requireOpen();
    return access.dimension();
  }

  /**
   * Builds all embeddings into one index now, rather than in the background and in parts; see
   * {@link VectorStore#buildIndex}.
   */
  public void buildIndex(ProgressListener progress) {
    requireOpen();
    access.find().ifPresent(store -> store.buildIndex(progress));
  }

  /** Puts everything added so far on the disk: a crash of the machine cannot lose it. */
  public void sync() {
    requireOpen();
    access.database().sync();
  }

  /** The database that the embeddings are in; not to be closed but by who opened it. */
  public SynaDB database() {
    return access.database();
  }

  /** Closes this handle, and with the last one what it opened; idempotent. */
  @Override
  public void close() {
    if (isClosed.compareAndSet(false, true)) {
      OpenStores.close(access);
    }
  }

  /** Collects settings; {@link #build} checks them. Thread safety: not safe, guard externally. */
  public static final class Builder {
    private @Nullable Path path;
    private @Nullable SynaDB database;
    private DbConfig config = DbConfig.defaults();
    private String collection = "";
    private @Nullable Integer dimension;
    private @Nullable DistanceMetric metric;
    private IndexKind kind = IndexKind.AUTO;
    private SearchOptions options = SearchOptions.defaults();
    private boolean exact;

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
     * @param name 0 to 255 bytes of UTF-8, without a slash
     */
    public Builder collection(String name) {
      collection = ensureNotNull(name, "collection");
      return this;
    }

    /**
     * The length of embeddings, 1 to 8,192; that of the first, unless given. A store that is there
     * with another length is not opened.
     */
    public Builder dimension(int d) {
      dimension = d;
      return this;
    }

    /** The metric; that of the store, unless given, and cosine for a new one. */
    public Builder metric(DistanceMetric m) {
      metric = ensureNotNull(m, "metric");
      return this;
    }

    /** How embeddings are searched; AUTO unless given. Not remembered: each open chooses. */
    public Builder index(IndexKind k) {
      kind = ensureNotNull(k, "index");
      return this;
    }

    /**
     * The share of the true nearest embeddings that a search aims at, above 0 and below 1; {@value
     * SearchOptions#DEFAULT_RECALL_TARGET} unless given.
     */
    public Builder recallTarget(double target) {
      options = options.recallTarget(target);
      return this;
    }

    /** Whether a search compares with every embedding; not, unless given. */
    public Builder exact(boolean on) {
      exact = on;
      return this;
    }

    private OpenStores.Key key() {
      return new OpenStores.Key(path, database, config, collection, kind, metric);
    }

    /**
     * Opens the store, and creates it when it is absent.
     *
     * @throws IllegalArgumentException if there is neither a path nor a database, or both, or the
     *     store is there with another dimension or metric
     * @throws ai.synadb.error.DatabaseLockedException if another process has the file open for
     *     writing
     */
    public SynaEmbeddingStore build() {
      if ((path == null) == (database == null)) {
        throw new IllegalArgumentException("A store has either a path or a database");
      }
      if (dimension != null && (dimension < 1 || dimension > Atom.MAX_VECTOR_DIMENSIONS)) {
        throw new IllegalArgumentException(
            "An embedding has 1 to "
                + Atom.MAX_VECTOR_DIMENSIONS
                + " dimensions, not "
                + dimension);
      }
      return new SynaEmbeddingStore(this);
    }
  }
}

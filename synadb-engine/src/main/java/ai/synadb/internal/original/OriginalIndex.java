/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.original;

import ai.synadb.error.DatabaseNotFoundException;
import ai.synadb.error.InvalidDatabasePathException;
import ai.synadb.error.UnknownFormatException;
import ai.synadb.internal.io.Storage;
import ai.synadb.internal.io.StorageFile;
import ai.synadb.internal.log.Errors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An index file of the original, open for reading; which of its formats it is of, its first bytes
 * say.
 *
 * <p>Thread safety: safe for use by multiple threads; cursors are confined to one thread.
 */
public final class OriginalIndex implements AutoCloseable {
  /** What the formats write for cosine distance. */
  public static final int COSINE = 0;

  /** What the formats write for Euclidean distance. */
  public static final int EUCLIDEAN = 1;

  /** What the formats write for the negated dot product. */
  public static final int DOT_PRODUCT = 2;

  /** What a vector store puts before keys, unless told otherwise. */
  public static final String KEY_PREFIX = "vec/";

  private static final String MAPPED_SIDECAR = ".mmap.hnsw";

  /** The formats. */
  public enum Kind {
    HNSW,
    MMAP,
    GWI
  }

  private final StorageFile file;
  private final long length;
  private final IndexHeader header;
  private final byte[] keyPrefix;
  private volatile boolean isClosed;

  private OriginalIndex(StorageFile file, long length, IndexHeader header, byte[] keyPrefix) {
    this.file = file;
    this.length = length;
    this.header = header;
    this.keyPrefix = keyPrefix;
  }

  /** Whether a byte names a metric. */
  static boolean isMetric(int metric) {
    return metric >= COSINE && metric <= DOT_PRODUCT;
  }

  /**
   * Opens a file and reads its head.
   *
   * @param keyPrefix what keys in a sidecar lose, where they have it; null for what its store puts
   *     there
   * @param findings hears what is wrong with the head
   */
  public static OriginalIndex open(
      Storage storage, Path given, @Nullable String keyPrefix, Findings findings) {
    Path path;
    try {
      path = storage.canonical(given);
      checkPath(storage, path);
    } catch (IOException e) {
      throw Errors.io("Looking at", given, e);
    }
    StorageFile file = null;
    boolean done = false;
    try {
      file = storage.open(path, Storage.Access.READ);
      long length = file.length();
      byte[] head = new byte[PackedFormat.HEADER_BYTES];
      int read = file.read(0, head, 0, head.length);
      IndexHeader header = header(head, read, length, path, findings);
      byte[] prefix = prefix(header, path, keyPrefix).getBytes(StandardCharsets.UTF_8);
      OriginalIndex index = new OriginalIndex(file, length, header, prefix);
      done = true;
      return index;
    } catch (NoSuchFileException e) {
      throw new DatabaseNotFoundException("There is no file at " + path, path);
    } catch (IOException e) {
      throw Errors.io("Opening", path, e);
    } finally {
      if (!done && file != null) {
        closeQuietly(file);
      }
    }
  }

  private static void closeQuietly(StorageFile file) {
    try {
      file.close();
    } catch (IOException e) {
      System.getLogger(OriginalIndex.class.getName())
          .log(System.Logger.Level.WARNING, "Closing " + file.path() + " failed", e);
    }
  }

  private static void checkPath(Storage storage, Path path) throws IOException {
    switch (storage.kind(path)) {
      case FILE:
        return;
      case DIRECTORY:
        throw new InvalidDatabasePathException(
            path + " is a directory; an index is a file", null, path);
      case OTHER:
        throw new InvalidDatabasePathException(path + " is not a regular file", null, path);
      case ABSENT:
        throw new DatabaseNotFoundException("There is no file at " + path, path);
    }
    throw new AssertionError(path);
  }

  private static IndexHeader header(
      byte[] head, int read, long length, Path path, Findings findings) {
    if (HnswFormat.isMagic(head)) {
      return HnswFormat.header(head, read, length, path);
    }
    if (PackedFormat.isMmapMagic(head)) {
      return PackedFormat.mmapHeader(head, read, length, path, findings);
    }
    if (PackedFormat.isGwiMagic(head)) {
      return PackedFormat.gwiHeader(head, read, length, path, findings);
    }
    throw new UnknownFormatException(
        path.getFileName()
            + " is none of the original's files .hnsw, .mmap and .gwi: they begin with HNSW, CEVM"
            + " and GWIX; a log (.db) is opened as a database",
        path,
        0,
        null);
  }

  private static String prefix(IndexHeader header, Path path, @Nullable String given) {
    if (header.kind() != Kind.HNSW) {
      return "";
    }
    if (given != null) {
      return given;
    }
    boolean isMapped = path.toString().toLowerCase(Locale.ROOT).endsWith(MAPPED_SIDECAR);
    return isMapped ? "" : KEY_PREFIX;
  }

  IndexHeader header() {
    return header;
  }

  byte[] keyPrefix() {
    return keyPrefix;
  }

  /** The file. */
  public Path path() {
    return file.path();
  }

  /** The format. */
  public Kind kind() {
    return header.kind();
  }

  /** Components of every vector. */
  public int dimensions() {
    return header.dimensions();
  }

  /** {@link #COSINE}, {@link #EUCLIDEAN} or {@link #DOT_PRODUCT}. */
  public int metric() {
    return header.metric();
  }

  /** How many rows the head says there are. */
  public long statedCount() {
    return header.statedCount();
  }

  /** Where rows end, as far as the head tells; else where the file ends. */
  public long expectedEnd() {
    return header.statedEnd() > header.start() ? header.statedEnd() : length;
  }

  void requireOpen() {
    if (isClosed) {
      throw new IllegalStateException(file.path().getFileName() + " is closed");
    }
  }

  /** A cursor before the first row. */
  public RowCursor rows(Findings findings) {
    requireOpen();
    switch (header.kind()) {
      case HNSW:
        return new HnswCursor(this, file, length, findings);
      case MMAP:
      case GWI:
        return new PackedCursor(this, file, length, findings);
    }
    throw new AssertionError(header.kind());
  }

  @Override
  public void close() {
    isClosed = true;
    try {
      file.close();
    } catch (IOException e) {
      throw Errors.io("Closing", file.path(), e);
    }
  }
}

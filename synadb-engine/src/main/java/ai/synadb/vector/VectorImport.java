/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.vector;

import ai.synadb.ProgressListener;
import ai.synadb.error.DimensionMismatchException;
import ai.synadb.error.OperationCancelledException;
import ai.synadb.inspect.IntegrityReport.Problem;
import ai.synadb.internal.io.DiskStorage;
import ai.synadb.internal.io.Storage;
import ai.synadb.internal.log.ProgressMeter;
import ai.synadb.internal.original.Findings;
import ai.synadb.internal.original.OriginalIndex;
import ai.synadb.internal.original.RowCursor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Reads the vectors in an index file of the original, to put them into an index of this library. A
 * store of the original whose vectors are in a log ({@code .db}) needs no import: open the log.
 *
 * <pre>{@code
 * try (VectorImport file = VectorImport.open(Path.of("vectors.gwi"))) {
 *   VectorImport.Report report = file.into(index, ProgressListener.none());
 * }
 * }</pre>
 *
 * <p><b>Formats.</b> Which format a file is of, its first bytes say, whatever its name. Only keys
 * and vectors are read: graphs, clusters and attractors are built anew by the index that takes the
 * vectors. In a sidecar {@code .hnsw} deleted vectors and those that were replaced are nodes like
 * any other, so that it tells less than the store beside it: prefer that.
 *
 * <p><b>Keys.</b> The original's vector store puts {@code vec/} before the keys in its sidecar;
 * they come without it here. Its mapped store does not, so nothing is taken off where a name ends
 * in {@code .mmap.hnsw}. Another prefix, or none, can be told to {@link #open(Path, String)}.
 *
 * <p><b>Order.</b> Rows come in the order of the file. A key may come more than once ({@code
 * .gwi}); then the last row is the one that counts, as it is if rows are inserted in their order.
 *
 * <p><b>Damage.</b> These files have no checksums, and a process that is killed leaves a head that
 * does not know what is behind it. What is read follows fixed rules:
 *
 * <ul>
 *   <li>The head must be whole, of version 1, and with dimensions; else {@link #open} refuses.
 *   <li>{@code .hnsw}: nodes follow each other until one is not whole, or has a vector of another
 *       length than the head says.
 *   <li>{@code .mmap}, {@code .gwi}, before the write offset in the head: rows follow each other. A
 *       row without a usable key or with a component that is no number is left out if the lengths
 *       of the rows from there lead exactly to the write offset and to the stated count; else the
 *       rows end there.
 *   <li>{@code .mmap}, {@code .gwi}, behind the write offset, or anywhere if it cannot be right: a
 *       row counts if all of it is in the file, it has a usable key, its components are finite and
 *       not all zero, its cluster exists, and no page of 4096 bytes that begins within it is all
 *       zeros. The first row that does not ends the rows; so do zeros. Such rows say of themselves
 *       that they are {@link Row#isRecovered recovered}. A mapped store writes no key twice, so
 *       there a recovered row whose key also stands before the write offset is stale, and left out.
 * </ul>
 *
 * <p>Without checksums, no reader can tell a changed bit in a vector, nor in all cases a changed
 * length. {@link #problems} says what was noticed.
 *
 * <p>A usable key is well-formed UTF-8 of 1 to 65,534 bytes without NUL.
 *
 * <p><b>Memory.</b> A bounded part of the file is held, less than half a megabyte, and a batch of
 * at most 4 MiB while importing; for a mapped store that crashed, also 8 bytes for each row.
 *
 * <p>The file is only read. If it is written to meanwhile, rows may be missed or damaged.
 *
 * <p>Thread safety: confined to one thread.
 *
 * @since 0.1.0
 */
public final class VectorImport implements AutoCloseable {
  private final OriginalIndex index;
  private final ImportProblems headProblems;
  private @Nullable List<Problem> problems; // once the file was read through

  private VectorImport(OriginalIndex index, ImportProblems headProblems) {
    this.index = index;
    this.headProblems = headProblems;
  }

  /** The formats of the original that hold vectors. */
  public enum Format {
    /** The graph beside a store: {@code .hnsw}. */
    HNSW,
    /** The mapped vector store: {@code .mmap}. */
    MMAP,
    /** The gravity well index: {@code .gwi}. */
    GWI
  }

  /** Why a row is not imported. */
  public enum SkipReason {
    /** A key without bytes, which the original allows. */
    EMPTY_KEY,
    /** A key of more than 65,534 bytes. */
    KEY_TOO_LONG,
    /** A key with a NUL in it. */
    KEY_HAS_NUL,
    /** A key that is not well-formed UTF-8. */
    KEY_NOT_UTF8,
    /** A vector with NaN or an infinity in it. */
    NOT_FINITE,
    /** What is left behind the write offset of an older life of the file. */
    STALE,
    /** The index that was to take the row has stricter rules for keys. */
    REFUSED
  }

  /**
   * What an import did.
   *
   * @param imported rows that were inserted, the replacing ones included
   * @param replaced those of them that took the place of a vector, be it one that was in the index
   *     before or one of an earlier row
   * @param recovered those of them that the head of the file does not know
   * @param skipped rows that were left out, by reason; reasons without rows are absent
   * @since 0.1.0
   */
  public record Report(
      long imported, long replaced, long recovered, Map<SkipReason, Long> skipped) {

    /** Copies the map. */
    public Report {
      skipped = Map.copyOf(skipped);
    }

    /** How many rows were left out. */
    public long skippedRows() {
      return skipped.values().stream().mapToLong(Long::longValue).sum();
    }
  }

  /**
   * A vector under its key.
   *
   * <p>Thread safety: immutable.
   *
   * @since 0.1.0
   */
  public static final class Row {
    private final String key;
    private final float[] vector;
    private final long offset;
    private final boolean isRecovered;

    private Row(RowCursor cursor) {
      this.key = cursor.key();
      this.vector = cursor.vector().clone();
      this.offset = cursor.offset();
      this.isRecovered = cursor.isRecovered();
    }

    /** The key, without the prefix of its store. */
    public String key() {
      return key;
    }

    /** The vector; a copy. */
    public float[] vector() {
      return vector.clone();
    }

    /** The byte of the file at which the row begins. */
    public long offset() {
      return offset;
    }

    /** Whether the head of the file does not know the row, as it stands behind the write offset. */
    public boolean isRecovered() {
      return isRecovered;
    }

    @Override
    public String toString() {
      return "Row[key=" + key + ", dimensions=" + vector.length + ", offset=" + offset + "]";
    }
  }

  /**
   * Opens a file and reads its head. Keys in a sidecar lose the prefix that its store puts there.
   *
   * @throws ai.synadb.error.DatabaseNotFoundException if there is no such file
   * @throws ai.synadb.error.InvalidDatabasePathException if the path is a directory or no regular
   *     file
   * @throws ai.synadb.error.UnknownFormatException if the file is of none of the formats
   * @throws ai.synadb.error.FormatTooNewException if it is of a version that is not known
   * @throws ai.synadb.error.SynaFormatException if its head is damaged
   * @throws ai.synadb.error.SynaIOException if reading fails
   */
  public static VectorImport open(Path path) {
    return open(DiskStorage.INSTANCE, path, null);
  }

  /**
   * As {@link #open(Path)}, with another prefix for the keys in a sidecar {@code .hnsw}: of a store
   * of the original that was told one, or {@code vec:<name>/} of a named collection of this
   * library.
   *
   * @param keyPrefix what keys lose, where they begin with it; empty for nothing
   */
  public static VectorImport open(Path path, String keyPrefix) {
    Objects.requireNonNull(keyPrefix, "keyPrefix");
    return open(DiskStorage.INSTANCE, path, keyPrefix);
  }

  static VectorImport open(Storage storage, Path path, @Nullable String keyPrefix) {
    Objects.requireNonNull(path, "path");
    ImportProblems problems = new ImportProblems();
    return new VectorImport(OriginalIndex.open(storage, path, keyPrefix, problems), problems);
  }

  /** The file. */
  public Path path() {
    return index.path();
  }

  /** The file's format. */
  public Format format() {
    switch (index.kind()) {
      case HNSW:
        return Format.HNSW;
      case MMAP:
        return Format.MMAP;
      case GWI:
        return Format.GWI;
    }
    throw new AssertionError(index.kind());
  }

  /** The number of components of every vector; 1 to 65,535. */
  public int dimensions() {
    return index.dimensions();
  }

  /**
   * How the original measured distances. A {@code .mmap} file only says with which metric it was
   * made: the original takes the one that it is opened with.
   */
  public DistanceMetric metric() {
    switch (index.metric()) {
      case OriginalIndex.COSINE:
        return DistanceMetric.COSINE;
      case OriginalIndex.EUCLIDEAN:
        return DistanceMetric.EUCLIDEAN;
      case OriginalIndex.DOT_PRODUCT:
        return DistanceMetric.DOT_PRODUCT;
      default:
        throw new AssertionError(index.metric());
    }
  }

  /**
   * How many rows the head of the file says there are. Damage and crashes make it wrong, and a key
   * that comes twice is counted twice; what {@link #rows} gives is what is there.
   */
  public long statedCount() {
    return index.statedCount();
  }

  /**
   * The rows, in the order of the file, read as the stream goes on. Rows that cannot be imported
   * are left out; {@link #problems} tells of them. Each call reads the file anew. The stream need
   * not be closed, and fails with {@link IllegalStateException} once this import is.
   */
  public Stream<Row> rows() {
    RowCursor cursor = index.rows(Findings.NONE);
    Spliterator<Row> rows =
        new Spliterators.AbstractSpliterator<>(
            Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.NONNULL) {
          @Override
          public boolean tryAdvance(Consumer<? super Row> action) {
            if (!cursor.next()) {
              return false;
            }
            action.accept(new Row(cursor));
            return true;
          }
        };
    return StreamSupport.stream(rows, false);
  }

  /**
   * What is damaged in the file, and which rows are left out: at most 1000 entries, the last of
   * which says how many more there are. The first call reads the file through, unless {@link #into}
   * did.
   */
  public List<Problem> problems() {
    List<Problem> known = problems;
    if (known == null) {
      ImportProblems found = new ImportProblems(headProblems);
      RowCursor cursor = index.rows(found);
      while (cursor.next()) {
        // The findings are what counts.
      }
      known = found.toList();
      problems = known;
    }
    return known;
  }

  /**
   * Inserts all rows into an index, in batches. A row takes the place of a vector under its key. A
   * row that the index refuses with {@link IllegalArgumentException} is skipped.
   *
   * <p>It can be cancelled as {@link ProgressListener} says. What was inserted by then stays in the
   * index, and so it does if the index fails; importing again is safe.
   *
   * @param progress hears how many bytes of the file are done
   * @throws DimensionMismatchException if the index has other dimensions or another metric than the
   *     file; nothing was inserted then
   * @throws OperationCancelledException if it was cancelled
   * @throws ai.synadb.error.SynaIOException if reading fails
   */
  public Report into(VectorIndex target, ProgressListener progress) {
    Objects.requireNonNull(target, "target");
    Objects.requireNonNull(progress, "progress");
    requireSameShape(target);
    String task = "import of " + index.path().getFileName();
    long total = index.expectedEnd();
    ImportProblems found = new ImportProblems(headProblems);
    RowCursor cursor = index.rows(found);
    ImportBatch batch = new ImportBatch(target);
    try {
      ProgressMeter meter = new ProgressMeter(progress, task, total);
      while (cursor.next()) {
        batch.add(cursor);
        meter.at(Math.min(cursor.position(), total));
      }
      batch.flush();
      meter.finish();
    } catch (OperationCancelledException e) {
      throw new OperationCancelledException(
          task, batch.imported() + " rows are in the index, and importing again is safe", e);
    }
    problems = found.toList();
    return batch.report(found.skipped());
  }

  private void requireSameShape(VectorIndex target) {
    if (target.dimensions() != dimensions()) {
      throw new DimensionMismatchException(
          index.path().getFileName()
              + " holds vectors of "
              + dimensions()
              + " dimensions, the index takes "
              + target.dimensions());
    }
    if (target.metric() != metric()) {
      throw new DimensionMismatchException(
          index.path().getFileName()
              + " was made for "
              + metric()
              + ", the index measures "
              + target.metric()
              + ": make the index with "
              + metric()
              + ", or, if the other metric is meant, insert the rows() yourself");
    }
  }

  /** Closes the file; idempotent. */
  @Override
  public void close() {
    index.close();
  }
}

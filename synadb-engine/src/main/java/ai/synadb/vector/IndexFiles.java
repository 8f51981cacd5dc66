/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.vector;

import ai.synadb.SynaException;
import ai.synadb.internal.format.CheckedInput;
import ai.synadb.internal.format.CheckedOutput;
import ai.synadb.internal.io.Storage;
import ai.synadb.internal.io.StorageFile;
import ai.synadb.internal.simd.Kernels;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * The folder {@code x.db.vec} beside {@code x.db}: for each collection a list of segments and a
 * file for each segment. All of it can be built again from the log, and is, with one warning, if
 * anything about it is not right.
 *
 * <p>The list {@code <collection>.idx}, in the frames of {@link CheckedOutput}:
 *
 * <pre>
 *   magic         u64   "SynaVecL"
 *   version       u32   1
 *   database, metric, dimensions, seed   as in {@link SegmentFile}
 *   next          u64   the number of the next segment
 *   segments      u32   how many, then the number (u64) of each: it is in {@code <collection>-<number>.seg}
 * </pre>
 *
 * <p>A segment's file is written and synced before the list that names it, the list is written
 * beside and renamed, and only then files that it does not name any more are deleted: so a crash
 * leaves a list with all that it names.
 *
 * <p>Of several stores over one collection in a process the first saves, and the others only load.
 *
 * <p>Thread safety: safe for use by multiple threads; saves come one at a time.
 */
final class IndexFiles implements AutoCloseable {
  /** "SynaVecL". */
  static final long MAGIC = 0x4c636556_616e7953L;

  static final int VERSION = 1;

  /** Fewer rows are read from the log as fast. */
  static final int MIN_ROWS = StructureBuilder.MIN_STRUCTURED;

  private static final System.Logger LOGGER = System.getLogger(IndexFiles.class.getName());
  private static final int MAX_SEGMENTS = 1024;

  /** While it is in use, a segment is written again when it has grown by so much of what it had. */
  private static final int GROWN = 16;

  /** The lists that are somebody's to write, in this process. */
  private static final Set<Path> OWNED = ConcurrentHashMap.newKeySet();

  private final Storage storage;
  private final Path folder;
  private final boolean isOwner;
  private final String collection;
  private final SegmentFile.Identity identity;
  private final Log log;
  private long next = 1;
  private Set<Long> listed = new HashSet<>();

  /** What an index is made of. */
  interface Log {
    /**
     * Puts it on the disk, so that no index is there of what a power cut takes back; says whether
     * it did: there is nothing to save of one that was closed.
     */
    boolean syncs();
  }

  IndexFiles(
      Storage storage, Path database, CollectionKeys keys, SegmentFile.Identity identity, Log log) {
    this.storage = storage;
    this.log = log;
    this.folder = database.resolveSibling(database.getFileName() + ".vec");
    this.collection =
        keys.name().isEmpty()
            ? "default"
            : UUID.nameUUIDFromBytes(keys.name().getBytes(StandardCharsets.UTF_8)).toString();
    this.identity = identity;
    this.isOwner = OWNED.add(list());
  }

  /** Lets another store save. */
  @Override
  public synchronized void close() {
    if (isOwner) {
      OWNED.remove(list());
    }
  }

  private Path list() {
    return folder.resolve(collection + ".idx");
  }

  private Path segment(long number) {
    return folder.resolve(collection + "-" + number + ".seg");
  }

  /** Reads all segments; none if there are none, or anything is wrong with them. */
  synchronized List<Segment> load(Kernels kernels) {
    try {
      if (storage.kind(list()) != Storage.Kind.FILE) {
        return List.of();
      }
      List<Segment> segments = new ArrayList<>();
      for (long number : readList()) {
        try (StorageFile f = storage.open(segment(number), Storage.Access.READ)) {
          Segment s = SegmentFile.read(f, identity, kernels);
          s.setSaved(number, s.rows().size());
          segments.add(s);
        }
      }
      return segments;
    } catch (IOException | SynaException e) {
      LOGGER.log(
          System.Logger.Level.WARNING,
          () -> "The index in " + folder.getFileName() + " is built anew: " + e.getMessage());
      return List.of();
    }
  }

  private List<Long> readList() throws IOException {
    try (StorageFile f = storage.open(list(), Storage.Access.READ)) {
      CheckedInput in = new CheckedInput(f);
      SegmentFile.requireHeader(in, MAGIC, VERSION, f);
      SegmentFile.requireIdentity(in, identity);
      long after = in.getLong();
      int n = in.getInt();
      if (n < 0 || n > MAX_SEGMENTS) {
        throw in.damaged("it names " + n + " segments");
      }
      List<Long> numbers = new ArrayList<>();
      for (int i = 0; i < n; i++) {
        numbers.add(in.getLong());
      }
      in.finish();
      next = Math.max(next, after);
      listed = new HashSet<>(numbers);
      return numbers;
    }
  }

  /** A segment and how many of its rows to save. */
  record Part(Segment segment, int rows) {}

  /**
   * Saves, if there is enough to be worth it; if it cannot, the next open builds again.
   *
   * @param parts what there is; asked for when nobody else saves
   * @param all whether to save every row; else segments that have grown by few rows stay as they
   *     are in their files, since these are written whole, and so few rows are soon read from the
   *     log and inserted again
   */
  synchronized void saveOrWarn(Supplier<List<Part>> parts, boolean all) {
    try {
      List<Part> now = isOwner ? parts.get() : List.of();
      if (now.stream().mapToInt(Part::rows).sum() >= MIN_ROWS) {
        save(now, all);
      }
    } catch (IOException | SynaException e) {
      LOGGER.log(
          System.Logger.Level.WARNING,
          "An index could not be saved; the next open builds it again",
          e);
    }
  }

  private static boolean isWorthWriting(Part p, boolean all) {
    int saved = p.segment.fileNumber() == 0 ? 0 : p.segment.savedRows();
    int least = all ? 1 : saved == 0 ? MIN_ROWS : saved / GROWN + 1;
    return p.rows - saved >= least;
  }

  private void save(List<Part> parts, boolean all) throws IOException {
    if (parts.stream().anyMatch(p -> isWorthWriting(p, all)) && !log.syncs()) {
      return;
    }
    storage.createDirectory(folder);
    List<Long> numbers = new ArrayList<>();
    boolean changed = false;
    for (Part p : parts) {
      Segment s = p.segment;
      if (isWorthWriting(p, all)) {
        changed = true;
        long number = next++;
        try (StorageFile f = storage.open(segment(number), Storage.Access.READ_WRITE)) {
          f.truncate(0);
          SegmentFile.write(f, identity, s, p.rows);
        }
        s.setSaved(number, p.rows);
      }
      if (s.fileNumber() != 0) {
        numbers.add(s.fileNumber());
      }
    }
    Set<Long> before = listed;
    if (changed || !before.equals(new HashSet<>(numbers))) {
      writeList(numbers);
      listed = new HashSet<>(numbers);
      for (long old : before) {
        if (!listed.contains(old)) {
          storage.delete(segment(old));
        }
      }
    }
  }

  private void writeList(List<Long> numbers) throws IOException {
    Path beside = folder.resolve(collection + ".idx.new");
    try (StorageFile f = storage.open(beside, Storage.Access.READ_WRITE)) {
      f.truncate(0);
      CheckedOutput out = new CheckedOutput(f);
      out.putLong(MAGIC);
      out.putInt(VERSION);
      SegmentFile.writeIdentity(out, identity);
      out.putLong(next);
      out.putInt(numbers.size());
      for (long n : numbers) {
        out.putLong(n);
      }
      out.finish();
    }
    storage.syncDirectory(folder);
    storage.rename(beside, list());
    storage.syncDirectory(folder);
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.registry;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A directory as one payload: see {@link Tar}. What is in it is listed when it is opened; a file
 * that has another length when its turn comes fails the reading.
 *
 * <p>Thread safety: confined to one thread.
 */
final class DirectoryPieces implements Pieces {
  /**
   * One file or directory.
   *
   * @param name relative to the root, with slashes; of a directory with one at its end
   */
  private record Entry(String name, Path path, long size) {
    boolean isDirectory() {
      return name.endsWith("/");
    }
  }

  private final Iterator<Entry> entries;
  private @Nullable Entry file; // being read
  private @Nullable InputStream in;
  private long left;
  private boolean isDone;

  private DirectoryPieces(List<Entry> entries) {
    this.entries = entries.iterator();
  }

  static DirectoryPieces of(Path root) throws IOException {
    return new DirectoryPieces(list(root));
  }

  /** How many bytes the payload has. */
  static long sizeOf(Path root) throws IOException {
    long n = Tar.END_BYTES;
    for (Entry e : list(root)) {
      n += Tar.header(e.name, e.size).length + Tar.padded(e.size);
    }
    return n;
  }

  private static List<Entry> list(Path root) throws IOException {
    List<Entry> all = new ArrayList<>();
    try (Stream<Path> walk = Files.walk(root, FileVisitOption.FOLLOW_LINKS)) {
      for (Path p : (Iterable<Path>) walk::iterator) {
        if (!p.equals(root)) {
          all.add(entry(root, p));
        }
      }
    } catch (java.io.UncheckedIOException e) {
      throw e.getCause();
    }
    all.sort(Comparator.comparing(Entry::name));
    return all;
  }

  private static Entry entry(Path root, Path p) throws IOException {
    StringBuilder name = new StringBuilder();
    for (Path part : root.relativize(p)) {
      name.append(name.length() == 0 ? "" : "/").append(part);
    }
    // A name that does not come back from its text has bytes that are no characters.
    if (!Tar.isSafe(name.toString()) || !root.resolve(name.toString()).equals(p)) {
      throw new IOException(
          p
              + " cannot be saved with its directory: no name in it may have '\\', ':' or a"
              + " character that is not Unicode");
    }
    if (Files.isDirectory(p)) {
      return new Entry(name.append('/').toString(), p, 0);
    }
    if (!Files.isRegularFile(p)) {
      throw new IOException(p + " is neither a file nor a directory");
    }
    return new Entry(name.toString(), p, Files.size(p));
  }

  @Override
  public @Nullable ByteBuffer next() throws IOException {
    Entry e = file;
    InputStream from = in;
    if (e != null && from != null) {
      return left > 0 ? piece(e, from) : endOfFile(e, from);
    }
    if (entries.hasNext()) {
      Entry next = entries.next();
      if (!next.isDirectory()) {
        file = next;
        in = Files.newInputStream(next.path);
        left = next.size;
      }
      return ByteBuffer.wrap(Tar.header(next.name, next.size));
    }
    if (isDone) {
      return null;
    }
    isDone = true;
    return ByteBuffer.allocate(Tar.END_BYTES);
  }

  private ByteBuffer piece(Entry e, InputStream from) throws IOException {
    byte[] piece = new byte[(int) Math.min(PIECE_BYTES, left)];
    if (from.readNBytes(piece, 0, piece.length) < piece.length) {
      throw new EOFException(e.path + " became shorter while it was read");
    }
    left -= piece.length;
    return ByteBuffer.wrap(piece);
  }

  private @Nullable ByteBuffer endOfFile(Entry e, InputStream from) throws IOException {
    if (from.read() >= 0) {
      throw new IOException(e.path + " became longer while it was read");
    }
    from.close();
    in = null;
    file = null;
    int padding = (int) (Tar.padded(e.size) - e.size);
    return padding > 0 ? ByteBuffer.allocate(padding) : next();
  }

  @Override
  public void close() throws IOException {
    InputStream from = in;
    if (from != null) {
      from.close();
    }
  }
}

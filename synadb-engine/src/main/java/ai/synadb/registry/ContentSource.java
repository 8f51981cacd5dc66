/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.registry;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Where the bytes of a payload come from: memory, a file, a directory with all that is in it, or a
 * stream. Borrows what it is given until the call that reads it returns.
 *
 * <p>A directory becomes one payload in the POSIX tar format, the same bytes for the same content:
 * entries are sorted, times and owners are left out. Links in it are followed.
 *
 * <p>Thread safety: not safe, guard externally.
 *
 * @since 0.1.0
 */
public final class ContentSource {
  private interface Opener {
    Pieces open() throws IOException;
  }

  private final @Nullable Path path;
  private final OptionalLong size;
  private final boolean isRepeatable;
  private final Opener opener;

  private ContentSource(
      @Nullable Path path, OptionalLong size, boolean isRepeatable, Opener opener) {
    this.path = path;
    this.size = size;
    this.isRepeatable = isRepeatable;
    this.opener = opener;
  }

  /** The bytes of an array. */
  public static ContentSource of(byte[] bytes) {
    return of(ByteBuffer.wrap(bytes));
  }

  /** The remaining bytes of a buffer; its position stays where it is. */
  public static ContentSource of(ByteBuffer bytes) {
    ByteBuffer all = bytes.duplicate();
    return new ContentSource(null, OptionalLong.of(all.remaining()), true, () -> Pieces.of(all));
  }

  /**
   * The bytes of a file, or a directory with everything in it. A directory in which a name has a
   * backslash, a colon or what is not Unicode is refused when it is read, by an {@link IOException}
   * that names the file: on another system it could not be written.
   */
  public static ContentSource of(Path path) {
    Objects.requireNonNull(path, "path");
    return new ContentSource(
        path,
        OptionalLong.empty(),
        true,
        () ->
            Files.isDirectory(path)
                ? DirectoryPieces.of(path)
                : new StreamPieces(Files.newInputStream(path), -1, true));
  }

  /** All bytes of a stream, which is read to its end and not closed. */
  public static ContentSource of(InputStream in) {
    Objects.requireNonNull(in, "in");
    return new ContentSource(
        null, OptionalLong.empty(), false, () -> new StreamPieces(in, -1, false));
  }

  /**
   * So many bytes of a stream, which is read no further and not closed.
   *
   * @throws IllegalArgumentException if the length is negative
   */
  public static ContentSource of(InputStream in, long length) {
    Objects.requireNonNull(in, "in");
    if (length < 0) {
      throw new IllegalArgumentException("A length is 0 or more, not " + length);
    }
    return new ContentSource(
        null, OptionalLong.of(length), false, () -> new StreamPieces(in, length, false));
  }

  /** Whether it is a directory. */
  boolean isDirectory() {
    return path != null && Files.isDirectory(path);
  }

  /** Whether it can be read more than once. */
  boolean isRepeatable() {
    return isRepeatable;
  }

  /** How many bytes it has, as far as that is known before it is read. */
  OptionalLong size() throws IOException {
    if (path == null) {
      return size;
    }
    return OptionalLong.of(
        Files.isDirectory(path) ? DirectoryPieces.sizeOf(path) : Files.size(path));
  }

  Pieces open() throws IOException {
    return opener.open();
  }
}

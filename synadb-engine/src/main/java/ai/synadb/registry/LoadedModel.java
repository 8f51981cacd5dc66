/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.registry;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/**
 * A model that was looked up: what is known of it, and its bytes, which are read when they are
 * asked for and verified on the way. What is deleted afterwards can still be read.
 *
 * <pre>{@code
 * LoadedModel model = registry.load("models:/classifier@champion");
 * try (InputStream in = model.openStream()) {
 *   …
 * }
 * }</pre>
 *
 * <p>It needs nothing closed. As long as it is referred to, the file that it was found in stays on
 * the disk, through a compaction too.
 *
 * <p>Thread safety: safe for use by multiple threads.
 *
 * @since 0.1.0
 */
public final class LoadedModel {
  private final ModelVersion info;
  private final ContentStore contents;
  private final String key;

  LoadedModel(ModelVersion info, ContentStore contents, String key) {
    this.info = info;
    this.contents = contents;
    this.key = key;
  }

  /** What is known of it. */
  public ModelVersion info() {
    return info;
  }

  /**
   * Its bytes; of a directory a tar file. If one bit of it is not what was saved, a {@link
   * ai.synadb.error.ChecksumMismatchException} tells so, however large it is: from the stream in
   * the place of the last byte, or already from here.
   *
   * @throws ai.synadb.error.KeyNotFoundException if the bytes are gone
   * @throws ai.synadb.error.ChecksumMismatchException if they are known to be damaged, or there are
   *     more or fewer
   */
  public InputStream openStream() {
    return contents.open(info.content(), key);
  }

  /**
   * Its bytes in memory, verified.
   *
   * @throws IllegalStateException if they are more than an array holds
   * @throws ai.synadb.error.ChecksumMismatchException if they are not what was saved
   */
  public byte[] readAll() {
    return contents.readAll(info.content(), key);
  }

  /**
   * Writes it to a new file, or a directory to a new directory, which is there, on the disk, when
   * all of it is verified; never in part, and nothing is replaced.
   *
   * @throws java.nio.file.FileAlreadyExistsException if there is something
   * @throws ai.synadb.error.ChecksumMismatchException if a bit is not what was saved
   * @throws ai.synadb.error.SynaFormatException if a name in the directory leads out of it
   * @throws IOException if writing fails; it is then not there, or whole
   */
  public void copyTo(Path target) throws IOException {
    if (info.isDirectory()) {
      contents.unpackTo(info.content(), key, target);
    } else {
      contents.copyTo(info.content(), key, target);
    }
  }
}

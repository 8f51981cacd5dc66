/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.cli;

import ai.synadb.Atom;
import ai.synadb.SynaReader;
import ai.synadb.error.KeyNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;

/** Reads values: small ones into memory, large ones as streams. */
final class StoredValues {
  private StoredValues() {}

  /** An {@link Atom}, or {@link LargeBytes}. */
  static Object require(SynaReader reader, String key) {
    try {
      return reader.get(key).orElseThrow(() -> new KeyNotFoundException(key));
    } catch (IllegalStateException e) {
      return large(reader, key); // more than is read into memory
    }
  }

  /**
   * Reads it once to check it: what is written out later is either the whole value or none of it.
   */
  private static LargeBytes large(SynaReader reader, String key) {
    try (InputStream in = stream(reader, key)) {
      long size = in.transferTo(OutputStream.nullOutputStream());
      return new LargeBytes(size, () -> stream(reader, key));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static InputStream stream(SynaReader reader, String key) {
    return Channels.newInputStream(reader.openBytes(key));
  }

  static String type(Object value) {
    return value instanceof Atom a ? Hints.word(a.type()) : "bytes";
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What an {@link java.io.InputStream} is too whose bytes lie in memory already: they can be had
 * where they are, instead of in an array of the reader's.
 */
public interface BufferInput {
  /** The next bytes, one or more, which nobody changes any more; null at the end. */
  @Nullable ByteBuffer nextBuffer() throws IOException;
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import java.io.InputStream;
import java.util.function.LongConsumer;

/** Elements and nothing else. Thread safety: safe for use by multiple threads. */
final class RawFile implements TensorSource {
  private final FileBytes file;
  private final RawLayout layout;
  private final TensorEntry entry;

  private RawFile(FileBytes file, RawLayout layout) {
    this.file = file;
    this.layout = layout;
    this.entry =
        new TensorEntry(TensorFormat.RAW.stem(file.path()), layout.dtype(), layout.shape());
  }

  static TensorContainer read(FileBytes file, RawLayout layout) {
    long end = layout.offset() + layout.shape().sizeBytes(layout.dtype());
    if (end > file.length()) {
      throw file.damaged(
          "the elements that are asked for, "
              + layout.dtype().wireName()
              + " of shape "
              + layout.shape()
              + " from byte "
              + layout.offset()
              + ", end at byte "
              + end
              + ", the file at "
              + file.length(),
          file.length());
    }
    return TensorContainer.of(new RawFile(file, layout));
  }

  @Override
  public TensorEntry entry() {
    return entry;
  }

  @Override
  public InputStream open(LongConsumer progress) {
    ElementType type =
        ElementType.of(layout.dtype(), layout.order() == java.nio.ByteOrder.BIG_ENDIAN);
    InputStream raw = file.stream(layout.offset(), layout.offset() + entry.sizeBytes());
    InputStream elements =
        ElementStream.of(
            raw,
            type,
            (why, index) -> file.damaged("element " + index + ": " + why, layout.offset() + index));
    return new CountingStream(elements, progress);
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import ai.synadb.error.SynaFormatException;
import java.io.InputStream;
import java.util.Set;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** One array of NumPy in a file of its own. Thread safety: safe for use by multiple threads. */
final class NpyFile implements TensorSource {
  private final FileBytes file;
  private final NpyHeader header;
  private final TensorEntry entry;

  private NpyFile(FileBytes file, NpyHeader header) {
    this.file = file;
    this.header = header;
    this.entry =
        new TensorEntry(TensorFormat.NPY.stem(file.path()), header.type().dtype(), header.shape());
  }

  static TensorContainer read(FileBytes file, Set<ImportOption> options) {
    NpyHeader header =
        NpyHeader.read(
            file.stream(0, file.length()),
            file.length(),
            options,
            new NpyHeader.Errors() {
              @Override
              public SynaFormatException damaged(String why, @Nullable Throwable cause) {
                return file.damaged(why, 0, cause);
              }

              @Override
              public SynaFormatException unknown(String why) {
                return file.unknown(why, 0);
              }
            });
    return TensorContainer.of(new NpyFile(file, header));
  }

  @Override
  public TensorEntry entry() {
    return entry;
  }

  @Override
  public InputStream open(LongConsumer progress) {
    int size = header.type().sourceBytes();
    InputStream raw =
        header.isFortranOrder()
            ? FortranStream.of(file, header.headerBytes(), header.shape(), size)
            : file.stream(header.headerBytes(), header.headerBytes() + header.dataBytes());
    InputStream elements =
        ElementStream.of(
            raw, header.type(), (why, index) -> file.damaged("element " + index + ": " + why, -1));
    return new CountingStream(elements, progress);
  }
}

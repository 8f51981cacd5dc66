/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import java.io.IOException;
import java.io.OutputStream;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes an archive of arrays of NumPy. A stored entry has its checksum before its bytes, so its
 * tensor is read twice. All entries have the same time, so that the same tensors make the same
 * file.
 *
 * <p>Thread safety: confined to one thread.
 */
final class NpzWriter implements ExportWriter {
  private static final LocalDateTime TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

  private final List<ExportSource> sources;
  private final List<NpyWriter> arrays = new ArrayList<>();
  private final boolean isCompressed;

  NpzWriter(List<ExportSource> sources, boolean isCompressed) {
    this.sources = sources;
    this.isCompressed = isCompressed;
    sources.forEach(s -> arrays.add(new NpyWriter(s)));
  }

  @Override
  public long work() {
    return passes() * arrays.stream().mapToLong(NpyWriter::work).sum();
  }

  private int passes() {
    return isCompressed ? 1 : 2;
  }

  @Override
  public void write(OutputStream out, LongConsumer progress) throws IOException {
    ZipOutputStream zip = new ZipOutputStream(out);
    long before = 0;
    for (int i = 0; i < arrays.size(); i++) {
      NpyWriter array = arrays.get(i);
      ZipEntry entry = new ZipEntry(sources.get(i).entry().name() + ".npy");
      entry.setTimeLocal(TIME);
      if (!isCompressed) {
        long start = before;
        store(entry, array, done -> progress.accept(start + done));
        before += array.work();
      }
      zip.putNextEntry(entry);
      long start = before;
      array.write(zip, done -> progress.accept(start + done));
      before += array.work();
      zip.closeEntry();
    }
    zip.finish();
  }

  private static void store(ZipEntry entry, NpyWriter array, LongConsumer progress)
      throws IOException {
    CRC32 crc = new CRC32();
    array.write(new CheckedOutputStream(OutputStream.nullOutputStream(), crc), progress);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(array.sizeBytes());
    entry.setCompressedSize(array.sizeBytes());
    entry.setCrc(crc.getValue());
  }
}

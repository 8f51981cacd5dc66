/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.LongConsumer;

/**
 * Numbers as text. The file is read twice: once for the number of rows, once for the numbers.
 *
 * <p>Thread safety: safe for use by multiple threads.
 */
final class CsvFile implements TensorSource {
  private static final int MAX_COLUMNS = 1_000_000;

  private final FileBytes file;
  private final CsvOptions options;
  private final List<String> columns;
  private final TensorEntry entry;

  private CsvFile(FileBytes file, CsvOptions options, List<String> columns, Shape shape) {
    this.file = file;
    this.options = options;
    this.columns = columns;
    this.entry = new TensorEntry(TensorFormat.CSV.stem(file.path()), options.dtype(), shape);
  }

  /** Counts rows and columns. */
  static CsvFile read(FileBytes file, CsvOptions options, LongConsumer progress) {
    CsvScanner cells = new CsvScanner(file, options.delimiter(), progress);
    List<String> names = new ArrayList<>();
    int width = 0;
    long lines = 0;
    long firstLine = 1;
    while (cells.next()) {
      if (cells.column() > MAX_COLUMNS) {
        throw cells.bad("a row has at most " + MAX_COLUMNS + " cells");
      }
      if (options.hasHeader() && lines == 0) {
        names.add(cells.text());
      }
      if (lines == 0) {
        firstLine = cells.line();
        width = cells.column();
      } else if (cells.column() > width || (cells.isLast() && cells.column() < width)) {
        throw cells.bad(
            "the row has "
                + (cells.column() > width ? "more than " : "only ")
                + Math.min(width, cells.column())
                + " cells; line "
                + firstLine
                + " has "
                + width);
      }
      lines += cells.isLast() ? 1 : 0;
    }
    long rows = options.hasHeader() ? Math.max(0, lines - 1) : lines;
    Shape shape = width <= 1 ? Shape.of(rows) : Shape.of(rows, width);
    return new CsvFile(file, options, List.copyOf(names), shape);
  }

  /** The names in the header; empty without one. */
  List<String> columns() {
    return columns;
  }

  @Override
  public TensorEntry entry() {
    return entry;
  }

  @Override
  public long work() {
    return file.length();
  }

  @Override
  public InputStream open(LongConsumer progress) {
    return new Rows(new CsvScanner(file, options.delimiter(), progress));
  }

  private final class Rows extends InputStream {
    private static final int READY_BYTES = 1 << 16;

    private final CsvScanner cells;
    private final CsvNumbers numbers;
    private final ByteBuffer scratchReady =
        ByteBuffer.allocate(READY_BYTES).order(ByteOrder.LITTLE_ENDIAN).limit(0);
    private long left = entry.shape().elements();

    Rows(CsvScanner cells) {
      this.cells = cells;
      this.numbers = new CsvNumbers(cells, options);
      int named = 0;
      while (named < columns.size() && cells.next()) {
        named++;
      }
    }

    @Override
    public int read() {
      return fill() ? scratchReady.get() & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int count) {
      Objects.checkFromIndexSize(offset, count, target.length);
      if (count == 0) {
        return 0;
      }
      if (!fill()) {
        return -1;
      }
      int n = Math.min(count, scratchReady.remaining());
      scratchReady.get(target, offset, n);
      return n;
    }

    private boolean fill() {
      if (scratchReady.hasRemaining() || left == 0) {
        return scratchReady.hasRemaining();
      }
      scratchReady.clear();
      int size = options.dtype().sizeBytes();
      int count = (int) Math.min(left, READY_BYTES / size);
      for (int i = 0; i < count; i++) {
        if (!cells.next()) {
          throw changed();
        }
        numbers.put(scratchReady, i * size);
      }
      left -= count;
      if (left == 0 && cells.next()) {
        throw changed();
      }
      scratchReady.limit(count * size);
      return true;
    }

    private RuntimeException changed() {
      return file.damaged("it was changed while it was read", -1);
    }
  }
}

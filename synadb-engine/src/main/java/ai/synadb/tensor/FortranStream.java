/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import java.io.InputStream;
import java.util.Objects;

/**
 * The elements of an array in Fortran order, in row-major order. It reads the file block by block:
 * a block is a contiguous part of the result that fits into memory, and its elements are gathered
 * from runs in the file.
 *
 * <p>In the file the first axis changes fastest, so the elements of a range of rows are one run for
 * each index of the other axes. Where a row is larger than a block, a block is a range of a later
 * axis, whose elements lie apart in the file; then the file is read through a window.
 *
 * <p>Thread safety: confined to one thread.
 */
final class FortranStream extends InputStream {
  private static final int MIN_BLOCK_BYTES = 16 << 20;
  private static final int MAX_BLOCK_BYTES = 128 << 20;
  private static final int WINDOW_BYTES = 1 << 18;

  private final FileBytes file;
  private final long base;
  private final long[] extents;
  private final int size;

  /** The axis that a block is a range of; all later ones are in it whole. */
  private final int axis;

  /** The elements of one index of that axis. */
  private final int inner;

  private final int maxIndexes;
  private final long[] outer; // index of the axes before
  private final byte[] scratchBlock;
  private final byte[] scratchWindow = new byte[WINDOW_BYTES];
  private long windowAt = -1;
  private int windowEnd;
  private long next; // index of the axis where the next block begins
  private boolean isOver;
  private int blockAt;
  private int blockEnd;

  private FortranStream(FileBytes file, long base, Shape shape, int size, int maxBlockBytes) {
    this.file = file;
    this.base = base;
    this.extents = shape.toArray();
    this.size = size;
    int k = extents.length - 1;
    long elements = 1;
    while (k > 0 && extents[k] <= maxBlockBytes / size / elements) {
      elements *= extents[k--];
    }
    this.axis = k;
    this.inner = (int) elements;
    long indexes = Math.min(extents[k], maxBlockBytes / ((long) inner * size));
    this.maxIndexes = (int) indexes;
    this.outer = new long[k];
    this.scratchBlock = new byte[maxIndexes * inner * size];
  }

  /** Of an array that is in the file from {@code base} on, {@code size} bytes an element. */
  static InputStream of(FileBytes file, long base, Shape shape, int size) {
    long row = shape.elements() / Math.max(1, shape.rows()) * size;
    int block = (int) Math.max(MIN_BLOCK_BYTES, Math.min(MAX_BLOCK_BYTES, row));
    return of(file, base, shape, size, block);
  }

  /** As above, with blocks of at most so many bytes, and at least one element. */
  static InputStream of(FileBytes file, long base, Shape shape, int size, int maxBlockBytes) {
    if (shape.elements() == 0 || isSameOrder(shape)) {
      return file.stream(base, base + shape.elements() * size);
    }
    return new FortranStream(file, base, shape, size, maxBlockBytes);
  }

  /** Whether both orders are one: no more than one axis has more than one index. */
  private static boolean isSameOrder(Shape shape) {
    int long1 = 0;
    for (int i = 0; i < shape.rank(); i++) {
      long1 += shape.extent(i) > 1 ? 1 : 0;
    }
    return long1 <= 1;
  }

  @Override
  public int read() {
    return fill() ? scratchBlock[blockAt++] & 0xff : -1;
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
    int n = Math.min(count, blockEnd - blockAt);
    System.arraycopy(scratchBlock, blockAt, target, offset, n);
    blockAt += n;
    return n;
  }

  private boolean fill() {
    if (blockAt < blockEnd) {
      return true;
    }
    if (isOver) {
      return false;
    }
    int count = (int) Math.min(maxIndexes, extents[axis] - next);
    gather(count);
    blockAt = 0;
    blockEnd = count * inner * size;
    next += count;
    if (next == extents[axis]) {
      next = 0;
      isOver = !advance(outer, 0, axis);
    }
    return true;
  }

  /** To the next index in row-major order; false behind the last. */
  private boolean advance(long[] index, int from, int to) {
    for (int i = to - 1; i >= from; i--) {
      if (++index[i] < extents[i]) {
        return true;
      }
      index[i] = 0;
    }
    return false;
  }

  private void gather(int count) {
    long start = 0; // elements before the block's first, in the file
    long stride = 1;
    for (int i = 0; i < axis; i++) {
      start += outer[i] * stride;
      stride *= extents[i];
    }
    start += next * stride;
    long perInner = stride * extents[axis]; // from one index of the axis behind to the next
    int later = extents.length - axis - 1;
    long[] index = new long[later];
    int[] rowMajor = new int[later];
    int elements = 1;
    for (int i = later - 1; i >= 0; i--) {
      rowMajor[i] = elements;
      elements *= (int) extents[axis + 1 + i];
    }
    int at = 0; // where the index is in a row
    for (int c = 0; c < inner; c++) {
      run(start + c * perInner, stride, count, at);
      for (int i = 0; i < later; i++) { // the file's order: the first of the later axes is fastest
        at += rowMajor[i];
        if (++index[i] < extents[axis + 1 + i]) {
          break;
        }
        at -= (int) (index[i] * rowMajor[i]);
        index[i] = 0;
      }
    }
  }

  /** Takes {@code count} elements, {@code stride} apart in the file, {@code inner} apart here. */
  private void run(long element, long stride, int count, int at) {
    int target = at * size;
    int step = inner * size;
    for (int i = 0; i < count; ) {
      long position = base + (element + i * stride) * size;
      int from = inWindow(position, stride == 1 ? (count - i) * (long) size : size);
      int ready = stride == 1 ? Math.min(count - i, (windowEnd - from) / size) : 1;
      for (int j = 0; j < ready; j++) {
        for (int b = 0; b < size; b++) {
          scratchBlock[target + b] = scratchWindow[from + b];
        }
        target += step;
        from += size;
      }
      i += ready;
    }
  }

  /** Where a position is in the window, with an element at least behind it. */
  private int inWindow(long position, long wanted) {
    if (windowAt < 0 || position < windowAt || position + size > windowAt + windowEnd) {
      // All of a short run lies side by side with the next only if it is the whole axis.
      boolean isSequential = axis > 0 || maxIndexes == extents[0];
      long end = base + elementsInFile() * size;
      long n = isSequential ? WINDOW_BYTES : Math.min(WINDOW_BYTES, wanted);
      windowEnd = (int) Math.min(n, end - position);
      windowAt = position;
      file.readFully(position, scratchWindow, 0, windowEnd);
    }
    return (int) (position - windowAt);
  }

  private long elementsInFile() {
    long n = 1;
    for (long e : extents) {
      n *= e;
    }
    return n;
  }
}

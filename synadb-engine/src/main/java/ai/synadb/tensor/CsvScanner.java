/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import ai.synadb.SynaException;
import ai.synadb.error.SynaFormatException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.LongConsumer;

/**
 * The cells of a text, one after the other. A cell may be quoted; lines end in LF, CR or both.
 * Lines without anything are left out.
 *
 * <p>Thread safety: confined to one thread.
 */
final class CsvScanner {
  /** Longer cells are refused. */
  static final int MAX_CELL_BYTES = 1 << 16;

  private static final int PIECE = 1 << 16;
  private static final int END = -1;

  private final FileBytes file;
  private final byte delimiter;
  private final LongConsumer progress;
  private final byte[] scratchPiece = new byte[PIECE];
  private long position;
  private int at;
  private int end;
  private byte[] scratchCell = new byte[64];
  private int length;
  private boolean isLast = true;
  private long line;
  private long nextLine = 1;
  private int column;

  /**
   * From the beginning of a file.
   *
   * @param progress hears how many bytes are read
   */
  CsvScanner(FileBytes file, char delimiter, LongConsumer progress) {
    this.file = file;
    this.delimiter = (byte) delimiter;
    this.progress = progress;
    skipMark();
  }

  private void skipMark() {
    if (peek() == 0xef
        && end >= 3
        && scratchPiece[1] == (byte) 0xbb
        && scratchPiece[2] == (byte) 0xbf) {
      at = 3;
    }
  }

  /** Goes to the next cell; false at the end. */
  boolean next() {
    if (isLast) {
      while (peek() == '\n' || peek() == '\r') {
        endLine();
      }
      if (peek() == END) {
        return false;
      }
      line = nextLine;
      column = 0;
    }
    column++;
    length = 0;
    if (peek() == '"') {
      quoted();
    } else {
      plain();
    }
    int c = peek();
    isLast = c != delimiter;
    if (isLast) {
      endLine();
    } else {
      at++;
    }
    return true;
  }

  private void plain() {
    while (true) {
      int from = at;
      while (at < end && isPlain(scratchPiece[at])) {
        at++;
      }
      add(from, at - from);
      if (at < end || peek() == END) {
        break;
      }
    }
    if (peek() == '"') {
      throw bad("a quote within a cell that does not begin with one");
    }
  }

  private boolean isPlain(byte b) {
    return b != delimiter && b != '\n' && b != '\r' && b != '"';
  }

  private void quoted() {
    at++;
    while (true) {
      int from = at;
      while (at < end && scratchPiece[at] != '"') {
        if (scratchPiece[at] == '\n') {
          nextLine++;
        }
        at++;
      }
      add(from, at - from);
      int c = peek();
      if (c == END) {
        throw bad("a quoted cell does not end");
      }
      if (c == '"') {
        at++;
        if (peek() != '"') {
          break;
        }
        add(at, 1);
        at++;
      }
    }
    while (peek() == ' ' && delimiter != ' ') {
      at++;
    }
    int c = peek();
    if ((c != END && isPlain((byte) c)) || c == '"') {
      throw bad("something follows a quoted cell");
    }
  }

  private void endLine() {
    int c = peek();
    if (c == END) {
      return;
    }
    at++;
    if (c == '\r' && peek() == '\n') {
      at++;
    }
    nextLine++;
  }

  /** The next byte, or {@link #END}. */
  private int peek() {
    if (at == end) {
      end = file.read(position, scratchPiece, 0, (int) Math.min(PIECE, file.length() - position));
      at = 0;
      position += end;
      if (end > 0) {
        progress.accept(position);
      }
    }
    return end == 0 ? END : scratchPiece[at] & 0xff;
  }

  private void add(int from, int count) {
    if (count > MAX_CELL_BYTES - length) {
      throw bad("the cell has more than " + MAX_CELL_BYTES + " bytes");
    }
    if (length + count > scratchCell.length) {
      scratchCell = Arrays.copyOf(scratchCell, Math.max(length + count, 2 * scratchCell.length));
    }
    System.arraycopy(scratchPiece, from, scratchCell, length, count);
    length += count;
  }

  /** The bytes of the cell, in a buffer that the next one overwrites. */
  byte[] cell() {
    return scratchCell;
  }

  /** The number of bytes in the cell. */
  int length() {
    return length;
  }

  /** The cell as text; what is not UTF-8 in it is replaced. */
  String text() {
    return new String(scratchCell, 0, length, StandardCharsets.UTF_8);
  }

  /** Whether the cell is the last of its line. */
  boolean isLast() {
    return isLast;
  }

  /** The line where the row began, counted from 1. */
  long line() {
    return line;
  }

  /** The cell's place in its row, counted from 1. */
  int column() {
    return column;
  }

  /** An error about the cell. */
  SynaFormatException bad(String why) {
    return new SynaFormatException(
        file.name() + ", line " + line + ", column " + column + ": " + why,
        null,
        file.path(),
        -1,
        null);
  }

  /** An error about what is in the cell. */
  SynaFormatException notA(DType dtype, String why) {
    return bad(SynaException.quoted(text()) + " is no " + dtype.wireName() + why);
  }
}

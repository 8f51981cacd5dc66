/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import ai.synadb.SynaException;
import ai.synadb.error.SynaFormatException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The header of an array of NumPy:
 *
 * <pre>
 * 0        6       8            10 or 12
 * +--------+-------+------------+--------------------------------------------+
 * | \x93   | major | length     | {'descr': '<f4', 'fortran_order': False,   |
 * | NUMPY  | minor | u16 or u32 |  'shape': (60000, 28, 28), } blanks  \n    |
 * +--------+-------+------------+--------------------------------------------+
 * </pre>
 *
 * <p>The length is a u16 in version 1.0 and a u32 in 2.0 and 3.0; the text is Latin-1, in 3.0
 * UTF-8. What it holds is a literal of Python; it is parsed, never evaluated.
 *
 * <p>Thread safety: immutable.
 *
 * @param type of the elements
 * @param isFortranOrder whether the first axis changes fastest
 * @param shape of the array
 * @param headerBytes where the elements begin
 */
record NpyHeader(ElementType type, boolean isFortranOrder, Shape shape, int headerBytes) {
  /** A header for all that can be imported is far shorter. */
  static final int MAX_HEADER_BYTES = 1 << 20;

  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int PREFIX_BYTES = MAGIC.length + 2;
  private static final int ALIGNMENT = 64;
  private static final int MAX_SHORT_LENGTH = 0xffff;

  /** So many digits can the number of rows grow to in place, by NumPy's custom. */
  private static final int GROWTH_DIGITS = 21;

  /** What goes wrong with a header, with the name of the file and, in an archive, the entry. */
  interface Errors {
    SynaFormatException damaged(String why, @Nullable Throwable cause);

    SynaFormatException unknown(String why);
  }

  /** Whether bytes begin as every such file does. */
  static boolean isMagic(byte[] head) {
    return head.length >= MAGIC.length && Arrays.equals(Arrays.copyOf(head, MAGIC.length), MAGIC);
  }

  /** The bytes of the elements in the file. */
  long dataBytes() {
    return Math.multiplyExact(shape.elements(), type.sourceBytes());
  }

  /**
   * Reads a header, and nothing behind it.
   *
   * @param available the bytes of the whole array, header and elements
   */
  static NpyHeader read(InputStream in, long available, Set<ImportOption> options, Errors errors) {
    byte[] prefix = bytes(in, PREFIX_BYTES, errors);
    if (!isMagic(prefix)) {
      throw errors.unknown("it does not begin as an array of NumPy does, with \\x93NUMPY");
    }
    int major = prefix[MAGIC.length] & 0xff;
    int minor = prefix[MAGIC.length + 1] & 0xff;
    if (major < 1 || major > 3 || minor != 0) {
      throw errors.unknown(
          "version " + major + "." + minor + " of the format is not known, only 1.0, 2.0 and 3.0");
    }
    byte[] l = bytes(in, major == 1 ? 2 : 4, errors);
    long length = 0;
    for (int i = l.length - 1; i >= 0; i--) {
      length = length << 8 | (l[i] & 0xff);
    }
    int at = PREFIX_BYTES + l.length;
    if (length > Math.min(MAX_HEADER_BYTES, available - at)) {
      throw errors.damaged(
          "its header is said to have "
              + length
              + " bytes; "
              + (available - at)
              + " follow, and at most "
              + MAX_HEADER_BYTES
              + " are read",
          null);
    }
    String text = text(bytes(in, (int) length, errors), major, errors);
    NpyHeader header = new NpyLiteral(text, options, errors).header(at + (int) length);
    header.requireBytes(available - header.headerBytes, errors);
    return header;
  }

  private void requireBytes(long found, Errors errors) {
    long wanted;
    try {
      wanted = dataBytes();
      shape.sizeBytes(type.dtype());
    } catch (ArithmeticException | IllegalArgumentException e) {
      throw errors.damaged("the bytes of shape " + shape + " exceed 2^63 - 1", e);
    }
    if (wanted != found) {
      throw errors.damaged(
          "its elements, of shape "
              + shape
              + ", take "
              + wanted
              + " bytes, but "
              + found
              + " follow the header",
          null);
    }
  }

  private static byte[] bytes(InputStream in, int count, Errors errors) {
    byte[] b;
    try {
      b = in.readNBytes(count);
    } catch (IOException e) {
      throw errors.damaged(String.valueOf(e.getMessage()), e);
    }
    if (b.length < count) {
      throw errors.damaged("it ends in its header", null);
    }
    return b;
  }

  private static String text(byte[] bytes, int major, Errors errors) {
    Charset charset = major == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1;
    try {
      return charset.newDecoder().decode(java.nio.ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw errors.damaged("its header is not UTF-8", e);
    }
  }

  /**
   * The header that NumPy itself would write for a little-endian, row-major array.
   *
   * @throws IllegalArgumentException if NumPy has no such dtype
   */
  static byte[] encode(DType dtype, Shape shape) {
    StringBuilder text = new StringBuilder("{'descr': '").append(descr(dtype));
    text.append("', 'fortran_order': False, 'shape': (");
    for (int i = 0; i < shape.rank(); i++) {
      text.append(i == 0 ? "" : ", ").append(shape.extent(i));
    }
    text.append(shape.rank() == 1 ? ",), }" : "), }");
    if (shape.rank() > 0) {
      text.append(" ".repeat(GROWTH_DIGITS - Long.toString(shape.extent(0)).length()));
    }
    int prefix = PREFIX_BYTES + 2;
    int length = text.length() + 1;
    length += ALIGNMENT - (prefix + length) % ALIGNMENT;
    assert length <= MAX_SHORT_LENGTH;
    byte[] header = new byte[prefix + length];
    System.arraycopy(MAGIC, 0, header, 0, MAGIC.length);
    header[MAGIC.length] = 1;
    header[PREFIX_BYTES] = (byte) length;
    header[PREFIX_BYTES + 1] = (byte) (length >>> 8);
    Arrays.fill(header, prefix, header.length, (byte) ' ');
    byte[] ascii = text.toString().getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(ascii, 0, header, prefix, ascii.length);
    header[header.length - 1] = '\n';
    return header;
  }

  private static String descr(DType dtype) {
    switch (dtype) {
      case FLOAT32:
        return "<f4";
      case FLOAT64:
        return "<f8";
      case FLOAT16:
        return "<f2";
      case INT32:
        return "<i4";
      case INT64:
        return "<i8";
      case INT8:
        return "|i1";
      case UINT8:
        return "|u1";
      case BOOL:
        return "|b1";
      case BFLOAT16:
        throw new IllegalArgumentException(
            "NumPy has no bfloat16; export to .safetensors, or convert to float32");
    }
    throw new AssertionError(dtype);
  }

  /** The elements that a dtype of NumPy stands for. */
  static ElementType typeOf(String descr, Set<ImportOption> options, Errors errors) {
    if (descr.length() == 3 && "<>|".indexOf(descr.charAt(0)) >= 0) {
      boolean isBig = descr.charAt(0) == '>';
      boolean isOne = descr.charAt(2) == '1';
      if (isOne || descr.charAt(0) != '|') {
        ElementType type = byKind(descr.substring(1), isBig, options, errors);
        if (type != null) {
          return type;
        }
      }
    }
    String quoted = SynaException.quoted(descr);
    if (descr.endsWith("O")) {
      throw errors.unknown(
          "it holds Python objects (dtype " + quoted + "), which only their code can read");
    }
    throw errors.unknown("its dtype " + quoted + " has no counterpart here");
  }

  private static @Nullable ElementType byKind(
      String kind, boolean isBig, Set<ImportOption> options, Errors errors) {
    return switch (kind) {
      case "f4" -> ElementType.of(DType.FLOAT32, isBig);
      case "f8" -> ElementType.of(DType.FLOAT64, isBig);
      case "f2" -> ElementType.of(DType.FLOAT16, isBig);
      case "i4" -> ElementType.of(DType.INT32, isBig);
      case "i8" -> ElementType.of(DType.INT64, isBig);
      case "i1" -> ElementType.of(DType.INT8, false);
      case "u1" -> ElementType.of(DType.UINT8, false);
      case "b1" -> ElementType.of(DType.BOOL, false);
      case "i2" -> widened(ElementType.Narrow.INT16, isBig, options, errors);
      case "u2" -> widened(ElementType.Narrow.UINT16, isBig, options, errors);
      case "u4" -> widened(ElementType.Narrow.UINT32, isBig, options, errors);
      case "u8" -> widened(ElementType.Narrow.UINT64, isBig, options, errors);
      default -> null;
    };
  }

  private static ElementType widened(
      ElementType.Narrow kind, boolean isBig, Set<ImportOption> options, Errors errors) {
    if (!options.contains(ImportOption.WIDEN)) {
      throw errors.unknown(ElementType.needsWidening(kind));
    }
    return ElementType.widened(kind, isBig);
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import ai.synadb.error.ChecksumMismatchException;
import ai.synadb.error.FormatTooNewException;
import ai.synadb.error.SynaFormatException;
import ai.synadb.error.UnknownFormatException;
import ai.synadb.internal.json.Json;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where reading stands in an epoch: enough to go on there, in O(1), without reading again what was
 * read. It names the data by a digest, the order by shuffle, seed and epoch, and the place in it.
 * The same state serves every rank, and readers in another number or with other batches.
 *
 * <p>Its forms are a JSON object and 64 bytes, little-endian:
 *
 * <pre>
 *   0   4  magic "SYLS"
 *   4   2  version, 1
 *   6   1  shuffle: 0 none, 1 full, 2 block
 *   7   1  zero
 *   8   8  digest
 *   16  8  seed
 *   24  8  epoch
 *   32  8  position
 *   40  8  rows
 *   48  4  global batch
 *   52  4  rows per block
 *   56  2  blocks in flight
 *   58  2  zero
 *   60  4  CRC32C of bytes 0 to 59
 * </pre>
 *
 * <p>Thread safety: immutable.
 *
 * @param digest names the tensors, their first {@code rows} rows, and which of them are chosen
 * @param seed the seed of the order
 * @param epoch the epoch, 0 or more
 * @param position the place in the order at which reading goes on, 0 or more
 * @param rows the rows of the tensors when the epoch began, 0 or more
 * @param globalBatch the rows that all readers together read at a time, 1 or more
 * @param shuffle the shuffle
 * @since 0.1.0
 */
public record LoaderState(
    long digest,
    long seed,
    long epoch,
    long position,
    long rows,
    int globalBatch,
    Shuffle shuffle) {
  /** The bytes of the binary form. */
  public static final int SIZE_BYTES = 64;

  private static final int MAGIC = 0x534c5953; // "SYLS" in little-endian
  private static final int VERSION = 1;
  private static final int CHECKED_BYTES = 60;
  private static final List<ShuffleMode> MODES =
      List.of(ShuffleMode.NONE, ShuffleMode.FULL, ShuffleMode.BLOCK); // by their codes
  private static final String FORMAT = "synadb-loader-state";
  private static final String WHAT = "The state of a loader";

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is out of its range
   */
  public LoaderState {
    Objects.requireNonNull(shuffle, "shuffle");
    check("epoch", epoch, 0);
    check("position", position, 0);
    check("rows", rows, 0);
    check("global batch", globalBatch, 1);
  }

  private static void check(String what, long value, long min) {
    if (value < min) {
      throw new IllegalArgumentException(
          "The " + what + " of a state is " + min + " or more, not " + value);
    }
  }

  /** The state as one line of JSON. */
  public String toJson() {
    Map<String, @Nullable Object> m = new LinkedHashMap<>();
    m.put("format", FORMAT);
    m.put("version", VERSION);
    m.put("digest", String.format(Locale.ROOT, "%016x", digest));
    m.put("seed", seed);
    m.put("epoch", epoch);
    m.put("position", position);
    m.put("rows", rows);
    m.put("globalBatch", globalBatch);
    m.put("shuffle", shuffle.mode().name().toLowerCase(Locale.ROOT));
    m.put("rowsPerBlock", shuffle.rowsPerBlock());
    m.put("blocksInFlight", shuffle.blocksInFlight());
    return Json.write(m);
  }

  /**
   * Reads what {@link #toJson} wrote; unknown members are passed over.
   *
   * @throws SynaFormatException if it is something else
   * @throws FormatTooNewException if a newer version wrote it
   */
  public static LoaderState fromJson(String json) {
    Map<String, @Nullable Object> m = Json.readObject(json, WHAT);
    if (!FORMAT.equals(m.get("format"))) {
      throw new UnknownFormatException(WHAT + " has no format '" + FORMAT + "'", null, -1, null);
    }
    checkVersion(number(m, "version"));
    try {
      String mode = text(m, "shuffle").toUpperCase(Locale.ROOT);
      Shuffle shuffle =
          new Shuffle(
              ShuffleMode.valueOf(mode),
              Math.toIntExact(number(m, "rowsPerBlock")),
              Math.toIntExact(number(m, "blocksInFlight")));
      return new LoaderState(
          Long.parseUnsignedLong(text(m, "digest"), 16),
          number(m, "seed"),
          number(m, "epoch"),
          number(m, "position"),
          number(m, "rows"),
          Math.toIntExact(number(m, "globalBatch")),
          shuffle);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw damaged(String.valueOf(e.getMessage()), e);
    }
  }

  private static long number(Map<String, @Nullable Object> m, String name) {
    if (m.get(name) instanceof Long n) {
      return n;
    }
    throw damaged("'" + name + "' is not an integer of 64 bits", null);
  }

  private static String text(Map<String, @Nullable Object> m, String name) {
    if (m.get(name) instanceof String s) {
      return s;
    }
    throw damaged("'" + name + "' is not a text", null);
  }

  /** The state as {@value #SIZE_BYTES} bytes. */
  public byte[] toBytes() {
    ByteBuffer b = ByteBuffer.allocate(SIZE_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    b.putInt(MAGIC)
        .putShort((short) VERSION)
        .put((byte) MODES.indexOf(shuffle.mode()))
        .put((byte) 0);
    b.putLong(digest).putLong(seed).putLong(epoch).putLong(position).putLong(rows);
    b.putInt(globalBatch).putInt(shuffle.rowsPerBlock());
    b.putShort((short) shuffle.blocksInFlight()).putShort((short) 0);
    return b.putInt(Descriptors.crc(b.array(), CHECKED_BYTES)).array();
  }

  /**
   * Reads what {@link #toBytes} wrote.
   *
   * @throws SynaFormatException if it is something else or damaged
   * @throws FormatTooNewException if a newer version wrote it
   */
  public static LoaderState fromBytes(byte[] bytes) {
    if (bytes.length != SIZE_BYTES) {
      throw damaged("it has " + SIZE_BYTES + " bytes, not " + bytes.length, null);
    }
    ByteBuffer b = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    if (b.getInt() != MAGIC) {
      throw new UnknownFormatException(WHAT + " does not begin with 'SYLS'", null, 0, null);
    }
    checkVersion(b.getShort() & 0xffff);
    if (b.getInt(CHECKED_BYTES) != Descriptors.crc(bytes, CHECKED_BYTES)) {
      throw new ChecksumMismatchException(WHAT + " fails its checksum", null, -1, null);
    }
    int mode = b.get();
    if (mode < 0 || mode >= MODES.size() || b.get() != 0 || b.getShort(58) != 0) {
      throw damaged("its shuffle or a reserved byte is unknown", null);
    }
    try {
      long digest = b.getLong();
      long seed = b.getLong();
      long epoch = b.getLong();
      long position = b.getLong();
      long rows = b.getLong();
      int globalBatch = b.getInt();
      Shuffle shuffle = new Shuffle(MODES.get(mode), b.getInt(), b.getShort() & 0xffff);
      return new LoaderState(digest, seed, epoch, position, rows, globalBatch, shuffle);
    } catch (IllegalArgumentException e) {
      throw damaged(String.valueOf(e.getMessage()), e);
    }
  }

  private static void checkVersion(long version) {
    if (version != VERSION) {
      throw new FormatTooNewException(
          WHAT + " has version " + version + "; " + VERSION + " is the newest that is known",
          null,
          -1,
          null);
    }
  }

  private static SynaFormatException damaged(String why, @Nullable Throwable cause) {
    return new SynaFormatException(WHAT + " cannot be read: " + why, cause, null, -1, null);
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.vector;

import ai.synadb.error.FormatTooNewException;
import ai.synadb.error.SynaIOException;
import ai.synadb.internal.codes.Rotation;
import ai.synadb.internal.codes.Sink;
import ai.synadb.internal.codes.Source;
import ai.synadb.internal.codes.Space;
import ai.synadb.internal.format.CheckedInput;
import ai.synadb.internal.format.CheckedOutput;
import ai.synadb.internal.io.StorageFile;
import ai.synadb.internal.simd.Kernels;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * A segment in a file: content of the frames of {@link CheckedOutput}, numbers little-endian.
 *
 * <pre>
 *   magic         u64   "SynaVecS"
 *   version       u32   2
 *   database      u64, u64   the UUID of the log, most significant half first
 *   metric        u32   0 cosine, 1 euclidean, 2 dot product
 *   dimensions    u32
 *   seed          u64   of the rotation
 *   kind          u32   1 flat, 2 cells, 3 graph
 *   rows          u32   n
 *   largest norm  f32   squared, for the dot product
 *   centre        u32   0, or the dimensions and as many floats
 *   keys          n times: bytes of UTF-8 (u32), these, the record's position (u64)
 *   structure     by kind, see {@link Structure#write}
 * </pre>
 *
 * <p>Codes are in plain order, whatever kernels wrote them. Nothing says which rows count: a row
 * does if its position is that of the key's record in the log, so a file that is older than the log
 * does no harm.
 *
 * <p>Thread safety: immutable.
 */
final class SegmentFile {
  /** "SynaVecS". */
  static final long MAGIC = 0x53636556_616e7953L;

  static final int VERSION = 2;
  private static final int MAX_KEY_BYTES = 65_534;

  private SegmentFile() {}

  /** What every file of an index must agree with. */
  record Identity(UUID database, DistanceMetric metric, Rotation rotation) {}

  /** Writes a segment's first rows. */
  static void write(StorageFile file, Identity identity, Segment segment, int n)
      throws IOException {
    CheckedOutput out = new CheckedOutput(file);
    Space space = segment.structure().space();
    out.putLong(MAGIC);
    out.putInt(VERSION);
    writeIdentity(out, identity);
    out.putInt(segment.structure().kind().ordinal());
    out.putInt(n);
    Sink sink = new FileSink(out);
    sink.putFloat(space.largestNorm2());
    float[] centre = space.centre();
    sink.putInt(centre == null ? 0 : centre.length);
    if (centre != null) {
      sink.putFloats(centre, 0, centre.length);
    }
    for (int i = 0; i < n; i++) {
      byte[] key = segment.rows().key(i).getBytes(StandardCharsets.UTF_8);
      out.putInt(key.length);
      out.putBytes(key, 0, key.length);
      out.putLong(segment.rows().position(i));
    }
    try {
      segment.structure().write(n, sink);
    } catch (SinkFailure e) {
      throw e.cause;
    }
    out.finish();
  }

  static void writeIdentity(CheckedOutput out, Identity identity) throws IOException {
    out.putLong(identity.database.getMostSignificantBits());
    out.putLong(identity.database.getLeastSignificantBits());
    out.putInt(identity.metric.ordinal());
    out.putInt(identity.rotation.dims());
    out.putLong(identity.rotation.seed());
  }

  /** Reads a segment; all of its rows are live, and none has a place yet. */
  static Segment read(StorageFile file, Identity identity, Kernels kernels) throws IOException {
    CheckedInput in = new CheckedInput(file);
    requireHeader(in, MAGIC, VERSION, file);
    requireIdentity(in, identity);
    int kind = in.getInt();
    if (kind < IndexKind.FLAT.ordinal() || kind > IndexKind.HNSW.ordinal()) {
      throw in.damaged("there is no kind of index " + kind);
    }
    int n = in.getInt();
    Source source = new FileSource(in);
    in.require(12L * n);
    if (n < 1) {
      throw in.damaged("a segment has " + n + " rows");
    }
    float largest = source.getFloat();
    int centreLength = source.getInt();
    if (centreLength != 0 && centreLength != identity.rotation.dims()) {
      throw in.damaged("a centre has " + centreLength + " dimensions");
    }
    float[] centre = centreLength == 0 ? null : source.getFloats(centreLength);
    Space space =
        new Space(
            Space.Measure.valueOf(identity.metric.name()), identity.rotation, centre, largest);
    RowTable rows = new RowTable(n, -1);
    byte[] key = new byte[256];
    for (int i = 0; i < n; i++) {
      int length = source.getInt(1, MAX_KEY_BYTES, "The length of a key");
      if (key.length < length) {
        key = new byte[length];
      }
      in.getBytes(key, 0, length);
      rows.add(new String(key, 0, length, StandardCharsets.UTF_8), in.getLong(), -1, -1);
    }
    Structure structure = Structure.read(IndexKind.values()[kind], kernels, space, n, source);
    in.finish();
    return new Segment(rows, structure);
  }

  static void requireHeader(CheckedInput in, long magic, int version, StorageFile file)
      throws IOException {
    if (in.getLong() != magic) {
      throw in.damaged("it does not begin as it should");
    }
    int found = in.getInt();
    if (found > version) {
      throw new FormatTooNewException(
          file.path().getFileName() + " has version " + found + "; this library knows " + version,
          file.path(),
          8,
          null);
    }
    if (found < version) { // a cache: made anew rather than read in the old way
      throw in.damaged("it has version " + found + ", and this library writes " + version);
    }
  }

  static void requireIdentity(CheckedInput in, Identity identity) throws IOException {
    UUID database = new UUID(in.getLong(), in.getLong());
    int metric = in.getInt();
    int dimensions = in.getInt();
    long seed = in.getLong();
    if (!database.equals(identity.database)) {
      throw in.damaged("it belongs to database " + database + ", not " + identity.database);
    }
    if (metric != identity.metric.ordinal()
        || dimensions != identity.rotation.dims()
        || seed != identity.rotation.seed()) {
      throw in.damaged("it is of another metric, of other dimensions or of another rotation");
    }
  }

  /** An exception on its way through code that knows nothing of files. */
  private static final class SinkFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    final transient IOException cause;

    SinkFailure(IOException cause) {
      super(cause);
      this.cause = cause;
    }
  }

  private record FileSink(CheckedOutput out) implements Sink {
    @Override
    public void putInt(int value) {
      try {
        out.putInt(value);
      } catch (IOException e) {
        throw new SinkFailure(e);
      }
    }

    @Override
    public void putLong(long value) {
      try {
        out.putLong(value);
      } catch (IOException e) {
        throw new SinkFailure(e);
      }
    }

    @Override
    public void putLongs(long[] values, int from, int count) {
      for (int i = 0; i < count; i++) {
        putLong(values[from + i]);
      }
    }
  }

  private static final class FileSource implements Source {
    private final CheckedInput in;

    FileSource(CheckedInput in) {
      this.in = in;
    }

    private static SynaIOException failure(IOException e) {
      return new SynaIOException("An index file cannot be read: " + e.getMessage(), e, null);
    }

    @Override
    public int getInt() {
      try {
        return in.getInt();
      } catch (IOException e) {
        throw failure(e);
      }
    }

    @Override
    public long getLong() {
      try {
        return in.getLong();
      } catch (IOException e) {
        throw failure(e);
      }
    }

    @Override
    public void getLongs(long[] target, int at, int count) {
      for (int i = 0; i < count; i++) {
        target[at + i] = getLong();
      }
    }

    @Override
    public void require(long bytes) {
      in.require(bytes);
    }

    @Override
    public RuntimeException damaged(String what) {
      return in.damaged(what);
    }
  }
}

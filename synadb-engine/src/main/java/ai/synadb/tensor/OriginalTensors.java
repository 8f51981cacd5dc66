/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import ai.synadb.Atom;
import ai.synadb.AtomType;
import ai.synadb.BytesLease;
import ai.synadb.SynaException;
import ai.synadb.SynaReader;
import ai.synadb.error.KeyNotFoundException;
import ai.synadb.error.SynaFormatException;
import ai.synadb.error.SynaIOException;
import ai.synadb.error.TypeMismatchException;
import ai.synadb.internal.json.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tensors as the original stores them.
 *
 * <table>
 * <caption>Layouts of the Rust dialect</caption>
 * <tr><th>keys</th><th>values</th></tr>
 * <tr><td>{@code <name>/meta}, {@code <name>/chunk/<i>}</td>
 *     <td>Text, {@link OriginalMeta}; Bytes, of one length but for the last</td></tr>
 * <tr><td>{@code <name>}</td><td>Bytes: u32 length of the JSON, the JSON, the elements</td></tr>
 * <tr><td>{@code <name>/mmap_meta}</td>
 *     <td>Text, JSON; the elements lie beside the log, in {@code <log>.<name>.mmap}</td></tr>
 * </table>
 *
 * <p>The Python dialect has {@code <prefix>chunk_<i>} only, Bytes that do not tell their type. Both
 * have one key for each element, which are scalars like any others.
 */
final class OriginalTensors {
  private static final String META = "/meta";
  private static final String CHUNK = "/chunk/";
  private static final String MMAP_META = "/mmap_meta";
  private static final int MAX_JSON_BYTES = 1 << 16;

  private OriginalTensors() {}

  /** A tensor in one of the layouts that tell type and shape; null if there is none. */
  static @Nullable Tensor find(SynaReader state, String name, @Nullable Path log) {
    Map<String, @Nullable Object> meta = description(state, name + META);
    if (meta != null) {
      return chunked(state, name, OriginalMeta.of(meta, name + META));
    }
    Map<String, @Nullable Object> mmap = description(state, name + MMAP_META);
    if (mmap != null) {
      return mapped(name, OriginalMeta.of(mmap, name + MMAP_META), log);
    }
    if (batchedFields(state, name) == null) {
      return null;
    }
    return batched(state.getBytes(name).orElseThrow(() -> new KeyNotFoundException(name)), name);
  }

  static boolean isThere(SynaReader state, String name) {
    return !keysOf(state, name).isEmpty();
  }

  /** The keys that a tensor consists of; of elements none, since they may be anyone's. */
  static List<String> keysOf(SynaReader state, String name) {
    List<String> keys = new ArrayList<>();
    if (description(state, name + META) != null) {
      keys.add(name + META);
      state.keys(name + CHUNK).stream().filter(k -> isChunk(k, name)).forEach(keys::add);
    }
    if (description(state, name + MMAP_META) != null) {
      keys.add(name + MMAP_META);
    }
    if (batchedFields(state, name) != null) {
      keys.add(name);
    }
    return keys;
  }

  private static boolean isChunk(String key, String name) {
    String number = key.substring((name + CHUNK).length());
    return !number.isEmpty() && number.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private static Optional<Atom> bytesAt(SynaReader state, String key) {
    return state.get(key).filter(a -> a.type() == AtomType.BYTES);
  }

  private static @Nullable Map<String, @Nullable Object> description(SynaReader state, String key) {
    Optional<Atom> atom = state.get(key);
    if (atom.isEmpty() || atom.get().type() != AtomType.TEXT) {
      return null;
    }
    return fields(atom.get().asText(), key);
  }

  private static @Nullable Map<String, @Nullable Object> fields(String json, String key) {
    try {
      Map<String, @Nullable Object> fields = Json.readObject(json, SynaException.quoted(key));
      return OriginalMeta.describesTensor(fields) ? fields : null;
    } catch (SynaFormatException e) {
      return null; // some other text
    }
  }

  private static Tensor chunked(SynaReader state, String name, OriginalMeta meta) {
    List<byte[]> chunks = new ArrayList<>();
    long size = 0;
    for (long i = 0; i < meta.chunkCount(); i++) {
      String key = name + CHUNK + i;
      byte[] chunk =
          state
              .getBytes(key)
              .orElseThrow(
                  () -> OriginalMeta.damaged(name + META, "'" + key + "' is missing", null));
      size += chunk.length;
      if (size > meta.totalBytes() || (chunk.length == 0 && meta.totalBytes() > 0)) {
        break;
      }
      chunks.add(chunk);
    }
    if (size != meta.totalBytes()) {
      throw OriginalMeta.damaged(
          name + META,
          "the chunks have " + size + " bytes, total_bytes is " + meta.totalBytes(),
          null);
    }
    return new Tensor(meta.dtype(), meta.shape(), joined(chunks, size));
  }

  /** One behind the other, with no element in two buffers. */
  static TensorData joined(List<byte[]> chunks, long size) {
    List<ByteBuffer> parts = new ArrayList<>();
    for (byte[] c : chunks) {
      parts.add(ByteBuffer.wrap(c));
    }
    TensorData pieces = TensorData.of(parts);
    List<ByteBuffer> whole = new ArrayList<>();
    for (long at = 0; at < size; ) {
      int n = (int) Math.min(size - at, Tensor.MAX_BUFFER_BYTES);
      ByteBuffer b = ByteBuffer.allocate(n);
      pieces.read(at, b);
      whole.add(b.flip());
      at += n;
    }
    return TensorData.of(whole);
  }

  /** What bytes say of themselves, without reading the rest; null if they are others. */
  private static @Nullable Map<String, @Nullable Object> batchedFields(
      SynaReader state, String key) {
    try (BytesLease lease = state.mapBytes(key)) {
      List<ByteBuffer> parts = lease.buffers();
      return parts.isEmpty() ? null : header(parts.get(0), key);
    } catch (KeyNotFoundException | TypeMismatchException e) { // to ask first would read it all
      return null;
    }
  }

  /** What the JSON at the beginning says, good or not; null if these are other bytes. */
  private static @Nullable Map<String, @Nullable Object> header(ByteBuffer bytes, String key) {
    ByteBuffer b = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    if (b.remaining() < 6) {
      return null;
    }
    int length = b.getInt();
    if (length < 2 || length > Math.min(MAX_JSON_BYTES, b.remaining()) || b.get(4) != '{') {
      return null;
    }
    byte[] json = new byte[length];
    Segment.reading(key, () -> b.get(json));
    return fields(new String(json, StandardCharsets.UTF_8), key);
  }

  private static @Nullable Tensor batched(byte[] bytes, String key) {
    ByteBuffer b = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    Map<String, @Nullable Object> fields = header(b, key);
    if (fields == null) {
      return null;
    }
    OriginalMeta meta = OriginalMeta.of(fields, key);
    b.position(4 + b.getInt(0));
    if (b.remaining() != meta.totalBytes()) {
      throw OriginalMeta.damaged(
          key, b.remaining() + " bytes follow it, total_bytes is " + meta.totalBytes(), null);
    }
    return new Tensor(meta.dtype(), meta.shape(), TensorData.of(b));
  }

  /**
   * Where the elements of a mapped tensor are: never where the file says, which may be anywhere.
   */
  static Path sidecar(Path log, String name) {
    Path fileName = log.getFileName();
    String file = fileName == null ? "" : fileName.toString();
    int dot = file.lastIndexOf('.');
    String stem = dot <= 0 ? file : file.substring(0, dot);
    return log.resolveSibling(stem + "." + name.replace('/', '_') + ".mmap");
  }

  private static Tensor mapped(String name, OriginalMeta meta, @Nullable Path log) {
    String key = name + MMAP_META;
    if (log == null) {
      throw OriginalMeta.damaged(
          key, "its elements lie beside the log, whose place a snapshot does not tell", null);
    }
    if (name.indexOf('\\') >= 0) {
      throw OriginalMeta.damaged(key, "its name is not that of a file", null);
    }
    Path path = sidecar(log, name);
    try (SeekableByteChannel channel = Files.newByteChannel(path)) {
      if (channel.size() != meta.totalBytes()) {
        throw OriginalMeta.damaged(
            key,
            path.getFileName()
                + " has "
                + channel.size()
                + " bytes, total_bytes is "
                + meta.totalBytes(),
            null);
      }
      return new Tensor(meta.dtype(), meta.shape(), read(channel, meta.totalBytes()));
    } catch (NoSuchFileException e) {
      throw OriginalMeta.damaged(key, path.getFileName() + " is missing", e);
    } catch (IOException e) {
      throw new SynaIOException("Reading " + path.getFileName() + " failed", e, path);
    }
  }

  private static TensorData read(SeekableByteChannel channel, long size) throws IOException {
    List<ByteBuffer> buffers = new ArrayList<>();
    for (long left = size; left > 0; ) {
      ByteBuffer b = ByteBuffer.allocate((int) Math.min(left, Tensor.MAX_BUFFER_BYTES));
      while (b.hasRemaining()) {
        if (channel.read(b) < 0) {
          throw new IOException("The file became shorter");
        }
      }
      buffers.add(b.flip());
      left -= b.limit();
    }
    return TensorData.of(buffers);
  }

  /** The Bytes values of keys in their order, as the Python dialect has them. */
  static @Nullable Tensor chunks(SynaReader state, List<String> keys, DType dtype) {
    List<byte[]> chunks = new ArrayList<>();
    long size = 0;
    for (String key : keys) {
      Optional<Atom> atom = bytesAt(state, key);
      if (atom.isPresent()) {
        byte[] chunk = atom.get().asBytes();
        chunks.add(chunk);
        size += chunk.length;
      }
    }
    if (chunks.isEmpty()) {
      return null;
    }
    if (size % dtype.sizeBytes() != 0) {
      throw OriginalMeta.damaged(
          keys.get(0),
          "the chunks have "
              + size
              + " bytes, which elements of "
              + dtype.wireName()
              + " do not make",
          null);
    }
    return new Tensor(dtype, Shape.of(size / dtype.sizeBytes()), joined(chunks, size));
  }
}

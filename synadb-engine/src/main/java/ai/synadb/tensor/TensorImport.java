/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import ai.synadb.BytesSource;
import ai.synadb.ProgressListener;
import ai.synadb.SynaException;
import ai.synadb.error.NotFoundException;
import ai.synadb.error.OperationCancelledException;
import ai.synadb.error.UnknownFormatException;
import ai.synadb.internal.io.DiskStorage;
import ai.synadb.internal.io.Storage;
import ai.synadb.internal.log.Errors;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongConsumer;

/**
 * Reads tensors from a file, to store them in an engine or to use them as they are.
 *
 * <pre>{@code
 * try (TensorImport file = TensorImport.open(Path.of("model.safetensors"))) {
 *   file.entries().forEach(System.out::println);
 *   file.allInto(engine, "model/", ProgressListener.none());
 * }
 * }</pre>
 *
 * <p><b>Formats.</b> The suffix says which it is, see {@link TensorFormat}; a file with another is
 * known by its first bytes. What raw bytes are has to be told: {@link #openRaw}.
 *
 * <p><b>Dtypes.</b> Elements are taken bit by bit, in row-major order and little-endian whatever
 * the file has. What has no counterpart among {@link DType} is refused by name, unless {@link
 * ImportOption#WIDEN} allows the next larger integer. In a file of several tensors {@link
 * #unreadable} lists such ones, and the others can be imported one by one.
 *
 * <p><b>Names.</b> A tensor of an archive or a safetensors file is called what the file calls it,
 * with slashes and all; of {@code arr_0.npy} in an archive the suffix goes. The only tensor of
 * another file is called as the file is, without the suffix.
 *
 * <p><b>Files from elsewhere.</b> No length is believed before it is compared with the file's own,
 * nothing in a file is ever executed, and what an archive unpacks to is at most 1032 times its
 * length. Checksums of archives are checked before a tensor shows. Whatever is wrong is a {@link
 * ai.synadb.error.SynaFormatException} that names the file and what broke which bound.
 *
 * <p><b>Memory.</b> A tensor goes through buffers of less than a megabyte, be it larger than memory
 * or not; one in Fortran order through blocks of 16 MiB, or of a row if that is more, up to 128. A
 * deflated one in Fortran order goes through a temporary file.
 *
 * <p>The file is only read. If it is written to meanwhile, what is read is not defined.
 *
 * <p>Thread safety: safe for use by multiple threads.
 *
 * @since 0.1.0
 */
public final class TensorImport implements AutoCloseable {
  private static final int SNIFFED_BYTES = 9;

  private final FileBytes file;
  private final TensorFormat format;
  private final TensorContainer container;
  private final List<String> columns;

  private TensorImport(
      FileBytes file, TensorFormat format, TensorContainer container, List<String> columns) {
    this.file = file;
    this.format = format;
    this.container = container;
    this.columns = columns;
  }

  /** What is read of a file when it is opened. */
  private interface Opening {
    TensorImport of(FileBytes file);
  }

  /**
   * Opens a file and reads its header; a text is read through once. A {@code .csv} or {@code .tsv}
   * is taken with {@link CsvOptions#defaults}, the latter with tabs.
   *
   * @throws ai.synadb.error.DatabaseNotFoundException if there is no such file
   * @throws ai.synadb.error.InvalidDatabasePathException if it is a directory or no regular file
   * @throws UnknownFormatException if it is of no known format or version, or its only tensor is of
   *     a dtype without counterpart
   * @throws ai.synadb.error.SynaFormatException if it is damaged
   * @throws ai.synadb.error.SynaIOException if reading fails
   * @throws IllegalArgumentException if it is raw: see {@link #openRaw}
   */
  public static TensorImport open(Path path, ImportOption... options) {
    return open(DiskStorage.INSTANCE, path, options);
  }

  static TensorImport open(Storage storage, Path path, ImportOption... options) {
    Set<ImportOption> set = Set.of(options);
    return opening(storage, path, file -> read(storage, file, set));
  }

  /** Reads the header of a file that is open. */
  static TensorImport read(Storage storage, FileBytes file, Set<ImportOption> options) {
    TensorFormat format = formatOf(file);
    switch (format) {
      case NPY:
        return new TensorImport(file, format, NpyFile.read(file, options), List.of());
      case NPZ:
        return new TensorImport(file, format, NpzFile.read(storage, file, options), List.of());
      case SAFETENSORS:
        return new TensorImport(file, format, SafetensorsFile.read(file, options), List.of());
      case CSV:
        return csv(file, csvOptions(file.path()), ProgressListener.none());
      case RAW:
        throw new IllegalArgumentException(
            file.name() + " does not tell what is in it; use openRaw");
    }
    throw new AssertionError(format);
  }

  /**
   * Opens a text of numbers and reads it through once, to count its rows: of one column a tensor of
   * one axis, of more one of two.
   *
   * @param progress hears how many bytes are read
   * @throws ai.synadb.error.SynaFormatException if rows differ in length or quotes do not match;
   *     the message has the line
   * @throws OperationCancelledException if the listener threw or the thread was interrupted
   * @see #open for what else is thrown
   */
  public static TensorImport openCsv(Path path, CsvOptions options, ProgressListener progress) {
    Objects.requireNonNull(options, "options");
    Objects.requireNonNull(progress, "progress");
    return opening(DiskStorage.INSTANCE, path, file -> csv(file, options, progress));
  }

  /**
   * Opens a file of which the caller knows what it holds.
   *
   * @throws ai.synadb.error.SynaFormatException if it is shorter than the layout says
   * @see #open for what else is thrown
   */
  public static TensorImport openRaw(Path path, RawLayout layout) {
    Objects.requireNonNull(layout, "layout");
    return opening(
        DiskStorage.INSTANCE,
        path,
        file -> new TensorImport(file, TensorFormat.RAW, RawFile.read(file, layout), List.of()));
  }

  private static TensorImport opening(Storage storage, Path path, Opening opening) {
    Objects.requireNonNull(path, "path");
    FileBytes file = FileBytes.open(storage, path);
    boolean done = false;
    try {
      TensorImport opened = opening.of(file);
      done = true;
      return opened;
    } finally {
      if (!done) {
        file.close();
      }
    }
  }

  private static TensorImport csv(FileBytes file, CsvOptions options, ProgressListener progress) {
    FileProgress meter = new FileProgress(progress, "reading " + file.name(), file.length());
    CsvFile csv = CsvFile.read(file, options, meter::at);
    return new TensorImport(file, TensorFormat.CSV, TensorContainer.of(csv), csv.columns());
  }

  /** The options by a file's name. */
  static CsvOptions csvOptions(Path path) {
    boolean hasTabs = String.valueOf(path).toLowerCase(Locale.ROOT).endsWith(".tsv");
    return hasTabs ? CsvOptions.defaults().withDelimiter('\t') : CsvOptions.defaults();
  }

  private static TensorFormat formatOf(FileBytes file) {
    try {
      return TensorFormat.of(file.path());
    } catch (IllegalArgumentException e) {
      return sniffed(file);
    }
  }

  private static TensorFormat sniffed(FileBytes file) {
    byte[] head = new byte[SNIFFED_BYTES];
    int n = file.read(0, head, 0, SNIFFED_BYTES);
    if (NpyHeader.isMagic(head)) {
      return TensorFormat.NPY;
    }
    if (head[0] == 'P' && head[1] == 'K') {
      return TensorFormat.NPZ;
    }
    long length = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).getLong();
    if (n == SNIFFED_BYTES
        && head[SNIFFED_BYTES - 1] == '{'
        && length > 0
        && length <= SafetensorsFile.MAX_HEADER_BYTES) {
      return TensorFormat.SAFETENSORS;
    }
    throw file.unknown(
        "it is no array or archive of NumPy and no safetensors file; a text of numbers is opened by"
            + " openCsv, raw elements by openRaw",
        0);
  }

  /** The file. */
  public Path path() {
    return file.path();
  }

  /** What kind of file it is. */
  public TensorFormat format() {
    return format;
  }

  /** The tensors that can be imported, in the order of the file. */
  public List<TensorEntry> entries() {
    return container.sources().stream().map(TensorSource::entry).toList();
  }

  /** Why what else is in the file cannot be imported, by name; empty if all can. */
  public Map<String, String> unreadable() {
    return Map.copyOf(container.unreadable());
  }

  /** What a safetensors file says of itself; empty for others. */
  public Map<String, String> metadata() {
    return Map.copyOf(container.metadata());
  }

  /** The names of the columns of a text with a header; empty for others. */
  public List<String> columns() {
    return columns;
  }

  /**
   * The tensor of a name.
   *
   * @throws NotFoundException if there is none
   * @throws UnknownFormatException if it cannot be imported
   */
  public TensorEntry entry(String name) {
    return source(name).entry();
  }

  private TensorSource source(String name) {
    Objects.requireNonNull(name, "name");
    for (TensorSource source : container.sources()) {
      if (source.entry().name().equals(name)) {
        return source;
      }
    }
    requireReadable(name);
    throw new NotFoundException(
        file.name()
            + " has no tensor "
            + SynaException.quoted(name)
            + "; it has "
            + container.sources().size()
            + " others",
        name);
  }

  private void requireReadable(String name) {
    String why = container.unreadable().get(name);
    if (why != null) {
      throw file.unknown("tensor " + SynaException.quoted(name) + " cannot be taken: " + why, -1);
    }
  }

  private TensorSource only() {
    container.unreadable().keySet().forEach(this::requireReadable);
    if (container.sources().size() != 1) {
      throw new IllegalStateException(
          file.name() + " has " + container.sources().size() + " tensors; say which, or take all");
    }
    return container.sources().get(0);
  }

  /**
   * The bytes of a tensor: row-major, little-endian, {@link TensorEntry#sizeBytes} of them. What is
   * found wrong on the way is thrown before the last one. The stream ends with this import.
   *
   * @throws NotFoundException if there is none of this name
   * @throws UnknownFormatException if it cannot be imported
   */
  public InputStream openStream(String name) {
    return source(name).open(done -> {});
  }

  /**
   * Reads a tensor into memory.
   *
   * @throws NotFoundException if there is none of this name
   * @throws UnknownFormatException if it cannot be imported
   * @throws IllegalStateException if it has more bytes than an array holds
   * @throws ai.synadb.error.SynaFormatException if its elements are damaged
   */
  public Tensor read(String name) {
    TensorSource source = source(name);
    TensorEntry entry = source.entry();
    if (entry.sizeBytes() > Integer.MAX_VALUE - 16) {
      throw new IllegalStateException(
          "Tensor "
              + SynaException.quoted(name)
              + " has "
              + entry.sizeBytes()
              + " bytes, more than an array holds; store it in an engine");
    }
    try (InputStream in = source.open(done -> {})) {
      byte[] bytes = in.readNBytes((int) entry.sizeBytes());
      return Tensor.wrap(entry.dtype(), entry.shape(), ByteBuffer.wrap(bytes));
    } catch (IOException e) {
      throw Errors.io("Reading", file.path(), e);
    }
  }

  /**
   * Stores the only tensor of the file, in the place of one of that name.
   *
   * @return what was stored, under the name in the engine
   * @throws IllegalStateException if the file has none or several
   * @see #into(TensorEngine, String, String, ProgressListener)
   */
  public TensorEntry into(TensorEngine engine, String name, ProgressListener progress) {
    return into(engine, only(), name, progress);
  }

  /**
   * Stores a tensor, in the place of one of that name. It shows when all of it is there; if that
   * fails or is cancelled, the engine is as it was.
   *
   * @param entry what the file calls it
   * @param name what the engine is to call it
   * @param progress hears how many bytes are stored; of a text, how many are read. It must not call
   *     the engine
   * @return what was stored, under the name in the engine
   * @throws NotFoundException if there is no such tensor
   * @throws UnknownFormatException if it cannot be imported
   * @throws ai.synadb.error.SynaFormatException if its elements are damaged
   * @throws OperationCancelledException if the listener threw or the thread was interrupted
   */
  public TensorEntry into(
      TensorEngine engine, String entry, String name, ProgressListener progress) {
    return into(engine, source(entry), name, progress);
  }

  private TensorEntry into(
      TensorEngine engine, TensorSource source, String name, ProgressListener progress) {
    Objects.requireNonNull(engine, "engine");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(progress, "progress");
    FileProgress meter = new FileProgress(progress, task(), source.work());
    put(engine, source, name, meter::at);
    return new TensorEntry(name, source.entry().dtype(), source.entry().shape());
  }

  private String task() {
    return "import of " + file.name();
  }

  /**
   * Stores all tensors, each under a prefix and its name in the file.
   *
   * @param prefix such as {@code model/}; may be empty
   * @see #allInto(TensorEngine, Function, ProgressListener)
   */
  public List<TensorEntry> allInto(TensorEngine engine, String prefix, ProgressListener progress) {
    Objects.requireNonNull(prefix, "prefix");
    return allInto(engine, prefix::concat, progress);
  }

  /**
   * Stores all tensors. Each shows when all of it is there. If one fails or it is cancelled, those
   * before stay; importing again is safe.
   *
   * @param names what the engine is to call a tensor, by what the file calls it
   * @return what was stored, under the names in the engine
   * @throws UnknownFormatException if one cannot be imported; nothing is stored then
   * @throws IllegalArgumentException if two are to have one name; nothing is stored then
   * @throws ai.synadb.error.SynaFormatException if a name is none for an engine, when nothing is
   *     stored, or elements are damaged
   * @throws OperationCancelledException if the listener threw or the thread was interrupted
   */
  public List<TensorEntry> allInto(
      TensorEngine engine, Function<String, String> names, ProgressListener progress) {
    Objects.requireNonNull(engine, "engine");
    Objects.requireNonNull(progress, "progress");
    container.unreadable().keySet().forEach(this::requireReadable);
    Map<String, TensorSource> all = named(engine, names);
    long total = 0;
    for (TensorSource source : all.values()) {
      total += source.work();
    }
    List<TensorEntry> stored = new ArrayList<>();
    try {
      FileProgress meter = new FileProgress(progress, task(), total);
      long before = 0;
      for (Map.Entry<String, TensorSource> e : all.entrySet()) {
        TensorSource source = e.getValue();
        long start = before;
        put(engine, source, e.getKey(), done -> meter.at(start + done));
        before += source.work();
        stored.add(new TensorEntry(e.getKey(), source.entry().dtype(), source.entry().shape()));
      }
    } catch (OperationCancelledException e) {
      throw new OperationCancelledException(
          task(),
          stored.size() + " of " + all.size() + " tensors are stored, and importing again is safe",
          e);
    }
    return List.copyOf(stored);
  }

  private Map<String, TensorSource> named(TensorEngine engine, Function<String, String> names) {
    Map<String, TensorSource> all = new java.util.LinkedHashMap<>();
    for (TensorSource source : container.sources()) {
      String given = source.entry().name();
      String name = Objects.requireNonNull(names.apply(given), "name");
      try {
        engine.exists(name);
        name = TensorKeys.name(name);
      } catch (IllegalArgumentException e) {
        throw file.damaged(
            "tensor " + SynaException.quoted(given) + " cannot be called so: " + e.getMessage(),
            -1,
            e);
      }
      if (all.put(name, source) != null) {
        throw new IllegalArgumentException(
            "Two tensors are to be called " + SynaException.quoted(name));
      }
    }
    return all;
  }

  private void put(TensorEngine engine, TensorSource source, String name, LongConsumer progress) {
    TensorEntry entry = source.entry();
    try (InputStream in = source.open(progress)) {
      engine.putTensor(name, entry.dtype(), entry.shape(), new Filler(in));
    } catch (IOException e) {
      throw Errors.io("Reading", file.path(), e);
    }
  }

  /** Fills buffers from a stream. */
  private static final class Filler implements BytesSource {
    private static final int PIECE = 1 << 16;

    private final InputStream in;
    private byte[] scratchPiece = new byte[0];

    Filler(InputStream in) {
      this.in = in;
    }

    @Override
    public void read(ByteBuffer target) throws IOException {
      while (target.hasRemaining()) {
        int n = Math.min(PIECE, target.remaining());
        if (target.hasArray()) {
          n = target.remaining();
          n = in.readNBytes(target.array(), target.arrayOffset() + target.position(), n);
          target.position(target.position() + n);
        } else {
          scratchPiece = scratchPiece.length == 0 ? new byte[PIECE] : scratchPiece;
          n = in.readNBytes(scratchPiece, 0, n);
          target.put(scratchPiece, 0, n);
        }
        if (n == 0) {
          throw new java.io.EOFException("The tensor ends too early");
        }
      }
    }
  }

  /** Closes the file; idempotent. */
  @Override
  public void close() {
    file.close();
  }
}

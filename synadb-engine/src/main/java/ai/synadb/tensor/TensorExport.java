/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import ai.synadb.ProgressListener;
import ai.synadb.SynaException;
import ai.synadb.internal.io.DiskStorage;
import ai.synadb.internal.io.Storage;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes tensors into a file that other programs read.
 *
 * <pre>{@code
 * TensorExport.from(engine).add("train/images").to(Path.of("images.npy"));
 * TensorExport.from(engine).addAll("model/").metadata("format", "pt")
 *     .to(Path.of("model.safetensors"));
 * }</pre>
 *
 * <p>The suffix of the file says the format, see {@link TensorFormat}. The file is written beside
 * its place, synced and renamed, so that at any time there is either the old one or the new one,
 * whole. What is stored is checked against its checksums on the way.
 *
 * <p>Tensors of a live engine are taken each as it is when the file is written; for one moment of
 * all, take {@code engine.asOf(engine.position())}.
 *
 * <p>Thread safety: not safe, guard externally.
 *
 * @since 0.1.0
 */
public final class TensorExport {
  private final @Nullable TensorEngine engine;
  private final Map<String, Supplier<ExportSource>> sources = new LinkedHashMap<>();
  private final Map<String, String> metadata = new TreeMap<>();
  private @Nullable CsvOptions csv;
  private List<String> columns = List.of();
  private ByteOrder order = ByteOrder.LITTLE_ENDIAN;
  private boolean isCompressed;

  private TensorExport(@Nullable TensorEngine engine) {
    this.engine = engine;
  }

  /** Of tensors in an engine, and in memory. */
  public static TensorExport from(TensorEngine engine) {
    return new TensorExport(Objects.requireNonNull(engine, "engine"));
  }

  /** Of tensors in memory. */
  public static TensorExport create() {
    return new TensorExport(null);
  }

  private TensorEngine engine() {
    if (engine == null) {
      throw new IllegalStateException("This export has no engine; begin with from(engine)");
    }
    return engine;
  }

  /** Adds a stored tensor under its own name. */
  public TensorExport add(String name) {
    return add(name, name);
  }

  /**
   * Adds a stored tensor under another name.
   *
   * @param as what the file is to call it
   * @throws IllegalArgumentException if there is one of that name
   */
  public TensorExport add(String name, String as) {
    TensorEngine e = engine();
    Objects.requireNonNull(name, "name");
    return put(as, () -> ExportSource.of(as, e, name));
  }

  /** Adds a tensor in memory. */
  public TensorExport add(String as, Tensor tensor) {
    Objects.requireNonNull(tensor, "tensor");
    return put(as, () -> ExportSource.of(as, tensor));
  }

  /** Adds all stored tensors with a prefix, without it. */
  public TensorExport addAll(String prefix) {
    for (String name : engine().list(prefix)) {
      add(name, name.substring(prefix.length()));
    }
    return this;
  }

  private TensorExport put(String as, Supplier<ExportSource> source) {
    Objects.requireNonNull(as, "as");
    if (sources.putIfAbsent(as, source) != null) {
      throw new IllegalArgumentException(
          "Two tensors are to be called " + SynaException.quoted(as));
    }
    return this;
  }

  /** Has a safetensors file say something of itself. */
  public TensorExport metadata(String key, String value) {
    metadata.put(key, Objects.requireNonNull(value, "value"));
    return this;
  }

  /** Has an archive deflated, which makes it smaller and takes longer. */
  public TensorExport compressed() {
    isCompressed = true;
    return this;
  }

  /**
   * What is between the cells of a text; by default a tab in a {@code .tsv}, else a comma.
   *
   * @throws IllegalArgumentException as {@link CsvOptions}
   */
  public TensorExport delimiter(char character) {
    csv = CsvOptions.defaults().withDelimiter(character);
    return this;
  }

  /** The names of the columns for the header of a text. */
  public TensorExport columns(List<String> names) {
    columns = List.copyOf(names);
    return this;
  }

  /** The byte order of a raw file; little-endian by default. */
  public TensorExport byteOrder(ByteOrder byteOrder) {
    order = Objects.requireNonNull(byteOrder, "byteOrder");
    return this;
  }

  /** As {@link #to(Path, ProgressListener)}, without a listener. */
  public void to(Path file) {
    to(file, ProgressListener.none());
  }

  /**
   * Writes the file, in the place of one that is there.
   *
   * @param progress hears how many bytes of elements are written
   * @throws IllegalArgumentException if the suffix is none of {@link TensorFormat}, or the format
   *     cannot hold the tensors: several where it takes one, bfloat16 in those of NumPy, more than
   *     two axes in a text
   * @throws ai.synadb.error.NotFoundException if a tensor is not there
   * @throws ai.synadb.error.ChecksumMismatchException if one is damaged; the file is as it was
   * @throws ai.synadb.error.InvalidDatabasePathException if there is a directory, or none for it
   * @throws ai.synadb.error.SynaIOException if writing fails; the file is as it was, or, where it
   *     was only its directory that could not be synced, the new one
   * @throws ai.synadb.error.OperationCancelledException if the listener threw or the thread was
   *     interrupted; the file is as it was
   */
  public void to(Path file, ProgressListener progress) {
    to(DiskStorage.INSTANCE, file, progress);
  }

  void to(Storage storage, Path file, ProgressListener progress) {
    Objects.requireNonNull(progress, "progress");
    TensorFormat format = TensorFormat.of(file);
    List<ExportSource> opened = new ArrayList<>();
    try {
      sources.values().forEach(s -> opened.add(s.get()));
      ExportWriter writer = writer(format, file, opened);
      write(storage, file, writer, progress);
    } finally {
      opened.forEach(ExportSource::close);
    }
  }

  private ExportWriter writer(TensorFormat format, Path file, List<ExportSource> opened) {
    switch (format) {
      case NPY:
        return new NpyWriter(only(format, opened));
      case NPZ:
        return new NpzWriter(opened, isCompressed);
      case SAFETENSORS:
        return new SafetensorsWriter(opened, metadata);
      case CSV:
        CsvOptions options = csv == null ? TensorImport.csvOptions(file) : csv;
        return new CsvWriter(only(format, opened), options.delimiter(), columns);
      case RAW:
        return new RawWriter(only(format, opened), order);
    }
    throw new AssertionError(format);
  }

  private static ExportSource only(TensorFormat format, List<ExportSource> opened) {
    if (opened.size() != 1) {
      throw new IllegalArgumentException(
          "A file of the format " + format + " holds one tensor, not " + opened.size());
    }
    return opened.get(0);
  }

  private static void write(
      Storage storage, Path file, ExportWriter writer, ProgressListener progress) {
    FileProgress meter =
        new FileProgress(progress, "export to " + file.getFileName(), writer.work());
    try (FileBeside out = FileBeside.of(storage, file)) {
      try {
        writer.write(out, meter::at);
        out.commit();
      } catch (IOException e) {
        throw out.failed(e);
      }
    }
  }
}

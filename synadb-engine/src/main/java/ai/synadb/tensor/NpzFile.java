/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import ai.synadb.SynaException;
import ai.synadb.error.SynaFormatException;
import ai.synadb.internal.io.Storage;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * An array of NumPy in an archive. Its name is that of the entry without {@code .npy}.
 *
 * <p>Thread safety: safe for use by multiple threads.
 */
final class NpzFile implements TensorSource {
  private static final String SUFFIX = ".npy";

  private final Storage storage;
  private final FileBytes file;
  private final ZipArchive.Entry place;
  private final NpyHeader header;
  private final TensorEntry entry;

  private NpzFile(Storage storage, FileBytes file, ZipArchive.Entry place, NpyHeader header) {
    this.storage = storage;
    this.file = file;
    this.place = place;
    this.header = header;
    this.entry = new TensorEntry(nameOf(place), header.type().dtype(), header.shape());
  }

  private static String nameOf(ZipArchive.Entry place) {
    return place.name().substring(0, place.name().length() - SUFFIX.length());
  }

  static TensorContainer read(Storage storage, FileBytes file, Set<ImportOption> options) {
    List<TensorSource> sources = new ArrayList<>();
    Map<String, String> unreadable = new LinkedHashMap<>();
    for (ZipArchive.Entry place : ZipArchive.entries(file)) {
      if (!place.name().endsWith(SUFFIX) || place.name().equals(SUFFIX)) {
        unreadable.put(place.name(), "it is no array: its name does not end in " + SUFFIX);
        continue;
      }
      try (InputStream in = new ZipEntryStream(file, place)) {
        NpyHeader header = NpyHeader.read(in, place.bytes(), options, errors(file, place));
        sources.add(new NpzFile(storage, file, place, header));
      } catch (UnknownArray e) {
        unreadable.put(nameOf(place), e.why);
      } catch (IOException e) {
        throw file.damaged(String.valueOf(e.getMessage()), place.localAt(), e);
      }
    }
    return new TensorContainer(sources, unreadable, Map.of());
  }

  /** An array that is whole, but of a kind that cannot be taken: the others still can. */
  private static final class UnknownArray extends SynaFormatException {
    private static final long serialVersionUID = 1L;

    final String why;

    UnknownArray(String why) {
      super(why, null, null, -1, null);
      this.why = why;
    }
  }

  private static NpyHeader.Errors errors(FileBytes file, ZipArchive.Entry place) {
    String prefix = "entry " + SynaException.quoted(place.name()) + ": ";
    return new NpyHeader.Errors() {
      @Override
      public SynaFormatException damaged(String why, @Nullable Throwable cause) {
        return file.damaged(prefix + why, place.dataAt(), cause);
      }

      @Override
      public SynaFormatException unknown(String why) {
        return new UnknownArray(why);
      }
    };
  }

  @Override
  public TensorEntry entry() {
    return entry;
  }

  @Override
  public InputStream open(LongConsumer progress) {
    InputStream raw = header.isFortranOrder() ? fortran() : behindHeader();
    InputStream elements =
        ElementStream.of(
            raw,
            header.type(),
            (why, index) ->
                file.damaged(
                    "entry "
                        + SynaException.quoted(place.name())
                        + ", element "
                        + index
                        + ": "
                        + why,
                    place.dataAt()));
    return new CountingStream(elements, progress);
  }

  private InputStream behindHeader() {
    InputStream in = new ZipEntryStream(file, place);
    try {
      in.skipNBytes(header.headerBytes());
      return in;
    } catch (IOException e) {
      throw file.damaged(String.valueOf(e.getMessage()), place.dataAt(), e);
    }
  }

  /** What is in Fortran order is read from many places, so a deflated array is unpacked first. */
  private InputStream fortran() {
    int size = header.type().sourceBytes();
    try {
      if (place.method() == ZipArchive.STORED) {
        try (InputStream whole = new ZipEntryStream(file, place)) {
          whole.transferTo(java.io.OutputStream.nullOutputStream()); // its checksum
        }
        long at = place.dataAt() + header.headerBytes();
        return FortranStream.of(file, at, header.shape(), size);
      }
      SpooledBytes spooled = SpooledBytes.of(storage, behindHeader());
      return spooled.closing(FortranStream.of(spooled.bytes(), 0, header.shape(), size));
    } catch (IOException e) {
      throw file.damaged(String.valueOf(e.getMessage()), place.dataAt(), e);
    }
  }
}

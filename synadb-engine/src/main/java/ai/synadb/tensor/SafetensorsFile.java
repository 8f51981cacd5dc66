/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import ai.synadb.SynaException;
import ai.synadb.error.SynaFormatException;
import ai.synadb.internal.json.Json;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Tensors behind a header in JSON:
 *
 * <pre>
 * 0         8                                                          8 + length
 * +---------+----------------------------------------------------------+----------+
 * | length  | {"__metadata__":{"format":"pt"},                         | elements |
 * | u64 LE  |  "a":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]}}|          |
 * +---------+----------------------------------------------------------+----------+
 * </pre>
 *
 * <p>Offsets count from the end of the header. The tensors must fill what is behind it, without
 * overlap and, unless allowed, without holes.
 *
 * <p>Thread safety: safe for use by multiple threads.
 */
final class SafetensorsFile {
  /** Longer headers are refused, as the library of that name refuses them. */
  static final long MAX_HEADER_BYTES = 100_000_000;

  static final String METADATA = "__metadata__";
  static final int PREFIX_BYTES = 8;

  private static final Set<String> FIELDS = Set.of("dtype", "shape", "data_offsets");

  /** The bytes of an element of what has no counterpart here; others are not known at all. */
  private static final Map<String, Integer> OTHER_BYTES =
      Map.ofEntries(
          Map.entry("F8_E4M3", 1),
          Map.entry("F8_E5M2", 1),
          Map.entry("F8_E8M0", 1),
          Map.entry("C64", 8));

  private final FileBytes file;
  private final Set<ImportOption> options;
  private final long dataAt;
  private final List<Place> places = new ArrayList<>();
  private final Map<String, String> unreadable = new LinkedHashMap<>();
  private final Map<String, String> metadata = new LinkedHashMap<>();

  /** Where a tensor is, from the beginning of the file. */
  private record Place(String name, @Nullable ElementType type, Shape shape, long from, long to) {}

  private SafetensorsFile(FileBytes file, Set<ImportOption> options, long dataAt) {
    this.file = file;
    this.options = options;
    this.dataAt = dataAt;
  }

  static TensorContainer read(FileBytes file, Set<ImportOption> options) {
    byte[] prefix = new byte[PREFIX_BYTES];
    file.readFully(0, prefix, 0, PREFIX_BYTES);
    long length = ByteBuffer.wrap(prefix).order(ByteOrder.LITTLE_ENDIAN).getLong();
    if (length < 0 || length > Math.min(MAX_HEADER_BYTES, file.length() - PREFIX_BYTES)) {
      throw file.damaged(
          "its header is said to have "
              + Long.toUnsignedString(length)
              + " bytes; "
              + (file.length() - PREFIX_BYTES)
              + " follow, and at most "
              + MAX_HEADER_BYTES
              + " are read",
          0);
    }
    byte[] json = new byte[(int) length];
    file.readFully(PREFIX_BYTES, json, 0, json.length);
    SafetensorsFile f = new SafetensorsFile(file, options, PREFIX_BYTES + length);
    return f.container(f.header(json));
  }

  private Map<String, @Nullable Object> header(byte[] json) {
    if (json.length == 0 || json[0] != '{') {
      throw damaged("its header does not begin with '{'");
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(json)).toString();
      return Json.readObject(text, "The header of " + file.name());
    } catch (CharacterCodingException e) {
      throw file.damaged("its header is not UTF-8", PREFIX_BYTES, e);
    } catch (SynaFormatException e) {
      throw file.damaged(String.valueOf(e.getMessage()), PREFIX_BYTES, e);
    }
  }

  private TensorContainer container(Map<String, @Nullable Object> header) {
    header.forEach(
        (name, value) -> {
          if (name.equals(METADATA)) {
            readMetadata(value);
          } else {
            places.add(place(name, value));
          }
        });
    requireApart();
    List<TensorSource> sources = new ArrayList<>();
    for (Place p : places) {
      if (p.type != null) {
        sources.add(new Source(file, p.name, p.type, p.shape, p.from));
      }
    }
    return new TensorContainer(sources, unreadable, metadata);
  }

  private void readMetadata(@Nullable Object value) {
    if (!(value instanceof Map<?, ?> map)) {
      throw damaged("its " + METADATA + " is not an object of strings");
    }
    map.forEach(
        (k, v) -> {
          if (!(v instanceof String s)) {
            throw damaged(
                "its " + METADATA + " has no string under " + SynaException.quoted((String) k));
          }
          metadata.put((String) k, s);
        });
  }

  private Place place(String name, @Nullable Object value) {
    String quoted = "tensor " + SynaException.quoted(name);
    if (!(value instanceof Map<?, ?> map) || !map.keySet().equals(FIELDS)) {
      throw damaged(quoted + " is not described by dtype, shape and data_offsets");
    }
    if (!(map.get("dtype") instanceof String dtype)) {
      throw damaged(quoted + " has a dtype that is no string");
    }
    Shape shape = shape(longs(map.get("shape"), quoted + ", shape", Shape.MAX_RANK), quoted);
    List<Long> offsets = longs(map.get("data_offsets"), quoted + ", data_offsets", 2);
    if (offsets.size() != 2) {
      throw damaged(quoted + " has " + offsets.size() + " data_offsets, not 2");
    }
    long from = offsets.get(0);
    long to = offsets.get(1);
    long room = file.length() - dataAt;
    if (from > to || to > room) {
      throw damaged(
          quoted
              + " is said to be at ["
              + from
              + ", "
              + to
              + "] of the "
              + room
              + " bytes behind the header");
    }
    ElementType type = type(name, dtype);
    Integer size = type != null ? (Integer) type.sourceBytes() : sizeOf(dtype);
    if (size != null) {
      requireBytes(shape, size, to - from, quoted + " of dtype " + dtype);
    }
    return new Place(name, type, shape, dataAt + from, dataAt + to);
  }

  private void requireBytes(Shape shape, int size, long found, String what) {
    if (Math.multiplyHigh(shape.elements(), size) != 0 || shape.elements() * size != found) {
      throw damaged(
          what
              + " and shape "
              + shape
              + " takes "
              + BigInteger.valueOf(shape.elements()).multiply(BigInteger.valueOf(size))
              + " bytes, but "
              + found
              + " are there");
    }
  }

  private Shape shape(List<Long> extents, String quoted) {
    try {
      return Shape.of(extents.stream().mapToLong(Long::longValue).toArray());
    } catch (IllegalArgumentException e) {
      throw file.damaged(quoted + ": " + e.getMessage(), PREFIX_BYTES, e);
    }
  }

  private List<Long> longs(@Nullable Object value, String what, int most) {
    if (!(value instanceof List<?> list)) {
      throw damaged(what + " is not a list");
    }
    if (list.size() > most) {
      throw damaged(what + " has " + list.size() + " numbers; at most " + most + " can be read");
    }
    List<Long> all = new ArrayList<>();
    for (Object o : list) {
      if (!(o instanceof Long n) || n < 0) {
        throw damaged(
            what
                + " has "
                + SynaException.quoted(String.valueOf(o))
                + ", not a number of 0 to 2^63 - 1");
      }
      all.add(n);
    }
    return all;
  }

  /** The elements that a dtype of this format stands for; null if they cannot be taken. */
  private @Nullable ElementType type(String name, String dtype) {
    switch (dtype) {
      case "F32":
        return ElementType.of(DType.FLOAT32, false);
      case "F64":
        return ElementType.of(DType.FLOAT64, false);
      case "F16":
        return ElementType.of(DType.FLOAT16, false);
      case "BF16":
        return ElementType.of(DType.BFLOAT16, false);
      case "I8":
        return ElementType.of(DType.INT8, false);
      case "U8":
        return ElementType.of(DType.UINT8, false);
      case "I32":
        return ElementType.of(DType.INT32, false);
      case "I64":
        return ElementType.of(DType.INT64, false);
      case "BOOL":
        return ElementType.of(DType.BOOL, false);
      default:
        ElementType.Narrow kind = narrow(dtype);
        if (kind != null && options.contains(ImportOption.WIDEN)) {
          return ElementType.widened(kind, false);
        }
        unreadable.put(
            name,
            kind != null
                ? ElementType.needsWidening(kind)
                : "its dtype " + SynaException.quoted(dtype) + " has no counterpart here");
        return null;
    }
  }

  private static ElementType.@Nullable Narrow narrow(String dtype) {
    return switch (dtype) {
      case "I16" -> ElementType.Narrow.INT16;
      case "U16" -> ElementType.Narrow.UINT16;
      case "U32" -> ElementType.Narrow.UINT32;
      case "U64" -> ElementType.Narrow.UINT64;
      default -> null;
    };
  }

  private static @Nullable Integer sizeOf(String dtype) {
    ElementType.Narrow kind = narrow(dtype);
    return kind != null ? (Integer) kind.sizeBytes : OTHER_BYTES.get(dtype);
  }

  private void requireApart() {
    List<Place> sorted = new ArrayList<>(places);
    sorted.sort(Comparator.comparingLong(Place::from).thenComparingLong(Place::to));
    long end = dataAt;
    String before = "the header";
    for (Place p : sorted) {
      String name = "tensor " + SynaException.quoted(p.name);
      if (p.from < end) {
        throw file.damaged(before + " and " + name + " overlap", p.from);
      }
      requireNoHole(before, name, end, p.from);
      end = p.to;
      before = name;
    }
    requireNoHole(before, "the end", end, file.length());
  }

  private void requireNoHole(String before, String behind, long from, long to) {
    if (from < to && !options.contains(ImportOption.ALLOW_HOLES)) {
      throw file.damaged(
          (to - from)
              + " bytes between "
              + before
              + " and "
              + behind
              + " belong to no tensor; ImportOption.ALLOW_HOLES takes such files",
          from);
    }
  }

  private SynaFormatException damaged(String why) {
    return file.damaged(why, PREFIX_BYTES);
  }

  private record Source(FileBytes file, TensorEntry entry, ElementType type, long at)
      implements TensorSource {

    Source(FileBytes file, String name, ElementType type, Shape shape, long at) {
      this(file, new TensorEntry(name, type.dtype(), shape), type, at);
    }

    @Override
    public InputStream open(LongConsumer progress) {
      InputStream raw = file.stream(at, at + entry.shape().elements() * type.sourceBytes());
      InputStream elements =
          ElementStream.of(
              raw,
              type,
              (why, index) ->
                  file.damaged(
                      "tensor "
                          + SynaException.quoted(entry.name())
                          + ", element "
                          + index
                          + ": "
                          + why,
                      at + index * type.sourceBytes()));
      return new CountingStream(elements, progress);
    }
  }
}

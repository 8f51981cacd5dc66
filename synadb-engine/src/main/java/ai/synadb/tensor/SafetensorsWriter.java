/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import ai.synadb.internal.json.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;

/**
 * Writes a safetensors file, as the library of that name would: tensors with larger elements first,
 * so that all are aligned, then by name.
 *
 * <p>Thread safety: confined to one thread.
 */
final class SafetensorsWriter implements ExportWriter {
  private static final int ALIGNMENT = 8;

  private static final List<DType> ORDER =
      List.of(
          DType.INT64,
          DType.FLOAT64,
          DType.FLOAT32,
          DType.INT32,
          DType.BFLOAT16,
          DType.FLOAT16,
          DType.INT8,
          DType.UINT8,
          DType.BOOL);

  private final List<ExportSource> sources;
  private final byte[] header;

  SafetensorsWriter(List<ExportSource> sources, Map<String, String> metadata) {
    this.sources = new ArrayList<>(sources);
    this.sources.sort(
        Comparator.comparingInt((ExportSource s) -> ORDER.indexOf(s.entry().dtype()))
            .thenComparing(s -> s.entry().name()));
    this.header = header(metadata);
  }

  private byte[] header(Map<String, String> metadata) {
    Map<String, Object> all = new LinkedHashMap<>();
    if (!metadata.isEmpty()) {
      all.put(SafetensorsFile.METADATA, metadata);
    }
    long at = 0;
    for (ExportSource source : sources) {
      TensorEntry e = source.entry();
      if (e.name().equals(SafetensorsFile.METADATA)) {
        throw new IllegalArgumentException(
            "A tensor cannot be called " + SafetensorsFile.METADATA + " in a safetensors file");
      }
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("dtype", dtype(e.dtype()));
      List<Long> extents = new ArrayList<>();
      for (long extent : e.shape().toArray()) {
        extents.add(extent);
      }
      one.put("shape", extents);
      one.put("data_offsets", List.of(at, Math.addExact(at, e.sizeBytes())));
      all.put(e.name(), one);
      at += e.sizeBytes();
    }
    return padded(Json.write(all), Json.MAX_CHARS);
  }

  /**
   * A header as it is in the file, which {@link SafetensorsFile} reads.
   *
   * @throws IllegalArgumentException if that would refuse it
   */
  static byte[] padded(String text, int maxChars) {
    byte[] json = text.getBytes(StandardCharsets.UTF_8);
    int length = (json.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    int chars = text.length() + length - json.length;
    if (length > SafetensorsFile.MAX_HEADER_BYTES || chars > maxChars) {
      throw new IllegalArgumentException(
          "The header would have "
              + length
              + " bytes and "
              + chars
              + " characters, more than "
              + SafetensorsFile.MAX_HEADER_BYTES
              + " or "
              + maxChars);
    }
    byte[] padded = new byte[SafetensorsFile.PREFIX_BYTES + length];
    ByteBuffer b = ByteBuffer.wrap(padded).order(ByteOrder.LITTLE_ENDIAN).putLong(length).put(json);
    while (b.hasRemaining()) {
      b.put((byte) ' ');
    }
    return padded;
  }

  private static String dtype(DType dtype) {
    switch (dtype) {
      case FLOAT32:
        return "F32";
      case FLOAT64:
        return "F64";
      case FLOAT16:
        return "F16";
      case BFLOAT16:
        return "BF16";
      case INT8:
        return "I8";
      case UINT8:
        return "U8";
      case INT32:
        return "I32";
      case INT64:
        return "I64";
      case BOOL:
        return "BOOL";
    }
    throw new AssertionError(dtype);
  }

  @Override
  public long work() {
    return sources.stream().mapToLong(s -> s.entry().sizeBytes()).sum();
  }

  @Override
  public void write(OutputStream out, LongConsumer progress) throws IOException {
    out.write(header);
    long before = 0;
    for (ExportSource source : sources) {
      long start = before;
      source.copyTo(
          (piece, length) -> out.write(piece, 0, length), done -> progress.accept(start + done));
      before += source.entry().sizeBytes();
    }
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.benchmarks.vector;

import ai.synadb.vector.MmapVectorStore;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Bulk inserts into a new {@link MmapVectorStore}, beside putting the same rows one behind the
 * other into a mapping of a file that was filled with zeros, each page of it touched, as the store
 * does it. By turns, each time in a new file; only the inserts and the puts are timed.
 */
final class MmapWork {
  private static final int BATCH = 10_000;
  private static final int PAGE = 4096;

  private MmapWork() {}

  static void run(VectorTask task, Map<String, Object> result) throws IOException {
    VectorData data = VectorData.open(task.path("data"));
    Path directory = task.path("index");
    Files.createDirectories(directory);
    List<String> keys = new ArrayList<>();
    float[][] rows = new float[data.rows()][];
    for (int i = 0; i < rows.length; i++) {
      keys.add(VectorData.key(i));
      rows[i] = data.base().row(i);
    }
    List<Double> ours = new ArrayList<>();
    List<Double> raw = new ArrayList<>();
    long end = System.nanoTime() + (long) (1e9 * task.number("warm", 2));
    boolean isWarm = false;
    while (true) {
      double r = puts(directory.resolve("raw"), rows);
      double[] o = inserts(directory.resolve("ours"), data.dim(), keys, rows);
      if (isWarm) {
        raw.add(r);
        ours.add(o[0]);
        result.put("first_search_seconds", o[1]);
      }
      if (System.nanoTime() > end) {
        if (isWarm) {
          break;
        }
        isWarm = true;
        end = System.nanoTime() + (long) (1e9 * task.number("own_seconds", 3));
      }
    }
    double a = median(ours);
    double b = median(raw);
    result.put("value", b / a);
    result.put("inserts_per_second", rows.length / a);
    result.put("puts_per_second", rows.length / b);
  }

  private static double median(List<Double> seconds) {
    double[] s = seconds.stream().mapToDouble(d -> d).sorted().toArray();
    return s[s.length / 2];
  }

  private static double puts(Path file, float[][] rows) throws IOException {
    int dims = rows[0].length;
    int bytes = Float.BYTES * dims;
    try (RandomAccessFile f = new RandomAccessFile(file.toFile(), "rw")) {
      byte[] zeros = new byte[1 << 20];
      long size = (long) bytes * rows.length;
      for (long at = 0; at < size; at += zeros.length) {
        f.write(zeros);
      }
      MappedByteBuffer b = f.getChannel().map(FileChannel.MapMode.READ_WRITE, 0, size);
      for (int at = 0; at < size; at += PAGE) {
        b.put(at, (byte) 0);
      }
      FloatBuffer floats = b.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
      long start = System.nanoTime();
      for (int i = 0; i < rows.length; i++) {
        floats.put(i * dims, rows[i], 0, dims);
      }
      return (System.nanoTime() - start) / 1e9;
    } finally {
      Files.deleteIfExists(file);
    }
  }

  /** Seconds of all inserts, and of the search that waits for what they left to be done. */
  private static double[] inserts(Path file, int dims, List<String> keys, float[][] rows)
      throws IOException {
    try (MmapVectorStore store =
        MmapVectorStore.builder(file, dims).initialCapacity(rows.length).open()) {
      long nanos = 0;
      for (int from = 0; from < rows.length; from += BATCH) {
        int to = Math.min(rows.length, from + BATCH);
        float[][] some = Arrays.copyOfRange(rows, from, to);
        long start = System.nanoTime();
        store.insertBatch(keys.subList(from, to), some);
        nanos += System.nanoTime() - start;
      }
      long start = System.nanoTime();
      store.search(rows[0], 1);
      return new double[] {nanos / 1e9, (System.nanoTime() - start) / 1e9};
    } finally {
      Files.deleteIfExists(file);
      Files.deleteIfExists(file.resolveSibling(file.getFileName() + ".lock"));
    }
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.benchmarks.tensor;

import ai.synadb.SynaDB;
import ai.synadb.benchmarks.work.Scratch;
import ai.synadb.tensor.DType;
import ai.synadb.tensor.Shape;
import ai.synadb.tensor.Tensor;
import ai.synadb.tensor.TensorEngine;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;

/**
 * Writing, each time into a new file. What comes before and after (opening, closing, which syncs,
 * and deleting) is not measured, and done before the next pass begins.
 */
final class WriteWork {
  private static final int PIECE = 1 << 20;

  private WriteWork() {}

  /** Handed to the operating system. */
  static Map<String, Object> put(TensorTask t) throws Exception {
    return run(t, false);
  }

  /** On the disk. */
  static Map<String, Object> putSync(TensorTask t) throws Exception {
    return run(t, true);
  }

  private static Map<String, Object> run(TensorTask t, boolean sync) throws Exception {
    Shape shape = Shape.of(t.rows(), TensorTask.ROW_FLOATS);
    ByteBuffer bytes = TensorData.direct(t);
    Tensor direct = Tensor.wrap(DType.FLOAT32, shape, bytes);
    Tensor array = Tensor.wrap(TensorData.floats(t), shape);
    return new Turns()
        .add("synadb", () -> store(t, direct, sync))
        .add("synadb-array", () -> store(t, array, sync))
        .add("bare-write", () -> write(t, bytes, sync))
        .settling()
        .perSecond(t.variants(), t.seconds());
  }

  private static Turns.Pass store(TensorTask t, Tensor tensor, boolean sync) throws Exception {
    Path directory = Files.createTempDirectory(t.directory(), "put");
    try (SynaDB db = SynaDB.open(directory.resolve("put.db"));
        TensorEngine engine = TensorEngine.on(db)) {
      long start = System.nanoTime();
      engine.putTensor(TensorData.NAME, tensor);
      if (sync) {
        db.sync();
      } else {
        db.flush();
      }
      return new Turns.Pass(t.tensorBytes(), System.nanoTime() - start);
    } finally {
      Scratch.delete(directory);
    }
  }

  private static Turns.Pass write(TensorTask t, ByteBuffer bytes, boolean sync) throws IOException {
    Path file = t.directory().resolve("bare");
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      long start = System.nanoTime();
      write(channel, bytes);
      if (sync) {
        channel.force(false);
      }
      long nanos = System.nanoTime() - start;
      channel.force(true);
      return new Turns.Pass(t.tensorBytes(), nanos);
    } finally {
      Files.deleteIfExists(file);
    }
  }

  static void write(FileChannel channel, ByteBuffer bytes) throws IOException {
    for (int at = 0; at < bytes.limit(); at += PIECE) {
      ByteBuffer piece = bytes.slice(at, Math.min(PIECE, bytes.limit() - at));
      while (piece.hasRemaining()) {
        channel.write(piece);
      }
    }
  }
}

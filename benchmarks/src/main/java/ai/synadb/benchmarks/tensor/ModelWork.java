/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.benchmarks.tensor;

import ai.synadb.SynaDB;
import ai.synadb.benchmarks.work.Scratch;
import ai.synadb.registry.ModelRegistry;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Map;

/** Models as large as the tensor. */
final class ModelWork {
  private ModelWork() {}

  /** Loading, verified; beside hashing the same bytes. */
  static Map<String, Object> load(TensorTask t) throws Exception {
    byte[] model = new byte[t.tensorBytes()];
    TensorData.direct(t).get(model);
    byte[] piece = new byte[1 << 20];
    try (ModelRegistry registry = ModelRegistry.open(t.database())) {
      return new Turns()
          .add(
              "synadb",
              model.length,
              () -> Sink.take(registry.loadModel(TensorData.NAME).readAll()))
          .add(
              "synadb-stream",
              model.length,
              () -> {
                try (InputStream in = registry.loadModel(TensorData.NAME).openStream()) {
                  long n = 0;
                  for (int m = in.read(piece); m >= 0; m = in.read(piece)) {
                    n += m;
                  }
                  Sink.take(n);
                }
              })
          .add("bare-sha256", model.length, () -> Sink.take(sha256().digest(model)))
          .perSecond(t.variants(), t.seconds());
    }
  }

  private static MessageDigest sha256() throws Exception {
    return MessageDigest.getInstance("SHA-256");
  }

  /** Saving, on the disk; beside hashing the bytes, and beside writing and forcing them. */
  static Map<String, Object> save(TensorTask t) throws Exception {
    ByteBuffer direct = TensorData.direct(t);
    byte[] model = new byte[t.tensorBytes()];
    direct.get(0, model);
    return new Turns()
        .add("synadb", () -> save(t, model))
        .add("bare-sha256", model.length, () -> Sink.take(sha256().digest(model)))
        .add("bare-write-force", () -> write(t, direct))
        .settling()
        .perSecond(t.variants(), t.seconds());
  }

  private static Turns.Pass save(TensorTask t, byte[] model) throws Exception {
    Path directory = Files.createTempDirectory(t.directory(), "save");
    try (SynaDB db = SynaDB.open(directory.resolve("save.db"));
        ModelRegistry registry = ModelRegistry.on(db)) {
      long start = System.nanoTime();
      registry.saveModel(TensorData.NAME, model, Map.of());
      db.sync();
      return new Turns.Pass(model.length, System.nanoTime() - start);
    } finally {
      Scratch.delete(directory);
    }
  }

  private static Turns.Pass write(TensorTask t, ByteBuffer bytes) throws Exception {
    Path file = t.directory().resolve("bare");
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      long start = System.nanoTime();
      WriteWork.write(channel, bytes);
      channel.force(false);
      return new Turns.Pass(bytes.limit(), System.nanoTime() - start);
    } finally {
      Files.deleteIfExists(file);
    }
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.benchmarks.vector;

import ai.synadb.benchmarks.Json;
import ai.synadb.benchmarks.work.Worker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The main class of a forked JVM: runs a {@link VectorTask} and prints what it found. */
public final class VectorWorker {
  /** Says why there is no result. */
  static final String SKIPPED = "skipped";

  private VectorWorker() {}

  /** Runs the task that the only argument tells. */
  public static void main(String[] args) throws Exception {
    SimdLog.install();
    Map<String, Object> result = new LinkedHashMap<>();
    try {
      run(VectorTask.parse(args[0]), result);
    } catch (Skipped e) {
      result.clear();
      result.put(SKIPPED, String.valueOf(e.getMessage()));
    }
    System.out.println(Worker.RESULT + Json.write(result));
    System.out.flush();
  }

  private static void run(VectorTask t, Map<String, Object> result) throws Exception {
    switch (t.text("task")) {
      case "data" -> data(t, result);
      case "build" -> BuildWork.run(t, result);
      case "search" -> SearchWork.run(t, result);
      case "batch" -> OwnWork.batch(t, result);
      case "mixed" -> OwnWork.mixed(t, result);
      case "mmap" -> MmapWork.run(t, result);
      case "scale" -> OwnWork.scale(t, result);
      default -> throw new IllegalArgumentException(t.toJson());
    }
  }

  private static void data(VectorTask t, Map<String, Object> result) throws Exception {
    Path target = t.path("data");
    if (!Files.exists(target)) {
      new DataMaker(
              t.text("name"),
              t.whole("rows", 0),
              t.whole("queries", 1000),
              t.path("source"),
              t.path("fashion"),
              target)
          .make();
    }
    result.putAll(VectorData.open(target).facts());
  }

  /** Fails if the library does not compute as it can in this JVM, or computes as it cannot. */
  static void checkSimd(VectorTask t, VectorPeer peer, Map<String, Object> result) {
    result.put("version", peer.version());
    result.put("mode", peer.mode());
    result.put("simd", peer.simd());
    if (!peer.isSimdAsExpected(t.flag("newer"), t.flag("module"))) {
      throw new IllegalStateException(
          t.text("store")
              + " should"
              + (t.flag("module") ? "" : " not")
              + " use the Vector API here, but says: "
              + peer.simd());
    }
  }
}

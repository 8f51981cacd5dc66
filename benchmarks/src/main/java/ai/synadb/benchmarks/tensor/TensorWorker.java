/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.benchmarks.tensor;

import ai.synadb.benchmarks.Json;
import ai.synadb.benchmarks.work.Worker;
import java.util.Map;

/** The main class of a forked JVM: measures one task and prints what it found. */
public final class TensorWorker {
  static final String PREPARE = "prepare";

  private TensorWorker() {}

  /** Runs the task that {@link TensorTask#toArguments} made these arguments of. */
  public static void main(String[] args) throws Exception {
    System.out.println(Worker.RESULT + Json.write(run(TensorTask.of(args))));
    System.out.flush();
  }

  private static Map<String, Object> run(TensorTask t) throws Exception {
    return switch (t.scenario()) {
      case PREPARE -> TensorData.prepare(t);
      case "get" -> ReadWork.get(t);
      case "read" -> ReadWork.read(t);
      case "view" -> ReadWork.view(t);
      case "rows" -> ReadWork.rows(t);
      case "stream" -> ReadWork.stream(t);
      case "peers" -> PeerWork.run(t);
      case "put" -> WriteWork.put(t);
      case "put-sync" -> WriteWork.putSync(t);
      case "load" -> ModelWork.load(t);
      case "save" -> ModelWork.save(t);
      case "log" -> RunWork.log(t);
      case "log-call" -> RunWork.call(t);
      case "log-bytes" -> RunWork.bytes(t);
      case "runs" -> RunWork.many(t);
      default -> throw new IllegalArgumentException("No scenario is called " + t.scenario());
    };
  }
}

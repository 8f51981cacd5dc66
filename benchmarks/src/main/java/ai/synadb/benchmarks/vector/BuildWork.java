/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.benchmarks.vector;

import ai.synadb.benchmarks.work.Scratch;
import ai.synadb.vector.IndexKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Builds an index, and says what recall it gives at one setting. */
final class BuildWork {
  /** Candidates, where they can be chosen. */
  private static final double REFERENCE = 80;

  private BuildWork() {}

  static void run(VectorTask task, Map<String, Object> result) throws Exception {
    VectorData data = VectorData.open(task.path("data"));
    Path directory = task.path("index");
    Files.createDirectories(directory);
    int threads = task.whole("threads", 2);
    try (VectorPeer peer = peer(task)) {
      VectorPeer.Built built = peer.build(directory, data, threads);
      result.put("value", built.seconds());
      result.put("put_seconds", built.putSeconds());
      result.put("index_seconds", built.indexSeconds());
      result.put("bytes_a_vector", Scratch.bytes(directory) / (double) data.rows());
      if (task.flag("only")) {
        return;
      }
      peer.open(directory, data);
      if (peer instanceof SynaPeer ours) {
        result.put("index_bytes_a_vector", SynaPeer.indexBytes(directory, data.rows()));
        result.put("heap_bytes_a_vector", ours.heapBytes());
      }
      result.put("recall", recall(peer, data));
      VectorWorker.checkSimd(task, peer, result);
    }
  }

  private static VectorPeer peer(VectorTask task) {
    return task.flag("attributes")
        ? new SynaPeer(IndexKind.AUTO, true)
        : Peers.of(task.text("store"));
  }

  private static double recall(VectorPeer peer, VectorData data) throws Exception {
    List<String> families = peer.families();
    boolean byTarget = families.size() == 1 && peer instanceof SynaPeer;
    String family = peer instanceof SynaPeer ? families.get(families.size() - 1) : families.get(0);
    VectorPeer.Search search = peer.search(family, byTarget ? 0.95 : REFERENCE);
    VectorData.Queries q = data.queries(VectorData.REPORT);
    String[][] found = new String[q.vectors().length][];
    for (int i = 0; i < found.length; i++) {
      found[i] = search.nearest(q.vectors()[i], VectorData.K);
    }
    return q.recall(found);
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.benchmarks.vector;

import ai.synadb.vector.IndexKind;
import java.util.List;

/** All that is compared, by name. */
final class Peers {
  /** Ours as users get it: the store chooses the index. */
  static final String OURS = "synadb";

  static final String OURS_GWI = "synadb-gwi";
  static final String OURS_HNSW = "synadb-hnsw";
  static final String LUCENE = "lucene";
  static final String JVECTOR = "jvector";
  static final String HNSWLIB_CORE = "hnswlib-core";
  static final String FLOAT_SCAN = "float-scan";

  /** What runs in a JVM. */
  static final List<String> JVM =
      List.of(OURS, OURS_GWI, OURS_HNSW, LUCENE, JVECTOR, HNSWLIB_CORE, FLOAT_SCAN);

  /** What runs in Python: see {@code benchmarks/python/vector_peers.py}. */
  static final List<String> NATIVE =
      List.of("hnswlib", "faiss-pq4", "faiss-hnsw", "scann", "usearch", "symqg", "rabitq-ivf");

  private Peers() {}

  static VectorPeer of(String name) {
    return switch (name) {
      case OURS -> new SynaPeer(IndexKind.AUTO);
      case OURS_GWI -> new SynaPeer(IndexKind.GWI);
      case OURS_HNSW -> new SynaPeer(IndexKind.HNSW);
      case LUCENE -> new LucenePeer();
      case JVECTOR -> new JVectorPeer();
      case HNSWLIB_CORE -> new HnswlibPeer();
      case FLOAT_SCAN -> new FloatScanPeer();
      default -> throw new IllegalArgumentException("No store is called " + name);
    };
  }

  static boolean isNative(String name) {
    return NATIVE.contains(name);
  }

  static boolean isOurs(String name) {
    return name.startsWith(OURS);
  }

  /** Whether the module for vectors makes it faster on Java 17: if not, it runs there without. */
  static boolean usesModuleOn17(String name) {
    return isOurs(name) || name.equals(FLOAT_SCAN);
  }
}

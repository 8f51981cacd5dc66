/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.vector;

import static org.assertj.core.api.Assertions.assertThat;

import ai.synadb.internal.original.HnswSidecar;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A second, plain reader of whole sidecars, and a graph that can be written again. */
final class RawGraph implements HnswSidecar.Graph {
  /** A node as it stands in the file. */
  static final class Node {
    String key;
    float[] vector;
    final List<int[]> ids = new ArrayList<>();
    final List<float[]> distances = new ArrayList<>();
  }

  int dimensions;
  int metric;
  HnswSidecar.Settings settings = HnswSidecar.Settings.DEFAULTS;
  double levelFactor;
  final List<Node> nodes = new ArrayList<>();
  int entryPoint;
  boolean hasEntry;
  long highestLevel;
  long dice;

  static RawGraph parse(byte[] file) {
    ByteBuffer b = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    RawGraph g = new RawGraph();
    assertThat(text(b, 4)).isEqualTo("HNSW");
    assertThat(b.getShort()).isEqualTo((short) 1);
    g.dimensions = b.getShort() & 0xffff;
    g.metric = b.get();
    g.settings =
        new HnswSidecar.Settings(
            (int) b.getLong(), (int) b.getLong(), (int) b.getLong(), (int) b.getLong());
    g.levelFactor = b.getDouble();
    for (long n = b.getLong(); n > 0; n--) {
      g.nodes.add(node(b));
    }
    g.hasEntry = b.get() == 1;
    g.entryPoint = g.hasEntry ? (int) b.getLong() : 0;
    g.highestLevel = b.getLong();
    g.dice = b.getLong();
    assertThat(b.remaining()).isZero();
    return g;
  }

  private static Node node(ByteBuffer b) {
    Node n = new Node();
    n.key = text(b, (int) b.getLong());
    n.vector = new float[(int) b.getLong()];
    for (int i = 0; i < n.vector.length; i++) {
      n.vector[i] = b.getFloat();
    }
    for (long levels = b.getLong(); levels > 0; levels--) {
      int[] ids = new int[(int) b.getLong()];
      float[] distances = new float[ids.length];
      for (int i = 0; i < ids.length; i++) {
        ids[i] = (int) b.getLong();
        distances[i] = b.getFloat();
      }
      n.ids.add(ids);
      n.distances.add(distances);
    }
    return n;
  }

  private static String text(ByteBuffer b, int length) {
    byte[] t = new byte[length];
    b.get(t);
    return new String(t, StandardCharsets.UTF_8);
  }

  @Override
  public int size() {
    return nodes.size();
  }

  @Override
  public int dimensions() {
    return dimensions;
  }

  @Override
  public int metric() {
    return metric;
  }

  @Override
  public int entryPoint() {
    return entryPoint;
  }

  @Override
  public int maxNeighbours() {
    return nodes.stream().mapToInt(n -> n.ids.get(0).length).max().orElse(0);
  }

  @Override
  public String key(int node) {
    return nodes.get(node).key;
  }

  @Override
  public float[] vector(int node) {
    return nodes.get(node).vector;
  }

  @Override
  public int neighbours(int node, int[] ids, float[] distances) {
    int[] from = nodes.get(node).ids.get(0);
    System.arraycopy(from, 0, ids, 0, from.length);
    System.arraycopy(nodes.get(node).distances.get(0), 0, distances, 0, from.length);
    return from.length;
  }
}

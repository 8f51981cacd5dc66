/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.original;

import ai.synadb.internal.format.RecordFormat;
import ai.synadb.internal.format.Utf8;
import ai.synadb.internal.io.Storage;
import ai.synadb.internal.io.StorageFile;
import ai.synadb.internal.log.Errors;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Writes a {@link HnswFormat} that the original loads beside a log of ours.
 *
 * <p>The original takes it if dimensions and metric are those that its store is opened with, and if
 * there are as many nodes as the log has live keys with the prefix; it compares nothing else. It
 * asks the graph only where the store has as many keys as its threshold, which is 10,000. All nodes
 * are on level 0, so that its search begins at the entry point and sees the nodes that can be
 * reached from there, and no other.
 *
 * <p>The file is made beside its place, synced and renamed, so that there is at any time the old
 * one or the new one, whole.
 */
public final class HnswSidecar {
  /** The original's dice must not be 0. */
  private static final long DICE = 0x9e3779b97f4a7c15L;

  private static final int BUFFER = 1 << 16;

  private HnswSidecar() {}

  /** What is written: nodes by their numbers, which are their places. */
  public interface Graph {
    /** How many nodes there are. */
    int size();

    /** Components of every vector; 1 to 65,535, of which the original takes 64 to 8192. */
    int dimensions();

    /** {@link OriginalIndex#COSINE} and so on. */
    int metric();

    /** The node at which a search begins; without meaning if there is none. */
    int entryPoint();

    /** No node has more neighbours. */
    int maxNeighbours();

    /** A node's key with its prefix; asked for once, in the order of the nodes. */
    String key(int node);

    /** A node's vector, borrowed until the next call; asked for once, in the order of the nodes. */
    float[] vector(int node);

    /**
     * Puts a node's neighbours and how far they are into arrays of {@link #maxNeighbours} elements;
     * called once, in the order of the nodes.
     *
     * @return how many there are
     */
    int neighbours(int node, int[] nodes, float[] distances);
  }

  /**
   * What the original goes by when it changes and searches the graph.
   *
   * @param m neighbours of a node that the original adds, on level 0
   * @param maxM the same on the levels above
   * @param efConstruction candidates when it adds a node
   * @param efSearch candidates when it searches, and so the most that it can find
   */
  public record Settings(int m, int maxM, int efConstruction, int efSearch) {
    /** The original's own. */
    public static final Settings DEFAULTS = new Settings(16, 32, 200, 100);

    /** Checks the values. */
    public Settings {
      if (m < 2 || maxM < m || efConstruction < 1 || efSearch < 1) {
        throw new IllegalArgumentException(
            "Not settings of a graph: "
                + m
                + ", "
                + maxM
                + ", "
                + efConstruction
                + ", "
                + efSearch);
      }
    }

    private double levelFactor() {
      return 1 / Math.log(m);
    }
  }

  /** The place of the sidecar of a store. */
  public static Path pathOf(Path store) {
    return store.resolveSibling(store.getFileName() + ".hnsw");
  }

  /**
   * Writes a sidecar in the place of the one that is there.
   *
   * @return its length in bytes
   * @throws IllegalArgumentException if the graph is none: a vector of another length, a neighbour
   *     that does not exist, a key that the original cannot have
   * @throws ai.synadb.error.SynaIOException if writing fails; the old file is there then
   */
  public static long write(Storage storage, Path target, Graph graph, Settings settings) {
    Path temporary = target.resolveSibling(target.getFileName() + ".tmp");
    try {
      storage.delete(temporary);
      boolean done = false;
      try (StorageFile file = storage.open(temporary, Storage.Access.CREATE_NEW)) {
        Out out = new Out(file);
        writeHeader(out, graph, settings);
        writeNodes(out, graph);
        writeEnd(out, graph);
        out.drain();
        file.sync();
        storage.rename(temporary, target);
        storage.syncDirectory(parentOf(target));
        done = true;
        return out.at;
      } finally {
        if (!done) {
          storage.delete(temporary);
        }
      }
    } catch (IOException e) {
      throw Errors.io("Writing", target, e);
    }
  }

  private static Path parentOf(Path file) {
    Path absolute = file.toAbsolutePath();
    Path parent = absolute.getParent();
    return parent == null ? absolute : parent;
  }

  private static void writeHeader(Out out, Graph graph, Settings settings) throws IOException {
    int dimensions = graph.dimensions();
    if (dimensions < 1 || dimensions > 65_535) {
      throw new IllegalArgumentException("Vectors have 1 to 65,535 dimensions, not " + dimensions);
    }
    if (!OriginalIndex.isMetric(graph.metric())) {
      throw new IllegalArgumentException("There is no metric " + graph.metric());
    }
    byte[] b = new byte[HnswFormat.HEADER_BYTES];
    b[0] = 'H';
    b[1] = 'N';
    b[2] = 'S';
    b[3] = 'W';
    RecordFormat.putShort(b, HnswFormat.VERSION_AT, HnswFormat.VERSION);
    RecordFormat.putShort(b, HnswFormat.DIMENSIONS_AT, dimensions);
    b[HnswFormat.METRIC_AT] = (byte) graph.metric();
    int at = HnswFormat.CONFIG_AT;
    RecordFormat.putLong(b, at, settings.m());
    RecordFormat.putLong(b, at + 8, settings.maxM());
    RecordFormat.putLong(b, at + 16, settings.efConstruction());
    RecordFormat.putLong(b, at + 24, settings.efSearch());
    RecordFormat.putLong(b, at + 32, Double.doubleToRawLongBits(settings.levelFactor()));
    RecordFormat.putLong(b, HnswFormat.COUNT_AT, graph.size());
    out.bytes(b);
  }

  private static void writeNodes(Out out, Graph graph) throws IOException {
    int dimensions = graph.dimensions();
    int[] nodes = new int[graph.maxNeighbours()];
    float[] distances = new float[nodes.length];
    for (int node = 0; node < graph.size(); node++) {
      byte[] key = Utf8.encode(graph.key(node), "The key of node " + node);
      if (key.length == 0 || key.length > HnswFormat.MAX_KEY_BYTES) {
        throw new IllegalArgumentException(
            "The key of node " + node + " has " + key.length + " bytes, not 1 to 65,535");
      }
      float[] vector = graph.vector(node);
      if (vector.length != dimensions) {
        throw new IllegalArgumentException(
            "The vector of node " + node + " has " + vector.length + " components");
      }
      out.number(key.length);
      out.bytes(key);
      out.number(dimensions);
      for (float f : vector) {
        out.component(f);
      }
      int n = graph.neighbours(node, nodes, distances);
      out.number(1); // level 0 and no other
      out.number(n);
      for (int i = 0; i < n; i++) {
        if (nodes[i] < 0 || nodes[i] >= graph.size() || nodes[i] == node) {
          throw new IllegalArgumentException("Node " + node + " has no neighbour " + nodes[i]);
        }
        out.number(nodes[i]);
        out.component(distances[i]);
      }
    }
  }

  private static void writeEnd(Out out, Graph graph) throws IOException {
    if (graph.size() == 0) {
      out.bytes(new byte[] {0});
    } else {
      int entry = graph.entryPoint();
      if (entry < 0 || entry >= graph.size()) {
        throw new IllegalArgumentException("There is no node " + entry + " to begin at");
      }
      out.bytes(new byte[] {1});
      out.number(entry);
    }
    out.number(0); // the highest level
    out.number(DICE);
  }

  /** Gathers bytes on their way into the file. */
  private static final class Out {
    private final StorageFile file;
    private final byte[] buffer = new byte[BUFFER];
    private int used;
    private long at;

    Out(StorageFile file) {
      this.file = file;
    }

    void number(long v) throws IOException {
      makeRoom(Long.BYTES);
      RecordFormat.putLong(buffer, used, v);
      used += Long.BYTES;
    }

    void component(float v) throws IOException {
      makeRoom(Float.BYTES);
      RecordFormat.putInt(buffer, used, Float.floatToRawIntBits(v));
      used += Float.BYTES;
    }

    void bytes(byte[] b) throws IOException {
      for (int done = 0; done < b.length; ) {
        makeRoom(1);
        int n = Math.min(b.length - done, buffer.length - used);
        System.arraycopy(b, done, buffer, used, n);
        used += n;
        done += n;
      }
    }

    private void makeRoom(int needed) throws IOException {
      if (buffer.length - used < needed) {
        drain();
      }
    }

    void drain() throws IOException {
      file.write(at, buffer, 0, used);
      at += used;
      used = 0;
    }
  }
}

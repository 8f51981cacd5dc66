/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.benchmarks.vector;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.lucene.codecs.Codec;
import org.apache.lucene.codecs.FilterCodec;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.lucene99.Lucene99HnswVectorsFormat;
import org.apache.lucene.codecs.perfield.PerFieldKnnVectorsFormat;
import org.apache.lucene.document.BinaryDocValuesField;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.LRUQueryCache;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.QueryCachingPolicy;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.Version;
import org.jspecify.annotations.Nullable;

/**
 * Lucene: one merged segment in a mapped directory, keys as doc values. Compiled with the version
 * for Java 17, and runs on the newer one too.
 */
final class LucenePeer extends VectorPeer {
  private static final String VECTOR = "vector";
  private static final String KEY = "key";
  private static final String YES = "yes";
  private static final double BUFFER_MIB = 1024;

  /** Its defaults are 16 and 100; more candidates make a better graph. */
  private static final int LINKS = 16;

  private static final int BEAM = 200;

  private @Nullable FSDirectory directory;
  private @Nullable DirectoryReader reader;
  private @Nullable IndexSearcher searcher;

  private static Codec codec(int threads, ExecutorService pool) {
    KnnVectorsFormat format = new Lucene99HnswVectorsFormat(LINKS, BEAM, threads, pool);
    Codec usual = Codec.getDefault();
    return new FilterCodec(usual.getName(), usual) {
      @Override
      public KnnVectorsFormat knnVectorsFormat() {
        return new PerFieldKnnVectorsFormat() {
          @Override
          public KnnVectorsFormat getKnnVectorsFormatForField(String field) {
            return format;
          }
        };
      }
    };
  }

  @Override
  Built build(Path target, VectorData data, int threads) throws Exception {
    VectorSimilarityFunction similarity =
        data.metric() == Metric.COSINE
            ? VectorSimilarityFunction.DOT_PRODUCT
            : VectorSimilarityFunction.EUCLIDEAN;
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    long start = System.nanoTime();
    try (FSDirectory d = FSDirectory.open(target)) {
      IndexWriterConfig config =
          new IndexWriterConfig()
              .setCodec(codec(threads, pool))
              .setRAMBufferSizeMB(BUFFER_MIB)
              .setUseCompoundFile(false);
      try (IndexWriter writer = new IndexWriter(d, config)) {
        addAll(writer, data, similarity, threads, pool);
        writer.commit();
        long put = System.nanoTime();
        writer.forceMerge(1);
        writer.commit();
        long end = System.nanoTime();
        return new Built((put - start) / 1e9, (end - put) / 1e9);
      }
    } finally {
      pool.shutdown();
    }
  }

  private static void addAll(
      IndexWriter writer,
      VectorData data,
      VectorSimilarityFunction similarity,
      int threads,
      ExecutorService pool)
      throws Exception {
    List<Future<?>> all = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      int first = t;
      all.add(
          pool.submit(
              () -> {
                for (int row = first; row < data.rows(); row += threads) {
                  writer.addDocument(document(data, row, similarity));
                }
                return null;
              }));
    }
    for (Future<?> f : all) {
      f.get();
    }
  }

  private static Document document(VectorData data, int row, VectorSimilarityFunction similarity) {
    Document doc = new Document();
    doc.add(new KnnFloatVectorField(VECTOR, data.base().row(row), similarity));
    doc.add(new BinaryDocValuesField(KEY, new BytesRef(VectorData.key(row))));
    for (int percent : VectorData.percents()) {
      if (VectorData.isSelected(row, percent)) {
        doc.add(new StringField(SynaFilters.attribute(percent), YES, Field.Store.NO));
      }
    }
    return doc;
  }

  @Override
  void open(Path source, VectorData data) throws IOException {
    directory = FSDirectory.open(source);
    reader = DirectoryReader.open(directory);
    searcher = new IndexSearcher(reader);
    searcher.setQueryCache(null);
    if (reader.leaves().size() != 1) {
      throw new IOException("There are " + reader.leaves().size() + " segments, not one");
    }
  }

  @Override
  List<String> families() {
    return List.of("k");
  }

  @Override
  double[] ladder(String family) {
    return candidates();
  }

  @Override
  Search search(String family, double knob) {
    return search(searcher(), (int) knob, null);
  }

  private IndexSearcher searcher() {
    IndexSearcher s = searcher;
    if (s == null) {
      throw new IllegalStateException("It is not open");
    }
    return s;
  }

  private static Search search(IndexSearcher s, int candidates, @Nullable Query filter) {
    LeafReader leaf = s.getIndexReader().leaves().get(0).reader();
    return (query, k) -> {
      Query q = new KnnFloatVectorQuery(VECTOR, query, Math.max(k, candidates), filter);
      return keys(leaf, s.search(q, k).scoreDocs);
    };
  }

  /** Doc values are read forward only. */
  private static String[] keys(LeafReader leaf, ScoreDoc[] hits) throws IOException {
    int[] order = new int[hits.length];
    for (int i = 0; i < order.length; i++) {
      int at = i;
      while (at > 0 && hits[order[at - 1]].doc > hits[i].doc) {
        order[at] = order[at - 1];
        at--;
      }
      order[at] = i;
    }
    String[] keys = new String[hits.length];
    BinaryDocValues values = leaf.getBinaryDocValues(KEY);
    for (int i : order) {
      if (!values.advanceExact(hits[i].doc)) {
        throw new IOException("A document has no key");
      }
      keys[i] = values.binaryValue().utf8ToString();
    }
    return keys;
  }

  /** With the matches cached as a bit set, as a prepared filter is. */
  @Override
  Search filtered(String family, double knob, int percent) {
    IndexSearcher s = new IndexSearcher(searcher().getIndexReader());
    s.setQueryCache(new LRUQueryCache(100, 64 << 20, leaf -> true, Float.POSITIVE_INFINITY));
    s.setQueryCachingPolicy(
        new QueryCachingPolicy() {
          @Override
          public void onUse(Query query) {}

          @Override
          public boolean shouldCache(Query query) {
            return true;
          }
        });
    return search(s, (int) knob, new TermQuery(new Term(SynaFilters.attribute(percent), YES)));
  }

  @Override
  String version() {
    return Version.LATEST.toString();
  }

  @Override
  String mode() {
    return "floats, graph of "
        + LINKS
        + " links and a beam of "
        + BEAM
        + ", one segment, mapped, keys as doc values, no query cache";
  }

  @Override
  String simd() {
    return SimdLog.of("org.apache.lucene");
  }

  @Override
  boolean isSimdAsExpected(boolean newerJdk, boolean withModule) {
    return simd().contains("Java vector incubator API enabled") == (newerJdk && withModule);
  }

  @Override
  public void close() throws IOException {
    if (reader != null) {
      reader.close();
    }
    if (directory != null) {
      directory.close();
    }
  }
}

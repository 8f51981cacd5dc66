/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.examples.quickstart;

import static ai.synadb.examples.quickstart.Steps.check;
import static ai.synadb.examples.quickstart.Steps.say;
import static ai.synadb.examples.quickstart.Steps.seconds;
import static ai.synadb.examples.quickstart.Steps.step;

import ai.synadb.ProgressListener;
import ai.synadb.SynaDB;
import ai.synadb.tensor.HalfFloats;
import ai.synadb.vector.Attributes;
import ai.synadb.vector.Filter;
import ai.synadb.vector.SearchHit;
import ai.synadb.vector.SearchOptions;
import ai.synadb.vector.VectorStore;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPInputStream;

/**
 * The part about vectors: 5,000 definitions from WordNet with their embeddings (all-MiniLM-L6-v2,
 * 384 dimensions), and sentences to look for that are none of them.
 */
final class Sentences {
  private static final int DIMENSIONS = 384;
  private static final int K = 10;

  private final VectorStore store;
  private final List<String[]> definitions;
  private final float[][] embeddings;
  private final List<String[]> sentences;
  private final float[][] queries;

  private Sentences(VectorStore store) throws IOException {
    this.store = store;
    definitions = table("docs.tsv.gz");
    embeddings = vectors("base.f16");
    sentences = table("queries-ood.tsv.gz");
    queries = vectors("queries-ood.f16");
  }

  static void search(SynaDB db) throws IOException {
    try (VectorStore store = VectorStore.on(db, DIMENSIONS)) {
      Sentences s = new Sentences(store);
      s.insert();
      s.find();
      s.filter();
      s.compareWithExact();
    }
  }

  private void insert() {
    step("Search by meaning: 5,000 definitions with their embeddings");
    long start = System.nanoTime();
    for (int i = 0; i < embeddings.length; i++) {
      String[] d = definitions.get(i);
      Attributes attributes =
          Attributes.builder().put("topic", d[3]).put("word", d[4]).put("text", d[5]).build();
      store.insert(d[1], embeddings[i], attributes);
    }
    say("%,d inserts in %.0f ms", store.size(), seconds(start) * 1e3);
    start = System.nanoTime();
    store.buildIndex(ProgressListener.none());
    say("An index over them in %.1f s, with kernels %s", seconds(start), store.stats().kernels());
  }

  private void find() {
    say("What is near to: \"%s\"", sentences.get(0)[1]);
    for (SearchHit hit : store.search(queries[0], 3)) {
      show(hit);
    }
  }

  private void filter() {
    Filter people = Filter.eq("topic", "noun.person");
    say("And among the words for people");
    for (SearchHit hit : store.search(queries[0], 3, SearchOptions.filtered(people))) {
      show(hit);
    }
  }

  private void show(SearchHit hit) {
    Attributes a = store.attributes(hit.key()).orElseThrow();
    say(
        "  %.2f  %s: %s",
        hit.score(), a.string("word").orElseThrow(), a.string("text").orElseThrow());
  }

  private void compareWithExact() {
    for (int pass = 0; pass < 4; pass++) { // the compiler warms up
      searchAll(SearchOptions.defaults());
    }
    long start = System.nanoTime();
    List<Set<String>> found = searchAll(SearchOptions.defaults());
    double took = seconds(start);
    start = System.nanoTime();
    List<Set<String>> truth = searchAll(SearchOptions.defaults().asExact());
    double tookExact = seconds(start);
    long hits = 0;
    for (int i = 0; i < queries.length; i++) {
      Set<String> both = new HashSet<>(found.get(i));
      both.retainAll(truth.get(i));
      hits += both.size();
    }
    say(
        "Of the true %d nearest %.1f %% are found, in %.3f ms a query; an exact search takes %.1f ms",
        K,
        100.0 * hits / (K * queries.length),
        took * 1e3 / queries.length,
        tookExact * 1e3 / queries.length);
    check("95 % of them are found", hits >= 0.95 * K * queries.length);
  }

  private List<Set<String>> searchAll(SearchOptions options) {
    List<Set<String>> all = new ArrayList<>();
    for (float[] q : queries) {
      Set<String> keys = new HashSet<>();
      for (SearchHit hit : store.search(q, K, options)) {
        keys.add(hit.key());
      }
      all.add(keys);
    }
    return all;
  }

  // ---- the data

  private static byte[] bytes(String name) throws IOException {
    try (InputStream in = Sentences.class.getResourceAsStream("/sample/wordnet/" + name)) {
      if (in == null) {
        throw new IOException("There is no " + name + " on the class path");
      }
      return in.readAllBytes();
    }
  }

  static List<String[]> table(String name) throws IOException {
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(new ByteArrayInputStream(bytes(name))),
                StandardCharsets.UTF_8))) {
      return in.lines().skip(1).map(line -> line.split("\t", -1)).toList();
    }
  }

  private static float[][] vectors(String name) throws IOException {
    ByteBuffer b = ByteBuffer.wrap(bytes(name)).order(ByteOrder.LITTLE_ENDIAN);
    float[][] rows = new float[b.capacity() / (2 * DIMENSIONS)][DIMENSIONS];
    for (float[] row : rows) {
      for (int i = 0; i < DIMENSIONS; i++) {
        row[i] = HalfFloats.float16ToFloat(b.getShort());
      }
    }
    return rows;
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.langchain4j;

import ai.synadb.internal.json.Json;
import ai.synadb.testing.Sample;
import dev.langchain4j.data.document.Metadata;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Definitions of a dictionary, and questions that some of them answer. */
final class Glosses {
  /** How many definitions there are. */
  static final int SIZE = 5000;

  /** The texts, each with metadata. */
  final List<TextSegment> segments = new ArrayList<>();

  /** Their stored embeddings. */
  final List<Embedding> embeddings = new ArrayList<>();

  /** The questions by their ids. */
  final Map<String, String> queries = new LinkedHashMap<>();

  /** The synsets that answer a question, by its id. */
  final Map<String, Set<String>> answers = new HashMap<>();

  Glosses() {
    float[][] vectors = Sample.embeddings("wordnet-ir/corpus.f16");
    List<String> documents = Sample.lines("wordnet-ir/corpus.jsonl.gz");
    Set<String> synsets = new HashSet<>();
    for (int i = 0; i < documents.size(); i++) {
      Map<String, Object> d = Json.readObject(documents.get(i), "A document");
      Map<?, ?> m = (Map<?, ?>) d.get("metadata");
      synsets.add((String) d.get("_id"));
      add((String) d.get("_id"), d.get("title") + ". " + d.get("text"), m, vectors[i]);
    }
    float[][] more = Sample.embeddings("wordnet/base.f16");
    List<String> lines = Sample.lines("wordnet/docs.tsv.gz");
    for (int i = 0; segments.size() < SIZE; i++) {
      String[] columns = lines.get(i + 1).split("\t", -1);
      if (synsets.add(columns[1])) {
        add(columns[1], columns[5], Map.of("pos", columns[2], "topic", columns[3]), more[i]);
      }
    }
    for (String line : Sample.lines("wordnet-ir/queries.jsonl.gz")) {
      Map<String, Object> q = Json.readObject(line, "A query");
      queries.put((String) q.get("_id"), (String) q.get("text"));
    }
    List<String> judged = Sample.lines("wordnet-ir/qrels.tsv");
    for (String line : judged.subList(1, judged.size())) {
      String[] columns = line.split("\t", -1);
      answers.computeIfAbsent(columns[0], k -> new HashSet<>()).add(columns[1]);
    }
  }

  private void add(String synset, String text, Map<?, ?> metadata, float[] vector) {
    segments.add(
        TextSegment.from(
            text,
            new Metadata()
                .put("synset", synset)
                .put("pos", (String) metadata.get("pos"))
                .put("topic", (String) metadata.get("topic"))
                .put("words", text.split(" ", -1).length)));
    embeddings.add(Embedding.from(vector));
  }
}

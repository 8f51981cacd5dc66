/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb;

import static org.assertj.core.api.Assertions.assertThat;

import ai.synadb.testing.Sample;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Real embeddings, texts and digits go into a log and come back; and the samples are whole. */
class SampleDataTest extends DatabaseTest {

  @Test
  void embeddingsAndTextsComeBackBitForBit() {
    float[][] base = Sample.embeddings("wordnet/base.f16");
    List<String> docs = Sample.lines("wordnet/docs.tsv.gz");
    assertThat(base).hasDimensions(5000, Sample.DIMENSIONS);
    assertThat(docs).hasSize(1 + base.length);
    DbConfig config = DbConfig.builder().enableCompression(true).build();
    try (SynaDB db = SynaDB.open(path(), config, surroundings())) {
      WriteBatch batch = new WriteBatch();
      for (int i = 0; i < base.length; i++) {
        batch.putVector("v/" + i, base[i]).putText("t/" + i, docs.get(i + 1));
      }
      db.write(batch);
    }
    try (SynaDB db = SynaDB.open(path(), readOnly(), surroundings())) {
      float[] read = new float[Sample.DIMENSIONS];
      for (int i = 0; i < base.length; i++) {
        assertThat(db.readVector(db.ref("v/" + i).orElseThrow(), read)).isEqualTo(read.length);
        assertThat(read).containsExactly(base[i]);
        assertThat(db.getText("t/" + i)).contains(docs.get(i + 1));
      }
    }
  }

  @Test
  void embeddingsAreOfUnitNorm() {
    for (String name :
        List.of(
            "wordnet/base.f16",
            "wordnet/queries.f16",
            "wordnet/queries-ood.f16",
            "wordnet-ir/corpus.f16",
            "wordnet-ir/queries.f16")) {
      for (float[] row : Sample.embeddings(name)) {
        double sum = 0;
        for (float x : row) {
          sum += (double) x * x;
        }
        assertThat(Math.sqrt(sum)).as(name).isBetween(0.9995, 1.0005);
      }
    }
  }

  private static Set<String> ids(List<String> jsonLines) {
    return jsonLines.stream()
        .map(line -> line.replaceFirst("^.*?\"_id\": \"([^\"]+)\".*$", "$1"))
        .collect(Collectors.toSet());
  }

  @Test
  void everyJudgementIsOfAQueryAndADocumentThatAreThere() {
    List<String> corpus = Sample.lines("wordnet-ir/corpus.jsonl.gz");
    List<String> queries = Sample.lines("wordnet-ir/queries.jsonl.gz");
    assertThat(corpus).hasSize(Sample.embeddings("wordnet-ir/corpus.f16").length);
    assertThat(queries).hasSize(Sample.embeddings("wordnet-ir/queries.f16").length);
    Set<String> documentIds = ids(corpus);
    Set<String> queryIds = ids(queries);
    assertThat(documentIds).hasSize(corpus.size());
    List<String> judgements = Sample.lines("wordnet-ir/qrels.tsv");
    assertThat(judgements).hasSize(1 + 745);
    for (String judgement : judgements.subList(1, judgements.size())) {
      String[] fields = judgement.split("\t", -1);
      assertThat(queryIds).contains(fields[0]);
      assertThat(documentIds).contains(fields[1]);
      assertThat(fields[2]).isIn("1", "2");
    }
  }

  @Test
  void digitsComeBackAsSeries() {
    List<String> lines = Sample.lines("digits/digits.csv");
    assertThat(lines).hasSize(1 + 1797);
    double[] pixels = new double[64 * 1797];
    for (int i = 0; i < 1797; i++) {
      String[] fields = lines.get(i + 1).split(",", -1);
      for (int p = 0; p < 64; p++) {
        pixels[64 * i + p] = Double.parseDouble(fields[p]);
      }
      assertThat(Integer.parseInt(fields[64])).isBetween(0, 9);
    }
    try (SynaDB db = SynaDB.open(path(), DbConfig.defaults(), surroundings())) {
      db.putFloats("pixels", pixels);
      assertThat(db.getHistoryFloats("pixels")).containsExactly(pixels);
      db.sync();
      assertThat(db.info().sizeBytes()).isLessThan(pixels.length * 8L / 5); // 17 different numbers
    }
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random queries: printed and read they are the same, and they find what a slow model finds. */
final class RunQueryPropertyTest {
  private static final long SEED = Long.getLong("seed", 20261128L);

  @Test
  void aPrintedQueryIsReadAsTheSame() {
    RandomQueries queries = new RandomQueries(new Random(SEED));
    for (int i = 0; i < 3_000; i++) {
      RunQuery q = queries.query();
      String text = q.toString();
      RunQuery back = RunQuery.parse(text);
      assertThat(back).as("%s, seed %d, turn %d", text, SEED, i).isEqualTo(q);
      assertThat(back).hasSameHashCodeAs(q).hasToString(text);
    }
  }

  @Test
  void aQueryFindsWhatTheModelFinds() {
    Random r = new Random(SEED);
    RandomQueries queries = new RandomQueries(r);
    NaiveQuery model = new NaiveQuery(RandomRuns.EPOCH.plusSeconds(4));
    int found = 0;
    for (int i = 0; i < 400; i++) {
      List<RunInfo> runs = RandomRuns.runs(r, 40);
      RunQuery q = queries.query();
      List<RunInfo> ours = q.apply(runs, RandomRuns.EPOCH.plusSeconds(4));
      assertThat(ours)
          .as("%s, seed %d, turn %d", q, SEED, i)
          .extracting(RunInfo::id)
          .isEqualTo(model.apply(q, runs).stream().map(RunInfo::id).toList());
      found += ours.size();
    }
    assertThat(found).isGreaterThan(400);
  }

  @Test
  void everyConditionAloneFindsWhatTheModelFinds() {
    Random r = new Random(SEED + 1);
    RandomQueries queries = new RandomQueries(r);
    NaiveQuery model = new NaiveQuery(RandomRuns.EPOCH);
    List<RunInfo> runs = RandomRuns.runs(r, 60);
    for (int i = 0; i < 1_000; i++) {
      RunExpr e = queries.expr(0);
      RunEvaluator evaluator = new RunEvaluator(e, ai.synadb.Positions.of(RandomRuns.EPOCH));
      for (RunInfo run : runs) {
        boolean expected = Boolean.TRUE.equals(model.test(e, run));
        if (evaluator.matches(run) != expected) {
          fail("%s on %s, seed %d", QueryPrinter.print(e), run, SEED);
        }
      }
    }
  }

  @Test
  void randomTokensNeverThrowAnythingElse() {
    String[] soup = {
      "metrics",
      ".",
      "loss",
      "params.lr",
      "tags.`a b`",
      "status",
      "AND",
      "OR",
      "NOT",
      "(",
      ")",
      "=",
      "==",
      "!=",
      "<>",
      "<",
      ">=",
      "~",
      "!~",
      "IN",
      "BETWEEN",
      "LIKE",
      "ILIKE",
      "IS",
      "NULL",
      "NAN",
      "ORDER",
      "BY",
      "ASC",
      "DESC",
      "NULLS",
      "FIRST",
      "LIMIT",
      "OFFSET",
      "'x'",
      "\"y\"",
      "`",
      "'",
      "\"",
      "5",
      "1e5",
      "7d",
      "now()",
      "now",
      "-",
      "+",
      "{",
      "}",
      ",",
      "{a='b'}",
      "true",
      "inf",
      "nan",
      "start_time",
      "duration",
      "datasets.name",
      "metrics.loss.min",
      "ESCAPE",
      "\ud83d",
      "é",
      "\0",
      ";",
      "9999999999999999999999",
      "1h2x",
      "1.5d",
      "'[a'",
      "99999999999w",
      "''''",
      "'2026-13-01'"
    };
    Random r = new Random(SEED);
    int read = 0;
    for (int i = 0; i < 10_000; i++) {
      StringBuilder s = new StringBuilder();
      for (int n = 1 + r.nextInt(9); n > 0; n--) {
        s.append(soup[r.nextInt(soup.length)]).append(r.nextInt(4) > 0 ? " " : "");
      }
      read += readsOrRefuses(s.toString());
    }
    RandomQueries queries = new RandomQueries(r);
    for (int i = 0; i < 3_000; i++) {
      StringBuilder s = new StringBuilder(queries.query().toString());
      for (int n = r.nextInt(3); n >= 0 && s.length() > 0; n--) {
        int at = r.nextInt(s.length());
        if (r.nextBoolean()) {
          s.deleteCharAt(at);
        } else {
          s.insert(at, soup[r.nextInt(soup.length)]);
        }
      }
      read += readsOrRefuses(s.toString());
    }
    assertThat(read).isGreaterThan(150);
  }

  private static int readsOrRefuses(String text) {
    try {
      RunQuery q = RunQuery.parse(text);
      if (!RunQuery.parse(q.toString()).equals(q)) {
        fail("%s, seed %d", text, SEED);
      }
      return 1;
    } catch (QuerySyntaxException e) {
      if (e.position() < 0 || e.position() > text.length() || e.expected().isEmpty()) {
        fail("%s, seed %d", text, SEED);
      }
      return 0;
    }
  }
}

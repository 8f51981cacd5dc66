/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The grammar of queries by examples: forms, meanings, errors and bounds. */
final class RunQueryTest {
  private static final Instant NOW = Instant.parse("2026-06-10T12:00:00Z");

  private final Map<String, RunInfo> runs = new LinkedHashMap<>();

  /** A run of metrics, parameters and tags, in turn names and values. */
  private RunInfo add(String id, Map<MetricId, MetricSummary> metrics, Object... params) {
    Map<String, ParamValue> byName = new LinkedHashMap<>();
    Map<String, String> tags = new LinkedHashMap<>();
    for (int i = 0; i < params.length; i += 2) {
      String name = (String) params[i];
      if (name.startsWith("#")) {
        tags.put(name.substring(1), (String) params[i + 1]);
      } else {
        byName.put(name, ParamValue.from(params[i + 1]));
      }
    }
    RunInfo run =
        new RunInfo(
            id,
            "mnist",
            "name of " + id,
            RunStatus.COMPLETED,
            NOW.minusSeconds(3600L * (runs.size() + 1)),
            Optional.of(NOW),
            Optional.empty(),
            tags,
            byName,
            metrics,
            List.of(),
            Optional.empty(),
            Optional.empty());
    runs.put(id, run);
    return run;
  }

  private static Map<MetricId, MetricSummary> metric(String name, double last) {
    return Map.of(MetricId.of(name), summary(last, last - 1, last + 1));
  }

  private static MetricSummary summary(double last, double min, double max) {
    return new MetricSummary(3, last, last, min, max, 0, 7, 0, 1);
  }

  private String found(String query) {
    return RunQuery.parse(query).apply(runs.values(), NOW).stream()
        .map(RunInfo::id)
        .collect(Collectors.joining(" "));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "metrics.rmse < 1 and params.model = 'tree'",
        "metric.`my metric` >= -0.25",
        "metrics.\"cross-entropy-loss\" <= .5e-3",
        "metrics.accuracy > 0.72 AND metrics.loss != 0",
        "params.model LIKE 'GPT%'",
        "params.\"learning rate\" = \"0.001\"",
        "parameters.batch_size = '2'",
        "param.model ILIKE '%gpt%'",
        "`params`.model = 'x'",
        "tags.environment = 'notebook'",
        "tags.mlflow.source.name != 'x'",
        "tag.`mlflow.parentRunId` = 'abc'",
        "tags.\"a.b c\" ILIKE 'x_'",
        "attributes.status = 'FINISHED'",
        "attr.start_time >= 1664067852747",
        "run.end_time < 1.6e12",
        "attributes.created > 5",
        "run.`Run name` LIKE 'a%'",
        "attributes.run_id IN ('a', 'b')",
        "run_id NOT IN ('a')",
        "attributes.artifact_uri = 's3://x'",
        "attributes.user_id = 'me'",
        "run_name = \"x\"",
        "datasets.name = 'd'",
        "dataset.digest IN ('s8ds293b', 'jks834s2')",
        "datasets.context LIKE '%train'",
        "params.model IS NULL AND tags.x IS NOT NULL",
        "status = 'SCHEDULED' or status = 'finished' or status = 'Killed'",
        "  metrics.a==1\tAND\nmetrics.b<>2  ",
        "ORDER BY metrics.loss DESC, start_time, params.`a b` ASC NULLS FIRST",
        "LIMIT 5 OFFSET 3",
        "",
      })
  void formsOfMlflowAndMoreAreRead(String query) {
    RunQuery q = RunQuery.parse(query);
    assertThat(RunQuery.parse(q.toString())).isEqualTo(q);
  }

  @Test
  void precedenceIsThatOfSql() {
    assertThat(RunQuery.parse("NOT id = 'a' AND id = 'b' OR id = 'c'"))
        .isEqualTo(RunQuery.parse("((NOT (id = 'a')) AND id = 'b') OR id = 'c'"))
        .isNotEqualTo(RunQuery.parse("NOT id = 'a' AND (id = 'b' OR id = 'c')"));
  }

  @Test
  void whatIsToldAtOnceIsAskedFirst() {
    RunQuery slow = RunQuery.parse("tags.a ~ 'x' AND note = 'n' AND (id = 'i' OR tags.b = 'y')");
    assertThat(RunEvaluator.cheapFirst(slow.experiment("e").status(RunStatus.KILLED).condition()))
        .isEqualTo(
            RunQuery.parse(
                    "experiment = 'e' AND status = 'Killed' AND tags.a ~ 'x' AND note = 'n'"
                        + " AND (id = 'i' OR tags.b = 'y')")
                .condition());
    RunExpr or = RunQuery.parse("tags.a ~ 'x' OR experiment = 'e'").condition();
    assertThat(RunEvaluator.cheapFirst(or)).isEqualTo(or);
  }

  @Test
  void stepsAndTextMakeTheSameQuery() {
    assertThat(
            RunQuery.completed()
                .experiment("e")
                .tag("t")
                .tag("team", "it's")
                .param("lr", 0.5)
                .param("n", 4)
                .param("opt", "adam")
                .parent("p")
                .where("metrics.a.b > 1 OR id = 'x'")
                .sortBy("accuracy")
                .descending()
                .sortBy(MetricId.of("loss", Map.of("s", "v")), MetricAspect.MIN)
                .sortByParam("n")
                .orderBy("end_time DESC NULLS FIRST")
                .limit(9)
                .offset(2))
        .isEqualTo(
            RunQuery.parse(
                "status='finished' AND experiment='e' AND tags.t IS NOT NULL AND tags.team='it''s'"
                    + " AND params.lr=0.5 AND params.n=4 AND params.opt='adam'"
                    + " AND parent_run_id='p' AND (metrics.a.b > 1 OR id = 'x')"
                    + " ORDER BY metrics.accuracy DESC, metrics.`loss`.min{s='v'}, params.n,"
                    + " end_time DESC NULLS FIRST LIMIT 9 OFFSET 2"));
    assertThat(RunQuery.all()).hasToString("").isEqualTo(RunQuery.parse(""));
    assertThat(RunQuery.all().descending()).isEqualTo(RunQuery.parse("order by start_time desc"));
    assertThatThrownBy(() -> RunQuery.all().limit(-1)).hasMessageContaining("-1");
    assertThatThrownBy(() -> RunQuery.all().where("id = 'a' LIMIT 5"))
        .isInstanceOf(QuerySyntaxException.class);
    assertThatThrownBy(() -> RunQuery.all().orderBy("start_time, end_time"))
        .isInstanceOf(QuerySyntaxException.class);
  }

  @Test
  void missingValuesAreUnknown() {
    add("a", metric("loss", 1));
    add("b", Map.of(), "lr", 1);

    assertThat(found("metrics.loss > 0")).isEqualTo("a");
    assertThat(found("NOT metrics.loss > 0")).isEmpty();
    assertThat(found("metrics.loss != 7")).isEqualTo("a");
    assertThat(found("metrics.loss NOT IN (7)")).isEqualTo("a");
    assertThat(found("metrics.loss IS NULL")).isEqualTo("b");
    assertThat(found("metrics.loss > 0 OR params.lr = 1")).isEqualTo("b a");
    assertThat(found("NOT (metrics.loss > 5 AND params.lr = 2)")).isEqualTo("b a");
    assertThat(found("metrics.loss IS NAN OR NOT metrics.loss IS NAN")).isEqualTo("a");
  }

  @Test
  void nanIsUnknownAndInfinityCompares() {
    add("nan", metric("m", Double.NaN));
    add("inf", metric("m", Double.POSITIVE_INFINITY));
    add("one", metric("m", 1));

    assertThat(found("metrics.m = 1 OR metrics.m != 1")).isEqualTo("one inf");
    assertThat(found("metrics.m IS NAN")).isEqualTo("nan");
    assertThat(found("metrics.m IS NOT NAN")).isEqualTo("one inf");
    assertThat(found("metrics.m = inf")).isEqualTo("inf");
    assertThat(found("metrics.m > -infinity AND metrics.m < inf")).isEqualTo("one");
    assertThat(found("metrics.m BETWEEN 0 AND inf")).isEqualTo("one inf");
    assertThat(found("ORDER BY metrics.m DESC")).isEqualTo("inf one nan");
    assertThat(found("ORDER BY metrics.m")).isEqualTo("one inf nan");
  }

  @Test
  void parametersCompareAsNumbersUnlessTheValueIsInQuotes() {
    add("text9", Map.of(), "n", "9");
    add("long10", Map.of(), "n", 10L);
    add("double", Map.of(), "n", 1e2);
    add("word", Map.of(), "n", "auto");
    add("big", Map.of(), "n", 9007199254740993L);

    assertThat(found("params.n > 9.5 AND params.n < 1000")).isEqualTo("double long10");
    assertThat(found("params.n > '9'")).isEqualTo("big word");
    assertThat(found("params.n = 100")).isEqualTo("double");
    assertThat(found("params.n = '100'")).isEmpty();
    assertThat(found("params.n = '100.0'")).isEqualTo("double");
    assertThat(found("params.n = 9007199254740993")).isEqualTo("big");
    assertThat(found("params.n = 9007199254740992")).isEmpty();
    assertThat(found("params.n != 9")).isEqualTo("big word double long10");
    assertThat(found("params.n NOT BETWEEN 0 AND 50")).isEqualTo("big double");
    assertThat(found("params.n IN (9, 'auto')")).isEqualTo("word text9");
    assertThat(found("ORDER BY params.n DESC")).isEqualTo("word big double long10 text9");
  }

  @Test
  void booleansCompareWithTrueAndFalse() {
    add("yes", Map.of(), "amp", true);
    add("python", Map.of(), "amp", "True");
    add("no", Map.of(), "amp", false);

    assertThat(found("params.amp = true")).isEqualTo("python yes");
    assertThat(found("params.amp != TRUE")).isEqualTo("no");
    assertThat(found("params.amp IN (false)")).isEqualTo("no");
  }

  @Test
  void metricsHavePartsContextsAndNamesWithDots() {
    Map<MetricId, MetricSummary> m = new LinkedHashMap<>();
    m.put(MetricId.of("loss"), summary(5, 1, 9));
    m.put(MetricId.of("loss", Map.of("subset", "val", "fold", "3")), summary(6, 2, 10));
    add("plain", m);
    Map<MetricId, MetricSummary> dotted = new LinkedHashMap<>(m);
    dotted.put(MetricId.of("loss.min"), summary(77, 77, 77));
    add("dotted", dotted);

    assertThat(found("metrics.loss.min = 1")).isEqualTo("plain");
    assertThat(found("metrics.loss.min = 77")).isEqualTo("dotted");
    assertThat(found("metrics.`loss`.min = 1")).isEqualTo("dotted plain");
    assertThat(found("metrics.`loss.min` = 77")).isEqualTo("dotted");
    assertThat(found("metrics.loss.min.max = 77")).isEqualTo("dotted");
    assertThat(found("metrics.loss.count = 3 AND metrics.loss.step = 7 AND metrics.loss.last = 5"))
        .isEqualTo("dotted plain");
    assertThat(found("metrics.loss{subset='val', fold=3} = 6")).isEqualTo("dotted plain");
    assertThat(found("metrics.loss.max{fold = '3', \"subset\" = \"val\"} = 10"))
        .isEqualTo("dotted plain");
    assertThat(found("metrics.loss{subset='val'} IS NULL")).isEqualTo("dotted plain");
    assertThat(found("metrics.min IS NULL")).isEqualTo("dotted plain");
  }

  @Test
  void timesAreIsoOrMillisecondsOrRelative() {
    add("1h", Map.of());
    add("2h", Map.of());
    add("3h", Map.of());

    assertThat(found("start_time >= now() - 1h30m")).isEqualTo("1h");
    assertThat(found("start_time < now() - 2h - 1us")).isEqualTo("3h");
    assertThat(found("start_time >= '2026-06-10T10:00:00Z'")).isEqualTo("2h 1h");
    assertThat(found("start_time = '2026-06-10 10:00:00'")).isEqualTo("2h");
    assertThat(found("start_time = '2026-06-10T12:00:00.000+02:00'")).isEqualTo("2h");
    assertThat(found("created > '2026-06-10'")).isEqualTo("3h 2h 1h");
    assertThat(found("start_time = " + NOW.minusSeconds(7200).toEpochMilli())).isEqualTo("2h");
    assertThat(found("duration BETWEEN 90m AND 2h")).isEqualTo("2h");
    assertThat(found("duration > 7200.5")).isEqualTo("3h");
    assertThat(found("end_time IN (now(), now() + 1d)")).isEqualTo("3h 2h 1h");
  }

  @Test
  void timesThatNobodyLivesAreTheLastOnes() {
    RunInfo base = add("now", Map.of());
    for (Instant start : List.of(Instant.MIN, Instant.MAX)) {
      String id = start.equals(Instant.MIN) ? "min" : "max";
      runs.put(
          id,
          new RunInfo(
              id,
              base.experiment(),
              "",
              base.status(),
              start,
              Optional.of(Instant.MAX),
              base.parentId(),
              Map.of(),
              Map.of(),
              Map.of(),
              List.of(),
              base.note(),
              base.gitCommit()));
    }

    assertThat(found("start_time < now()")).isEqualTo("min now");
    assertThat(found("ORDER BY start_time DESC")).isEqualTo("max now min");
    assertThat(found("duration > 1000000w")).isEqualTo("min");
    assertThat(RunQuery.parse("start_time < now() + 1d").apply(runs.values(), Instant.MAX))
        .hasSize(2);
  }

  @Test
  void textsMatchPatterns() {
    add("a", Map.of(), "#note", "50% of it", "net", "resnet-50");
    add("b", Map.of(), "#note", "500 of it", "net", "ResNet-18");

    assertThat(found("params.net LIKE 'res%'")).isEqualTo("a");
    assertThat(found("params.net ILIKE 'res%'")).isEqualTo("b a");
    assertThat(found("params.net NOT LIKE 'res%'")).isEqualTo("b");
    assertThat(found("tags.note LIKE '50!% %' ESCAPE '!'")).isEqualTo("a");
    assertThat(found("params.net ~ '-(18|34)$'")).isEqualTo("b");
    assertThat(found("params.net !~ '-(18|34)$'")).isEqualTo("a");
    assertThat(found("params.net NOT ~ '(?i)RES'")).isEmpty();
    assertThat(found("status LIKE 'FINI%' AND status ~ 'ed$'")).isEqualTo("b a");
    assertThat(found("status IN ('finished', 'killed')")).isEqualTo("b a");
  }

  @Test
  void missingValuesAreSortedLastUnlessAskedForFirst() {
    add("none", Map.of());
    add("two", metric("m", 2));
    add("one", metric("m", 1));

    assertThat(found("ORDER BY metrics.m")).isEqualTo("one two none");
    assertThat(found("ORDER BY metrics.m DESC")).isEqualTo("two one none");
    assertThat(found("ORDER BY metrics.m DESC NULLS FIRST")).isEqualTo("none two one");
    assertThat(found("ORDER BY status, metrics.m NULLS LAST LIMIT 1 OFFSET 1")).isEqualTo("two");
    assertThat(found("LIMIT 0")).isEmpty();
    assertThat(found("OFFSET 3")).isEmpty();
    assertThat(found("")).isEqualTo("one two none");
  }

  @Test
  void errorsTellThePositionAndWhatWasExpected() {
    Map<String, String> wrong = new LinkedHashMap<>();
    wrong.put("metrics.loss >", "14 a number");
    wrong.put("metrics.loss > 'x'", "15 a number");
    wrong.put("metrics.loss > nan", "15 IS NAN");
    wrong.put("metrics.loss ? 1", "13 operator");
    wrong.put("metrics.loss 1", "13 an operator");
    wrong.put("metrics.loss NOT 1", "17 IN, BETWEEN");
    wrong.put("metrics.loss LIKE 'a'", "13 numbers or times");
    wrong.put("start_time ~ 'a'", "11 numbers or times");
    wrong.put("metrics. > 1", "8 a name behind the dot");
    wrong.put("metrics.a..b > 1", "10 a name behind the dot");
    wrong.put("metrics.`` > 1", "8 at least one character");
    wrong.put("metrics.`a > 1", "8 quote");
    wrong.put("metric.a{b} = 1", "10 =");
    wrong.put("metric.a{b=c} = 1", "11 text in quotes");
    wrong.put("metric.a{b='c', b='d'} = 1", "16 another name");
    wrong.put("metric.a{b='c' = 1", "15 closing brace");
    wrong.put("metrics.a = 1e999", "12 range of a double");
    wrong.put("metrics.a = - 'x'", "14 a number");
    wrong.put("metrisc.loss > 1", "0 did you mean 'metrics'");
    wrong.put("run.statsu = 'x'", "4 did you mean 'status'");
    wrong.put("strat_time > 5", "0 did you mean 'start_time'");
    wrong.put("datasets.nmae = 'x'", "9 did you mean 'name'");
    wrong.put("loss > 1", "0 metrics.");
    wrong.put("status = 'FINISHD'", "9 did you mean 'FINISHED'");
    wrong.put("status = completed", "9 in quotes");
    wrong.put("status < 'Failed'", "7 = or !=");
    wrong.put("status BETWEEN 'Failed' AND 'Killed'", "7 = or !=");
    wrong.put("params.a > true", "9 = or !=");
    wrong.put("params.a BETWEEN true AND 5", "17 a number");
    wrong.put("params.a BETWEEN 1 OR 5", "19 AND");
    wrong.put("params.a IN 5", "12 parentheses");
    wrong.put("params.a IN ()", "13 a number");
    wrong.put("params.a IN (1 2)", "15 a comma");
    wrong.put("params.a IN (1,", "15 a number");
    wrong.put("params.a LIKE 5", "14 pattern in quotes");
    wrong.put("params.a LIKE 'a!b' ESCAPE '!'", "14 its character 1");
    wrong.put("params.a LIKE 'a' ESCAPE '!!'", "25 one character");
    wrong.put("params.a ~ 'a(?=b)'", "11 its character 3");
    wrong.put("params.a IS 5", "12 NULL, NAN or NOT");
    wrong.put("params.a IS NOT 5", "16 NULL or NAN");
    wrong.put("run_id IS NAN", "10 NULL");
    wrong.put("start_time > '2026-02-30'", "13 a time such as");
    wrong.put("start_time > now", "16 ()");
    wrong.put("start_time > now() - 7", "21 length of time");
    wrong.put("start_time > now() - 7y", "21 units");
    wrong.put("start_time > now() - 7d3", "23 units");
    wrong.put("start_time > 9223372036854775807", "13 292,000 years");
    wrong.put("start_time > now() - 99999999999w", "21 292,000 years");
    wrong.put("duration > -5", "11 not negative");
    wrong.put("duration > 1.5h", "14 something else");
    wrong.put("(id = 'a'", "9 closing parenthesis");
    wrong.put("id = 'a')", "8 opening parenthesis");
    wrong.put("id = 'a' id = 'b'", "9 AND, OR");
    wrong.put("id = 'a' AND", "12 a name");
    wrong.put("AND id = 'a'", "0 a name");
    wrong.put("'id' = 'a'", "0 a name");
    wrong.put("id = 'a", "5 quote");
    wrong.put("id = `a`", "5 in quotes");
    wrong.put("id = 'a';", "8 an operator");
    wrong.put("ORDER metrics.a", "6 BY");
    wrong.put("ORDER BY", "8 a name");
    wrong.put("ORDER BY datasets.name", "9 once");
    wrong.put("ORDER BY id DESC ASC", "17 a comma");
    wrong.put("ORDER BY id NULLS", "17 FIRST or LAST");
    wrong.put("LIMIT -1", "6 whole number");
    wrong.put("LIMIT 1.5", "6 whole number");
    wrong.put("LIMIT 3000000000", "6 whole number");
    wrong.put("LIMIT 5 LIMIT 6", "8 OFFSET or the end");
    wrong.put("OFFSET 5 LIMIT 6", "9 the end");
    wrong.put("OFFSET 0 LIMIT 6", "9 the end");

    wrong.forEach(
        (query, expected) -> {
          int space = expected.indexOf(' ');
          QuerySyntaxException e =
              catchThrowableOfType(QuerySyntaxException.class, () -> RunQuery.parse(query));
          assertThat(e).as(query).isNotNull();
          assertThat(e.position())
              .as("%s: %s", query, e.getMessage())
              .isEqualTo(Integer.parseInt(expected.substring(0, space)));
          assertThat(e.getMessage()).as(query).contains(expected.substring(space + 1));
        });
  }

  @Test
  void hostileQueriesMeetBounds() {
    assertBound("(".repeat(60_000), 100, "100 parentheses");
    assertBound("NOT ".repeat(16_000) + "id = 'a'", 400, "100 parentheses");
    assertBound("x".repeat((1 << 16) + 1), 1 << 16, "65536 characters");
    String list = IntStream.range(0, 5_001).mapToObj(i -> "" + i).collect(Collectors.joining(","));
    assertBound("params.a IN (" + list + ")", 13 + list.length() - 4, "5000 values");
    assertBound("ORDER BY " + "id,".repeat(17), 9 + 48, "16 fields");
    assertBound("metrics.a = " + "1".repeat(401), 12, "400 characters");
    assertBound("params.a ~ '" + "a".repeat(1001) + "'", 11, "1000 characters");
    assertBound("params.a LIKE '%" + "a".repeat(1000) + "'", 14, "1000 characters");
    assertBound("params.a ILIKE '%" + "a".repeat(1000) + "'", 15, "1000 characters");
    assertThat(RunQuery.parse("tags.a LIKE '" + "a".repeat(1000) + "'")).isNotNull();
    assertBound("metrics." + "a".repeat(1025) + " = 1", 8, "1024 bytes");
    String ands = String.join(" AND ", java.util.Collections.nCopies(5_000, "id='a'"));
    assertThat(RunQuery.parse(ands).apply(List.of(), NOW)).isEmpty();
    String nested = "(".repeat(100) + "id='a'" + ")".repeat(100);
    assertThat(RunQuery.parse(nested)).isEqualTo(RunQuery.parse("id='a'"));
  }

  private static void assertBound(String query, int position, String message) {
    QuerySyntaxException e =
        catchThrowableOfType(QuerySyntaxException.class, () -> RunQuery.parse(query));
    assertThat(e).as(message).isNotNull().hasMessageContaining(message);
    assertThat(e.position()).as(message).isEqualTo(position);
    assertThat(e.getMessage()).hasSizeLessThan(400);
  }

  @Test
  void aPredicateOnDatasetsHoldsIfItDoesForOne() {
    RunInfo base = add("none", Map.of());
    for (String names : List.of("a", "ab", "b")) {
      List<DatasetInput> inputs = new ArrayList<>();
      names.chars().forEach(c -> inputs.add(DatasetInput.of("" + (char) c, c).as("train")));
      runs.put(
          names,
          new RunInfo(
              names,
              base.experiment(),
              "",
              base.status(),
              base.startedAt(),
              base.endedAt(),
              base.parentId(),
              Map.of(),
              Map.of(),
              Map.of(),
              inputs,
              base.note(),
              base.gitCommit()));
    }

    assertThat(found("datasets.name = 'a'")).isEqualTo("a ab");
    assertThat(found("datasets.name != 'a'")).isEqualTo("ab b");
    assertThat(found("NOT datasets.name = 'a'")).isEqualTo("b");
    assertThat(found("datasets.name IS NULL")).isEqualTo("none");
    assertThat(found("datasets.digest IS NULL")).isEqualTo("a ab b none");
    assertThat(found("datasets.position > 97 AND datasets.role = 'train'")).isEqualTo("ab b");
    assertThat(found("run_name IS NULL")).isEqualTo("a ab b");
  }
}

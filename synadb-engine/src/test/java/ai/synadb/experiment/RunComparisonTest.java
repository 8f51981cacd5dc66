/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Runs side by side, and how two differ. */
final class RunComparisonTest {
  private static final MetricId VAL = MetricId.of("acc", Map.of("subset", "val"));

  private final RunInfo a =
      run(
          "a",
          RunStatus.COMPLETED,
          Map.of("lr", ParamValue.of(0.1), "opt", ParamValue.of("adam"), "n", ParamValue.of(4)),
          Map.of(MetricId.of("loss"), summary(0.5), VAL, summary(Double.NaN)),
          Map.of("team", "x", "base", ""),
          List.of(DatasetInput.of("train", 7)));
  private final RunInfo b =
      run(
          "b",
          RunStatus.FAILED,
          Map.of("lr", ParamValue.of(0.2), "opt", ParamValue.of("adam"), "n", ParamValue.of("4")),
          Map.of(MetricId.of("loss"), summary(0.25)),
          Map.of("team", "x\ny"),
          List.of(DatasetInput.of("train", 8, "d1")));

  private static RunInfo run(
      String name,
      RunStatus status,
      Map<String, ParamValue> params,
      Map<MetricId, MetricSummary> metrics,
      Map<String, String> tags,
      List<DatasetInput> inputs) {
    return new RunInfo(
        "0123456789abcdef-" + name,
        "mnist",
        name,
        status,
        Instant.EPOCH,
        Optional.empty(),
        Optional.empty(),
        tags,
        params,
        metrics,
        inputs,
        Optional.empty(),
        Optional.empty());
  }

  private static MetricSummary summary(double last) {
    return new MetricSummary(1, last, last, last, last, 0, 0, 0, 0);
  }

  private static List<String> names(List<? extends RunComparison.Row<?>> rows) {
    return rows.stream().map(RunComparison.Row::name).toList();
  }

  @Test
  void rowsAreSortedAndTellWhatDiffers() {
    RunComparison c = RunComparison.of(List.of(a, b));

    assertThat(names(c.params())).containsExactly("lr", "n", "opt");
    assertThat(names(c.differingParams())).containsExactly("lr");
    assertThat(names(c.equalParams())).containsExactly("n", "opt");
    assertThat(names(c.tags())).containsExactly("base", "team");
    assertThat(names(c.metrics())).containsExactly("acc{subset=val}", "loss");
    assertThat(c.params().get(0).values())
        .containsExactly(Optional.of(ParamValue.of(0.1)), Optional.of(ParamValue.of(0.2)));
    assertThat(c.metrics().get(0).values().get(1)).isEmpty();
    assertThat(c.metrics().get(0).isEqual()).isFalse();
    assertThat(c.runs()).containsExactly(a, b);
    assertThatThrownBy(() -> RunComparison.of(List.of())).hasMessageContaining("not 0");
  }

  @Test
  void theTableShowsWhatDiffersInShort() {
    assertThat(RunComparison.of(List.of(a, b)))
        .hasToString(
            """
                                     a          b
            status                   Completed  Failed
            params.lr                0.1        0.2
            tags.base                           -
            tags.team                x          x y
            metrics.acc{subset=val}  NaN        -
            metrics.loss             0.5        0.25
            2 parameters are equal
            """);
    Map<String, ParamValue> many =
        IntStream.range(0, 500)
            .boxed()
            .collect(Collectors.toMap(i -> "p" + i, i -> ParamValue.of("x".repeat(1000))));
    RunInfo large = run("large", RunStatus.RUNNING, many, Map.of(), Map.of(), List.of());
    assertThat(RunComparison.of(List.of(a, large)).toString())
        .hasSizeLessThan(10_000)
        .contains("more\n", "xxx...");
  }

  @Test
  void aDiffHasWhatOneLacksAndWhatWasChanged() {
    RunDiff d = RunDiff.of(a, b);

    assertThat(d.params())
        .containsExactly(
            new RunDiff.Change<>(
                "lr", Optional.of(ParamValue.of(0.1)), Optional.of(ParamValue.of(0.2))));
    assertThat(d.tags()).extracting(RunDiff.Change::name).containsExactly("base", "team");
    assertThat(d.tags().get(0).after()).isEmpty();
    assertThat(d.metrics()).hasSize(2);
    assertThat(d.attributes())
        .containsExactly(
            new RunDiff.Change<>("run_name", Optional.of("a"), Optional.of("b")),
            new RunDiff.Change<>("status", Optional.of("Completed"), Optional.of("Failed")));
    assertThat(d.inputs()).hasSize(2);
    assertThat(d.isEmpty()).isFalse();
    assertThat(RunDiff.of(a, a).isEmpty()).isTrue();
    assertThat(d)
        .hasToString(
            """
                                     a          b
            run_name                 a          b
            status                   Completed  Failed
            params.lr                0.1        0.2
            tags.base                           -
            tags.team                x          x y
            metrics.acc{subset=val}  NaN        -
            metrics.loss             0.5        0.25    -0.25
            input train              @7         -
            input train              -          @8 d1
            """);
  }
}

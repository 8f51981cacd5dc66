/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricIdTest {
  private static final List<MetricId> ASCENDING =
      List.of(
          MetricId.of("a"),
          MetricId.of("a", Map.of("a", "")),
          MetricId.of("a", Map.of("a", "b")),
          MetricId.of("a", Map.of("a", "b", "c", "d")),
          MetricId.of("a", Map.of("a", "b, c=d")),
          MetricId.of("a", Map.of("a, b", "c")),
          MetricId.of("a", Map.of("b", "")),
          MetricId.of("b"));

  @Test
  void idsAreOrderedAsTheyAreEqual() {
    for (int i = 0; i < ASCENDING.size(); i++) {
      for (int j = 0; j < ASCENDING.size(); j++) {
        MetricId a = ASCENDING.get(i);
        MetricId b = ASCENDING.get(j);
        assertThat(Integer.signum(a.compareTo(b)))
            .as("%s, %s", a, b)
            .isEqualTo(Integer.compare(i, j));
        assertThat(a.equals(b)).isEqualTo(i == j);
      }
    }
  }

  @Test
  void seriesWhoseContextsReadTheSameAreBothKept(@TempDir Path dir) throws IOException {
    try (ExperimentTracker tracker = ExperimentTracker.open(dir.resolve("x.db"))) {
      Run run = tracker.experiment("e").startRun();
      ASCENDING.forEach(id -> run.logMetric(id, ASCENDING.indexOf(id)));
      run.complete();

      assertThat(tracker.listMetrics(run.id())).isEqualTo(ASCENDING);
      assertThat(tracker.compareRuns(List.of(run.id())).metrics()).hasSize(ASCENDING.size());
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      tracker.exportRuns(List.of(run.id()), RunFormat.JSON_LINES, out);
      assertThat(out.toString(StandardCharsets.UTF_8).lines().filter(l -> l.contains("metric")))
          .hasSize(ASCENDING.size());
    }
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.notebooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.synadb.experiment.ExperimentTracker;
import ai.synadb.experiment.RunInfo;
import ai.synadb.experiment.RunOptions;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShowTest {
  @TempDir Path folder;

  @Test
  void cellsAreTextAndNeverMarkup() {
    assertThat(
            Show.table(List.of("a<b"), List.of(List.of("<script>&"), Arrays.asList((Object) null))))
        .isEqualTo(
            "<table><thead><tr><th>a&lt;b</th></tr></thead><tbody>"
                + "<tr><td>&lt;script&gt;&amp;</td></tr><tr><td></td></tr></tbody></table>");
    assertThatThrownBy(() -> Show.table(List.of("a", "b"), List.of(List.of(1))))
        .hasMessage("A row has 1 cells, and there are 2 columns");
  }

  @Test
  void runsOfOneNameAreTwoCurves() {
    assumeTrue(hasFonts(), "This JDK draws no text: it has no fonts");
    try (ExperimentTracker tracker = ExperimentTracker.open(folder.resolve("r.db"))) {
      for (int i = 0; i < 2; i++) {
        int rate = i;
        tracker
            .experiment("e")
            .inRun(
                RunOptions.named("same"),
                run -> {
                  run.logParam("rate", rate);
                  for (int step = 0; step < 50; step++) {
                    run.logMetric("loss", rate + 1.0 / (step + 1), step);
                  }
                });
      }
      List<RunInfo> runs = tracker.search("metrics.loss < 9 ORDER BY metrics.loss");
      assertThat(Show.runs(runs, "rate", "loss"))
          .contains("<td>same</td>", "<td>0.02000</td>", "<td>1.020</td>");
      BufferedImage chart = Show.metric(tracker, runs, "loss");
      long colours =
          IntStream.range(0, chart.getWidth() * chart.getHeight())
              .map(i -> chart.getRGB(i % chart.getWidth(), i / chart.getWidth()))
              .distinct()
              .count();
      assertThat(colours).isGreaterThan(3);
      assertThatThrownBy(() -> Show.metric(tracker, runs, "none"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("none");
    }
  }

  /** Whether text can be drawn: a JDK without a display may lack what that takes. */
  private static boolean hasFonts() {
    try {
      BufferedImage image = new BufferedImage(9, 9, BufferedImage.TYPE_INT_RGB);
      return image.createGraphics().getFontMetrics().stringWidth("x") > 0;
    } catch (Error | RuntimeException e) {
      return false;
    }
  }

  @Test
  void theSampleIsWhole() throws IOException {
    SampleData.Digits digits = SampleData.digits();
    assertThat(digits.labels()).hasSize(1797);
    assertThat(digits.pixels()).hasSize(1797 * SampleData.PIXELS);
    List<SampleData.Definition> all = SampleData.definitions();
    assertThat(all).hasSize(5000);
    double norm = 0;
    for (float x : all.get(17).embedding()) {
      norm += x * x;
    }
    assertThat(norm).isBetween(0.99, 1.01);
  }

  @Test
  void oneJarStandsForAClassPath() throws Exception {
    Path jar = folder.resolve("all.jar");
    ClassPathJar.write(jar, System.getProperty("java.class.path"));
    try (URLClassLoader loader =
        new URLClassLoader(new URL[] {jar.toUri().toURL()}, ClassLoader.getPlatformClassLoader())) {
      assertThat(loader.loadClass("ai.synadb.SynaDB").getName()).isEqualTo("ai.synadb.SynaDB");
    }
  }
}

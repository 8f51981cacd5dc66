/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.synadb.experiment.ExperimentTracker;
import ai.synadb.experiment.Run;
import ai.synadb.experiment.RunOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunReportTest {
  private static final String EVIL =
      "</script><script>document.title='pwned'</script><img src=x onerror=\"document.title='pwned'\">";

  @TempDir static Path folder;
  private static Path db;
  private static Path page;
  private static String html;
  private static final List<String> IDS = new ArrayList<>();

  @BeforeAll
  static void make() throws IOException {
    db = folder.resolve("runs.db");
    try (ExperimentTracker tracker = ExperimentTracker.open(db)) {
      log(tracker, "baseline", 0.01, 5000);
      log(tracker, EVIL, 0.1, 40);
      log(tracker, "constructor", 0.5, 1);
    }
    page = folder.resolve("report.html");
    Cli.Result r = Cli.run("runs", "report", db, page, "--points", 100, "--title", "A & B " + EVIL);
    assertThat(r.code()).as(r.err()).isZero();
    html = Files.readString(page);
  }

  @Test
  void keepsTheFirstOfASortedQueryAndTheNewestOfAnother() throws IOException {
    assertThat(shown("--query", "params.lr > 0 ORDER BY params.lr", "--limit", 1))
        .contains(IDS.get(0))
        .doesNotContain(IDS.get(2));
    assertThat(shown("--limit", 1)).contains(IDS.get(2)).doesNotContain(IDS.get(0));
    assertThat(shown("--run", IDS.get(0), "--run", IDS.get(2), "--limit", 1))
        .contains(IDS.get(0), IDS.get(2));
  }

  private static String shown(Object... options) throws IOException {
    Path some = folder.resolve("some.html");
    List<Object> args = new ArrayList<>(List.of("runs", "report", db, some));
    args.addAll(List.of(options));
    Cli.Result r = Cli.run(args.toArray());
    assertThat(r.code()).as(r.err()).isZero();
    return Files.readString(some);
  }

  @Test
  void comparesARunOnceAndTellsNamesThatDiffer() {
    Cli.Result r =
        Cli.run("runs", "compare", db, IDS.get(0), IDS.get(0), IDS.get(2), "-d", "--output", "csv");
    assertThat(r.out().lines().findFirst().orElseThrow())
        .isEqualTo("kind,name," + IDS.get(0) + "," + IDS.get(2) + ",same");
    assertThat(r.out()).contains("run,name,baseline,constructor,false");
  }

  private static void log(ExperimentTracker tracker, String name, double rate, int steps) {
    try (Run run =
        tracker.experiment("exp " + EVIL).startRun(RunOptions.named(name).tag(EVIL, EVIL))) {
      IDS.add(run.id());
      run.logParam("lr", rate);
      run.logParam(EVIL, EVIL);
      run.logParam("same", 7);
      for (int i = 0; i < steps; i++) {
        run.logMetric("loss", i == 3 ? Double.NaN : Math.exp(-rate * i), i);
      }
      run.logMetric("__proto__", rate, 0);
      run.logMetric("constructor " + EVIL, -rate, 0);
      run.complete();
    }
  }

  @Test
  void isOneFileThatLoadsNothing() {
    assertThat(html)
        .contains("uPlot (v1.6.32)", "Copyright (c) 2022 Leon Sorokin", "default-src 'none'");
    assertThat(html).doesNotContain("src=\"", "<link", "@import", "url(");
    assertThat(html).doesNotContain("fetch(", "XMLHttpRequest", "innerHTML", "document.write");
  }

  @Test
  void nothingInTheDataEndsItsElement() throws IOException {
    Matcher m =
        Pattern.compile(
                "<script type=\"application/json\" id=\"data\">(.*?)</script>", Pattern.DOTALL)
            .matcher(html);
    assertThat(m.find()).isTrue();
    assertThat(Cli.documents(m.group(1))).isOne();
    assertThat(m.group(1)).doesNotContain("<", ">", "&").contains("\\u003C/script\\u003E");
    assertThat(html.split("<script", -1)).hasSize(4);
    assertThat(html.split("</script>", -1)).hasSize(4);
    assertThat(html).contains("<title>A &amp; B &lt;/script&gt;&lt;script&gt;");
  }

  @Test
  void keepsExtremesOfLongLinesAndSaysHowManyThereWere() {
    assertThat(html).contains("\"metric\":\"loss\",\"count\":5000");
  }

  @Test
  void replacesAReportButNothingElse() throws IOException {
    Path mine = Files.writeString(folder.resolve("mine.html"), "<html>mine</html>");

    assertThat(Cli.run("runs", "report", db, page, "--points", 100).code()).isZero();
    assertThat(Cli.run("runs", "report", db, mine).code()).isEqualTo(1);
    assertThat(mine).hasContent("<html>mine</html>");
    assertThat(Cli.run("runs", "report", db, mine, "--force").code()).isZero();
  }

  @Test
  void takesTheRunsThatAreAskedFor() throws IOException {
    Path some = folder.resolve("some.html");

    Cli.Result r = Cli.run("runs", "report", db, some, "--run", "baseline", "--output", "jsonl");
    assertThat(r.out()).contains("\"runs\":1,\"runsLeftOut\":0,\"series\":3");
    r = Cli.run("runs", "report", db, some, "--limit", 1, "--output", "jsonl");
    assertThat(r.out()).contains("\"runs\":1,\"runsLeftOut\":2");
    assertThat(Files.readString(some)).contains("\"runsFound\":3");
    r = Cli.run("runs", "report", db, some, "--query", "params.lr > 99");
    assertThat(r.code()).isZero();
    r = Cli.run("runs", "report", Fixtures.original("experiments_rust.db", folder), some);
    assertThat(r.code()).isZero();
  }

  // ---- in a browser

  @Test
  @Tag("full")
  void drawsChartsTableAndDifferences() throws Exception {
    String dom = dom("");

    assertThat(dom).contains("data-ready=\"yes\"", "data-charts=\"3\"");
    assertThat(dom.split("<canvas", -1)).hasSize(4);
    assertThat(dom).contains("2 values are NaN or infinite and not drawn");
    assertThat(dom).contains("100 of 5000 points of baseline, extremes kept");
    assertThat(dom).contains("3 of 3 runs in the charts");
    assertThat(section(dom, "id=\"diff-table\""))
        .contains("lr", "0.01", "+0.09")
        .doesNotContain(">same<");
  }

  @Test
  @Tag("full")
  void namesFromTheDatabaseAreTextAndNothingElse() throws Exception {
    String dom = dom("");

    assertThat(dom).contains("<title>A &amp; B &lt;/script&gt;").doesNotContain("<title>pwned");
    assertThat(dom).doesNotContain("<img").contains("&lt;img src=x onerror=");
    assertThat(dom.split("<script", -1)).hasSize(4);
    assertThat(dom).doesNotContain("native code");
  }

  @Test
  @Tag("full")
  void viewsAreInTheAddress() throws Exception {
    String dom =
        dom(
            "#smooth=0&log=1&only=0&axis=relative&hidden="
                + IDS.get(0)
                + "&before="
                + IDS.get(2)
                + "&after="
                + IDS.get(1));

    assertThat(dom).contains("2 of 3 runs in the charts").doesNotContain("smoothed ");
    assertThat(dom).contains("2 values are not positive and not drawn");
    assertThat(section(dom, "id=\"diff-table\"")).contains(">same<", "constructor");
    assertThat(dom("#smooth=0.9")).contains("(smoothed ");
  }

  /** Another way to the same numbers: the smoothed end of a line is the debiased average. */
  @Test
  @Tag("full")
  void smoothsByADebiasedAverage() throws Exception {
    double last = 0;
    int n = 0;
    for (int i = 0; i < 40; i++) {
      if (i != 3) {
        last = 0.8 * last + 0.2 * Math.exp(-0.1 * i);
        n++;
      }
    }
    double expected = last / (1 - Math.pow(0.8, n));

    Matcher m =
        Pattern.compile("&gt; 0\\.0202419 \\(smoothed ([0-9.]+)\\)").matcher(dom("#smooth=0.8"));

    assertThat(m.find()).isTrue();
    assertThat(Double.parseDouble(m.group(1)))
        .isCloseTo(expected, org.assertj.core.data.Offset.offset(1e-6));
  }

  private static String section(String dom, String from) {
    return dom.substring(dom.indexOf(from), dom.indexOf("</section>", dom.indexOf(from)));
  }

  private static String dom(String hash) throws Exception {
    Optional<String> browser =
        Stream.of("chromium", "chromium-browser", "google-chrome")
            .map(b -> Path.of("/usr/bin", b))
            .filter(Files::isExecutable)
            .map(Path::toString)
            .findFirst();
    assumeTrue(browser.isPresent(), "needs Chromium in /usr/bin");
    Path out = Files.createTempFile(folder, "dom", ".html");
    Process p =
        new ProcessBuilder(
                browser.get(),
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--user-data-dir=" + Files.createTempDirectory(folder, "profile"),
                "--window-size=1400,1200",
                "--virtual-time-budget=5000",
                "--dump-dom",
                page.toUri() + hash)
            .redirectOutput(out.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      assertThat(p.waitFor(90, TimeUnit.SECONDS)).as("the browser ends").isTrue();
    } finally {
      p.destroyForcibly();
    }
    // Without what is in the scripts, of which only the data are the page's own.
    return Files.readString(out, StandardCharsets.UTF_8)
        .replaceAll("(?s)(<script[^>]*>).*?</script>", "$1</script>")
        .replaceAll("(?s)<(style|!--).*?(</style>|-->)", "");
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.cli;

import ai.synadb.Progress;
import ai.synadb.error.OperationCancelledException;
import ai.synadb.experiment.ExperimentTracker;
import ai.synadb.experiment.MetricId;
import ai.synadb.experiment.MetricSeries;
import ai.synadb.experiment.RunInfo;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;

/**
 * Writes a page of runs: markup and scripts from resources, and the data as JSON in an element that
 * is no script. Names in a database are anybody's: in the data nothing can end that element, the
 * script puts them in as text, and the page's policy lets no script run but the two whose digests
 * it has.
 */
final class RunReport {
  /** What makes a file known as a report. */
  static final String MARK = "<meta name=\"generator\" content=\"SynaDB runs report\">";

  private final ExperimentTracker tracker;
  private final List<RunInfo> runs;
  private final String title;
  private final int points;
  private long series;

  RunReport(ExperimentTracker tracker, List<RunInfo> runs, String title, int points) {
    this.tracker = tracker;
    this.runs = runs;
    this.title = title;
    this.points = points;
  }

  /** How many lines its charts have. */
  long series() {
    return series;
  }

  /**
   * Writes it.
   *
   * @param found how many runs there were to choose from
   */
  void write(OutputStream stream, int found, ProgressBar bar) throws IOException {
    PrintWriter out = WholeFile.writer(stream);
    String library = resource("uPlot.iife.min.js");
    String script = resource("report.js");
    out.print("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n" + MARK);
    out.print("\n<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; ");
    out.print("script-src '" + digest(library) + "' '" + digest(script) + "'; ");
    out.print("style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n");
    out.print("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    out.print("<title>" + html(title) + "</title>\n");
    out.print("<!-- The charts are drawn by uPlot.\n" + resource("uPlot.LICENSE.txt") + "\n-->\n");
    out.print(
        "<style>\n" + resource("uPlot.min.css") + "\n" + resource("report.css") + "</style>\n");
    out.print("</head>\n" + resource("report.html"));
    out.print("<script type=\"application/json\" id=\"data\">");
    writeData(out, found, bar);
    out.print("</script>\n<script>" + library + "</script>\n");
    out.print("<script>" + script + "</script>\n</body>\n</html>\n");
    out.flush();
  }

  private void writeData(PrintWriter out, int found, ProgressBar bar) throws IOException {
    try (JsonGenerator g = JsonValues.pageGenerator(out)) {
      g.writeStartObject();
      g.writeStringField("title", title);
      g.writeStringField("generatedAt", Instant.now().toString());
      g.writeNumberField("runsFound", found);
      g.writeFieldName("runs");
      g.writeStartArray();
      for (RunInfo r : runs) {
        JsonValues.write(g, RunParts.all(r), false);
      }
      g.writeEndArray();
      g.writeFieldName("series");
      g.writeStartArray();
      writeSeries(g, bar);
      g.writeEndArray();
      g.writeEndObject();
    }
  }

  private void writeSeries(JsonGenerator g, ProgressBar bar) throws IOException {
    long begin = System.nanoTime();
    long total = runs.stream().mapToLong(r -> r.metrics().size()).sum();
    for (int i = 0; i < runs.size(); i++) {
      RunInfo run = runs.get(i);
      for (MetricId id : run.metrics().keySet().stream().sorted().toList()) {
        if (Thread.interrupted()) {
          throw new OperationCancelledException("report");
        }
        MetricSeries all = tracker.getMetric(run.id(), id);
        write(g, i, all, all.downsampleExtremes(points));
        series++;
        Duration elapsed = Duration.ofNanos(System.nanoTime() - begin);
        bar.onProgress(new Progress("report", series, total, elapsed));
      }
    }
  }

  private static void write(JsonGenerator g, int run, MetricSeries all, MetricSeries drawn)
      throws IOException {
    g.writeStartObject();
    g.writeNumberField("run", run);
    g.writeStringField("metric", all.id().toString());
    g.writeNumberField("count", all.size());
    long finite = DoubleStream.of(all.values()).filter(Double::isFinite).count();
    g.writeNumberField("notFinite", all.size() - finite);
    g.writeFieldName("steps");
    g.writeArray(drawn.steps(), 0, drawn.size());
    g.writeFieldName("times"); // in milliseconds, as scripts have them
    g.writeStartArray();
    for (long t : drawn.times()) {
      g.writeNumber(Math.floorDiv(t, 1000));
    }
    g.writeEndArray();
    g.writeFieldName("values");
    g.writeArray(drawn.values(), 0, drawn.size());
    g.writeEndObject();
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = RunReport.class.getResourceAsStream("report/" + name)) {
      if (in == null) {
        throw new IllegalStateException("The resource " + name + " is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String digest(String script) {
    try {
      byte[] sum =
          MessageDigest.getInstance("SHA-256").digest(script.getBytes(StandardCharsets.UTF_8));
      return "sha256-" + Base64.getEncoder().encodeToString(sum);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Text in markup. */
  static String html(String text) {
    StringBuilder s = new StringBuilder();
    Map<Integer, String> escapes =
        Map.of((int) '<', "&lt;", (int) '>', "&gt;", (int) '&', "&amp;", (int) '"', "&quot;");
    text.codePoints()
        .filter(c -> Printable.isSafe(c))
        .forEach(c -> s.append(escapes.getOrDefault(c, Character.toString(c))));
    return s.toString();
  }
}

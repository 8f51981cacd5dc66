/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.experiment;

import java.io.IOException;
import java.io.InputStream;
import java.util.Base64;
import java.util.Collection;
import java.util.Locale;

/**
 * Writes runs as records.
 *
 * <p>Thread safety: confined.
 */
final class RunExporter {
  private final ExperimentTracker tracker;
  private final RunEventWriter out;

  RunExporter(ExperimentTracker tracker, RunEventWriter out) {
    this.tracker = tracker;
    this.out = out;
  }

  void export(Collection<String> runIds) throws IOException {
    out.write(
        RunEvent.counted(RunEvent.Type.FORMAT, "", RunFormat.NAME, "", RunFormat.VERSION, ""));
    for (String id : runIds) {
      export(tracker.getRun(id));
    }
    out.write(RunEvent.counted(RunEvent.Type.DONE, "", "", "", runIds.size(), ""));
    out.flush();
  }

  private void export(RunInfo run) throws IOException {
    String id = run.id();
    out.write(
        RunEvent.timed(
            RunEvent.Type.RUN,
            id,
            run.name(),
            "",
            RunAttribute.micros(run.startedAt()),
            run.experiment()));
    if (run.parentId().isPresent()) {
      out.write(RunEvent.text(RunEvent.Type.PARENT, id, "", "", run.parentId().get()));
    }
    if (run.gitCommit().isPresent()) {
      out.write(RunEvent.text(RunEvent.Type.COMMIT, id, "", "", run.gitCommit().get()));
    }
    if (run.note().isPresent()) {
      out.write(RunEvent.text(RunEvent.Type.NOTE, id, "", "", run.note().get()));
    }
    for (var tag : run.tags().entrySet()) {
      out.write(RunEvent.text(RunEvent.Type.TAG, id, tag.getKey(), "", tag.getValue()));
    }
    for (var param : run.params().entrySet()) {
      ParamValue v = param.getValue();
      String kind = v.kind().name().toLowerCase(Locale.ROOT);
      out.write(RunEvent.text(RunEvent.Type.PARAM, id, param.getKey(), kind, v.text()));
    }
    for (DatasetInput input : run.inputs()) {
      out.write(
          RunEvent.counted(
              RunEvent.Type.INPUT,
              id,
              input.name(),
              input.role().orElse(""),
              input.position(),
              input.digest().orElse("")));
    }
    for (MetricId metric : run.metrics().keySet()) {
      exportPoints(tracker.getMetric(id, metric));
    }
    for (ArtifactInfo artifact : tracker.listArtifacts(id)) {
      exportArtifact(id, artifact);
    }
    long end = run.endedAt().map(RunAttribute::micros).orElse(RunEvent.NO_TIME);
    String status = run.status().wireName().toLowerCase(Locale.ROOT);
    out.write(RunEvent.timed(RunEvent.Type.END, id, "", status, end, ""));
  }

  private void exportPoints(MetricSeries s) throws IOException {
    for (int i = 0; i < s.size(); i++) {
      out.write(RunEvent.point(s.runId(), s.id(), s.steps()[i], s.times()[i], s.values()[i]));
    }
  }

  private void exportArtifact(String id, ArtifactInfo artifact) throws IOException {
    out.write(
        RunEvent.counted(
            RunEvent.Type.ARTIFACT,
            id,
            artifact.path(),
            artifact.mediaType(),
            artifact.sizeBytes(),
            artifact.sha256().orElse("")));
    try (InputStream in = tracker.openArtifact(id, artifact.path())) {
      byte[] piece = in.readNBytes(RunFormat.PIECE_BYTES);
      while (piece.length > 0) {
        String text = Base64.getEncoder().encodeToString(piece);
        out.write(RunEvent.text(RunEvent.Type.BYTES, id, "", "", text));
        piece = in.readNBytes(RunFormat.PIECE_BYTES);
      }
    }
  }
}

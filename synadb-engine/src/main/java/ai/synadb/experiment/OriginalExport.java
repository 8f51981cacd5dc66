/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.experiment;

import ai.synadb.SynaDB;
import ai.synadb.WriteBatch;
import ai.synadb.error.SynaIOException;
import java.io.IOException;
import java.io.InputStream;
import java.util.UUID;

/** Writes a run into a database as the original would have. */
final class OriginalExport {
  private static final int MAX_IN_BATCH = 10_000;
  private static final int SHORT_ID = 32;

  private OriginalExport() {}

  static String write(RunStore store, RunInfo info, RunReader.Stored run, SynaDB target) {
    String id = uuid(info.id());
    OriginalMirror mirror = new OriginalMirror(info.experiment(), id);
    for (MetricId metric : info.metrics().keySet()) {
      MetricSeries s = store.series(run, metric);
      WriteBatch batch = new WriteBatch();
      for (int i = 0; i < s.size(); i++) {
        mirror.point(batch, metric, s.steps()[i], s.values()[i]);
        if (batch.size() == MAX_IN_BATCH || i == s.size() - 1) {
          target.write(batch);
          batch.clear();
        }
      }
    }
    for (ArtifactInfo artifact : Artifacts.list(store.reader(), run)) {
      try (InputStream in = Artifacts.open(store.reader(), run, artifact.path())) {
        target.putBytes(mirror.artifactKey(artifact.path()), in, artifact.sizeBytes());
      } catch (IOException e) {
        throw new SynaIOException(
            "Exporting artifact '" + artifact.path() + "' failed", e, target.path());
      }
    }
    // Last, for it is what makes it a run.
    WriteBatch batch = new WriteBatch();
    info.params().forEach((name, value) -> mirror.param(batch, name, value));
    mirror.meta(batch, info);
    target.write(batch);
    return id;
  }

  private static String uuid(String id) {
    return id.length() != SHORT_ID
        ? id
        : new UUID(
                Long.parseUnsignedLong(id.substring(0, SHORT_ID / 2), 16),
                Long.parseUnsignedLong(id.substring(SHORT_ID / 2), 16))
            .toString();
  }
}

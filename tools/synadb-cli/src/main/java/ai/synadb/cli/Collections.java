/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.cli;

import ai.synadb.SynaDB;
import ai.synadb.vector.DistanceMetric;
import ai.synadb.vector.VectorCollection;
import ai.synadb.vector.VectorStore;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that name a collection of vectors, and how it is opened. */
final class Collections {
  @Option(
      names = "--collection",
      paramLabel = "NAME",
      description = "The collection; the one without a name unless given.")
  String name = "";

  @Option(
      names = "--metric",
      paramLabel = "METRIC",
      description =
          "cosine, euclidean or dot_product, where the file does not say, as those of the original; cosine unless given.")
  @Nullable String metricName;

  /** Opens the collection, in a database that stays open. */
  VectorStore open(SynaCommand command, SynaDB db) {
    VectorCollection c = find(command, db);
    Optional<DistanceMetric> metric = Optional.ofNullable(metricName).map(Collections::metric);
    if (metric.isEmpty() && c.metric().isPresent()) {
      return VectorStore.builder(db).collection(name).open();
    }
    if (metric.isEmpty()) {
      command.note("The metric is not recorded; cosine is assumed. --metric says another.");
    }
    return VectorStore.builder(db, c.dimensions())
        .collection(name)
        .metric(metric.orElse(DistanceMetric.COSINE))
        .open();
  }

  VectorCollection find(SynaCommand command, SynaDB db) {
    List<VectorCollection> all = VectorStore.collections(db);
    for (VectorCollection c : all) {
      if (c.name().equals(name)) {
        return c;
      }
    }
    String what = name.isEmpty() ? "are no vectors" : "is no collection '" + name + "'";
    boolean hasOthers = name.isEmpty() && !all.isEmpty();
    throw new CommandException(
        ExitCodes.NOT_FOUND,
        "There "
            + what
            + (hasOthers ? " outside of named collections" : "")
            + " in "
            + db.path().getFileName(),
        "syna vectors list " + Hints.quoted(command.database.toString()));
  }

  private static DistanceMetric metric(String name) {
    String wanted = name.toUpperCase(Locale.ROOT).replace('-', '_');
    for (DistanceMetric m : DistanceMetric.values()) {
      if (m.name().equals(wanted) || (wanted.equals("DOT") && m == DistanceMetric.DOT_PRODUCT)) {
        return m;
      }
    }
    throw new IllegalArgumentException(
        "A metric is cosine, euclidean or dot_product, not '" + name + "'");
  }
}

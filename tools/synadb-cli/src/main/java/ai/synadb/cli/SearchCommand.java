/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.cli;

import ai.synadb.SynaDB;
import ai.synadb.error.KeyNotFoundException;
import ai.synadb.vector.Attributes;
import ai.synadb.vector.Filter;
import ai.synadb.vector.SearchHit;
import ai.synadb.vector.SearchOptions;
import ai.synadb.vector.VectorStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The nearest vectors. */
@Command(
    name = "search",
    mixinStandardHelpOptions = true,
    header = {
      "Finds the vectors nearest to one, by the distance that the collection has.",
      "",
      "Examples:",
      "  syna search docs.db --like doc/17 -k 5",
      "  syna search docs.db -q '0.1,0.7,0.2' --where lang=en --where 'year>=2020'",
      ""
    })
final class SearchCommand extends SynaCommand {
  private static final List<Column> COLUMNS =
      List.of(Column.of("key"), Column.of("score"), Column.of("attributes"));

  @Option(
      names = {"-q", "--query"},
      paramLabel = "VECTOR",
      description = "The vector, such as 0.1,0.7,0.2; - takes it from standard input.")
  @Nullable String query;

  @Option(
      names = "--like",
      paramLabel = "KEY",
      description = "The vector with this key, which is itself left out.")
  @Nullable String like;

  @Option(
      names = "-k",
      paramLabel = "N",
      defaultValue = "10",
      description = "How many; 10 unless given.")
  int k = 10;

  @Option(
      names = {"-d", "--dimensions"},
      paramLabel = "N",
      description = "Refuses a query of other dimensions.")
  int dimensions;

  @Option(names = "--exact", description = "Compares all vectors, without an index.")
  boolean isExact;

  @Option(
      names = "--recall",
      paramLabel = "PART",
      description =
          "Which part of the true neighbours is to be found, above 0 to 1; 0.95 unless given.")
  double recall = SearchOptions.DEFAULT_RECALL_TARGET;

  @Option(names = "--prefix", paramLabel = "TEXT", description = "Only keys that begin so.")
  @Nullable String prefix;

  @Option(
      names = "--where",
      paramLabel = "CONDITION",
      description =
          "Only vectors whose attribute is so: lang=en, year>=2020, with = != < <= > >=. Several must all hold.")
  List<String> conditions = new ArrayList<>();

  @Mixin Collections collection = new Collections();

  @Override
  int run() throws IOException {
    if ((query == null) == (like == null)) {
      throw new CommandException(
          ExitCodes.USAGE, "A search is for --query VECTOR or --like KEY", "syna search --help");
    }
    try (SynaDB db = openForReading();
        VectorStore store = collection.open(this, db)) {
      float[] vector = vector(store);
      int more = like == null ? k : Math.addExact(k, 1);
      List<SearchHit> hits = store.search(vector, more, options());
      try (Rows rows = results().rows(COLUMNS)) {
        hits.stream()
            .filter(h -> !h.key().equals(like))
            .limit(k)
            .forEach(h -> rows.add(h.key(), h.score(), attributes(store, h.key())));
        rows.end();
      }
    }
    return ExitCodes.OK;
  }

  private static Object attributes(VectorStore store, String key) {
    return store.attributes(key).orElse(Attributes.empty()).asMap();
  }

  private float[] vector(VectorStore store) throws IOException {
    if (like != null) {
      return store.get(like).orElseThrow(() -> new KeyNotFoundException(String.valueOf(like)));
    }
    boolean isFromInput = "-".equals(query);
    float[] v =
        Vectors.parse(
            isFromInput
                ? new String(readAtMost(console().in(), 1 << 20), StandardCharsets.UTF_8)
                : String.valueOf(query));
    if (dimensions > 0 && v.length != dimensions) {
      throw new IllegalArgumentException(
          "The query has " + v.length + " dimensions, not " + dimensions);
    }
    return v;
  }

  private SearchOptions options() {
    List<Filter> filters = new ArrayList<>();
    if (prefix != null) {
      filters.add(Filter.keyPrefix(prefix));
    }
    conditions.forEach(c -> filters.add(Conditions.parse(c)));
    SearchOptions o =
        filters.isEmpty()
            ? SearchOptions.defaults()
            : SearchOptions.filtered(Filter.and(filters.toArray(new Filter[0])));
    return isExact ? o.asExact() : o.recallTarget(recall);
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.spark;

import ai.synadb.SynaException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.spark.sql.types.StructType;

/** Finds tables in files. */
final class SynaTables {
  private SynaTables() {}

  /**
   * A table in the state that the options say, or as it is now; empty if there is none.
   *
   * @param name how the table is called in messages and plans
   */
  static Optional<SynaTable> find(TableId id, String name, SourceOptions options) {
    List<FileState> states = new ArrayList<>();
    RunShape shape = new RunShape();
    boolean isThere = id.kind() != TableId.Kind.VECTORS;
    for (Path path : OpenFile.files(options.path())) {
      try (OpenFile file = OpenFile.at(path, options.asOf())) {
        states.add(file.state());
        if (id.kind() == TableId.Kind.RUNS) {
          shape.add(RunShape.of(file));
        }
        isThere = isThere || VectorCollections.exists(file.snapshot(), id.name());
      } catch (SynaException e) {
        throw unreadable(path.toString(), e);
      }
    }
    if (!isThere) {
      return Optional.empty();
    }
    StructType schema =
        id.kind() == TableId.Kind.RUNS
            ? shape.schema(options.maxStructFields())
            : RowSource.of(id, new StructType()).layout().schema();
    return Optional.of(new SynaTable(id, name, schema, states, options));
  }

  /** The names of the tables in a namespace; empty for the root. */
  static List<String> names(String namespace, SourceOptions options) {
    TreeSet<String> names = new TreeSet<>();
    for (TableId.Kind kind : TableId.Kind.values()) {
      if (kind.namespace().equals(namespace)) {
        names.addAll(kind.table().isEmpty() ? collections(options) : List.of(kind.table()));
      }
    }
    return List.copyOf(names);
  }

  /** The names of all collections of vectors. */
  static List<String> collections(SourceOptions options) {
    TreeSet<String> names = new TreeSet<>();
    for (Path path : OpenFile.files(options.path())) {
      try (OpenFile file = OpenFile.at(path, options.asOf())) {
        names.addAll(VectorCollections.tables(file.snapshot()));
      } catch (SynaException e) {
        throw unreadable(path.toString(), e);
      }
    }
    return List.copyOf(names);
  }

  /** Throws what Spark expects of a query that cannot be planned. */
  static RuntimeException unreadable(String path, SynaException e) {
    throw SynaAnalysisException.because(path + " cannot be read: " + e.getMessage(), e);
  }
}

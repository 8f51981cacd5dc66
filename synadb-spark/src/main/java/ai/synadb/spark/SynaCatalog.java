/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.spark;

import java.util.HashMap;
import java.util.Map;
import org.apache.spark.sql.catalyst.analysis.NoSuchNamespaceException;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.connector.catalog.NamespaceChange;
import org.apache.spark.sql.connector.catalog.SupportsNamespaces;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableCatalog;
import org.apache.spark.sql.connector.catalog.TableChange;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.jspecify.annotations.Nullable;

/**
 * The tables of a database, or of all databases in a directory, in SQL.
 *
 * <pre>{@code
 * spark.sql.catalog.syna       ai.synadb.spark.SynaCatalog
 * spark.sql.catalog.syna.path  /data/experiments.db
 *
 * SELECT name, metrics.accuracy FROM syna.experiments.runs
 *   WHERE params.lr < 0.01 AND status = 'Completed' ORDER BY metrics.accuracy DESC LIMIT 10
 * SELECT * FROM syna.models.versions VERSION AS OF 1767225600000000
 * SELECT * FROM syna.models.versions TIMESTAMP AS OF '2026-01-01 00:00:00'
 * }</pre>
 *
 * <p>There are {@code experiments.runs}, {@code experiments.metrics}, {@code models.versions},
 * {@code vectors.<collection>}, {@code tensors.catalog} and {@code history}; all for reading only.
 * A version is a position, which is a time in microseconds since 1970 on the clock of each log; one
 * that is in the future is the newest state. Beside {@code path}, a catalog takes the options
 * {@code rowsPerPartition} and {@code maxStructFields} of {@link SynaTableProvider}.
 *
 * <p>Thread safety: safe for use by multiple threads.
 *
 * @since 0.1.0
 */
public final class SynaCatalog implements TableCatalog, SupportsNamespaces {
  private volatile String name = "";
  private volatile @Nullable SourceOptions options;

  /** For Spark, which is told the name of the class. */
  public SynaCatalog() {}

  @Override
  public void initialize(String catalog, CaseInsensitiveStringMap settings) {
    name = catalog;
    options = SourceOptions.ofCatalog(catalog, settings);
  }

  @Override
  public String name() {
    return name;
  }

  private SourceOptions options() {
    SourceOptions o = options;
    if (o == null) {
      throw new IllegalStateException("The catalog was not initialized");
    }
    return o;
  }

  // ---- tables

  @Override
  public Identifier[] listTables(String[] namespace) throws NoSuchNamespaceException {
    if (!namespaceExists(namespace)) {
      throw new NoSuchNamespaceException(namespace);
    }
    return SynaTables.names(String.join(".", namespace), options()).stream()
        .map(table -> Identifier.of(namespace, table))
        .toArray(Identifier[]::new);
  }

  @Override
  public Table loadTable(Identifier ident) throws NoSuchTableException {
    return load(ident, null);
  }

  @Override
  public Table loadTable(Identifier ident, String version) throws NoSuchTableException {
    return load(ident, SourceOptions.position(version));
  }

  @Override
  public Table loadTable(Identifier ident, long timestamp) throws NoSuchTableException {
    return load(ident, timestamp);
  }

  private Table load(Identifier ident, @Nullable Long asOf) throws NoSuchTableException {
    TableId id =
        ident.namespace().length > 1
            ? null
            : TableId.of(String.join(".", ident.namespace()), ident.name());
    if (id == null) {
      throw new NoSuchTableException(ident);
    }
    return SynaTables.find(id, name + "." + id, options().at(asOf))
        .orElseThrow(() -> new NoSuchTableException(ident));
  }

  private static UnsupportedOperationException readOnly() {
    return new UnsupportedOperationException("Tables of synadb can only be read");
  }

  @Override
  public Table alterTable(Identifier ident, TableChange... changes) {
    throw readOnly();
  }

  @Override
  public boolean dropTable(Identifier ident) {
    throw readOnly();
  }

  @Override
  public void renameTable(Identifier from, Identifier to) {
    throw readOnly();
  }

  // ---- namespaces

  @Override
  public String[][] listNamespaces() {
    return TableId.namespaces().stream().map(n -> new String[] {n}).toArray(String[][]::new);
  }

  @Override
  public String[][] listNamespaces(String[] namespace) throws NoSuchNamespaceException {
    if (namespace.length == 0) {
      return listNamespaces();
    }
    if (!namespaceExists(namespace)) {
      throw new NoSuchNamespaceException(namespace);
    }
    return new String[0][];
  }

  @Override
  public boolean namespaceExists(String[] namespace) {
    return namespace.length == 0
        || (namespace.length == 1 && TableId.namespaces().contains(namespace[0]));
  }

  @Override
  public Map<String, String> loadNamespaceMetadata(String[] namespace)
      throws NoSuchNamespaceException {
    if (!namespaceExists(namespace)) {
      throw new NoSuchNamespaceException(namespace);
    }
    Map<String, String> metadata = new HashMap<>();
    metadata.put(SupportsNamespaces.PROP_LOCATION, options().path().toString());
    return metadata;
  }

  @Override
  public void createNamespace(String[] namespace, Map<String, String> metadata) {
    throw readOnly();
  }

  @Override
  public void alterNamespace(String[] namespace, NamespaceChange... changes) {
    throw readOnly();
  }

  @Override
  public boolean dropNamespace(String[] namespace, boolean cascade) {
    throw readOnly();
  }

  /** The name and where it leads. */
  @Override
  public String toString() {
    SourceOptions o = options;
    return name + (o == null ? "" : " [" + o.path() + "]");
  }
}

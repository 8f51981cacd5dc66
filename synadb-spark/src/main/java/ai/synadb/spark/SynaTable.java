/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.spark;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.spark.sql.connector.catalog.MetadataColumn;
import org.apache.spark.sql.connector.catalog.SupportsMetadataColumns;
import org.apache.spark.sql.connector.catalog.SupportsRead;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.catalog.TableCatalog;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.jspecify.annotations.Nullable;

/** A table in one state of its files, for reading. */
final class SynaTable implements SupportsRead, SupportsMetadataColumns {
  private final TableId id;
  private final String name;
  private final StructType schema;
  private final List<FileState> files;
  private final SourceOptions options;

  SynaTable(
      TableId id, String name, StructType schema, List<FileState> files, SourceOptions options) {
    this.id = id;
    this.name = name;
    this.schema = schema;
    this.files = List.copyOf(files);
    this.options = options;
  }

  TableId tableId() {
    return id;
  }

  StructType tableSchema() {
    return schema;
  }

  List<FileState> files() {
    return files;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  @SuppressWarnings("deprecation") // what Spark derives the columns from
  public StructType schema() {
    return schema;
  }

  /** Names the state: Spark loads a table anew where it is another by now. */
  @Override
  public String version() {
    return files.size() == 1
        ? Long.toString(files.get(0).position())
        : files.size() + " files, " + Integer.toHexString(files.hashCode());
  }

  @Override
  public Map<String, String> properties() {
    Map<String, String> properties = new HashMap<>();
    properties.put(TableCatalog.PROP_PROVIDER, SynaTableProvider.NAME);
    properties.put(TableCatalog.PROP_LOCATION, options.path().toString());
    properties.put("position", version());
    return properties;
  }

  @Override
  public Set<TableCapability> capabilities() {
    return EnumSet.of(TableCapability.BATCH_READ);
  }

  @Override
  public MetadataColumn[] metadataColumns() {
    return HiddenColumns.forSpark();
  }

  @Override
  public ScanBuilder newScanBuilder(CaseInsensitiveStringMap forQuery) {
    return new SynaScanBuilder(this, options.with(forQuery).rowsPerPartition());
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SynaTable t
        && t.id.equals(id)
        && t.name.equals(name)
        && t.schema.equals(schema)
        && t.files.equals(files)
        && t.options.equals(options);
  }

  @Override
  public int hashCode() {
    return Objects.hash(id, name, schema, files);
  }

  @Override
  public String toString() {
    return name;
  }
}

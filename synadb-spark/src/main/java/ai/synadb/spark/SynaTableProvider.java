/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.spark;

import ai.synadb.SynaException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableProvider;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.sources.DataSourceRegister;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.jspecify.annotations.Nullable;

/**
 * The data source {@code synadb}: a table of a database, or of all databases in a directory, as a
 * data frame.
 *
 * <pre>{@code
 * Dataset<Row> runs =
 *     spark.read().format("synadb").option("table", "experiments.runs").load("experiments.db");
 * runs.where("params.lr < 0.01").orderBy(col("metrics.accuracy").desc()).show();
 * }</pre>
 *
 * <table>
 * <caption>Options</caption>
 * <tr><th>option</th><th>default</th><th>meaning</th></tr>
 * <tr><td>{@code path}</td><td></td>
 *     <td>a database, or a directory in which all {@code *.db} are databases</td></tr>
 * <tr><td>{@code table}</td><td></td>
 *     <td>{@code experiments.runs}, {@code experiments.metrics}, {@code models.versions}, {@code
 *     vectors.<collection>} ({@code vectors.default} for the one without a name), {@code
 *     tensors.catalog} or {@code history}</td></tr>
 * <tr><td>{@code versionAsOf}</td><td>the newest</td>
 *     <td>the position to read at, in microseconds since 1970</td></tr>
 * <tr><td>{@code timestampAsOf}</td><td>the newest</td>
 *     <td>the same as a timestamp, in the time zone of the session unless it names one</td></tr>
 * <tr><td>{@code rowsPerPartition}</td><td>100,000</td>
 *     <td>about how many rows one task reads; of {@code history}, how many keys with all that
 *     they ever had</td></tr>
 * <tr><td>{@code maxStructFields}</td><td>512</td>
 *     <td>how many params, and how many metrics, are fields of their structs; the others are in a
 *     map beside</td></tr>
 * </table>
 *
 * <p>The state that is read is fixed when the data frame is made. A database is opened for reading
 * only, on the driver and by every task, at a path that is the same for both.
 *
 * <p>Thread safety: not safe, guard externally.
 *
 * @see SynaCatalog
 * @since 0.1.0
 */
public final class SynaTableProvider implements TableProvider, DataSourceRegister {
  static final String NAME = "synadb";

  private @Nullable CaseInsensitiveStringMap loadedFor;
  private @Nullable SynaTable loaded;

  /** For Spark, which finds the source by its name. */
  public SynaTableProvider() {}

  @Override
  public String shortName() {
    return NAME;
  }

  @Override
  public StructType inferSchema(CaseInsensitiveStringMap options) {
    return table(options).tableSchema();
  }

  @Override
  public Table getTable(
      StructType schema, Transform[] partitioning, Map<String, String> properties) {
    return table(new CaseInsensitiveStringMap(properties));
  }

  /** Schema and table are of one state, though Spark asks for one after the other. */
  private SynaTable table(CaseInsensitiveStringMap options) {
    SynaTable table = loaded;
    if (table == null || !options.equals(loadedFor)) {
      table = load(SourceOptions.ofSource(options));
      loaded = table;
      loadedFor = options;
    }
    return table;
  }

  private static SynaTable load(SourceOptions options) {
    String text = options.table();
    if (text == null) {
      throw SynaAnalysisException.because(
          "The data source synadb needs the option table, one of "
              + SynaAnalysisException.list(TableId.fixed()));
    }
    TableId id = TableId.parse(text);
    if (id == null) {
      throw SynaAnalysisException.because(
          "There is no table "
              + SynaException.quoted(text)
              + "; there are "
              + SynaAnalysisException.list(TableId.fixed()));
    }
    return SynaTables.find(id, NAME + "." + id, options)
        .orElseThrow(
            () ->
                SynaAnalysisException.because(
                    "There is no collection of vectors "
                        + SynaException.quoted(id.name())
                        + " in "
                        + options.path()
                        + "; there are "
                        + SynaAnalysisException.list(shown(options))));
  }

  private static List<String> shown(SourceOptions options) {
    List<String> all = new ArrayList<>(SynaTables.collections(options));
    return all.size() > 20 ? all.subList(0, 20) : all;
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.spark;

import ai.synadb.Atom;
import ai.synadb.AtomType;
import ai.synadb.HistoryEntry;
import ai.synadb.HistoryQuery;
import ai.synadb.Snapshot;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;

/** {@code history}: a row for each value that each key ever had, and for each delete. */
final class HistoryRows implements RowSource<HistoryRows.Row> {
  private static final String KEY = "key";
  private static final Set<String> OF_KEY = Set.of(KEY, "_file", "_position");
  private static final Set<String> OF_VALUE =
      Set.of("type", "float_value", "int_value", "text_value", "bytes_value", "vector_value");
  private static final HistoryEntry NONE =
      new HistoryEntry(0, Atom.ofNull(), false, OptionalLong.empty(), OptionalLong.empty());

  private final Layout<Row> layout =
      new Layout<>(
          List.of(
              Field.required(KEY, DataTypes.StringType, r -> Values.text(r.key)),
              Field.required("position", DataTypes.LongType, r -> r.entry.position()),
              Field.required("written_at", DataTypes.TimestampType, r -> r.entry.position()),
              Field.required("is_delete", DataTypes.BooleanType, r -> r.entry.isDelete()),
              Field.nullable(
                  "type",
                  DataTypes.StringType,
                  r -> r.entry.isDelete() ? null : Values.text(r.entry.value().type().name())),
              value("float_value", DataTypes.DoubleType, AtomType.FLOAT),
              value("int_value", DataTypes.LongType, AtomType.INT),
              value("text_value", DataTypes.StringType, AtomType.TEXT),
              value("bytes_value", DataTypes.BinaryType, AtomType.BYTES),
              value(
                  "vector_value",
                  DataTypes.createArrayType(DataTypes.FloatType, false),
                  AtomType.VECTOR),
              Field.nullable(
                  "step",
                  DataTypes.LongType,
                  r -> r.entry.step().isPresent() ? r.entry.step().getAsLong() : null),
              Field.nullable(
                  "logged_at",
                  DataTypes.TimestampType,
                  r -> r.entry.time().isPresent() ? r.entry.time().getAsLong() : null)));

  /** An entry of the history of a key. */
  static final class Row extends TableRow {
    private final String key;
    private final HistoryEntry entry;

    Row(OpenFile file, String key, HistoryEntry entry) {
      super(file);
      this.key = key;
      this.entry = entry;
    }
  }

  private static Field<Row> value(String name, DataType type, AtomType of) {
    return Field.nullable(name, type, r -> value(r.entry, of));
  }

  private static @Nullable Object value(HistoryEntry entry, AtomType of) {
    if (entry.isDelete() || entry.value().type() != of) {
      return null;
    }
    return switch (of) {
      case FLOAT -> entry.value().asFloat();
      case INT -> entry.value().asInt();
      case TEXT -> Values.text(entry.value().asText());
      case BYTES -> entry.value().asBytes();
      case VECTOR -> new GenericArrayData(entry.value().asVector());
      case NULL -> null;
    };
  }

  @Override
  public Layout<Row> layout() {
    return layout;
  }

  @Override
  public List<Slice> slices(OpenFile file, List<Condition> conditions, int rows) {
    KeyRange range = KeyRange.of(conditions, KEY);
    return range.only() != null
        ? List.of(Slice.whole(file.state(), 1000))
        : KeySlices.cut(file, range.prefix(), rows);
  }

  @Override
  public Iterator<Row> rows(OpenFile file, Slice slice, ScanPlan plan) {
    KeyRange range = KeyRange.of(plan.conditions(), KEY);
    Snapshot snapshot = file.snapshot();
    Iterator<String> keys =
        range.only() == null
            ? KeySlices.keys(snapshot::keysWithHistory, range.prefix(), slice)
            : Stream.of(range.only())
                .filter(k -> snapshot.keysWithHistory(k, null, 1).contains(k))
                .iterator();
    Predicate<Row> isWanted = Evaluator.all(RowSource.among(plan.conditions(), OF_KEY), layout);
    HistoryQuery query = HistoryQuery.oldestFirst().withDeletes();
    return new Entries(
        file,
        keys,
        key -> isWanted.test(new Row(file, key, NONE)),
        plan.reads(OF_VALUE) ? query : query.withoutValues());
  }

  /** Goes from entry to entry, oldest first, key by key. */
  private static final class Entries implements Iterator<Row> {
    private final OpenFile file;
    private final Iterator<String> keys;
    private final Predicate<String> isWanted;
    private final HistoryQuery query;
    private String key = "";
    private Iterator<HistoryEntry> entries = List.<HistoryEntry>of().iterator();

    Entries(OpenFile file, Iterator<String> keys, Predicate<String> isWanted, HistoryQuery query) {
      this.file = file;
      this.keys = keys;
      this.isWanted = isWanted;
      this.query = query;
    }

    @Override
    public boolean hasNext() {
      while (!entries.hasNext() && keys.hasNext()) {
        key = keys.next();
        if (isWanted.test(key)) {
          entries = file.snapshot().history(key, query).iterator();
        }
      }
      return entries.hasNext();
    }

    @Override
    public Row next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return new Row(file, key, entries.next());
    }
  }
}

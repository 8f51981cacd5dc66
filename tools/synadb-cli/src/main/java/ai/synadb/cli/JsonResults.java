/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Results as one JSON document, or as an object a line. */
final class JsonResults implements Results {
  private final PrintWriter out;
  private final boolean isLines;
  private final boolean isLongAsString;

  JsonResults(PrintWriter out, boolean isLines, boolean isLongAsString) {
    this.out = out;
    this.isLines = isLines;
    this.isLongAsString = isLongAsString;
  }

  @Override
  public void record(Map<String, @Nullable Object> parts) {
    try (JsonGenerator g = JsonValues.generator(out)) {
      if (!isLines) {
        g.setPrettyPrinter(pretty());
      }
      JsonValues.write(g, parts, isLongAsString);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    out.print('\n');
  }

  private static DefaultPrettyPrinter pretty() {
    Separators s =
        Separators.createDefaultInstance()
            .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
            .withArrayEmptySeparator("")
            .withObjectEmptySeparator("");
    DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
    DefaultPrettyPrinter p = new DefaultPrettyPrinter(s);
    p.indentObjectsWith(indenter);
    return p;
  }

  @Override
  public Rows rows(List<Column> columns) {
    return new JsonRows(columns);
  }

  private final class JsonRows implements Rows {
    private final List<Column> columns;
    private boolean isBegun;
    private boolean isEnded;

    JsonRows(List<Column> columns) {
      this.columns = columns;
    }

    @Override
    public void add(@Nullable Object... values) {
      if (!isLines) {
        out.print(isBegun ? ",\n" : "[\n");
      }
      isBegun = true;
      try (JsonGenerator g = JsonValues.generator(out)) {
        g.writeStartObject();
        for (int i = 0; i < values.length; i++) {
          g.writeFieldName(columns.get(i).name());
          JsonValues.write(g, values[i], isLongAsString);
        }
        g.writeEndObject();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      if (isLines) {
        out.print('\n');
      }
    }

    @Override
    public void end() {
      isEnded = true;
      if (!isLines) {
        out.print(isBegun ? "\n]\n" : "[]\n");
      }
    }

    @Override
    public void close() {
      if (!isEnded && isBegun) {
        end();
      }
    }
  }
}

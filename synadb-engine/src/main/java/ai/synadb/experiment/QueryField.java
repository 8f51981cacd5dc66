/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.experiment;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a name in a query refers to. */
sealed interface QueryField {

  /** What its values are. */
  ValueKind kind();

  /** Fills in the value for a run; that of a dataset's field is the first dataset's. */
  void read(RunInfo run, FieldValue out);

  /** An attribute that every run has. */
  record Attribute(RunAttribute attribute) implements QueryField {
    @Override
    public ValueKind kind() {
      return attribute.kind();
    }

    @Override
    public void read(RunInfo run, FieldValue out) {
      attribute.read(run, out);
    }
  }

  /** A parameter. */
  record Param(String name) implements QueryField {
    @Override
    public ValueKind kind() {
      return ValueKind.DYNAMIC;
    }

    @Override
    public void read(RunInfo run, FieldValue out) {
      ParamValue value = run.params().get(name);
      if (value == null) {
        out.setMissing();
      } else if (value.kind() == ParamValue.Kind.JSON || value.kind() == ParamValue.Kind.BOOLEAN) {
        out.setText(value.text());
      } else {
        out.setDynamic(value.text());
      }
    }
  }

  /** A tag. */
  record Tag(String name) implements QueryField {
    @Override
    public ValueKind kind() {
      return ValueKind.DYNAMIC;
    }

    @Override
    public void read(RunInfo run, FieldValue out) {
      String value = run.tags().get(name);
      if (value == null) {
        out.setMissing();
      } else {
        out.setDynamic(value);
      }
    }
  }

  /**
   * A metric's summary.
   *
   * @param aspect the part of it, or null for the last value
   * @param longer the metric whose name ends with the word of the aspect, which is meant where a
   *     run has it; null if quotes or braces tell the name and the aspect apart
   */
  record Metric(MetricId id, @Nullable MetricAspect aspect, @Nullable MetricId longer)
      implements QueryField {

    /** A metric by its parts. */
    static Metric of(
        String name, Map<String, String> context, @Nullable MetricAspect aspect, boolean isExact) {
      MetricId id = MetricId.of(name, context);
      if (aspect == null || isExact) {
        return new Metric(id, aspect, null);
      }
      return new Metric(id, aspect, MetricId.of(name + "." + aspect.word(), context));
    }

    @Override
    public ValueKind kind() {
      return ValueKind.NUMBER;
    }

    @Override
    public void read(RunInfo run, FieldValue out) {
      MetricSummary summary = longer == null ? null : run.metrics().get(longer);
      if (summary != null) {
        MetricAspect.LAST.read(summary, out);
        return;
      }
      summary = run.metrics().get(id);
      if (summary == null) {
        out.setMissing();
      } else {
        (aspect == null ? MetricAspect.LAST : aspect).read(summary, out);
      }
    }
  }

  /** A part of the datasets that a run used. */
  enum Dataset implements QueryField {
    NAME(ValueKind.TEXT),
    DIGEST(ValueKind.TEXT),
    /** What it was used for, which is MLflow's context. */
    CONTEXT(ValueKind.TEXT),
    POSITION(ValueKind.NUMBER);

    private final ValueKind kind;

    Dataset(ValueKind kind) {
      this.kind = kind;
    }

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    static @Nullable Dataset of(String word) {
      String lower = word.toLowerCase(Locale.ROOT);
      for (Dataset part : values()) {
        if (part.word().equals(lower) || (part == CONTEXT && lower.equals("role"))) {
          return part;
        }
      }
      return null;
    }

    @Override
    public ValueKind kind() {
      return kind;
    }

    @Override
    public void read(RunInfo run, FieldValue out) {
      if (run.inputs().isEmpty()) {
        out.setMissing();
      } else {
        read(run.inputs().get(0), out);
      }
    }

    void read(DatasetInput input, FieldValue out) {
      switch (this) {
        case NAME -> out.setText(input.name());
        case DIGEST -> input.digest().ifPresentOrElse(out::setText, out::setMissing);
        case CONTEXT -> input.role().ifPresentOrElse(out::setText, out::setMissing);
        case POSITION -> out.setInteger(input.position());
      }
    }
  }
}

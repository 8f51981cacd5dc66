/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.cli;

import ai.synadb.registry.ModelTransition;
import ai.synadb.registry.ModelVersion;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is shown of versions of models. */
final class ModelParts {
  private ModelParts() {}

  /** What fits into a line of a table. */
  static Map<String, @Nullable Object> brief(ModelVersion v) {
    Map<String, @Nullable Object> parts = new LinkedHashMap<>();
    parts.put("version", v.version());
    parts.put("stage", v.stage().wireName());
    parts.put("aliases", v.aliases());
    parts.put("createdAt", v.createdAt());
    parts.put("sizeBytes", v.sizeBytes());
    parts.put("metadata", v.spec().metadata());
    return parts;
  }

  static Map<String, @Nullable Object> all(ModelVersion v) {
    Map<String, @Nullable Object> parts = new LinkedHashMap<>();
    parts.put("name", v.name());
    parts.putAll(brief(v));
    parts.put("sha256", v.checksum());
    parts.put("directory", v.isDirectory());
    parts.put("description", v.spec().description());
    parts.put("framework", v.spec().framework().orElse(null));
    parts.put("format", v.spec().format().orElse(null));
    parts.put("tags", v.spec().tags());
    parts.put("runId", v.spec().lineage().runId().orElse(null));
    parts.put(
        "parent", v.spec().lineage().parent().map(p -> p.name() + "/" + p.version()).orElse(null));
    return parts;
  }

  static Map<String, @Nullable Object> of(ModelTransition t) {
    Map<String, @Nullable Object> parts = new LinkedHashMap<>();
    parts.put("time", t.time());
    parts.put("version", t.version());
    parts.put("from", t.from().wireName());
    parts.put("to", t.to().wireName());
    parts.put("who", t.who());
    parts.put("comment", t.comment());
    return parts;
  }

  /** A model as people name it: name, name/3, name/production or name@alias, as a URI. */
  static String uri(String model) {
    if (model.startsWith("models:/")) {
      return model;
    }
    boolean isWhole = model.indexOf('@') > 0 || model.indexOf('/') > 0;
    return "models:/" + model + (isWhole ? "" : "/latest");
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.registry;

import ai.synadb.internal.json.Json;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The JSON of a registry: {@code meta} in the original's fields and their order, everything else
 * beside it, as the original gives up on a field that it does not know or drops it.
 */
final class ModelJson {
  private ModelJson() {}

  /**
   * What stands under {@code meta}.
   *
   * @param fields as they were read
   */
  record Meta(
      JsonFields fields,
      Instant createdAt,
      Content content,
      Map<String, String> metadata,
      ModelStage stage) {

    /** The same in another stage, spelled the way that its writer spells stages. */
    String withStage(ModelStage to) {
      Map<String, @Nullable Object> all = new LinkedHashMap<>(fields.all());
      String spelled = fields.text("stage");
      boolean isLower = spelled.equals(spelled.toLowerCase(Locale.ROOT));
      all.put("stage", isLower ? to.wireName().toLowerCase(Locale.ROOT) : to.wireName());
      return Json.write(all);
    }
  }

  static String meta(
      String name, int version, Instant createdAt, Content content, Map<String, String> metadata) {
    Map<String, @Nullable Object> m = new LinkedHashMap<>();
    m.put("name", name);
    m.put("version", version);
    m.put("created_at", Math.max(0, createdAt.getEpochSecond()));
    m.put("checksum", content.sha256());
    m.put("size_bytes", content.size());
    m.put("metadata", metadata);
    m.put("stage", ModelStage.DEVELOPMENT.wireName());
    return Json.write(m);
  }

  static Meta readMeta(String json, String key) {
    JsonFields f = JsonFields.read(json, key);
    return new Meta(
        f,
        createdAt(f),
        Content.read(f.text("checksum").toLowerCase(Locale.ROOT), f.number("size_bytes"), key),
        f.texts("metadata"),
        stage(f, "stage"));
  }

  private static Instant createdAt(JsonFields f) {
    try {
      return Instant.ofEpochSecond(f.number("created_at"));
    } catch (DateTimeException e) {
      throw f.bad("created_at", "is not a time");
    }
  }

  static ModelStage stage(JsonFields f, String name) {
    String stage = f.text(name);
    try {
      return ModelStage.of(stage);
    } catch (IllegalArgumentException e) {
      throw f.bad(name, "is no stage");
    }
  }

  // ---- info

  /** What else never changes; empty if there is nothing. */
  static Map<String, @Nullable Object> info(ModelSpec spec, boolean isDirectory) {
    Map<String, @Nullable Object> m = new LinkedHashMap<>();
    spec.framework().ifPresent(s -> m.put("framework", s));
    spec.format().ifPresent(s -> m.put("format", s));
    if (isDirectory) {
      m.put("directory", true);
    }
    spec.signature()
        .ifPresent(
            s -> {
              m.put("inputs", fields(s.inputs()));
              m.put("outputs", fields(s.outputs()));
            });
    spec.inputExample().ifPresent(s -> m.put("input_example", s));
    ModelLineage l = spec.lineage();
    l.runId().ifPresent(id -> m.put("run", id));
    if (!l.datasets().isEmpty()) {
      m.put("datasets", l.datasets().stream().map(ModelJson::dataset).toList());
    }
    l.parent()
        .ifPresent(
            p -> {
              Map<String, @Nullable Object> parent = new LinkedHashMap<>();
              parent.put("name", p.name());
              parent.put("version", p.version());
              m.put("parent", parent);
            });
    return m;
  }

  private static List<Map<String, @Nullable Object>> fields(List<ModelSignature.Field> fields) {
    List<Map<String, @Nullable Object>> all = new ArrayList<>();
    for (ModelSignature.Field f : fields) {
      Map<String, @Nullable Object> m = new LinkedHashMap<>();
      m.put("name", f.name());
      m.put("dtype", f.dtype());
      m.put("shape", f.shape());
      all.add(m);
    }
    return all;
  }

  private static Map<String, @Nullable Object> dataset(ModelLineage.Dataset d) {
    Map<String, @Nullable Object> m = new LinkedHashMap<>();
    m.put("name", d.name());
    m.put("position", d.position());
    m.put("digest", d.digest());
    return m;
  }

  static boolean isDirectory(JsonFields info) {
    return info.flag("directory");
  }

  /** Says of a model what {@code info} says. */
  static void readInfo(JsonFields info, ModelSpec.Builder spec) {
    try {
      setIfPresent(info.textOrNull("framework"), spec::framework);
      setIfPresent(info.textOrNull("format"), spec::format);
      setIfPresent(info.textOrNull("input_example"), spec::inputExample);
      if (info.all().containsKey("inputs") || info.all().containsKey("outputs")) {
        spec.signature(new ModelSignature(fields(info, "inputs"), fields(info, "outputs")));
      }
      spec.lineage(lineage(info));
    } catch (IllegalArgumentException e) {
      throw info.bad("inputs, outputs, datasets or parent", "is not legal: " + e.getMessage());
    }
  }

  private static void setIfPresent(
      @Nullable String value, java.util.function.Consumer<String> setter) {
    if (value != null) {
      setter.accept(value);
    }
  }

  private static List<ModelSignature.Field> fields(JsonFields info, String name) {
    return info.objects(name).stream()
        .map(f -> new ModelSignature.Field(f.text("name", ""), f.text("dtype"), f.numbers("shape")))
        .toList();
  }

  private static ModelLineage lineage(JsonFields info) {
    ModelLineage l = ModelLineage.none();
    String run = info.textOrNull("run");
    if (run != null) {
      l = l.withRun(run);
    }
    for (JsonFields d : info.objects("datasets")) {
      l = l.withDataset(d.text("name"), d.number("position"), d.text("digest"));
    }
    JsonFields parent = info.object("parent");
    if (parent != null) {
      long version = Math.min(parent.number("version"), Integer.MAX_VALUE);
      l = l.withParent(parent.text("name"), (int) version);
    }
    return l;
  }

  // ---- notes, head, transitions

  static String notes(String description, Map<String, String> tags) {
    Map<String, @Nullable Object> m = new LinkedHashMap<>();
    m.put("description", description);
    m.put("tags", tags);
    return Json.write(m);
  }

  /**
   * What stands under {@code head}. Every change of anything of a model writes it anew and expects
   * the one before, so that changes of one model come one after the other.
   *
   * @param latest the highest version there ever was, which is not given again
   * @param newest the highest version there is, 0 if there is none
   * @param transitions how many changes of stage there were
   * @param revision how many changes there were
   */
  record Head(int latest, int newest, long transitions, long revision) {
    static final Head NONE = new Head(0, 0, 0, 0);

    /** The same of other versions. */
    Head withVersions(int latest, int newest) {
      return new Head(latest, newest, transitions, revision);
    }

    /** The same after one more change of stage. */
    Head withTransition() {
      return new Head(latest, newest, transitions + 1, revision);
    }

    /** The same after one more change. */
    Head revised() {
      return new Head(latest, newest, transitions, revision + 1);
    }

    String write() {
      Map<String, @Nullable Object> m = new LinkedHashMap<>();
      m.put("latest", latest);
      m.put("newest", newest);
      m.put("transitions", transitions);
      m.put("revision", revision);
      return Json.write(m);
    }

    static Head read(String json, String key) {
      JsonFields f = JsonFields.read(json, key);
      int latest = version(f, "latest");
      int newest = f.all().containsKey("newest") ? version(f, "newest") : latest;
      if (newest > latest) {
        throw f.bad("newest", "is above latest");
      }
      return new Head(latest, newest, f.number("transitions"), f.number("revision"));
    }

    private static int version(JsonFields f, String name) {
      long version = f.number(name);
      if (version > Integer.MAX_VALUE) {
        throw f.bad(name, "is no version");
      }
      return (int) version;
    }
  }

  static String transition(int version, ModelStage from, StageChange change, ModelStage to) {
    Map<String, @Nullable Object> m = new LinkedHashMap<>();
    m.put("version", version);
    m.put("from", from.wireName());
    m.put("to", to.wireName());
    m.put("who", change.who());
    m.put("comment", change.comment());
    return Json.write(m);
  }

  static ModelTransition readTransition(String json, String key, String name, long position) {
    JsonFields f = JsonFields.read(json, key);
    long version = f.number("version");
    if (version < 1 || version > Integer.MAX_VALUE) {
      throw f.bad("version", "is no version");
    }
    return new ModelTransition(
        name,
        (int) version,
        stage(f, "from"),
        stage(f, "to"),
        f.text("who", ""),
        f.text("comment", ""),
        position);
  }
}

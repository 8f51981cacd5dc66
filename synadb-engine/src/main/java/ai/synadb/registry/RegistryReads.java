/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.registry;

import ai.synadb.HistoryEntry;
import ai.synadb.RecordRef;
import ai.synadb.SynaException;
import ai.synadb.SynaReader;
import ai.synadb.error.ModelNotFoundException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What can be read of a registry, now or at a position. Thread safety: as its reader. */
final class RegistryReads {
  /** How many versions are looked for one by one. */
  private static final int STEPS = 16;

  private final SynaReader reader;

  RegistryReads(SynaReader reader) {
    this.reader = reader;
  }

  SynaReader reader() {
    return reader;
  }

  ModelNotFoundException noModel(String name) {
    return new ModelNotFoundException(
        "There is no model " + SynaException.quoted(name), ModelKeys.ROOT + name);
  }

  ModelNotFoundException noVersion(String name, int version) {
    return new ModelNotFoundException(
        "The model " + SynaException.quoted(name) + " has no version " + version,
        ModelKeys.version(name, version));
  }

  // ---- versions

  ModelJson.@Nullable Meta meta(String name, int version) {
    String key = ModelKeys.meta(name, version);
    return reader.getText(key).map(json -> ModelJson.readMeta(json, key)).orElse(null);
  }

  ModelJson.Meta requireMeta(String name, int version) {
    ModelJson.Meta m = meta(name, version);
    if (m == null) {
      throw noVersion(name, version);
    }
    return m;
  }

  Optional<ModelVersion> version(String name, int version) {
    ModelJson.Meta meta = meta(name, version);
    return meta == null
        ? Optional.empty()
        : Optional.of(version(name, version, meta, aliases(name)));
  }

  ModelVersion require(String name, int version) {
    return version(name, version).orElseThrow(() -> noVersion(name, version));
  }

  private ModelVersion version(
      String name, int version, ModelJson.Meta meta, Map<String, Integer> aliases) {
    ModelSpec.Builder spec = ModelSpec.builder().metadata(meta.metadata());
    reader.getText(ModelKeys.format(name, version)).ifPresent(spec::format);
    String infoKey = ModelKeys.info(name, version);
    Optional<JsonFields> info = reader.getText(infoKey).map(s -> JsonFields.read(s, infoKey));
    info.ifPresent(i -> ModelJson.readInfo(i, spec));
    notes(name, version)
        .ifPresent(
            n -> {
              spec.description(n.text("description", ""));
              n.texts("tags").forEach(spec::tag);
            });
    return new ModelVersion(
        name,
        version,
        meta.createdAt(),
        meta.content(),
        info.isPresent() && ModelJson.isDirectory(info.get()),
        meta.stage(),
        spec.build(),
        aliases.entrySet().stream()
            .filter(e -> e.getValue() == version)
            .map(Map.Entry::getKey)
            .toList());
  }

  Optional<JsonFields> notes(String name, int version) {
    String key = ModelKeys.notes(name, version);
    return reader.getText(key).map(s -> JsonFields.read(s, key));
  }

  List<ModelVersion> versions(String name) {
    Map<String, Integer> aliases = aliases(name);
    List<ModelVersion> all = new ArrayList<>();
    for (int v : ModelKeys.versions(reader, name)) {
      ModelJson.Meta meta = meta(name, v);
      if (meta != null) {
        all.add(version(name, v, meta, aliases));
      }
    }
    return all;
  }

  ModelJson.Head head(String name) {
    String key = ModelKeys.head(name);
    return reader
        .getText(key)
        .map(json -> ModelJson.Head.read(json, key))
        .orElse(ModelJson.Head.NONE);
  }

  /**
   * The highest version there is. The head knows it, unless a writer that has no heads was here:
   * that one goes on with the next number, or begins at 1, and then the keys are gone through.
   */
  OptionalInt latest(String name) {
    ModelJson.Head head = head(name);
    int v = head.newest();
    boolean isKnown = v == 0 ? head.latest() > 0 : isThere(name, v);
    if (!isKnown || (v < Integer.MAX_VALUE && isThere(name, v + 1))) {
      List<Integer> all = ModelKeys.versions(reader, name);
      v = all.isEmpty() ? 0 : all.get(all.size() - 1);
    }
    return v == 0 ? OptionalInt.empty() : OptionalInt.of(v);
  }

  private boolean isThere(String name, int version) {
    return reader.exists(ModelKeys.meta(name, version));
  }

  /**
   * The highest version below one, 0 if there is none: mostly the one before, else the keys tell.
   */
  int before(String name, int version) {
    for (int v = version - 1; v > 0 && v >= version - STEPS; v--) {
      if (isThere(name, v)) {
        return v;
      }
    }
    return ModelKeys.versions(reader, name).stream().filter(v -> v < version).reduce(0, Math::max);
  }

  /** The version that came into a stage last, of those that are in it. */
  OptionalInt inStage(String name, ModelStage stage) {
    int best = 0;
    long bestPosition = -1;
    for (int v : ModelKeys.versions(reader, name)) {
      ModelJson.Meta meta = meta(name, v);
      if (meta != null && meta.stage() == stage) {
        long position = reader.ref(ModelKeys.meta(name, v)).map(RecordRef::position).orElse(0L);
        if (position >= bestPosition) {
          best = v;
          bestPosition = position;
        }
      }
    }
    return best == 0 ? OptionalInt.empty() : OptionalInt.of(best);
  }

  List<String> models() {
    Set<String> names = new TreeSet<>();
    try (Stream<String> keys = reader.keyStream(ModelKeys.ROOT)) {
      keys.map(ModelKeys::nameOf).filter(n -> !n.isEmpty()).forEach(names::add);
    }
    return List.copyOf(names);
  }

  // ---- aliases

  Map<String, Integer> aliases(String name) {
    String prefix = ModelKeys.aliases(name);
    Map<String, Integer> all = new TreeMap<>();
    for (String key : reader.keys(prefix)) {
      String alias = key.substring(prefix.length());
      if (alias.indexOf('/') < 0) { // else it belongs to a model with a longer name
        alias(name, alias).ifPresent(v -> all.put(alias, v));
      }
    }
    return all;
  }

  OptionalInt alias(String name, String alias) {
    OptionalLong v = reader.getInt(ModelKeys.alias(name, alias));
    return v.isPresent() && v.getAsLong() >= 1 && v.getAsLong() <= Integer.MAX_VALUE
        ? OptionalInt.of((int) v.getAsLong())
        : OptionalInt.empty();
  }

  /** The version that a URI asks for. */
  int resolve(ModelUri uri) {
    String name = ModelKeys.checkName(uri.name());
    if (uri.isAlias()) {
      return alias(name, uri.which())
          .orElseThrow(
              () ->
                  new ModelNotFoundException(
                      "The model "
                          + SynaException.quoted(name)
                          + " has no alias "
                          + SynaException.quoted(uri.which()),
                      ModelKeys.alias(name, uri.which())));
    }
    if (uri.version() > 0) {
      return uri.version();
    }
    if (uri.isLatest()) {
      return latest(name).orElseThrow(() -> noModel(name));
    }
    ModelStage stage = uri.stage();
    return inStage(name, stage)
        .orElseThrow(
            () ->
                new ModelNotFoundException(
                    "The model "
                        + SynaException.quoted(name)
                        + " has no version in the stage "
                        + stage.wireName(),
                    ModelKeys.ROOT + name));
  }

  // ---- history

  /**
   * All changes of stage, oldest first: those that were written down, and those of other writers,
   * which show in the history of {@code meta} as far as that is kept.
   */
  List<ModelTransition> transitions(String name) {
    List<ModelTransition> all = new ArrayList<>();
    Set<List<Long>> known = new HashSet<>();
    String prefix = ModelKeys.transitions(name);
    for (String key : reader.keys(prefix)) {
      if (key.indexOf('/', prefix.length()) < 0) {
        long position = reader.ref(key).map(RecordRef::position).orElse(0L);
        Optional<String> json = reader.getText(key);
        if (json.isPresent()) {
          ModelTransition t = ModelJson.readTransition(json.get(), key, name, position);
          all.add(t);
          known.add(List.of((long) t.version(), t.position()));
        }
      }
    }
    for (int v : ModelKeys.versions(reader, name)) {
      for (ModelTransition t : changesOf(name, v)) {
        if (known.add(List.of((long) v, t.position()))) {
          all.add(t);
        }
      }
    }
    all.sort(Comparator.comparingLong(ModelTransition::position));
    return all;
  }

  private List<ModelTransition> changesOf(String name, int version) {
    List<ModelTransition> all = new ArrayList<>();
    String key = ModelKeys.meta(name, version);
    ModelStage before = null;
    List<HistoryEntry> entries;
    try (Stream<HistoryEntry> history =
        reader.history(key, ai.synadb.HistoryQuery.oldestFirst().sinceLastDelete())) {
      entries = history.toList();
    }
    for (HistoryEntry e : entries) {
      if (e.value() instanceof ai.synadb.Atom.Text text) {
        ModelStage stage = ModelJson.readMeta(text.value(), key).stage();
        if (before != null && stage != before) {
          all.add(new ModelTransition(name, version, before, stage, "", "", e.position()));
        }
        before = stage;
      }
    }
    return all;
  }

  /** A version and what it began as, as far back as that is known. */
  List<ModelVersion> lineage(String name, int version) {
    List<ModelVersion> all = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    Optional<ModelVersion> next = Optional.of(require(name, version));
    while (next.isPresent() && seen.add(next.get().uri())) {
      all.add(next.get());
      next = next.get().spec().lineage().parent().flatMap(p -> version(p.name(), p.version()));
    }
    return all;
  }
}

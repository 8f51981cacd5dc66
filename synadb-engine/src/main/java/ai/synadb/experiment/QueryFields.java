/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.experiment;

import ai.synadb.SynaException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads the names in a query: an attribute, or a prefix and a name. */
final class QueryFields {
  private static final Map<String, String> PREFIXES =
      Map.ofEntries(
          Map.entry("metrics", "metrics"),
          Map.entry("metric", "metrics"),
          Map.entry("params", "params"),
          Map.entry("param", "params"),
          Map.entry("parameters", "params"),
          Map.entry("parameter", "params"),
          Map.entry("tags", "tags"),
          Map.entry("tag", "tags"),
          Map.entry("attributes", "attributes"),
          Map.entry("attribute", "attributes"),
          Map.entry("attr", "attributes"),
          Map.entry("run", "attributes"),
          Map.entry("datasets", "datasets"),
          Map.entry("dataset", "datasets"));

  private static final List<String> PREFIX_WORDS =
      List.of("metrics", "params", "tags", "attributes", "datasets");

  private final QueryTokens tokens;

  QueryFields(QueryTokens tokens) {
    this.tokens = tokens;
  }

  QueryField read() {
    QueryToken token = tokens.peek();
    if (token.kind() != QueryToken.Kind.PATH || QueryParser.isKeyword(token)) {
      throw tokens.wrong("a name such as metrics.loss, params.lr, tags.team or status");
    }
    tokens.next();
    List<QueryToken.Part> parts = token.parts();
    if (parts.size() == 1) {
      return attribute(parts.get(0), true);
    }
    QueryToken.Part first = parts.get(0);
    String prefix = PREFIXES.get(first.text().toLowerCase(Locale.ROOT));
    if (prefix == null) {
      throw new QuerySyntaxException(
          first.start(),
          "metrics, params, tags, attributes or datasets before the dot",
          SynaException.quoted(first.text()) + Suggestion.of(first.text(), PREFIX_WORDS));
    }
    List<QueryToken.Part> rest = parts.subList(1, parts.size());
    if (joined(rest).isEmpty()) {
      throw new QuerySyntaxException(rest.get(0).start(), "a name of at least one character", "");
    }
    return switch (prefix) {
      case "metrics" -> metric(rest);
      case "params" -> new QueryField.Param(joined(rest));
      case "tags" -> new QueryField.Tag(joined(rest));
      case "attributes" -> attribute(whole(rest), false);
      default -> dataset(whole(rest));
    };
  }

  private static String joined(List<QueryToken.Part> parts) {
    return String.join(".", parts.stream().map(QueryToken.Part::text).toList());
  }

  private static QueryToken.Part whole(List<QueryToken.Part> parts) {
    return new QueryToken.Part(joined(parts), (char) 0, parts.get(0).start());
  }

  private static QueryField attribute(QueryToken.Part name, boolean isBare) {
    RunAttribute attribute = RunAttribute.of(name.text());
    if (attribute != null) {
      return new QueryField.Attribute(attribute);
    }
    String expected =
        isBare
            ? "an attribute, or metrics., params., tags. or datasets. before the name"
            : "an attribute: " + names(RunAttribute.values());
    throw new QuerySyntaxException(
        name.start(),
        expected,
        SynaException.quoted(name.text()) + Suggestion.of(name.text(), RunAttribute.allNames()));
  }

  private static String names(RunAttribute[] attributes) {
    return String.join(", ", Arrays.stream(attributes).map(RunAttribute::word).toList());
  }

  private static QueryField dataset(QueryToken.Part name) {
    QueryField.Dataset part = QueryField.Dataset.of(name.text());
    if (part == null) {
      List<String> words = List.of("name", "digest", "context", "position");
      throw new QuerySyntaxException(
          name.start(),
          "one of " + String.join(", ", words),
          SynaException.quoted(name.text()) + Suggestion.of(name.text(), words));
    }
    return part;
  }

  private QueryField metric(List<QueryToken.Part> parts) {
    QueryToken.Part last = parts.get(parts.size() - 1);
    MetricAspect aspect =
        parts.size() > 1 && !last.isQuoted() ? MetricAspect.of(last.text()) : null;
    String name = joined(aspect == null ? parts : parts.subList(0, parts.size() - 1));
    boolean isExact = parts.stream().anyMatch(QueryToken.Part::isQuoted);
    Map<String, String> context = Map.of();
    if (tokens.peek().isSymbol("{")) {
      context = context();
    }
    try {
      return QueryField.Metric.of(name, context, aspect, isExact);
    } catch (IllegalArgumentException e) {
      throw new QuerySyntaxException(
          parts.get(0).start(), "a metric's name and context: " + e.getMessage(), "");
    }
  }

  private Map<String, String> context() {
    tokens.requireSymbol("{", "{");
    Map<String, String> context = new TreeMap<>();
    do {
      QueryToken name = tokens.peek();
      String key = contextName(name);
      if (key == null) {
        throw tokens.wrong("a name in a context");
      }
      tokens.next();
      tokens.requireSymbol("=", "= between a name and a value in a context");
      String value = QueryLiterals.text(tokens.peek());
      if (value == null && tokens.peek().kind() == QueryToken.Kind.NUMBER) {
        value = tokens.peek().text();
      }
      if (value == null) {
        throw tokens.wrong("a text in quotes");
      }
      tokens.next();
      if (context.put(key, value) != null) {
        throw QueryTokens.wrong(name, "another name than before in a context");
      }
    } while (tokens.takeSymbol(","));
    tokens.requireSymbol("}", "a comma or a closing brace behind the context");
    return context;
  }

  private static @Nullable String contextName(QueryToken token) {
    if (token.kind() != QueryToken.Kind.PATH) {
      return null;
    }
    String name = joined(token.parts());
    return name.isEmpty() ? null : name;
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.experiment;

import java.util.Locale;
import java.util.Map;

/** What a file is, by the end of its name. */
final class MediaTypes {
  static final String TEXT = "text/plain";
  static final String JSON = "application/json";

  private static final String UNKNOWN = "application/octet-stream";

  private static final Map<String, String> BY_END =
      Map.of(
          "txt", TEXT,
          "md", "text/markdown",
          "csv", "text/csv",
          "json", JSON,
          "html", "text/html",
          "png", "image/png",
          "jpg", "image/jpeg",
          "jpeg", "image/jpeg",
          "svg", "image/svg+xml",
          "pdf", "application/pdf");

  private MediaTypes() {}

  static String of(String path) {
    String end = path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return BY_END.getOrDefault(end, UNKNOWN);
  }
}

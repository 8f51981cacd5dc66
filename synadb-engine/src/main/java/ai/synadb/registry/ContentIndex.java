/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.registry;

import ai.synadb.error.SynaFormatException;
import ai.synadb.internal.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What stands under {@code blob/<sha256>}.
 *
 * @param key the key that holds the bytes
 * @param size how many they are
 * @param head the beginning of the digest of its first 1 MiB: see {@link Intake#head}
 * @param references how many referrers there are
 */
record ContentIndex(String key, long size, String head, long references) {
  ContentIndex withReferences(long n) {
    return new ContentIndex(key, size, head, n);
  }

  String write() {
    Map<String, @Nullable Object> m = new LinkedHashMap<>();
    m.put("key", key);
    m.put("size", size);
    m.put("head", head);
    m.put("refs", references);
    return Json.write(m);
  }

  static ContentIndex read(String json, String at) {
    Map<String, @Nullable Object> m =
        Json.readObject(json, "The index of a payload, '" + at + "',");
    if (m.get("key") instanceof String key
        && m.get("size") instanceof Long size
        && m.get("head") instanceof String head
        && m.get("refs") instanceof Long references
        && !key.isEmpty()
        && size >= 0
        && references >= 1) {
      return new ContentIndex(key, size, head, references);
    }
    throw new SynaFormatException(
        "The index of a payload, '" + at + "', does not name a key, a size, a head and references",
        null,
        null,
        -1,
        at);
  }
}

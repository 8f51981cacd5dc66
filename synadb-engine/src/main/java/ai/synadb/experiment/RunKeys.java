/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.experiment;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The keys of runs.
 *
 * <pre>
 * exp/&lt;experiment&gt;/run/&lt;id&gt;/run          Text   the run as JSON, see {@link RunDocument}
 * exp/&lt;experiment&gt;/run/&lt;id&gt;/summary      Bytes  what {@link SummaryCodec} writes
 * exp/&lt;experiment&gt;/run/&lt;id&gt;/m/&lt;metric&gt;   Floats the points of a series
 * exp/&lt;experiment&gt;/run/&lt;id&gt;/p/&lt;name&gt;     Text   a parameter: the letter of its type, ':', its text
 * exp/&lt;experiment&gt;/run/&lt;id&gt;/t/&lt;name&gt;     Text   a tag
 * exp/&lt;experiment&gt;/run/&lt;id&gt;/i/&lt;number&gt;   Text   data that it used, as JSON
 * exp/&lt;experiment&gt;/run/&lt;id&gt;/n            Text   the note
 * exp/&lt;experiment&gt;/run/&lt;id&gt;/a/&lt;path&gt;     Text   an artifact, as JSON
 * </pre>
 *
 * <p>Names are escaped: {@code %}, {@code /}, {@code ;}, {@code =} and control characters are a
 * percent sign and two hex digits, so that whatever the names are, two of them never share a key. A
 * series in a context is {@code acc;subset=val}, sorted by name. The original has {@code meta},
 * {@code param/}, {@code metric/}, {@code metric_ts/} and {@code artifact/} in this place, and does
 * not escape.
 */
final class RunKeys {
  static final String ROOT = "exp/";
  static final String RUN = "run";
  static final String SUMMARY = "summary";
  static final String METRIC = "m/";
  static final String PARAM = "p/";
  static final String TAG = "t/";
  static final String INPUT = "i/";
  static final String NOTE = "n";
  static final String ARTIFACT = "a/";
  static final String ORIGINAL_META = "meta";

  private static final String BEFORE_ID = "/run/";
  private static final int SHORT_ID = 32;
  private static final int UUID_CHARS = 36;
  private static final String HEX = "0123456789ABCDEF";

  private RunKeys() {}

  /**
   * Where a run is.
   *
   * @param prefix what its keys begin with, the last slash included
   */
  record Place(String prefix, String experiment, String id) {

    /** The experiment's name as a caller gave it. */
    String experimentName() {
      String name = unescape(experiment);
      return name == null ? experiment : name;
    }
  }

  /** What all keys of a run begin with. */
  static String prefix(String experiment, String id) {
    return ROOT + escape(experiment) + BEFORE_ID + id + "/";
  }

  /**
   * The run that a key belongs to; null if it is something else, such as the original's experience.
   */
  static @Nullable Place parse(String key) {
    if (!key.startsWith(ROOT)) {
      return null;
    }
    for (int at = key.indexOf(BEFORE_ID, ROOT.length());
        at >= 0;
        at = key.indexOf(BEFORE_ID, at + 1)) {
      int from = at + BEFORE_ID.length();
      int to = key.indexOf('/', from);
      if (to > 0 && isId(key, from, to) && at > ROOT.length()) {
        return new Place(
            key.substring(0, to + 1), key.substring(ROOT.length(), at), key.substring(from, to));
      }
    }
    return null;
  }

  private static boolean isId(String s, int from, int to) {
    int n = to - from;
    if (n != SHORT_ID && n != UUID_CHARS) {
      return false;
    }
    for (int i = from; i < to; i++) {
      char c = s.charAt(i);
      int at = i - from;
      boolean isDash = n == UUID_CHARS && (at == 8 || at == 13 || at == 18 || at == 23);
      if (isDash ? c != '-' : !((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
        return false;
      }
    }
    return true;
  }

  /** Whether a text could be a run's id. */
  static boolean isId(String id) {
    return isId(id, 0, id.length());
  }

  private static boolean isPlain(char c) {
    return c >= ' ' && c != '%' && c != '/' && c != ';' && c != '=' && c != 0x7f;
  }

  /** A name as a part of a key. */
  static String escape(String name) {
    int i = 0;
    while (i < name.length() && isPlain(name.charAt(i))) {
      i++;
    }
    if (i == name.length()) {
      return name;
    }
    StringBuilder s = new StringBuilder(name.length() + 16).append(name, 0, i);
    for (; i < name.length(); i++) {
      char c = name.charAt(i);
      if (isPlain(c)) {
        s.append(c);
      } else {
        s.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
      }
    }
    return s.toString();
  }

  /** The name that was escaped; null if nothing is escaped like that. */
  static @Nullable String unescape(String part) {
    if (part.indexOf('%') < 0) {
      return part;
    }
    StringBuilder s = new StringBuilder(part.length());
    for (int i = 0; i < part.length(); i++) {
      char c = part.charAt(i);
      if (c == '%') {
        boolean isWhole = i + 2 < part.length();
        int high = isWhole ? HEX.indexOf(part.charAt(i + 1)) : -1;
        int low = isWhole ? HEX.indexOf(part.charAt(i + 2)) : -1;
        if (high < 0 || low < 0) {
          return null;
        }
        c = (char) (high << 4 | low);
        i += 2;
      }
      s.append(c);
    }
    return s.toString();
  }

  /** A series as a part of a key. */
  static String escape(MetricId id) {
    if (id.context().isEmpty()) {
      return escape(id.name());
    }
    StringBuilder s = new StringBuilder(escape(id.name()));
    for (Map.Entry<String, String> e : id.context().entrySet()) {
      s.append(';').append(escape(e.getKey())).append('=').append(escape(e.getValue()));
    }
    return s.toString();
  }

  /** The series that was escaped; null if none is escaped like that. */
  static @Nullable MetricId metricId(String part) {
    String[] parts = part.split(";", -1);
    String name = unescape(parts[0]);
    Map<String, String> context = new TreeMap<>();
    for (int i = 1; i < parts.length; i++) {
      int at = parts[i].indexOf('=');
      String k = at < 0 ? null : unescape(parts[i].substring(0, at));
      String v = at < 0 ? null : unescape(parts[i].substring(at + 1));
      if (k == null || v == null) {
        return null;
      }
      context.put(k, v);
    }
    try {
      return name == null ? null : MetricId.of(name, context);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** Just behind all keys of a run, for a walk over the keys. */
  static String behind(String prefix) {
    return prefix.substring(0, prefix.length() - 1) + (char) ('/' + 1);
  }
}

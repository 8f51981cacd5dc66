/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.registry;

import ai.synadb.SynaException;
import ai.synadb.SynaReader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/**
 * The keys of a registry. The last component of a key tells how many belong to the registry and not
 * to the name, so that a name may hold slashes:
 *
 * <pre>
 *  model/&lt;name&gt;/v&lt;N&gt;/data     Bytes  the payload, unless another version or artifact has the same
 *  model/&lt;name&gt;/v&lt;N&gt;/meta     Text   JSON of the original: digest, size, metadata, stage
 *  model/&lt;name&gt;/v&lt;N&gt;/info     Text   JSON: what else never changes
 *  model/&lt;name&gt;/v&lt;N&gt;/notes    Text   JSON: description and tags
 *  model/&lt;name&gt;/v&lt;N&gt;/format   Text   of the original's Python
 *  model/&lt;name&gt;/head         Text   JSON: the newest number, the number of transitions
 *  model/&lt;name&gt;/@&lt;alias&gt;     Int    the version
 *  model/&lt;name&gt;/~&lt;number&gt;    Text   JSON: a change of stage
 * </pre>
 */
final class ModelKeys {
  static final String ROOT = "model/";
  private static final String META = "/meta";
  private static final int MAX_NAME_CHARS = 4096;
  private static final int MAX_ALIAS_CHARS = 256;
  private static final int MAX_DIGITS = 10;

  private ModelKeys() {}

  static String checkName(String name) {
    Objects.requireNonNull(name, "name");
    if (name.isEmpty() || name.length() > MAX_NAME_CHARS) {
      throw new IllegalArgumentException(
          "The name of a model has 1 to " + MAX_NAME_CHARS + " characters, not " + name.length());
    }
    if (name.indexOf('\0') >= 0) {
      throw new IllegalArgumentException(
          "The name of a model has no NUL: " + SynaException.quoted(name));
    }
    return name;
  }

  static int checkVersion(int version) {
    if (version < 1) {
      throw new IllegalArgumentException("A version is 1 or more, not " + version);
    }
    return version;
  }

  static String checkAlias(String alias) {
    Objects.requireNonNull(alias, "alias");
    if (alias.isEmpty() || alias.length() > MAX_ALIAS_CHARS) {
      throw new IllegalArgumentException(
          "An alias has 1 to " + MAX_ALIAS_CHARS + " characters, not " + alias.length());
    }
    if (alias.chars().anyMatch(c -> c == '/' || c == '@' || Character.isISOControl(c))) {
      throw new IllegalArgumentException(
          "An alias has no '/', no '@' and no control characters: " + SynaException.quoted(alias));
    }
    return alias;
  }

  static String version(String name, int version) {
    return ROOT + name + "/v" + version;
  }

  static String data(String name, int version) {
    return version(name, version) + "/data";
  }

  static String meta(String name, int version) {
    return version(name, version) + META;
  }

  static String info(String name, int version) {
    return version(name, version) + "/info";
  }

  static String notes(String name, int version) {
    return version(name, version) + "/notes";
  }

  static String format(String name, int version) {
    return version(name, version) + "/format";
  }

  static String head(String name) {
    return ROOT + name + "/head";
  }

  static String aliases(String name) {
    return ROOT + name + "/@";
  }

  static String alias(String name, String alias) {
    return aliases(name) + alias;
  }

  static String transitions(String name) {
    return ROOT + name + "/~";
  }

  /** Numbered so that the order of the keys is that of the changes. */
  static String transition(String name, long number) {
    String digits = Long.toString(number);
    return transitions(name) + "0".repeat(19 - digits.length()) + digits;
  }

  /** The name in a key that describes a version; empty if the key is another one. */
  static String nameOf(String key) {
    if (!key.startsWith(ROOT) || !key.endsWith(META)) {
      return "";
    }
    int end = key.length() - META.length();
    int slash = key.lastIndexOf('/', end - 1);
    return slash > ROOT.length()
            && key.charAt(slash + 1) == 'v'
            && number(key.substring(slash + 2, end)) > 0
        ? key.substring(ROOT.length(), slash)
        : "";
  }

  /** A version as it is written in a key; 0 if it is none. */
  static int number(String digits) {
    if (digits.isEmpty()
        || digits.length() > MAX_DIGITS
        || digits.charAt(0) == '0'
        || digits.chars().anyMatch(c -> c < '0' || c > '9')) {
      return 0;
    }
    long n = Long.parseLong(digits);
    return n <= Integer.MAX_VALUE ? (int) n : 0;
  }

  /**
   * The versions of a model, ascending. Seeks from one to the next, so that models whose names
   * begin like {@code <name>/v2} do not count.
   */
  static List<Integer> versions(SynaReader reader, String name) {
    String prefix = ROOT + name + "/v";
    List<Integer> all = new ArrayList<>();
    String after = prefix + "0";
    while (true) {
      List<String> next = reader.keys(prefix, after, 1);
      if (next.isEmpty()) {
        break;
      }
      String rest = next.get(0).substring(prefix.length());
      int n = leadingDigits(rest);
      if (n == 0) {
        break; // behind all digits
      }
      String digits = rest.substring(0, n);
      char behind = n < rest.length() ? rest.charAt(n) : 0;
      if (behind == '/') {
        int version = number(digits);
        if (version > 0 && reader.exists(meta(name, version))) {
          all.add(version);
        }
        after = prefix + digits + '0'; // '0' is the character behind '/'
      } else if (behind < '/') {
        after = prefix + digits + '/';
      } else {
        after = prefix + digits.substring(0, n - 1) + (char) (digits.charAt(n - 1) + 1);
      }
    }
    Collections.sort(all);
    return all;
  }

  private static int leadingDigits(String s) {
    int n = 0;
    while (n < s.length() && s.charAt(n) >= '0' && s.charAt(n) <= '9') {
      n++;
    }
    return n;
  }
}

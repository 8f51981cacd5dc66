/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.original;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Keeps {@code docs/ORIGINAL_INDEXES.md} and the code equal. */
class OriginalFormatDocTest {
  private static final Pattern ROW = Pattern.compile("\\| (\\d+) \\| `(\\w+)\\.(\\w+)` \\|.*");

  private static List<String> lines() throws IOException {
    Path root = Path.of("").toAbsolutePath();
    while (!Files.exists(root.resolve("docs/ORIGINAL_INDEXES.md"))) {
      root = root.getParent();
    }
    return Files.readAllLines(root.resolve("docs/ORIGINAL_INDEXES.md"));
  }

  @Test
  void tablesStateTheConstants() throws IOException, ReflectiveOperationException {
    List<String> wrong = new ArrayList<>();
    int rows = 0;
    for (String line : lines()) {
      Matcher m = ROW.matcher(line);
      if (m.matches()) {
        rows++;
        Class<?> type = Class.forName(getClass().getPackageName() + "." + m.group(2));
        int actual = type.getDeclaredField(m.group(3)).getInt(null);
        if (actual != Integer.parseInt(m.group(1))) {
          wrong.add(line + " but it is " + actual);
        }
      }
    }

    assertThat(wrong).isEmpty();
    assertThat(rows).isGreaterThan(20);
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What kind of machine this is, without saying which. */
public final class Machine {
  private Machine() {}

  private static String os() {
    return System.getProperty("os.name").toLowerCase(Locale.ROOT).replace(" ", "")
        + "-"
        + System.getProperty("os.arch");
  }

  /** For file names, such as linux-amd64-2c. */
  public static String hostClass() {
    return os() + "-" + Runtime.getRuntime().availableProcessors() + "c";
  }

  public static Map<String, Object> describe(Path work) throws IOException {
    Map<String, Object> m = new LinkedHashMap<>();
    m.put("class", hostClass());
    m.put("cpu", cpu());
    m.put("cores", Runtime.getRuntime().availableProcessors());
    if (ManagementFactory.getOperatingSystemMXBean()
        instanceof com.sun.management.OperatingSystemMXBean os) {
      m.put("memory_gib", Math.round(os.getTotalMemorySize() / (double) (1 << 30)));
    }
    m.put("kernel", System.getProperty("os.version"));
    m.put("file_system", Files.getFileStore(work).type());
    m.put("java", System.getProperty("java.vm.name") + " " + Runtime.version());
    return m;
  }

  private static String cpu() throws IOException {
    Path info = Path.of("/proc/cpuinfo");
    if (!Files.exists(info)) {
      return "unknown";
    }
    for (String line : Files.readAllLines(info)) {
      if (line.startsWith("model name")) {
        return line.substring(line.indexOf(':') + 1).strip();
      }
    }
    return "unknown";
  }
}

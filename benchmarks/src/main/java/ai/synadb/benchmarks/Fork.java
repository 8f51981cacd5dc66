/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.benchmarks;

import ai.synadb.benchmarks.store.Stores;
import ai.synadb.benchmarks.work.Task;
import ai.synadb.benchmarks.work.Worker;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs a task in a process of its own. */
public final class Fork {
  private static final long MAX_MINUTES = 20;

  private final String heap;

  Fork(String heap) {
    this.heap = heap;
  }

  /** The flags that every JVM gets. */
  static List<String> flags(String heap) {
    return List.of("-Xmx" + heap);
  }

  Map<String, Object> run(Task task) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags(heap));
    command.addAll(Stores.jvmFlags(task.variant()));
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(Worker.class.getName());
    command.addAll(List.of(task.toArguments()));
    return run(command, task.scenario() + " on " + task.variant(), MAX_MINUTES);
  }

  /**
   * Runs a command, and returns the map that it prints behind {@link Worker#RESULT}. What else it
   * prints is passed on.
   *
   * @param what for the message if it fails
   */
  public static Map<String, Object> run(List<String> command, String what, long maxMinutes)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    Thread watchdog = new Thread(() -> watch(process, maxMinutes), "watchdog");
    watchdog.setDaemon(true);
    watchdog.start();
    String result = null;
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        if (line.startsWith(Worker.RESULT)) {
          result = line.substring(Worker.RESULT.length());
        } else {
          System.out.println(line);
        }
      }
    }
    int code = process.waitFor();
    watchdog.interrupt();
    if (code != 0 || result == null) {
      throw new IOException(what + " failed with exit status " + code);
    }
    return Json.parseMap(result);
  }

  private static void watch(Process process, long maxMinutes) {
    try {
      if (!process.waitFor(maxMinutes, TimeUnit.MINUTES)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // it ended by itself
    }
  }
}

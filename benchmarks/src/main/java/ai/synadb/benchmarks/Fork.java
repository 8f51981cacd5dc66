/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.benchmarks;

import ai.synadb.benchmarks.store.Stores;
import ai.synadb.benchmarks.work.Task;
import ai.synadb.benchmarks.work.Worker;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A process with a task of its own. Several that measure the same may work by turns, a setting at a
 * time, so that what else the machine does in those minutes falls on all of them alike.
 *
 * <p>Thread safety: confined to one thread.
 */
public final class Fork implements AutoCloseable {
  private static final long MAX_MINUTES = 20;

  /** What a process prints when its turn is over: it waits for a line then. */
  public static final String TURN_OVER = "TURN OVER";

  private final String what;
  private final Process process;
  private final BufferedReader out;
  private final BufferedWriter in;
  private final Thread watchdog;
  private @Nullable String result;

  /**
   * Starts a command.
   *
   * @param what for the message if it fails
   */
  public Fork(List<String> command, String what, long maxMinutes) throws IOException {
    this.what = what;
    this.process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    this.out = process.inputReader(StandardCharsets.UTF_8);
    this.in = process.outputWriter(StandardCharsets.UTF_8);
    this.watchdog = new Thread(() -> watch(process, maxMinutes), "watchdog");
    watchdog.setDaemon(true);
    watchdog.start();
  }

  /** The flags that every JVM gets. */
  static List<String> flags(String heap) {
    return List.of("-Xmx" + heap);
  }

  static Map<String, Object> run(String heap, Task task) throws IOException, InterruptedException {
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
    try (Fork fork = new Fork(command, what, maxMinutes)) {
      while (fork.turn()) {
        // nobody else waits
      }
      return fork.result();
    }
  }

  /**
   * Lets the process work until it says that its turn is over, or ends. What it prints besides is
   * passed on.
   *
   * @return whether it wants another turn
   */
  public boolean turn() throws IOException, InterruptedException {
    try {
      in.write('\n');
      in.flush();
    } catch (IOException e) {
      // It may need no turns, or have ended: what it printed tells.
    }
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.equals(TURN_OVER)) {
        return true;
      }
      if (line.startsWith(Worker.RESULT)) {
        result = line.substring(Worker.RESULT.length());
      } else {
        System.out.println(line);
      }
    }
    process.waitFor();
    return false;
  }

  /** The map that the process, which has ended, printed behind {@link Worker#RESULT}. */
  public Map<String, Object> result() throws IOException {
    String found = result;
    if (process.exitValue() != 0 || found == null) {
      throw new IOException(what + " failed with exit status " + process.exitValue());
    }
    return Json.parseMap(found);
  }

  /** Ends the process if it has not ended. */
  @Override
  public void close() {
    watchdog.interrupt();
    process.destroyForcibly();
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

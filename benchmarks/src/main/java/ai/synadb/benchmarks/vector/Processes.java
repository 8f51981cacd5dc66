/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.benchmarks.vector;

import ai.synadb.benchmarks.Fork;
import ai.synadb.benchmarks.work.Worker;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Runs tasks in JVMs and in Python. The libraries that are compared lie as jars in {@code peers}
 * beside our own: those that need a newer JDK than 17 have a form for 17 too. Thread safety:
 * confined to one thread.
 */
final class Processes {
  private static final long MAX_MINUTES = 90;

  private final VectorOptions options;
  private final Path peers;

  Processes(VectorOptions options) throws IOException {
    this.options = options;
    Path jar;
    try {
      jar = Path.of(VectorBench.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IOException(e);
    }
    this.peers = jar.resolveSibling("peers");
    if (!Files.isDirectory(peers)) {
      throw new IOException("There is no folder peers beside " + jar.getFileName() + ": build it");
    }
  }

  Map<String, Object> run(Variant v, VectorTask task) throws Exception {
    return known(Fork.run(command(v, task), v.name(), MAX_MINUTES));
  }

  /** Starts a process that works by turns. */
  Fork start(Variant v, VectorTask task) throws Exception {
    return new Fork(command(v, task.with("turns", true)), v.name(), MAX_MINUTES);
  }

  private List<String> command(Variant v, VectorTask task) throws Exception {
    Mode mode = v.mode();
    if (mode == null) {
      return python(task);
    }
    task.with("newer", mode.isNewer()).with("module", mode.withModule());
    return command(v, mode, task);
  }

  /** The result, if it is none that says why there is none. */
  static Map<String, Object> known(Map<String, Object> result) throws Skipped {
    if (result.get(VectorWorker.SKIPPED) instanceof String why) {
      throw new Skipped(why);
    }
    return result;
  }

  private List<String> command(Variant v, Mode mode, VectorTask task) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(mode.home().resolve("bin").resolve("java").toString());
    command.add("-Xmx" + (task.has("heap") ? task.text("heap") : options.text("heap")));
    if (v.hugePages()) {
      command.add("-XX:+UseTransparentHugePages");
    }
    command.addAll(mode.flags());
    command.add("-cp");
    command.add(classPath(mode));
    command.add(VectorWorker.class.getName());
    command.add(task.toJson());
    return command;
  }

  private String classPath(Mode mode) throws IOException {
    List<String> path = new ArrayList<>();
    path.add(System.getProperty("java.class.path"));
    for (String folder : List.of("all", mode.isNewer() ? "newer" : "17")) {
      try (Stream<Path> jars = Files.list(peers.resolve(folder))) {
        path.addAll(jars.map(Path::toString).sorted().toList());
      }
    }
    return String.join(File.pathSeparator, path);
  }

  private List<String> python(VectorTask task) throws Skipped {
    String python = options.text("python");
    if (python.isEmpty()) {
      throw new Skipped("no Python was given (--python)");
    }
    return List.of(python, options.path("script").toString(), Worker.RESULT, task.toJson());
  }

  /** The native peers that are there with their versions, and of others why they are not. */
  Map<String, String> natives() {
    Map<String, String> all = new TreeMap<>();
    try {
      Fork.run(python(new VectorTask("list", "natives")), "natives", MAX_MINUTES)
          .forEach((name, version) -> all.put(name, String.valueOf(version)));
    } catch (Skipped e) {
      Peers.NATIVE.forEach(n -> all.put(n, "absent: " + e.getMessage()));
    } catch (Exception e) {
      Peers.NATIVE.forEach(n -> all.put(n, "absent: " + options.text("python") + " fails: " + e));
    }
    return all;
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** The files that Python wrote, what is in them, and Python itself where it is installed. */
final class PythonFiles {

  private PythonFiles() {}

  static byte[] bytes(String name) {
    try (InputStream in = PythonFiles.class.getResourceAsStream("/tensors/" + name)) {
      return java.util.Objects.requireNonNull(in, name).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A copy in a directory. */
  static Path copy(Path directory, String name) throws IOException {
    return Files.write(directory.resolve(name), bytes(name));
  }

  /** What {@code make.py} puts into an array of a dtype and a shape. */
  static Tensor values(DType dtype, long... extents) {
    Shape shape = Shape.of(extents);
    ByteBuffer b = ByteBuffer.allocate((int) shape.sizeBytes(dtype)).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < shape.elements(); i++) {
      int at = i * dtype.sizeBytes();
      long n = 3L * i - 7;
      switch (dtype) {
        case FLOAT32, FLOAT64, FLOAT16, BFLOAT16 -> Elements.put(dtype, b, at, n / 2.0);
        case UINT8 -> Elements.put(dtype, b, at, n + 7);
        case BOOL -> Elements.put(dtype, b, at, n & 1);
        case INT8, INT32, INT64 -> Elements.put(dtype, b, at, n);
      }
    }
    return Tensor.of(dtype, shape, b);
  }

  /** Runs a program, and skips the test if there is no Python with what it imports. */
  static void run(String imports, String program, Object... arguments) throws Exception {
    Assumptions.assumeTrue(
        start("import " + imports, List.of()).exitCode == 0,
        "neither SYNADB_PYTHON nor python3 is a Python with " + imports);
    Ended ended = start(program, List.of(arguments));
    assertThat(ended.exitCode).as(ended.output).isZero();
  }

  private record Ended(int exitCode, String output) {}

  private static Ended start(String program, List<Object> arguments) throws Exception {
    String python = System.getenv().getOrDefault("SYNADB_PYTHON", "python3");
    List<String> command = new java.util.ArrayList<>(List.of(python, "-c", program));
    arguments.forEach(a -> command.add(String.valueOf(a)));
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      return new Ended(-1, String.valueOf(e.getMessage()));
    }
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
    return new Ended(process.waitFor(), output);
  }
}

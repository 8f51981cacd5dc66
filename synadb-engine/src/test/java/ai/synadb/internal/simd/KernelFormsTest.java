/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.simd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The kernels with the Vector API, in JVMs of their own that have it, with vectors of each width.
 */
final class KernelFormsTest {

  /** Runs in the other JVM. */
  static final class Child {
    private Child() {}

    public static void main(String[] args) {
      for (String name : args) {
        VectorForm form = VectorForm.load(name);
        KernelsTest.check(form.kernels());
        System.out.println(form.kernels().name() + " with " + form.bits() + " bits is right");
      }
      System.out.println("chosen: " + KernelChoice.kernels().name());
    }
  }

  private static String run(List<String> options, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Child.class.getName()));
    command.addAll(List.of(arguments));
    Process p = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(p.waitFor(120, TimeUnit.SECONDS)).isTrue();
    assertThat(p.exitValue()).as(said).isZero();
    return said;
  }

  @ParameterizedTest
  @ValueSource(ints = {128, 256, 512})
  void computeWhatTheySay(int bits) throws Exception {
    String said =
        run(
            List.of("--add-modules", "jdk.incubator.vector", "-Dsynadb.simd.bits=" + bits),
            "shuffle",
            "popcount");
    assertThat(said).contains("shuffle with " + bits + " bits is right");
    if (Runtime.version().feature() >= 19) {
      assertThat(said).contains("popcount with " + bits + " bits is right");
    }
  }

  @Test
  void thePropertyForcesThePopcount() throws Exception {
    String said =
        run(
            List.of(
                "--add-modules",
                "jdk.incubator.vector",
                "-Dsynadb.simd.bits=256",
                "-Dsynadb.simd=popcount"));
    // It came with Java 19; before, whoever asks for it gets the other.
    assertThat(said)
        .contains("chosen: " + (Runtime.version().feature() >= 19 ? "popcount" : "shuffle"));
  }

  @Test
  void whetherTheProcessorCountsIsReadOffItsFlags(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("cpuinfo");
    assertThat(Processor.countsBitsOfVectors(file)).isFalse();
    Files.writeString(file, "processor\t: 0\nflags\t\t: fpu avx2 avx512_vpopcntdq\nbugs\t:\n");
    assertThat(Processor.countsBitsOfVectors(file)).isTrue();
    Files.writeString(file, "processor\t: 0\nflags\t\t: fpu avx512_vpopcntdqx\n");
    assertThat(Processor.countsBitsOfVectors(file)).isFalse();
    Files.writeString(file, "x".repeat(100_000) + "\n".repeat(1000) + "flags: avx512_vpopcntdq ");
    assertThat(Processor.countsBitsOfVectors(file)).isFalse();
  }

  @Test
  void thePropertyForcesThePlainOnes() throws Exception {
    assertThat(run(List.of("--add-modules", "jdk.incubator.vector", "-Dsynadb.simd=plain")))
        .contains("chosen: plain");
    assertThat(
            run(
                List.of(
                    "--add-modules",
                    "jdk.incubator.vector",
                    "-Dsynadb.simd.bits=256",
                    "-Dsynadb.simd=shuffle")))
        .contains("chosen: shuffle");
  }
}

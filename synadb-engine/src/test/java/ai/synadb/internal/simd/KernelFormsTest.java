/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.simd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
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
      if (args.length > 0) {
        VectorForm form = VectorForm.load();
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
            "check");
    assertThat(said).contains("with " + bits + " bits is right");
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

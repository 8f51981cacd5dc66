/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.synadb.ProgressListener;
import ai.synadb.error.DiskFullException;
import ai.synadb.error.SynaIOException;
import ai.synadb.testing.CrashPoint;
import ai.synadb.testing.PowerCut;
import ai.synadb.testing.SimulatedDisk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A file is the old one or the new one, whatever fails. */
final class TensorExportCrashTest {
  private static final byte[] OLD = "old".getBytes(StandardCharsets.US_ASCII);
  private static final Tensor TENSOR = PythonFiles.values(DType.FLOAT64, 500, 150);

  private static SimulatedDisk disk(String name) {
    SimulatedDisk disk = new SimulatedDisk();
    disk.setContents(name, OLD.clone());
    return disk;
  }

  private static void export(SimulatedDisk disk, String name) {
    TensorExport.create().add("t", TENSOR).to(disk, disk.path(name), ProgressListener.none());
  }

  private static byte[] exported(String name) {
    SimulatedDisk disk = disk(name);
    export(disk, name);
    return disk.contents(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x.npy", "x.npz", "x.safetensors", "x.csv", "x.bin"})
  void isWholeWhicheverCallFails(String name) {
    byte[] fresh = exported(name);
    SimulatedDisk counted = disk(name);
    long before = counted.operations();
    export(counted, name);
    long calls = counted.operations() - before;
    for (long n = 1; n <= calls; n++) {
      SimulatedDisk disk = disk(name);
      disk.failAt(n, false, new IOException("planted"));
      try {
        export(disk, name);
      } catch (SynaIOException e) {
        assertThat(e).hasMessageContaining("planted");
      }
      byte[] found = disk.contents(name);
      assertThat(java.util.Arrays.equals(found, OLD) || java.util.Arrays.equals(found, fresh))
          .as("call %d of %d", n, calls)
          .isTrue();
      assertThat(disk.names()).as("call %d of %d", n, calls).containsExactly(name);
    }
    assertThat(calls).isGreaterThan(5);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x.npy", "x.npz"})
  void isWholeAfterAPowerCutAtAnyTime(String name) {
    byte[] fresh = exported(name);
    SimulatedDisk disk = disk(name);
    List<CrashPoint> points = new ArrayList<>();
    disk.onChange(points::add);

    export(disk, name);

    for (CrashPoint point : points) {
      for (long seed = 0; seed < 5; seed++) {
        byte[] found = point.crash(PowerCut.random(seed)).contents(name);
        assertThat(java.util.Arrays.equals(found, OLD) || java.util.Arrays.equals(found, fresh))
            .as("%s, seed %d", point.operation(), seed)
            .isTrue();
      }
    }
    assertThat(disk.crash(PowerCut.random(1)).contents(name)).isEqualTo(fresh);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x.npy", "x.csv"})
  void leavesNothingOnAFullDisk(String name) {
    SimulatedDisk disk = disk(name);
    disk.capacity(10_000);

    assertThatThrownBy(() -> export(disk, name)).isInstanceOf(DiskFullException.class);

    assertThat(disk.names()).containsExactly(name);
    assertThat(disk.contents(name)).isEqualTo(OLD);
  }
}

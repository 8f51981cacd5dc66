/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import ai.synadb.DbConfig;
import ai.synadb.ProgressListener;
import ai.synadb.QuietLogs;
import ai.synadb.SimulatedDatabases;
import ai.synadb.SynaDB;
import ai.synadb.SynaException;
import ai.synadb.testing.CrashPoint;
import ai.synadb.testing.PowerCut;
import ai.synadb.testing.SimulatedDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is left of stored tensors when power or disk fail. */
@ExtendWith(QuietLogs.class)
class TensorCrashTest {
  private static final String NAME = "x.db";

  /** Makes several records of tensors that are cheap to write. */
  private static final DbConfig CONFIG = DbConfig.builder().maxValueBytes(4096).build();

  /** Has the disk see each of these records by itself, between the first and the batch. */
  private static final DbConfig SYNCED =
      DbConfig.builder().maxValueBytes(4096).syncOnWrite(true).build();

  private static Tensor random(long seed, long rows) {
    byte[] bytes = new byte[(int) rows * 400];
    new Random(seed).nextBytes(bytes);
    return Tensor.of(DType.INT32, Shape.of(rows, 100), ByteBuffer.wrap(bytes));
  }

  /** Overwrites, appends and deletes, and notes every state and how far it is durable. */
  private static final class Life {
    final SimulatedDisk disk = new SimulatedDisk();
    final List<List<Tensor>> states = new ArrayList<>(); // a tensor, or none
    final DbConfig config;
    int durable;
    int begun; // the newest state that may be on the disk

    Life(DbConfig config) {
      this.config = config;
      states.add(List.of());
    }

    void run() {
      try (SynaDB db = SimulatedDatabases.open(disk, NAME, config);
          TensorEngine engine = TensorEngine.on(db)) {
        for (int i = 0; i < 12; i++) {
          step(engine, i);
          if (config.syncOnWrite()) {
            durable = states.size() - 1;
          } else if (i % 3 == 1) {
            db.sync();
            durable = states.size() - 1;
          } else if (i % 3 == 2) {
            db.flush();
          }
        }
      }
    }

    private void step(TensorEngine engine, int i) {
      List<Tensor> before = states.get(states.size() - 1);
      if (i == 8) {
        begin(List.of());
        engine.delete("t");
      } else if (i % 2 == 0 || before.isEmpty()) {
        Tensor t = random(i, i % 4 == 0 ? 30 : 3);
        begin(List.of(t));
        engine.putTensor("t", t);
      } else {
        Tensor more = random(i, i % 4 == 1 ? 25 : 2);
        Tensor all =
            Tensor.wrap(
                DType.INT32,
                Shape.of(before.get(0).shape().rows() + more.shape().rows(), 100),
                List.of(before.get(0).buffer(), more.buffer()));
        List<Tensor> one = List.of(Tensor.of(DType.INT32, all.shape(), whole(all)));
        begin(one);
        engine.appendRows("t", more);
      }
    }

    private static ByteBuffer whole(Tensor t) {
      return ByteBuffer.wrap(t.toBytes());
    }

    private void begin(List<Tensor> next) {
      states.add(next);
      begun = states.size() - 1;
    }

    /** Opens what is left, checks it, and goes on working with it. */
    void check(SimulatedDisk left, int from, int to, Object what) {
      try (SynaDB db = SimulatedDatabases.open(left, NAME, config);
          TensorEngine engine = TensorEngine.on(db)) {
        List<Tensor> found = new ArrayList<>();
        if (engine.exists("t")) {
          found.add(engine.getTensor("t"));
        }
        assertThat(states.subList(from, to + 1)).as("%s", what).contains(found);
        long keys = found.isEmpty() ? 0 : 1 + 2 * engine.describe("t").records();
        assertThat(db.keys()).as("%s: nothing else is left", what).hasSize((int) keys);
        engine.putTensor("t", random(99, 30));
        assertThat(engine.getTensor("t")).isEqualTo(random(99, 30));
        assertThat(db.verify(ProgressListener.none()).problems()).isEmpty();
      }
    }
  }

  private record Moment(CrashPoint point, int durable, int begun) {}

  @Test
  void aPowerCutLeavesTheOldTensorOrTheNewOne() {
    cutPower(CONFIG, 20);
    cutPower(SYNCED, 60);
  }

  private static void cutPower(DbConfig config, int least) {
    Life life = new Life(config);
    List<Moment> moments = new ArrayList<>();
    life.disk.onChange(p -> moments.add(new Moment(p, life.durable, life.begun)));
    life.run();
    life.disk.onChange(p -> {});

    Random random = new Random(4);
    assertThat(moments).hasSizeGreaterThan(least);
    for (Moment m : moments) {
      for (int c = 0; c < 4; c++) {
        long seed = random.nextLong();
        PowerCut cut =
            c == 0 ? PowerCut.nothing() : c == 1 ? PowerCut.everything() : PowerCut.random(seed);
        SimulatedDisk left = m.point().crash(cut);
        if (left.names().contains(NAME)) {
          life.check(
              left, m.durable(), m.begun(), "operation " + m.point().operation() + " " + cut);
        }
      }
    }
  }

  @Test
  void aCallToTheDiskThatFailsLeavesTheOldTensorOrTheNewOne() {
    failCalls(CONFIG);
    failCalls(SYNCED);
  }

  private static void failCalls(DbConfig config) {
    Life healthy = new Life(config);
    healthy.run();
    long calls = healthy.disk.operations();
    for (long n = 1; n <= calls; n += 1 + n % 3) {
      Life life = new Life(config);
      life.disk.failAt(n, n % 2 == 0, new IOException("Input/output error"));
      try {
        life.run();
      } catch (SynaException e) {
        assertThat(e).hasMessageNotContaining("null");
      }
      life.disk.heal();
      SimulatedDisk left = life.disk.crash(PowerCut.random(n));
      if (left.names().contains(NAME)) {
        life.check(left, life.durable, life.begun, "failing call " + n);
      }
    }
  }
}

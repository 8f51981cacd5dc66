/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Random operations against a plain model, a million in all. {@code -Dseed=} replays a run. */
class ModelTest {
  private static final int RUNS = 10;
  private static final int OPERATIONS = 25_000;

  @TempDir Path dir;

  @ParameterizedTest
  @EnumSource(Setup.class)
  void agreesWithAPlainModel(Setup setup) throws IOException {
    int perRun = setup == Setup.SYNCED ? OPERATIONS / 10 : OPERATIONS;
    Long fixed = Long.getLong("seed");
    long operations = 0;
    for (int run = 0; run < RUNS; run++) {
      long seed = fixed != null ? fixed : setup.ordinal() * 1000L + run;
      Path path = dir.resolve(setup + "-" + run + ".db");
      ModelDriver driver = new ModelDriver(path, setup.config, seed, run % 2 == 0 ? 30 : 600);
      driver.run(perRun);
      operations += driver.operations();
      driver.close();
    }
    System.out.printf(Locale.ROOT, "model operations checked: %d (%s)%n", operations, setup);
  }
}

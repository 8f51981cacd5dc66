/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.registry;

import static org.assertj.core.api.Assertions.assertThat;

import ai.synadb.SynaDB;
import ai.synadb.SynaReader;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How often a registry asks its database, and when it writes nothing. */
class RegistryCostTest {
  private static final int VERSIONS = 120;

  @TempDir Path dir;
  private final AtomicInteger calls = new AtomicInteger();
  private SynaDB db;
  private ModelRegistry registry;
  private RegistryReads reads;
  private RegistryWrites writes;

  @BeforeEach
  void open() {
    db = SynaDB.open(dir.resolve("m.db"));
    registry = ModelRegistry.on(db);
    reads =
        new RegistryReads(
            (SynaReader)
                Proxy.newProxyInstance(
                    SynaReader.class.getClassLoader(),
                    new Class<?>[] {SynaReader.class},
                    (proxy, method, args) -> {
                      calls.incrementAndGet();
                      try {
                        return method.invoke(db, args);
                      } catch (InvocationTargetException e) {
                        throw e.getCause();
                      }
                    }));
    writes = new RegistryWrites(db, reads, Clock.systemUTC());
  }

  @AfterEach
  void close() {
    db.close();
  }

  private void save(int n) throws IOException {
    for (int i = 0; i < n; i++) {
      writes.save("m", ContentSource.of(new byte[] {(byte) i}), ModelSpec.empty());
    }
  }

  private int callsOf(Runnable what) {
    calls.set(0);
    what.run();
    return calls.get();
  }

  @Test
  void theNewestIsFoundAtOnceHoweverManyWereDeleted() throws IOException {
    save(VERSIONS);
    for (int v = VERSIONS; v > 5; v--) {
      int version = v;
      assertThat(callsOf(() -> writes.delete("m", version, false))).isLessThan(15);
    }
    assertThat(callsOf(() -> assertThat(reads.latest("m")).hasValue(5))).isLessThan(6);
    writes.delete("m", 3, false);
    assertThat(reads.latest("m")).hasValue(5);
    save(1);
    assertThat(reads.latest("m")).hasValue(VERSIONS + 1);
    // Far above the one below.
    assertThat(callsOf(() -> writes.delete("m", VERSIONS + 1, false))).isLessThan(60);
    assertThat(reads.latest("m")).hasValue(5);
    writes.deleteModel("m", false);
    assertThat(callsOf(() -> assertThat(reads.latest("m")).isEmpty())).isLessThan(6);
    save(1);
    assertThat(reads.latest("m")).hasValue(VERSIONS + 2);
  }

  @Test
  void versionsOfAWriterWithoutHeadsAreFound() throws IOException {
    save(6);
    String meta = db.getText(ModelKeys.meta("m", 1)).orElseThrow();
    for (int v : List.of(6, 5, 4)) {
      writes.delete("m", v, false);
    }
    db.putText(ModelKeys.meta("m", 4), meta.replace("\"version\":1", "\"version\":4"));
    assertThat(reads.latest("m")).hasValue(4);
    for (int v : List.of(5, 6, 7)) {
      db.putText(ModelKeys.meta("m", v), meta.replace("\"version\":1", "\"version\":" + v));
    }
    assertThat(reads.latest("m")).hasValue(7);
    writes.delete("m", 7, false);
    assertThat(reads.latest("m")).hasValue(6);
    save(1);
    assertThat(reads.latest("m")).hasValue(8);
    db.delete(ModelKeys.meta("m", 8)); // by somebody without heads
    assertThat(reads.latest("m")).hasValue(6);
  }

  @Test
  void headsThatDoNotTellTheNewestAreRead() throws IOException {
    save(3);
    String head = db.getText(ModelKeys.head("m")).orElseThrow();
    db.putText(ModelKeys.head("m"), head.replace("\"newest\":3,", ""));
    assertThat(reads.latest("m")).hasValue(3);
    db.delete(ModelKeys.meta("m", 3));
    assertThat(reads.latest("m")).hasValue(2);
  }

  @Test
  void deletingAModelReadsItsAliasesOnce() throws IOException {
    save(VERSIONS);
    for (int a = 0; a < 40; a++) {
      writes.setAlias("m", "a" + a, 1 + a, -1);
    }
    assertThat(callsOf(() -> writes.delete("m", VERSIONS, false))).isLessThan(60);
    int n = callsOf(() -> writes.deleteModel("m", true));
    assertThat(n).isLessThan(2 * VERSIONS + 60);
    assertThat(db.keys("model/")).containsExactly("model/m/head");
    for (int a = 0; a < 40; a++) {
      save(1);
      writes.setAlias("m", "a" + a, reads.latest("m").orElseThrow(), -1);
      writes.deleteAlias("m", "a" + a);
    }
    assertThat(callsOf(() -> writes.deleteModel("m", false))).isLessThan(150);
  }

  @Test
  void whatChangesNothingWritesNothing() throws IOException {
    save(2);
    writes.setAlias("m", "x", 1, -1);
    registry.setTag("m", 1, "t", "1");
    registry.setStage("m", 2, StageChange.to(ModelStage.PRODUCTION).archiving());
    long before = db.position();

    assertThat(registry.deleteAlias("m", "y")).isFalse();
    assertThat(registry.deleteAlias("nobody", "y")).isFalse();
    registry.setStage("m", 2, ModelStage.PRODUCTION);
    registry.setStage("m", 2, StageChange.to(ModelStage.PRODUCTION).by("ann").archiving());
    registry.setAlias("m", "x", 1);
    registry.setAlias("m", "x", 1, 1);
    registry.setTag("m", 1, "t", "1");
    registry.deleteTag("m", 1, "missing");
    registry.setDescription("m", 1, "");
    assertThat(db.position()).isEqualTo(before);
    assertThat(db.exists("model/nobody/head")).isFalse();

    assertThat(registry.deleteAlias("m", "x")).isTrue();
    assertThat(db.position()).isGreaterThan(before);
    assertThat(registry.transitions("m")).hasSize(1);
  }
}

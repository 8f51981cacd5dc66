/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.benchmarks.store;

import ai.synadb.DbConfig;
import ai.synadb.SynaDB;
import ai.synadb.WriteBatch;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** SynaDB. Its keys are strings: making one of each key is part of what is measured. */
final class SynaStore implements Store {
  private static final int READ_PIECE = 1 << 20;

  private final SynaDB db;
  private final boolean durable;

  SynaStore(Path directory, boolean durable) {
    this.durable = durable;
    this.db =
        SynaDB.open(directory.resolve("data.db"), DbConfig.builder().syncOnWrite(durable).build());
  }

  @Override
  public Session session() {
    return new SynaSession(db);
  }

  @Override
  public void settle() {
    db.sync();
  }

  @Override
  public void warm() throws Exception {
    byte[] piece = new byte[READ_PIECE];
    try (InputStream in = Files.newInputStream(db.path())) {
      while (in.read(piece) >= 0) {
        // Reading it is all.
      }
    }
  }

  @Override
  public String version() {
    return "this tree";
  }

  @Override
  public String mode() {
    return durable
        ? "syncOnWrite: a put returns when it is on the disk"
        : "defaults: written and synced every 10 ms in the background; CRC checked on every get";
  }

  @Override
  public void close() {
    db.close();
  }

  private static final class SynaSession implements Session {
    private final SynaDB db;
    private final WriteBatch batch = new WriteBatch();

    SynaSession(SynaDB db) {
      this.db = db;
    }

    private static String string(byte[] key) {
      return new String(key, StandardCharsets.ISO_8859_1);
    }

    @Override
    public void put(byte[] key, byte[] value) {
      db.putBytes(string(key), value);
    }

    @Override
    public void putAll(byte[][] keys, byte[][] values) {
      batch.clear();
      for (int i = 0; i < keys.length; i++) {
        batch.putBytes(string(keys[i]), values[i]);
      }
      db.write(batch);
    }

    @Override
    public int get(byte[] key) {
      return db.getBytes(string(key)).orElseThrow(Session::absent).length;
    }
  }
}

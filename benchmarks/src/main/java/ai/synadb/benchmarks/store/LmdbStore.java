/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.benchmarks.store;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.lmdbjava.Cursor;
import org.lmdbjava.Dbi;
import org.lmdbjava.DbiFlags;
import org.lmdbjava.Env;
import org.lmdbjava.EnvFlags;
import org.lmdbjava.Meta;
import org.lmdbjava.Txn;

/** LMDB through lmdbjava. */
final class LmdbStore implements Store {
  private static final long MIN_MAP_BYTES = 1L << 30;
  private static final int MAX_VALUE = 1 << 16;

  /** So many gets share one view of the database. */
  private static final int GETS_PER_VIEW = 1000;

  private final Env<ByteBuffer> env;
  private final Dbi<ByteBuffer> dbi;
  private final boolean durable;

  LmdbStore(Path directory, boolean durable, long expectedBytes) {
    this.durable = durable;
    EnvFlags[] flags =
        durable
            ? new EnvFlags[] {EnvFlags.MDB_NORDAHEAD}
            : new EnvFlags[] {EnvFlags.MDB_WRITEMAP, EnvFlags.MDB_NOSYNC, EnvFlags.MDB_NORDAHEAD};
    env =
        Env.create()
            .setMapSize(MIN_MAP_BYTES + 6 * expectedBytes)
            .setMaxDbs(1)
            .setMaxReaders(128)
            .open(directory.toFile(), flags);
    dbi = env.openDbi("kv", DbiFlags.MDB_CREATE);
  }

  @Override
  public Session session() {
    return new LmdbSession();
  }

  @Override
  public void settle() {
    env.sync(true);
  }

  @Override
  public void warm() {
    long sum = 0;
    try (Txn<ByteBuffer> txn = env.txnRead();
        Cursor<ByteBuffer> c = dbi.openCursor(txn)) {
      for (boolean more = c.first(); more; more = c.next()) {
        sum += c.val().get(0);
      }
    }
    if (sum == Long.MIN_VALUE) {
      throw new IllegalStateException();
    }
  }

  @Override
  public String version() {
    Meta.Version v = Meta.version();
    return "lmdbjava "
        + Stores.artifactVersion("org.lmdbjava", "lmdbjava")
        + ", LMDB "
        + v.major
        + "."
        + v.minor
        + "."
        + v.patch;
  }

  @Override
  public String mode() {
    return (durable
            ? "default flags: every commit is synced"
            : "MDB_WRITEMAP, MDB_NOSYNC: never synced, a crash of the machine may break the file")
        + "; MDB_NORDAHEAD; read transaction reused, renewed every "
        + GETS_PER_VIEW
        + " gets";
  }

  @Override
  public void close() {
    env.close();
  }

  private final class LmdbSession implements Session {
    private final ByteBuffer scratchKey = ByteBuffer.allocateDirect(16);
    private final ByteBuffer scratchValue = ByteBuffer.allocateDirect(MAX_VALUE);
    private final byte[] scratchCopy = new byte[MAX_VALUE];
    private @Nullable Txn<ByteBuffer> view;
    private int getsLeft;

    private ByteBuffer key(byte[] key) {
      return scratchKey.clear().put(key).flip();
    }

    private ByteBuffer value(byte[] value) {
      return scratchValue.clear().put(value).flip();
    }

    @Override
    public void put(byte[] key, byte[] value) {
      getsLeft = 0;
      try (Txn<ByteBuffer> txn = env.txnWrite()) {
        dbi.put(txn, key(key), value(value));
        txn.commit();
      }
    }

    @Override
    public void putAll(byte[][] keys, byte[][] values) {
      getsLeft = 0;
      try (Txn<ByteBuffer> txn = env.txnWrite()) {
        for (int i = 0; i < keys.length; i++) {
          dbi.put(txn, key(keys[i]), value(values[i]));
        }
        txn.commit();
      }
    }

    @Override
    public int get(byte[] key) {
      Txn<ByteBuffer> txn = view;
      if (txn == null) {
        txn = env.txnRead();
        view = txn;
        getsLeft = GETS_PER_VIEW;
      } else if (getsLeft <= 0) {
        txn.reset();
        txn.renew();
        getsLeft = GETS_PER_VIEW;
      }
      getsLeft--;
      ByteBuffer found = dbi.get(txn, key(key));
      if (found == null) {
        throw Session.absent();
      }
      int n = found.remaining();
      found.get(found.position(), scratchCopy, 0, n);
      return n;
    }

    @Override
    public void close() {
      Txn<ByteBuffer> txn = view;
      if (txn != null) {
        txn.close();
      }
    }
  }
}

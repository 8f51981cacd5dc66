/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.benchmarks.store;

import java.nio.file.Path;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.type.ByteArrayDataType;

/** The MVStore of H2. */
final class MvStoreStore implements Store {
  private static final int CACHE_MIB = 1024;
  private static final int CACHE_LINE = 64;

  private final MVStore store;
  private final MVMap<byte[], byte[]> map;
  private final boolean durable;

  MvStoreStore(Path directory, boolean durable) {
    this.durable = durable;
    store =
        new MVStore.Builder()
            .fileName(directory.resolve("data.mv").toString())
            .cacheSize(CACHE_MIB)
            .open();
    map =
        store.openMap(
            "kv",
            new MVMap.Builder<byte[], byte[]>()
                .keyType(ByteArrayDataType.INSTANCE)
                .valueType(ByteArrayDataType.INSTANCE));
  }

  @Override
  public Session session() {
    return new MvSession();
  }

  @Override
  public void settle() {
    store.commit();
    store.sync();
  }

  @Override
  public void warm() {
    long sum = 0;
    for (byte[] key : map.keySet()) {
      byte[] value = map.get(key);
      sum += value == null ? 0 : value.length;
    }
    if (sum < 0) {
      throw new IllegalStateException();
    }
  }

  @Override
  public String version() {
    return "h2-mvstore " + org.h2.engine.Constants.VERSION;
  }

  @Override
  public String mode() {
    return (durable
            ? "commit and sync after every put"
            : "auto-commit every second or every MiB, never synced")
        + "; cache 1 GiB, so a get returns the cached array without copying; a byte of each of the"
        + " array's cache lines is read";
  }

  @Override
  public void close() {
    store.close();
  }

  private final class MvSession implements Session {
    @SuppressWarnings("UnusedVariable") // keeps the reads from being removed
    private int seen;

    @Override
    public void put(byte[] key, byte[] value) {
      map.put(key, value);
      if (durable) {
        store.commit();
        store.sync();
      }
    }

    @Override
    public void putAll(byte[][] keys, byte[][] values) {
      for (int i = 0; i < keys.length; i++) {
        map.put(keys[i], values[i]);
      }
      store.commit();
      if (durable) {
        store.sync();
      }
    }

    @Override
    public int get(byte[] key) {
      byte[] value = map.get(key);
      if (value == null) {
        throw Session.absent();
      }
      // The others have brought the value's bytes to the processor by now; a get whose value nobody
      // looks at is none.
      int sum = 0;
      for (int i = 0; i < value.length; i += CACHE_LINE) {
        sum += value[i];
      }
      seen = sum;
      return value.length;
    }
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.benchmarks.store;

import java.nio.file.Path;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.CompressionType;
import org.rocksdb.DataBlockIndexType;
import org.rocksdb.FlushOptions;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/** RocksDB through its JNI binding. */
final class RocksStore implements Store {
  private static final long MIB = 1L << 20;

  private final BloomFilter filter;
  private final Cache cache;
  private final Options options;
  private final WriteOptions writeOptions;
  private final RocksDB db;
  private final boolean durable;

  RocksStore(Path directory, boolean durable) throws RocksDBException {
    RocksDB.loadLibrary();
    this.durable = durable;
    filter = new BloomFilter(10);
    cache = new LRUCache(1024 * MIB);
    options = new Options();
    options
        .setCreateIfMissing(true)
        .setWriteBufferSize(256 * MIB)
        .setMaxWriteBufferNumber(4)
        .setMaxBackgroundJobs(2)
        .setMaxOpenFiles(-1)
        .setCompressionType(CompressionType.NO_COMPRESSION)
        .setBottommostCompressionType(CompressionType.NO_COMPRESSION)
        .setTableFormatConfig(
            new BlockBasedTableConfig()
                .setFilterPolicy(filter)
                .setBlockCache(cache)
                .setCacheIndexAndFilterBlocks(true)
                .setPinL0FilterAndIndexBlocksInCache(true)
                .setDataBlockIndexType(DataBlockIndexType.kDataBlockBinaryAndHash));
    writeOptions = new WriteOptions().setSync(durable);
    db = RocksDB.open(options, directory.toString());
  }

  @Override
  public Session session() {
    return new RocksSession(db, writeOptions);
  }

  @Override
  public void settle() throws RocksDBException {
    try (FlushOptions flush = new FlushOptions().setWaitForFlush(true)) {
      db.flush(flush);
    }
    db.compactRange();
  }

  @Override
  public void warm() {
    try (RocksIterator i = db.newIterator()) {
      for (i.seekToFirst(); i.isValid(); i.next()) {
        // Passing by brings the blocks into the cache.
      }
    }
  }

  @Override
  public String version() {
    return "rocksdbjni " + RocksDB.rocksdbVersion();
  }

  @Override
  public String mode() {
    return "WAL on, sync "
        + (durable ? "on" : "off")
        + ", 4 memtables of 256 MiB, bloom filters of 10 bits, no compression, block cache 1 GiB"
        + " with index and filters, hash index in blocks; flushed and compacted before gets";
  }

  @Override
  public void close() {
    db.close();
    writeOptions.close();
    options.close();
    filter.close();
    cache.close();
  }

  private static final class RocksSession implements Session {
    private final RocksDB db;
    private final WriteOptions writeOptions;
    private final ReadOptions readOptions = new ReadOptions();
    private final WriteBatch batch = new WriteBatch();
    private byte[] scratchValue = new byte[1 << 16];

    RocksSession(RocksDB db, WriteOptions writeOptions) {
      this.db = db;
      this.writeOptions = writeOptions;
    }

    @Override
    public void put(byte[] key, byte[] value) throws RocksDBException {
      db.put(writeOptions, key, value);
    }

    @Override
    public void putAll(byte[][] keys, byte[][] values) throws RocksDBException {
      batch.clear();
      for (int i = 0; i < keys.length; i++) {
        batch.put(keys[i], values[i]);
      }
      db.write(writeOptions, batch);
    }

    @Override
    public int get(byte[] key) throws RocksDBException {
      int n = db.get(readOptions, key, scratchValue);
      if (n == RocksDB.NOT_FOUND) {
        throw Session.absent();
      }
      if (n > scratchValue.length) {
        scratchValue = new byte[n];
        return get(key);
      }
      return n;
    }

    @Override
    public void close() {
      batch.close();
      readOptions.close();
    }
  }
}

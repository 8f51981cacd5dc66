/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.benchmarks.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.locks.ReentrantLock;

/**
 * SQLite through the Xerial driver. Threads share one connection for writing, which is faster than
 * many that wait for each other's locks, and read through connections of their own.
 */
final class SqliteStore implements Store {
  private final String url;
  private final boolean durable;
  private final Connection writing;
  private final PreparedStatement insert;
  private final ReentrantLock lock = new ReentrantLock();
  private final String version;

  SqliteStore(Path directory, boolean durable) throws SQLException {
    this.durable = durable;
    this.url = "jdbc:sqlite:" + directory.resolve("data.sqlite");
    writing = connect();
    try (Statement s = writing.createStatement()) {
      s.execute("CREATE TABLE IF NOT EXISTS kv (k BLOB PRIMARY KEY, v BLOB) WITHOUT ROWID");
      try (ResultSet r = s.executeQuery("SELECT sqlite_version()")) {
        version = r.getString(1);
      }
    }
    insert = writing.prepareStatement("INSERT OR REPLACE INTO kv VALUES (?, ?)");
  }

  private Connection connect() throws SQLException {
    Connection c = DriverManager.getConnection(url);
    try (Statement s = c.createStatement()) {
      s.execute("PRAGMA journal_mode = WAL");
      s.execute("PRAGMA synchronous = " + (durable ? "FULL" : "OFF"));
      s.execute("PRAGMA cache_size = -1048576");
      s.execute("PRAGMA mmap_size = 17179869184");
      s.execute("PRAGMA temp_store = MEMORY");
    }
    return c;
  }

  @Override
  public Session session() throws SQLException {
    return new SqliteSession();
  }

  @Override
  public void settle() throws SQLException {
    try (Statement s = writing.createStatement()) {
      s.execute("PRAGMA wal_checkpoint(TRUNCATE)");
    }
  }

  @Override
  public void warm() throws SQLException {
    try (Statement s = writing.createStatement();
        ResultSet r = s.executeQuery("SELECT count(*), max(v) FROM kv")) {
      r.next();
    }
  }

  @Override
  public String version() {
    return "sqlite-jdbc "
        + Stores.artifactVersion("org.xerial", "sqlite-jdbc")
        + ", SQLite "
        + version;
  }

  @Override
  public String mode() {
    return "WAL, synchronous "
        + (durable ? "FULL" : "OFF")
        + ", prepared statements, WITHOUT ROWID, page cache 1 GiB, mmap 16 GiB, one connection for"
        + " all writers";
  }

  @Override
  public void close() {
    closeBoth(insert, writing);
  }

  private static void closeBoth(PreparedStatement statement, Connection connection) {
    try {
      statement.close();
      connection.close();
    } catch (SQLException e) {
      throw new IllegalStateException("SQLite did not close", e);
    }
  }

  private final class SqliteSession implements Session {
    private final Connection reading;
    private final PreparedStatement select;

    SqliteSession() throws SQLException {
      reading = connect();
      select = reading.prepareStatement("SELECT v FROM kv WHERE k = ?");
    }

    @Override
    public void put(byte[] key, byte[] value) throws SQLException {
      lock.lock();
      try {
        insert(key, value);
      } finally {
        lock.unlock();
      }
    }

    private void insert(byte[] key, byte[] value) throws SQLException {
      insert.setBytes(1, key);
      insert.setBytes(2, value);
      insert.executeUpdate();
    }

    @Override
    public void putAll(byte[][] keys, byte[][] values) throws SQLException {
      lock.lock();
      try {
        writing.setAutoCommit(false);
        for (int i = 0; i < keys.length; i++) {
          insert(keys[i], values[i]);
        }
        writing.commit();
        writing.setAutoCommit(true);
      } finally {
        lock.unlock();
      }
    }

    @Override
    public int get(byte[] key) throws SQLException {
      select.setBytes(1, key);
      try (ResultSet r = select.executeQuery()) {
        if (!r.next()) {
          throw Session.absent();
        }
        return r.getBytes(1).length;
      }
    }

    @Override
    public void close() {
      closeBoth(select, reading);
    }
  }
}

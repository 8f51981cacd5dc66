/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.benchmarks.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;

/** Opens the stores by name. */
public final class Stores {
  /** The name of ours. */
  public static final String OURS = "synadb";

  /** All names, ours first. */
  public static final List<String> NAMES = List.of(OURS, "rocksdb", "lmdb", "mvstore", "sqlite");

  private Stores() {}

  /** When a write counts as done. */
  public enum Durability {
    /** When the process has it, or the operating system; a store may sync later by itself. */
    BUFFERED,
    /** When it is on the disk. */
    DURABLE
  }

  /**
   * Opens a store, and creates it where there is none.
   *
   * @param directory exists
   * @param expectedBytes keys and values that are going to be in it
   */
  public static Store open(String name, Path directory, Durability durability, long expectedBytes)
      throws Exception {
    boolean durable = durability == Durability.DURABLE;
    switch (name) {
      case OURS:
        return new SynaStore(directory, durable);
      case "rocksdb":
        return new RocksStore(directory, durable);
      case "lmdb":
        return new LmdbStore(directory, durable, expectedBytes);
      case "mvstore":
        return new MvStoreStore(directory, durable);
      case "sqlite":
        return new SqliteStore(directory, durable);
      default:
        throw new IllegalArgumentException("No store is called " + name);
    }
  }

  /** What a store needs on the command line of its JVM. */
  public static List<String> jvmFlags(String name) {
    return name.equals("lmdb")
        ? List.of(
            "--add-opens=java.base/java.nio=ALL-UNNAMED",
            "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED")
        : List.of();
  }

  /** What a peer does that SynaDB does not. */
  public static String doesMore(String name) {
    switch (name) {
      case "rocksdb":
        return "keeps keys sorted on disk; index and data may exceed memory; column families";
      case "lmdb":
        return "keeps keys sorted; index may exceed memory; several writing processes;"
            + " transactions over many reads";
      case "mvstore":
        return "keeps keys sorted; index may exceed memory; transactions";
      case "sqlite":
        return "SQL, secondary indexes; index may exceed memory; several writing processes";
      default:
        return "";
    }
  }

  /** The version that Maven wrote into an artifact, or "unknown". */
  static String artifactVersion(String group, String artifact) {
    String name = "/META-INF/maven/" + group + "/" + artifact + "/pom.properties";
    try (InputStream in = Stores.class.getResourceAsStream(name)) {
      if (in == null) {
        return "unknown";
      }
      Properties p = new Properties();
      p.load(in);
      return p.getProperty("version", "unknown");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

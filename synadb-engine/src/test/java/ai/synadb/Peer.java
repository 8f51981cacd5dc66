/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * A process that opens a database and does what it is told over a pipe: one line of question, one
 * line of answer.
 */
final class Peer {
  private Peer() {}

  public static void main(String[] args) throws IOException {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try (SynaDB db = SynaDB.open(Path.of(args[0]), DbConfig.of(OpenMode.valueOf(args[1])))) {
      out.println("open");
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        String answer;
        try {
          answer = answer(db, line.split(" "));
        } catch (RuntimeException e) {
          answer = e.getClass().getSimpleName() + ": " + e.getMessage();
        }
        if (answer == null) {
          return;
        }
        out.println(answer);
      }
    } catch (SynaException e) {
      out.println(e.getClass().getSimpleName() + ": " + e.getMessage());
    }
  }

  private static String answer(SynaDB db, String[] w) {
    switch (w[0]) {
      case "put":
        db.putInt(w[1], Long.parseLong(w[2]));
        db.flush();
        return "ok";
      case "delete":
        boolean had = db.delete(w[1]);
        db.flush();
        return "" + had;
      case "batch":
        long v = Long.parseLong(w[1]);
        db.write(new WriteBatch().putInt("batch/a", v).putInt("batch/b", v));
        db.flush();
        return "ok";
      case "get":
        return db.getInt(w[1]).isPresent() ? "" + db.getInt(w[1]).getAsLong() : "none";
      case "count":
        try (Stream<HistoryEntry> h = db.history(w[1])) {
          return "" + h.count();
        }
      case "keys":
        return String.join(",", db.keys());
      case "compact":
        db.compact(CompactionPolicy.latestOnly(), ProgressListener.none());
        return "generation " + db.info().generation();
      case "batches":
        return checkBatches(db, Integer.parseInt(w[1]));
      case "increasing":
        return checkIncreasing(db, w[1], Integer.parseInt(w[2]));
      case "close":
        return null;
      default:
        return "what is " + w[0] + "?";
    }
  }

  /** Both halves of every batch, as often as told. */
  private static String checkBatches(SynaDB db, int times) {
    for (int i = 0; i < times; i++) {
      try (Snapshot s = db.snapshot()) {
        if (!s.getInt("batch/a").equals(s.getInt("batch/b"))) {
          return "torn: " + s.getInt("batch/a") + ", " + s.getInt("batch/b");
        }
      }
    }
    return "whole";
  }

  /** A counter never goes back while somebody else writes it. */
  private static String checkIncreasing(SynaDB db, String key, int times) {
    long last = Long.MIN_VALUE;
    for (int i = 0; i < times; i++) {
      if (db.getInt(key).isEmpty()) {
        return "gone behind " + last;
      }
      long now = db.getInt(key).getAsLong();
      if (now < last) {
        return now + " behind " + last;
      }
      last = now;
    }
    return "increasing";
  }
}

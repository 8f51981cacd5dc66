/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.experiment;

import ai.synadb.error.ConflictException;
import ai.synadb.error.FormatTooNewException;
import ai.synadb.error.UnknownFormatException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Reads records of runs into a database. A run shows when its last record was read, in one batch
 * with all that describes it; its points and artifacts are written before, where nobody looks
 * without that. What a crash leaves of them is dropped when the run is imported again.
 *
 * <p>Thread safety: confined.
 */
final class RunImporter {
  /** Runs that are being imported by some tracker of this process, by their keys. */
  private static final Set<String> BUSY = ConcurrentHashMap.newKeySet();

  private final ExperimentTracker tracker;
  private final RunStore store;
  private final RunEventReader in;

  RunImporter(ExperimentTracker tracker, RunStore store, RunEventReader in) {
    this.tracker = tracker;
    this.store = store;
    this.in = in;
  }

  /** Imports all runs; those before an error stay. */
  List<String> importAll() throws IOException {
    requireFormat();
    List<String> ids = new ArrayList<>();
    RunEvent e = require("a run, or the end");
    while (e.type() == RunEvent.Type.RUN) {
      ids.add(importRun(e));
      e = require("a run, or the end");
    }
    if (e.type() != RunEvent.Type.DONE || e.step() != ids.size()) {
      throw in.wrong(
          "after " + ids.size() + " runs, a run or the record that so many are done is expected");
    }
    if (in.next() != null) {
      throw in.wrong("something follows the last record");
    }
    return ids;
  }

  private void requireFormat() throws IOException {
    RunEvent e = in.next();
    if (e == null || e.type() != RunEvent.Type.FORMAT || !e.name().equals(RunFormat.NAME)) {
      throw new UnknownFormatException(
          "Line " + in.recordLine() + " does not say that runs follow", null, -1, null);
    }
    if (e.step() > RunFormat.VERSION) {
      throw new FormatTooNewException(
          "The runs are in version " + e.step() + ", newer than " + RunFormat.VERSION,
          null,
          -1,
          null);
    }
    if (e.step() != RunFormat.VERSION) {
      throw in.wrong("there is no version " + e.step());
    }
  }

  private RunEvent require(String what) throws IOException {
    RunEvent e = in.next();
    if (e == null) {
      throw in.wrong("the file ends where " + what + " is expected");
    }
    return e;
  }

  private String importRun(RunEvent begin) throws IOException {
    String id = begin.run();
    if (!RunKeys.isId(id)) {
      throw in.wrong(RunEventReader.quoted(id) + " is no id of a run");
    }
    if (tracker.findRun(id).isPresent()) {
      throw new ConflictException(
          "Line " + in.recordLine() + " begins run " + id + ", which is there already", id);
    }
    String busy = store.database().path() + "/" + id;
    if (!BUSY.add(busy)) {
      throw new ConflictException("Run " + id + " is being imported already", id);
    }
    try {
      ImportedRun run = ImportedRun.begin(store, begin, in);
      boolean isDone = false;
      try {
        run.dropRemains();
        RunEvent e = requireOf(id);
        for (; e.type() != RunEvent.Type.END; e = requireOf(id)) {
          take(run, e);
        }
        run.end(e);
        isDone = true;
        return id;
      } finally {
        if (!isDone) {
          run.dropRemains();
        }
      }
    } catch (IllegalArgumentException e) {
      throw RunEventReader.wrong(in.recordLine(), String.valueOf(e.getMessage()), e);
    } finally {
      BUSY.remove(busy);
    }
  }

  private RunEvent requireOf(String id) throws IOException {
    RunEvent e = require("the end of run " + id);
    if (!e.run().equals(id)) {
      throw in.wrong("it is not of run " + id + ", which has not ended");
    }
    return e;
  }

  private void take(ImportedRun run, RunEvent e) throws IOException {
    switch (e.type()) {
      case PARENT, COMMIT, NOTE, TAG, PARAM, INPUT -> run.describe(e);
      case METRIC -> run.point(e);
      case ARTIFACT -> artifact(run, e);
      case FORMAT, RUN, BYTES, END, DONE ->
          throw in.wrong("a record of type " + e.type().word() + " is out of its place");
    }
  }

  private void artifact(ImportedRun run, RunEvent e) throws IOException {
    if (e.step() < 0) {
      throw in.wrong("the size of an artifact is 0 or more, not " + e.step());
    }
    run.artifact(e, new PiecesStream(e.run(), e.step()));
  }

  /** The bytes of an artifact, by the records that follow. */
  private final class PiecesStream extends InputStream {
    private final String id;
    private long missing;
    private byte[] piece = {};
    private int at;

    PiecesStream(String id, long size) {
      this.id = id;
      this.missing = size;
    }

    @Override
    public int read() throws IOException {
      return fill() ? piece[at++] & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (length == 0 || !fill()) {
        return length == 0 ? 0 : -1;
      }
      int n = Math.min(length, piece.length - at);
      System.arraycopy(piece, at, target, offset, n);
      at += n;
      return n;
    }

    private boolean fill() throws IOException {
      if (at < piece.length) {
        return true;
      }
      if (missing == 0) {
        return false;
      }
      RunEvent e = requireOf(id);
      if (e.type() != RunEvent.Type.BYTES || e.value().length() > 4 * RunFormat.PIECE_BYTES) {
        throw in.wrong(missing + " more bytes of an artifact are expected, in short pieces");
      }
      try {
        piece = Base64.getDecoder().decode(e.value());
      } catch (IllegalArgumentException x) {
        throw RunEventReader.wrong(in.recordLine(), "its bytes are not in base64", x);
      }
      if (piece.length == 0 || piece.length > missing) {
        throw in.wrong(missing + " more bytes are expected, and it has " + piece.length);
      }
      missing -= piece.length;
      at = 0;
      return true;
    }
  }
}

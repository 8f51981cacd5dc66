/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.log;

import ai.synadb.CompactionPolicy;
import ai.synadb.internal.format.AtomFormat;
import ai.synadb.internal.format.Block;
import ai.synadb.internal.format.RecordBuffer;
import ai.synadb.internal.format.RecordFormat;

/**
 * What a compaction keeps of one key: finds where the kept history begins, walking from the newest
 * record back, and then hands it out oldest first, with numbers gathered into runs.
 *
 * <p>Memory is eight bytes for each record of the key and one run.
 *
 * <p>Thread safety: confined to one thread.
 */
final class KeptHistory {
  private final Generation g;
  private final CompactionPolicy policy;
  private final long end;
  private final boolean pack;
  private final RecordBuffer record = new RecordBuffer();
  private final NumberRun run = new NumberRun();

  private LongPages chain = new LongPages(); // offsets of the kept records, newest first
  private long skip; // values of the oldest record, if it is a BLOCK, that are not kept
  private boolean isEmpty;

  /**
   * @param end records from here on are not looked at
   */
  KeptHistory(Generation g, CompactionPolicy policy, long end, boolean pack) {
    this.g = g;
    this.policy = policy;
    this.end = end;
    this.pack = pack;
  }

  /** Where what is kept goes. */
  interface Sink {
    void record(byte[] key, RecordBuffer r, long timestamp);

    void run(byte[] key, NumberRun run);
  }

  /**
   * Walks back from the newest record.
   *
   * @return the offset of the oldest record of the key, kept or not; -1 if it has none before
   *     {@link #end}
   */
  long find(byte[] key, long slot) {
    chain = new LongPages();
    skip = 0;
    isEmpty = true;
    long values = 0;
    boolean isFinding = true;
    boolean isFirst = true;
    long oldest = -1;
    long offset = KeyDirectory.offsetOf(slot);
    while (true) {
      g.load(record, offset, key);
      if (offset < end) {
        oldest = offset;
        boolean delete = record.isTombstone() && !record.isBlock();
        if (isFirst) {
          isFirst = false;
          CompactionPolicy.Kind kind = policy.kind();
          if (delete
              && (kind == CompactionPolicy.Kind.LATEST_ONLY
                  || kind == CompactionPolicy.Kind.KEEP_LAST)) {
            isFinding = false;
          }
        }
        if (isFinding) {
          values += keep(offset, delete, values);
          isFinding = wantsMore(values);
        }
      }
      long previous = g.previousOf(record);
      if (previous == 0) {
        return oldest;
      }
      offset = previous - 1;
    }
  }

  /** Keeps a record, or a part of a BLOCK, and returns how many values that adds. */
  private long keep(long offset, boolean delete, long values) {
    switch (policy.kind()) {
      case KEEP_ALL:
      case LATEST_ONLY:
        return add(offset, 1);
      case KEEP_LAST:
        if (delete) {
          return 0;
        }
        if (record.isBlock()) {
          int n = block().count();
          long want = policy.bound() - values;
          skip = Math.max(0, n - want);
          return add(offset, n - skip);
        }
        return add(offset, 1);
      case KEEP_SINCE:
        return keepSince(offset, delete);
    }
    throw new AssertionError(policy);
  }

  private long keepSince(long offset, boolean delete) {
    long since = policy.bound();
    if (!record.isBlock()) {
      boolean isBase = g.timestampOf(record) < since;
      // A delete from before is the state of having nothing, which needs no record.
      return isBase && delete ? 0 : add(offset, 1);
    }
    Block b = block();
    if (b.firstTimestamp() < since) {
      long[] t = new long[b.count()];
      b.timestamps(t, 0);
      int first = t.length - 1;
      while (first > 0 && t[first] >= since) {
        first--;
      }
      skip = first;
    }
    return add(offset, b.count() - skip);
  }

  private long add(long offset, long values) {
    chain.add(offset);
    isEmpty = false;
    return values;
  }

  private boolean wantsMore(long values) {
    switch (policy.kind()) {
      case KEEP_ALL:
        return true;
      case LATEST_ONLY:
        return false;
      case KEEP_LAST:
        return values < policy.bound();
      case KEEP_SINCE:
        return record.isBlock()
            ? skip == 0 && block().firstTimestamp() >= policy.bound()
            : g.timestampOf(record) >= policy.bound();
    }
    throw new AssertionError(policy);
  }

  private Block block() {
    try {
      return Block.parse(record.value(), record.extraAt(), record.extraLength());
    } catch (IllegalArgumentException e) {
      throw g.corrupt(record.offset(), String.valueOf(e.getMessage()), record.key());
    }
  }

  Generation generation() {
    return g;
  }

  boolean isEmpty() {
    return isEmpty;
  }

  /** Hands out what is kept, oldest first. */
  void emit(byte[] key, Sink sink) {
    run.clear();
    double sum = 0;
    boolean hasSum = false;
    for (long i = chain.size() - 1; i >= 0; i--) {
      long offset = chain.get(i);
      g.load(record, offset, key);
      if (record.isBlock()) {
        addBlock(key, i == chain.size() - 1 ? (int) skip : 0, sink);
        continue;
      }
      int tag = record.atomTag();
      if (record.isTombstone() || (tag != AtomFormat.TAG_FLOAT && tag != AtomFormat.TAG_INT)) {
        flush(key, sink);
        sink.record(key, record, g.timestampOf(record));
        continue;
      }
      boolean isFloat = tag == AtomFormat.TAG_FLOAT;
      long bits = record.scalarBits();
      if (isFloat) {
        double v = Double.longBitsToDouble(bits);
        if (record.has(RecordFormat.DELTA)) {
          if (!hasSum) {
            v = resolved(key, offset);
          } else {
            v = sum + v;
          }
          bits = Double.doubleToRawLongBits(v);
        }
        sum = v;
        hasSum = true;
      }
      addNumber(key, isFloat, bits, sink);
    }
    flush(key, sink);
  }

  /** A difference whose base is older than what is kept. */
  private double resolved(byte[] key, long offset) {
    HistoryWalk w = new HistoryWalk(g, key, KeyDirectory.with(0, offset, false), Long.MAX_VALUE);
    w.next();
    return Double.longBitsToDouble(w.scalarBits());
  }

  private void addNumber(byte[] key, boolean isFloat, long bits, Sink sink) {
    boolean hasStep = record.hasStep();
    boolean hasTime = record.hasTime();
    if (run.isFull() || !run.takes(isFloat, hasStep, hasTime)) {
      flush(key, sink);
    }
    run.add(
        g.timestampOf(record),
        isFloat,
        bits,
        hasStep,
        hasStep ? record.step() : 0,
        hasTime,
        hasTime ? record.time() : 0);
  }

  private void addBlock(byte[] key, int from, Sink sink) {
    Block b = block();
    int at = from;
    while (at < b.count()) {
      if (run.isFull() || !run.takes(b.isFloat(), b.hasSteps(), b.hasTimes())) {
        flush(key, sink);
      }
      at += run.add(b, at);
    }
  }

  private void flush(byte[] key, Sink sink) {
    if (run.count() > 0) {
      sink.run(key, run);
      run.clear();
    }
  }

  boolean packs(NumberRun r) {
    return pack && r.count() >= LogUpdater.MIN_PACKED;
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.log;

import ai.synadb.internal.format.BlockCodec;
import ai.synadb.internal.format.Payload;
import ai.synadb.internal.format.RecordFormat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The records of one batch while they are being encoded: each follows the newest record of its key,
 * which may be in the batch itself.
 *
 * <p>Thread safety: confined to one thread, which holds the writer's lock.
 */
@SuppressWarnings("GuardedBy") // see above
final class BatchRun {
  private final LogWriter writer;
  private final Generation g;
  private final KeyDirectory directory;
  private final long timestamp;
  private final LogUpdater.Style style;
  private final List<LogUpdater.Operation> operations;
  private final long[] keyHashes;
  private final long[] slots; // of the operations' keys, before the batch
  private final boolean isSingleRun;
  private long first;
  private int flags = RecordFormat.BATCHED;
  private int count;

  // One entry per change of the directory.
  private byte[][] keys;
  private long[] hashes;
  private long[] previous; // what the directory leads to before: 1 + offset, or 0
  private long[] offsets;
  private byte[] tags; // -1 for a delete
  private int entries;
  private int[] table; // hash table over the entries: the latest entry of each key
  private long padsAndRecords;

  /** Looks all keys up, which may find damage, before anything is encoded. */
  BatchRun(
      LogWriter writer,
      Generation g,
      long timestamp,
      LogUpdater.Style style,
      List<LogUpdater.Operation> operations) {
    this.writer = writer;
    this.g = g;
    this.directory = g.directory();
    this.timestamp = timestamp;
    this.style = style;
    this.operations = operations;
    this.isSingleRun = operations.size() == 1;
    keyHashes = new long[operations.size()];
    slots = new long[operations.size()];
    for (int i = 0; i < slots.length; i++) {
      keyHashes[i] = directory.hash(operations.get(i).key);
    }
    for (int i = 0; i < slots.length; i++) {
      slots[i] = directory.find(operations.get(i).key, keyHashes[i], g);
    }
    int n = Math.max(8, operations.size());
    keys = new byte[n][];
    hashes = new long[n];
    previous = new long[n];
    offsets = new long[n];
    tags = new byte[n];
    table = new int[Integer.highestOneBit(n) * 4];
  }

  /** The records encoded so far, without padding. */
  int count() {
    return count;
  }

  /** Encodes all records. */
  void encode() {
    first = writer.position();
    padsAndRecords = writer.recordsInOrder();
    for (int i = 0; i < slots.length; i++) {
      add(i);
    }
  }

  private void add(int i) {
    LogUpdater.Operation op = operations.get(i);
    LogUpdater.Numbers numbers = op.numbers;
    if (numbers != null) {
      addNumbers(i, op.key, numbers);
      return;
    }
    long hash = keyHashes[i];
    long link = linkOf(i, op.key);
    if (op.isDelete) {
      if (link != 0 && !isDeletedNow(i, op.key)) {
        record(op.key, hash, link, link, RecordFormat.TOMBSTONE, op.value, op.extra, -1);
      }
      return;
    }
    if (LogUpdater.isAligned(op.value, style)) {
      writer.align(LogUpdater.beforePayload(op.key), flags, timestamp);
    }
    record(op.key, hash, link, link, 0, op.value, op.extra, op.value.tag());
  }

  private void record(
      byte[] key,
      long hash,
      long link,
      long directoryBefore,
      int more,
      Payload value,
      byte[] extra,
      int tag) {
    long offset =
        writer.put(
            key,
            RecordFormat.CHAINED | flags | more,
            timestamp,
            value,
            extra,
            link,
            style.compress() && tag >= 0);
    count++;
    note(key, hash, directoryBefore, offset, tag);
  }

  private void addNumbers(int op, byte[] key, LogUpdater.Numbers numbers) {
    long hash = keyHashes[op];
    int n = numbers.count;
    if (n == 0) {
      return;
    }
    if (!style.pack() || n < LogUpdater.MIN_PACKED) {
      for (int i = 0; i < n; i++) {
        long link = linkOf(op, key);
        Payload v = numbers.value(i);
        record(key, hash, link, link, 0, v, numbers.extension(i), v.tag());
      }
      return;
    }
    // A run that is one BLOCK and its record needs no commit: the record is that.
    if (isSingleRun && n <= BlockCodec.MAX_COUNT + 1) {
      flags = 0;
    }
    for (int from = 0; from < n; ) {
      int packed = Math.min(n - from - 1, BlockCodec.MAX_COUNT);
      long link = linkOf(op, key);
      long closing = link;
      if (packed > 0) {
        long block =
            writer.put(
                key,
                RecordFormat.CHAINED | RecordFormat.TOMBSTONE | RecordFormat.BLOCK | flags,
                timestamp,
                Payload.NULL,
                numbers.pack(timestamp, from, from + packed),
                link,
                false);
        count++;
        closing = block + 1;
      }
      int last = from + packed;
      Payload v = numbers.value(last);
      record(key, hash, closing, link, 0, v, numbers.extension(last), v.tag());
      from = last + 1;
    }
  }

  /** 1 + the offset of the key's newest record, in this batch or before it. */
  private long linkOf(int op, byte[] key) {
    int e = find(key, keyHashes[op]);
    if (e >= 0) {
      return offsets[e] + 1;
    }
    return slots[op] == 0 ? 0 : KeyDirectory.offsetOf(slots[op]) + 1;
  }

  private boolean isDeletedNow(int op, byte[] key) {
    int e = find(key, keyHashes[op]);
    return e >= 0 ? tags[e] < 0 : KeyDirectory.isDeleted(slots[op]);
  }

  private int find(byte[] key, long hash) {
    int mask = table.length - 1;
    for (int i = (int) hash & mask; table[i] != 0; i = (i + 1) & mask) {
      int e = table[i] - 1;
      if (hashes[e] == hash && Arrays.equals(keys[e], key)) {
        return e;
      }
    }
    return -1;
  }

  private void note(byte[] key, long hash, long before, long offset, int tag) {
    if (entries == keys.length) {
      int n = entries * 2;
      keys = Arrays.copyOf(keys, n);
      hashes = Arrays.copyOf(hashes, n);
      previous = Arrays.copyOf(previous, n);
      offsets = Arrays.copyOf(offsets, n);
      tags = Arrays.copyOf(tags, n);
    }
    keys[entries] = key;
    hashes[entries] = hash;
    previous[entries] = before;
    offsets[entries] = offset;
    tags[entries] = (byte) tag;
    entries++;
    if (entries * 2 > table.length) {
      table = new int[table.length * 4];
      for (int e = 0; e < entries; e++) {
        index(e);
      }
    } else {
      index(entries - 1);
    }
  }

  private void index(int e) {
    int mask = table.length - 1;
    int i = (int) hashes[e] & mask;
    while (table[i] != 0
        && !(hashes[table[i] - 1] == hashes[e] && Arrays.equals(keys[table[i] - 1], keys[e]))) {
      i = (i + 1) & mask;
    }
    table[i] = e + 1;
  }

  /** Lets the batch count. */
  void commit() {
    if (flags == RecordFormat.BATCHED) {
      int all = (int) (writer.recordsInOrder() - padsAndRecords);
      byte[] payload = new byte[12];
      RecordFormat.putInt(payload, 0, all);
      RecordFormat.putLong(payload, 4, first);
      writer.putHidden(RecordFormat.commitKey(), 0, timestamp, payload);
    }
    g.setEnd(writer.position());
    for (int e = 0; e < entries; e++) {
      LogUpdater.lead(g, hashes[e], previous[e], offsets[e], tags[e] < 0);
      g.noteTime(offsets[e], timestamp);
    }
  }

  /** What a commit listener is told. */
  List<LogUpdater.Committed> committed() {
    List<LogUpdater.Committed> all = new ArrayList<>(entries);
    for (int e = 0; e < entries; e++) {
      all.add(
          new LogUpdater.Committed(
              keys[e], Math.max(0, tags[e]), tags[e] < 0, g.generationNumber(), offsets[e]));
    }
    return all;
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.log;

import ai.synadb.error.FormatTooNewException;
import ai.synadb.error.SynaIOException;
import ai.synadb.internal.format.FormatRecord;
import ai.synadb.internal.format.RecordBuffer;
import ai.synadb.internal.format.RecordFormat;
import ai.synadb.internal.format.SyncRecord;
import ai.synadb.internal.io.StorageFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a log from an offset to its end and brings a {@link Generation} up to date: recovery at
 * open, and how a reader follows a writer.
 *
 * <p><b>What counts.</b> A record counts when it is intact. One of a batch counts when the batch's
 * commit stands directly behind the batch; a BLOCK counts when the ordinary record that closes its
 * run stands directly behind it. A batch without commit, or a BLOCK without its record, is dead: at
 * the end of the log it is cut by the next writer, in its middle (somebody else appended behind it)
 * it is skipped.
 *
 * <p><b>A bad record</b> is one of four things, told apart by what stands behind it:
 *
 * <ol>
 *   <li>Nothing valid, and it lies beyond the end that is known to be durable: a torn write. The
 *       log ends before it.
 *   <li>Records of ours that were written and not yet synced with it: the machine stopped, and the
 *       disk had kept the later sectors but not the earlier. Again the log ends before the bad one.
 *       They are told from (4) by the sync records among them: none says that the log was durable
 *       beyond the bad record.
 *   <li>Records of somebody who appends behind a torn tail without cutting it, as the original
 *       does. The bad record's length may swallow them. The log goes on with the first of them;
 *       what lies between is skipped.
 *   <li>Otherwise damage to what was safely on the disk: {@link
 *       ai.synadb.error.CorruptRecordException}, or, in salvage, a listed problem and on with the
 *       next record.
 * </ol>
 *
 * <p>Thread safety: confined to one thread, which must be the one that may change the generation.
 */
final class LogScanner implements KeyDirectory.KeySource {
  /** How a bad record is met. */
  enum Mode {
    /** As described above. */
    RECOVER,
    /** Stops before the first bad record: it may be on its way. */
    FOLLOW,
    /** Never throws for damage, lists it. */
    SALVAGE
  }

  private static final int MAX_SWALLOWED = 64;
  private static final int PIECE = 1 << 18;

  /** Records up to this are parsed in the scan's own buffer, larger ones checked piece by piece. */
  private static final int MAX_BUFFERED = RecordBuffer.MAX_COMPRESSED_RAW + (1 << 17);

  private final Generation g;
  private final StorageFile file;
  private final Mode mode;
  private final long limit;
  private final long durable;
  private final RecordBuffer record = new RecordBuffer();
  private final List<FileProblem> problems = new ArrayList<>();
  private final LongConsumer progress;

  private byte[] buffer;
  private long bufferAt;
  private int bufferLength;

  private final PendingRun pending = new PendingRun();
  private long settled; // everything before it counts or is skipped
  private long durableSeen; // the largest end that a sync record speaks of
  private long records;
  private long reservedFlagAt = -1;
  private String reason = ""; // why an intact record cannot stand where it does
  private @Nullable Resync resync;
  private Map<Long, Long> skips = Map.of();
  private long uncheckedAt = -1; // the last record without a checksum
  private long uncheckedEnd = -1;

  // Plain records wait here for the directory: see applyQueue.
  private static final int PLAIN = RecordFormat.CHECKED | RecordFormat.CHAINED;
  private static final int QUEUE = 128;
  private final long[] queueOffset = new long[QUEUE];
  private final long[] queueHash = new long[QUEUE];
  private final long[] queuePrevious = new long[QUEUE];
  private final long[] queueTime = new long[QUEUE];
  private final boolean[] queueDeleted = new boolean[QUEUE];
  private int queued;
  private static final long MIN_FORESIGHT = 4 << 20;
  private final long start;
  private final long startKeys;
  private long nextForesight = MIN_FORESIGHT;
  private boolean hasForeseen;
  private long queueEnd;
  private long brokenAt = -1;

  @SuppressWarnings("UnusedVariable") // keeps the loads of applyQueue from being removed
  private long sink;

  /**
   * A scan of {@code [g.end(), limit)}.
   *
   * @param durable up to where the log is known to have been durable
   */
  LogScanner(Generation g, Mode mode, long limit, long durable, LongConsumer progress) {
    this.g = g;
    this.file = g.file();
    this.mode = mode;
    this.limit = limit;
    this.durable = durable;
    this.progress = progress;
    this.start = g.end();
    this.startKeys = g.directory().keys();
    this.buffer =
        new byte[RecordBuffer.HEADROOM + (int) Math.min(PIECE, Math.max(64, limit - g.end()))];
  }

  /** Places where torn records begin, and where to go on behind each. */
  void setSkips(Map<Long, Long> skips) {
    this.skips = skips;
  }

  List<FileProblem> problems() {
    return problems;
  }

  long records() {
    return records;
  }

  /** How far sync records say that the log was durable. */
  long durableSeen() {
    return Math.min(durableSeen, settled);
  }

  /** Where the first record with the reserved flag bit is, or -1. */
  long reservedFlagAt() {
    return reservedFlagAt;
  }

  /**
   * Scans, and sets the generation's end behind the last record that counts.
   *
   * @return the number of bytes behind that end which belong to nothing
   */
  long scan() {
    long at = g.end();
    settled = at;
    while (at < limit) {
      Long swallowed = skips.get(at);
      if (swallowed != null) {
        applyQueue();
        g.skips.add(at, swallowed);
        at = skip(at, swallowed, "a torn record that swallowed later ones");
        continue;
      }
      int code = parseAt(at);
      if (code == RecordBuffer.OK) {
        long next = at + record.length();
        if (accept(at, next)) {
          at = next;
          continue;
        }
      }
      applyQueue();
      if (brokenAt >= 0) {
        at = brokenAt;
        brokenAt = -1;
      }
      if (mode != Mode.FOLLOW && at == uncheckedEnd) {
        requireNotTorn(at);
      }
      if (mode == Mode.FOLLOW) {
        if (at < Math.max(durable, durableSeen)) {
          throw g.corrupt(at, reason.isEmpty() ? record.damage() : reason, null);
        }
        break;
      }
      long next = afterBad(at);
      if (next < 0) {
        break;
      }
      at = next;
    }
    if (!applyQueue()) {
      throw g.corrupt(brokenAt, reason, null);
    }
    if (mode == Mode.SALVAGE && settled < limit) {
      problems.add(new FileProblem(settled, limit - settled, "an incomplete tail"));
    }
    if (mode == Mode.RECOVER && settled < Math.max(durable, durableSeen)) {
      throw g.corrupt(
          settled,
          "the log ends here but was durable up to 0x"
              + Long.toHexString(Math.max(durable, durableSeen))
              + " (if an older copy was put here on purpose, delete its .ckpt and .lock files)",
          null);
    }
    if (hasForeseen) {
      g.directory().trim();
    }
    g.setEnd(settled);
    return limit - settled;
  }

  // ---- reading

  private int parseAt(long at) {
    long available = limit - at;
    if (available < RecordFormat.HEADER_BYTES) {
      return record.parse(buffer, 0, available, at, 0);
    }
    int index = require(at, RecordFormat.HEADER_BYTES);
    long length = RecordBuffer.lengthAt(buffer, index);
    if (length <= bufferAt + bufferLength - at) {
      return record.parse(buffer, index, available, at, g.binding(at));
    }
    int keyLength = RecordFormat.getUnsignedShort(buffer, index + RecordFormat.KEY_LENGTH_AT);
    int stored = RecordFormat.getInt(buffer, index + RecordFormat.VALUE_LENGTH_AT);
    int flags = buffer[index + RecordFormat.FLAGS_AT];
    if (length <= available && RecordBuffer.headerDamage(keyLength, stored, flags & 0xff) == null) {
      if (length > MAX_BUFFERED) {
        return LargeRecord.check(record, this::read, at, limit, g.binding(at));
      }
      index = require(at, (int) length);
    }
    return record.parse(buffer, index, available, at, g.binding(at));
  }

  /**
   * Makes {@code length} bytes from {@code at} on available in the buffer; returns where they
   * begin.
   */
  private int require(long at, int length) {
    if (at >= bufferAt && at + length <= bufferAt + bufferLength) {
      return RecordBuffer.HEADROOM + (int) (at - bufferAt);
    }
    if (buffer.length - RecordBuffer.HEADROOM < length) {
      int size = Math.max(length, Math.min(MAX_BUFFERED, buffer.length * 4));
      buffer = new byte[RecordBuffer.HEADROOM + size];
    }
    foresee();
    // What was scanned is valid: mapping it makes comparing keys with it cheap.
    if (mode != Mode.FOLLOW && g.mappingIsDue(settled)) {
      g.extendMapping(settled);
      progress.accept(settled);
    }
    int n = (int) Math.min(buffer.length - RecordBuffer.HEADROOM, limit - at);
    read(at, buffer, RecordBuffer.HEADROOM, n);
    bufferAt = at;
    bufferLength = n;
    return RecordBuffer.HEADROOM;
  }

  /** Makes room in the directory for the keys that are to come, if it goes on as it did. */
  private void foresee() {
    long scanned = settled - start;
    if (scanned < nextForesight || mode == Mode.FOLLOW) {
      return;
    }
    nextForesight = Math.max(MIN_FORESIGHT, scanned * 2);
    long keys = g.directory().keys();
    double more = (double) (keys - startKeys) / scanned * (limit - settled);
    g.directory().reserve(keys + (long) Math.min(more, 7.0 * keys));
    hasForeseen = true;
  }

  /** Lets readers, if there are any, load what the directory is about to lead to. */
  private void publish(long end) {
    if (mode == Mode.FOLLOW) {
      g.setEnd(end);
    }
  }

  // ---- the queue

  private boolean enqueue(long at, long next) {
    RecordBuffer r = record;
    int i = queued++;
    queueOffset[i] = at;
    queueHash[i] = g.directory().hash(r.keyArray(), r.keyAt(), r.keyLength());
    queuePrevious[i] = r.previous();
    queueTime[i] = r.timestamp();
    queueDeleted[i] = r.isTombstone();
    queueEnd = next;
    records++;
    return queued < QUEUE || applyQueue();
  }

  /** Brings the directory up to date; false if a link leads nowhere, at {@link #brokenAt}. */
  private boolean applyQueue() {
    int n = queued;
    if (n == 0) {
      return true;
    }
    queued = 0;
    publish(queueEnd);
    KeyDirectory directory = g.directory();
    // Independent loads first: the processor waits for many of them at once.
    long touched = 0;
    for (int i = 0; i < n; i++) {
      touched += directory.touch(queueHash[i]);
    }
    sink = touched;
    for (int i = 0; i < n; i++) {
      if (!g.applyChained(queueHash[i], queueOffset[i], queuePrevious[i], queueDeleted[i])) {
        reason = "its link leads to no record of its key";
        brokenAt = queueOffset[i];
        settled = brokenAt;
        records -= n - i;
        return false;
      }
      g.noteTime(queueOffset[i], queueTime[i]);
    }
    settled = queueEnd;
    return true;
  }

  private void read(long at, byte[] target, int to, int length) {
    try {
      if (file.read(at, target, to, length) < length) {
        throw new SynaIOException(g.path() + " became shorter while it was read", null, g.path());
      }
    } catch (IOException e) {
      throw new SynaIOException("Reading " + g.path() + " failed", e, g.path());
    }
  }

  @Override
  public boolean keyEquals(long offset, byte[] key) {
    long keyAt = offset + RecordFormat.HEADER_BYTES;
    if (offset >= bufferAt && keyAt + key.length <= bufferAt + bufferLength) {
      int i = RecordBuffer.HEADROOM + (int) (keyAt - bufferAt);
      int lengthAt = i - RecordFormat.HEADER_BYTES + RecordFormat.KEY_LENGTH_AT;
      return RecordFormat.getUnsignedShort(buffer, lengthAt) == key.length
          && Arrays.equals(buffer, i, i + key.length, key, 0, key.length);
    }
    return g.keyEquals(offset, key);
  }

  @Override
  public byte[] keyAt(long offset) {
    byte[] head = new byte[RecordFormat.HEADER_BYTES];
    read(offset, head, 0, head.length);
    byte[] key = new byte[RecordFormat.getUnsignedShort(head, RecordFormat.KEY_LENGTH_AT)];
    read(offset + head.length, key, 0, key.length);
    return key;
  }

  @Override
  public RuntimeException damagedKey(long offset) {
    return g.damagedKey(offset);
  }

  // ---- what counts

  /** Takes an intact record; false if it is one that cannot stand here. */
  private boolean accept(long at, long next) {
    if (mode == Mode.SALVAGE) {
      return acceptAlone(at, next);
    }
    RecordBuffer r = record;
    if ((r.flags() & ~(RecordFormat.COMPRESSED | RecordFormat.TOMBSTONE)) == PLAIN
        && pending.isEmpty()
        && !r.isReserved()
        && r.timestamp() >= 0
        && r.timestamp() <= LogClock.MAX_TIMESTAMP) {
      return enqueue(at, next);
    }
    if (!applyQueue()) {
      return false;
    }
    boolean checked = r.has(RecordFormat.CHECKED);
    if (checked && (r.timestamp() < 0 || r.timestamp() > LogClock.MAX_TIMESTAMP)) {
      reason = "its time is " + r.timestamp();
      return false;
    }
    if (r.has(RecordFormat.RESERVED) && checked && reservedFlagAt < 0) {
      reservedFlagAt = at;
    }
    if (r.has(RecordFormat.BATCHED)) {
      if (pending.isBlockOnly()) {
        dropPending();
      }
      if (pending.isEmpty()) {
        pending.beginBatch(at);
      }
      addPending(at);
      records++;
      return true;
    }
    if (r.isReserved()) {
      return acceptReserved(at, next, checked);
    }
    if (r.isBlock()) {
      dropPending();
      pending.beginBlock(at);
      addPending(at);
      records++;
      return true;
    }
    if (!pending.isEmpty()) {
      if (pending.isBlockOnly() && closesBlock(r)) {
        addPending(at);
        if (!applyPending(next)) {
          return false;
        }
        records++;
        settled = next;
        return true;
      }
      dropPending();
    }
    publish(next);
    if (!apply(at)) {
      return false;
    }
    records++;
    settled = next;
    return true;
  }

  /** In salvage every intact record counts for itself: what it belonged to may be damaged. */
  private boolean acceptAlone(long at, long next) {
    if (record.isReserved()) {
      return acceptReserved(at, next, record.has(RecordFormat.CHECKED));
    }
    apply(at);
    records++;
    settled = next;
    return true;
  }

  private boolean acceptReserved(long at, long next, boolean checked) {
    RecordBuffer r = record;
    if (checked && r.isKey(RecordFormat.commitKey())) {
      int count = r.extraLength() >= 12 ? RecordFormat.getInt(r.value(), r.extraAt()) : -1;
      long first = count < 0 ? -1 : RecordFormat.getLong(r.value(), r.extraAt() + 4);
      if (pending.isBatch() && pending.count() == count && pending.first() == first) {
        g.noteTime(at, r.timestamp());
        if (!applyPending(next)) {
          return false;
        }
      } else {
        dropPending();
      }
    } else {
      dropPending();
      if (checked && r.isKey(RecordFormat.formatKey())) {
        acceptFormat(at);
      } else if (checked && r.isKey(RecordFormat.syncKey())) {
        if (r.extraLength() >= SyncRecord.BYTES) {
          durableSeen =
              Math.max(durableSeen, SyncRecord.decode(r.value(), r.extraAt()).durableEnd());
        }
      } else if (!r.isKey(RecordFormat.padKey())) {
        g.applyReserved(r.key(), at, this);
      }
      noteTime(at, r);
    }
    records++;
    settled = next;
    return true;
  }

  private void acceptFormat(long at) {
    FormatRecord f;
    try {
      f = FormatRecord.decode(record.value(), record.extraAt(), record.extraLength());
    } catch (IllegalArgumentException e) {
      if (mode == Mode.SALVAGE) {
        problems.add(new FileProblem(at, record.length(), "a format record that cannot be"));
        return;
      }
      throw g.corrupt(at, "it is a format record that cannot be: " + e.getMessage(), null);
    }
    if (f.version() > RecordFormat.VERSION) {
      throw new FormatTooNewException(
          g.path().getFileName()
              + " is of format version "
              + f.version()
              + "; this library knows versions up to "
              + RecordFormat.VERSION,
          g.path(),
          at,
          null);
    }
    for (String feature : f.features()) {
      if (!FormatRecord.FEATURES.contains(feature)) {
        throw new FormatTooNewException(
            g.path().getFileName()
                + " uses the feature '"
                + feature
                + "', which this library does not know",
            g.path(),
            at,
            null);
      }
    }
    g.bind(at, f);
  }

  private void addPending(long at) {
    RecordBuffer r = record;
    boolean user = !r.isReserved();
    long hash = user ? g.directory().hash(r.keyArray(), r.keyAt(), r.keyLength()) : 0;
    pending.add(at, hash, user ? r.previous() : -1, r.timestamp(), r.flags(), user);
  }

  /** Whether this ordinary record closes the run whose BLOCK is pending. */
  private boolean closesBlock(RecordBuffer r) {
    return !r.isTombstone()
        && r.has(RecordFormat.CHAINED)
        && r.previous() == pending.lastOffset() + 1;
  }

  private boolean apply(long at) {
    RecordBuffer r = record;
    if (!r.has(RecordFormat.CHECKED)) {
      uncheckedAt = at;
      uncheckedEnd = at + r.length();
    }
    if (mode == Mode.SALVAGE) {
      noteTime(at, r);
      g.applyUnchained(r.key(), at, r.isTombstone() && !r.isBlock(), this);
      return true;
    }
    if (r.has(RecordFormat.CHAINED)) {
      long hash = g.directory().hash(r.keyArray(), r.keyAt(), r.keyLength());
      if (!g.applyChained(hash, at, r.previous(), r.isTombstone())) {
        reason = "its link leads to no record of its key";
        return false;
      }
      g.noteTime(at, r.timestamp());
    } else {
      noteTime(at, r);
      g.applyUnchained(r.key(), at, r.isTombstone(), this);
    }
    return true;
  }

  /** Foreign times may run backwards or be nonsense; those count as the latest time before them. */
  private void noteTime(long at, RecordBuffer r) {
    long t = r.timestamp();
    if (!r.has(RecordFormat.CHECKED)) {
      boolean plausible = t >= 0 && t <= RecordFormat.PLAUSIBLE_TIME_MAX;
      long counts = plausible ? Math.max(t, g.lastTimestamp()) : g.lastTimestamp();
      if (counts != t) {
        g.times.add(at, counts);
      }
      t = counts;
    }
    g.noteTime(at, t);
  }

  private boolean applyPending(long next) {
    publish(next);
    PendingRun p = pending;
    long touched = 0;
    for (int i = 0; i < p.count(); i++) {
      touched += g.directory().touch(p.hash(i));
    }
    sink = touched;
    long blockPrevious = -1;
    for (int i = 0; i < p.count(); i++) {
      if (!p.isUser(i)) {
        continue;
      }
      long offset = p.offset(i);
      long previous = p.previous(i);
      if (p.isBlock(i)) {
        blockPrevious = previous;
        continue;
      }
      if (blockPrevious >= 0 && previous == p.offset(i - 1) + 1) {
        previous = blockPrevious;
      }
      blockPrevious = -1;
      if (!g.applyChained(p.hash(i), offset, previous, p.isDelete(i))) {
        pending.clear();
        reason = "the link of one of its records leads to no record of its key";
        return false;
      }
      g.noteTime(offset, p.timestamp(i));
    }
    pending.clear();
    return true;
  }

  /** A batch without commit, or a BLOCK without its record, in the middle of the log: dead. */
  private void dropPending() {
    if (!pending.isEmpty()) {
      problems.add(
          new FileProblem(
              pending.first(),
              record.offset() - pending.first(),
              pending.isBatch()
                  ? "an uncommitted batch of " + pending.count() + " records"
                  : "a packed history without the record that closes it"));
      g.addSkippedBytes(record.offset() - pending.first());
      pending.clear();
    }
  }

  // ---- what does not

  /**
   * Decides about the bad record at {@code at}; returns where to go on, or -1 if the log ends
   * before it.
   */
  private long afterBad(long at) {
    String damage = reason.isEmpty() ? record.damage() : reason;
    reason = "";
    Resync s = resync();
    Resync.Candidate next = s.find(at, g.binding(at), floor());
    if (mode == Mode.SALVAGE) {
      return next == null ? -1 : skip(at, next.offset(), damage);
    }
    long known = Math.max(durable, durableSeen);
    if (next == null) {
      if (at < known) {
        throw g.corrupt(at, damage + ", and the log was durable up to " + known, null);
      }
      return -1;
    }
    if (!next.isOurs()) {
      return skip(at, next.offset(), damage);
    }
    if (at < known) {
      throw g.corrupt(at, damage, null);
    }
    Resync.Evidence evidence = s.evidence(at, next.offset(), g.binding(at), floor());
    if (evidence.durable() > at) {
      throw g.corrupt(at, damage, null);
    }
    if (evidence.foreignAt() >= 0) {
      return skip(at, next.offset(), damage);
    }
    return -1;
  }

  /**
   * The last record was sound as far as one without a checksum can be: it may be torn all the same.
   */
  private void requireNotTorn(long at) {
    if (skips.size() >= MAX_SWALLOWED) {
      return; // each costs a scan; a file made to have many does not get them
    }
    long first = resync().findSwallowed(uncheckedAt, at, g.binding(at));
    if (first >= 0) {
      throw new Swallowed(uncheckedAt, first);
    }
  }

  /** A record that was taken is torn: the scan has to begin again, with this place in its list. */
  static final class Swallowed extends RuntimeException {
    private static final long serialVersionUID = 1L;
    final long torn;
    final long first;

    Swallowed(long torn, long first) {
      super("a torn record at " + torn, null, false, false);
      this.torn = torn;
      this.first = first;
    }
  }

  private Resync resync() {
    Resync s = resync;
    if (s == null) {
      s = new Resync(this::read, limit);
      resync = s;
    }
    return s;
  }

  /**
   * In a log of ours no foreign record is older than what stands before it: an older one is inside
   * a value.
   */
  private long floor() {
    return g.format() == null ? Long.MIN_VALUE : g.lastTimestamp();
  }

  private long skip(long from, long to, String why) {
    dropPendingBefore(from);
    problems.add(new FileProblem(from, to - from, "bytes that are no record: " + why));
    g.addSkippedBytes(to - from);
    settled = to;
    return to;
  }

  private void dropPendingBefore(long at) {
    if (!pending.isEmpty()) {
      problems.add(new FileProblem(pending.first(), at - pending.first(), "an uncommitted run"));
      g.addSkippedBytes(at - pending.first());
      pending.clear();
    }
  }
}

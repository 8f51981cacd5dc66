/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.log;

import ai.synadb.error.FormatTooNewException;
import ai.synadb.internal.format.FormatRecord;
import ai.synadb.internal.format.RecordBuffer;
import ai.synadb.internal.format.RecordFormat;
import ai.synadb.internal.format.SyncRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
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
  private static final String BROKEN_LINK = "its link leads to no record of its key";

  /** Records whose slots in the directory are asked for before the first of them is used. */
  private static final int TOGETHER = 32;

  /** So much log is worth a second thread, ... */
  private static final long MIN_AHEAD_BYTES = 8 << 20;

  /** ... once so many records did not have to be looked at whole. */
  private static final int MIN_AHEAD_RECORDS = 8 * FrameRun.CAPACITY;

  private static final long MIN_FORESIGHT = 2 << 20;

  /** Bytes of the largest heap for each key that is foreseen boldly: a sixteenth of it at most. */
  private static final double MIN_HEAP_PER_FORESEEN_KEY = 16 * 11;

  private final Generation g;
  private final Mode mode;
  private final long limit;
  private final long durable;
  private boolean mayReadAhead;
  private final FrameReader reader;
  private final RecordBuffer record; // the reader's
  private final FrameRun run = new FrameRun();
  private final List<FileProblem> problems = new ArrayList<>();

  private final PendingRun pending = new PendingRun();
  private long settled; // everything before it counts or is skipped
  private long durableSeen; // the largest end that a sync record speaks of
  private long records;
  private long reservedFlagAt = -1;
  private String reason = ""; // why an intact record cannot stand where it does
  private @Nullable Resync resync;
  private NavigableMap<Long, Long> skips = new TreeMap<>();
  private long uncheckedAt = -1; // the last record without a checksum
  private long uncheckedEnd = -1;
  private long described; // records since the last that was looked at whole

  private final long start;
  private final long startKeys;
  private long nextForesight = MIN_FORESIGHT;
  private LongConsumer progress = settledTo -> {};
  private long toldAt;
  private boolean hasForeseen;

  @SuppressWarnings("UnusedVariable") // keeps the loads of touch from being removed
  private long sink;

  /**
   * A scan of {@code [g.end(), limit)}.
   *
   * @param durable up to where the log is known to have been durable
   * @param mayReadAhead whether a second thread may help
   */
  LogScanner(Generation g, Mode mode, long limit, long durable, boolean mayReadAhead) {
    this.g = g;
    this.mode = mode;
    this.limit = limit;
    this.durable = durable;
    this.mayReadAhead = mayReadAhead && mode != Mode.SALVAGE;
    this.start = g.end();
    this.toldAt = start;
    this.startKeys = g.directory().keys();
    this.reader = new FrameReader(g, start, limit);
    this.record = reader.record();
  }

  /** Places where torn records begin, and where to go on behind each. */
  void setSkips(Map<Long, Long> skips) {
    this.skips = new TreeMap<>(skips);
  }

  /** Who hears, about every MiB, up to where the log is scanned. */
  void setProgress(LongConsumer progress) {
    this.progress = progress;
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
        g.skips.add(at, swallowed);
        at = skip(at, swallowed, "a torn record that swallowed later ones");
        continue;
      }
      lookUp();
      if (mode != Mode.SALVAGE) {
        Long skip = skips.higherKey(at);
        long to = skip == null ? limit : skip;
        at = takeDescribed(at, to);
        if (at == to && reason.isEmpty()) {
          continue;
        }
      }
      if (reason.isEmpty()) {
        described = 0;
        if (reader.examine(at) == RecordBuffer.OK) {
          long next = at + record.length();
          if (accept(at, next)) {
            at = next;
            continue;
          }
        }
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

  // ---- records that need no second look

  /** Takes records until there is one that has to be looked at whole; returns where that is. */
  private long takeDescribed(long from, long to) {
    long at = from;
    while (true) {
      if (mayReadAhead && described >= MIN_AHEAD_RECORDS && to - at >= MIN_AHEAD_BYTES) {
        return takeAhead(at, to);
      }
      reader.fill(run, at, to);
      at = takeAll(run, at);
      if (run.isLast() || !reason.isEmpty()) {
        return at;
      }
    }
  }

  private long takeAhead(long from, long to) {
    FramesAhead started;
    try {
      started = new FramesAhead(new FrameReader(g, from, limit), from, to);
    } catch (OutOfMemoryError e) { // no thread is to be had: it goes without
      mayReadAhead = false;
      return from;
    }
    long at = from;
    try (FramesAhead ahead = started) {
      while (true) {
        FrameRun next = ahead.take();
        at = takeAll(next, at);
        if (next.isLast() || !reason.isEmpty()) {
          return at;
        }
      }
    }
  }

  /** Takes a run; returns where it ends, or where the first stands that cannot stand there. */
  private long takeAll(FrameRun f, long at) {
    lookUp();
    int n = f.count();
    if (n == 0) {
      return at;
    }
    boolean allPlain = mode != Mode.FOLLOW && pending.isEmpty() && f.isPlain();
    for (int from = 0; from < n; from += TOGETHER) {
      int to = Math.min(n, from + TOGETHER);
      // Independent loads first: the processor waits for many of them at once.
      long touched = 0;
      if (pending.isEmpty()) { // those of a batch are used when its commit is there
        for (int i = from; i < to; i++) {
          touched += g.directory().touch(f.hash(i));
        }
      }
      sink = touched;
      int taken = allPlain ? point(f, from, to) : take(f, from, to);
      if (taken < to) {
        if (allPlain) {
          settle(f, taken);
        }
        return f.offset(taken);
      }
    }
    if (allPlain) {
      settle(f, n);
    }
    described += n;
    return f.next(n - 1);
  }

  /** Lets the directory lead to plain records; returns the first that it cannot lead to. */
  private int point(FrameRun f, int from, int to) {
    KeyDirectory directory = g.directory();
    for (int i = from; i < to; i++) {
      long previous = f.previous(i);
      boolean deleted = f.isTombstone(i);
      if (previous == 0) {
        directory.insert(f.hash(i), f.offset(i), deleted);
      } else if (!directory.replaceIfThere(f.hash(i), previous - 1, f.offset(i), deleted)) {
        reason = BROKEN_LINK;
        return i;
      }
    }
    return to;
  }

  /** Notes the first {@code n} records of a run of plain ones, to which the directory leads now. */
  private void settle(FrameRun f, int n) {
    if (n == 0) {
      return;
    }
    if (n == f.count()) {
      g.order().addAll(f.firsts(), f.firstCount());
      g.noteTime(f.offset(0), f.timestamp(0));
      g.noteTime(f.offset(n - 1), f.latest());
    } else {
      for (int i = 0; i < n; i++) {
        if (f.previous(i) == 0) {
          g.order().add(f.offset(i));
        }
        g.noteTime(f.offset(i), f.timestamp(i));
      }
    }
    records += n;
    settled = f.next(n - 1);
  }

  private int take(FrameRun f, int from, int to) {
    int i = from;
    while (i < to && take(f, i)) {
      i++;
    }
    return i;
  }

  /** Takes an intact record; false if it is one that cannot stand here. */
  private boolean take(FrameRun f, int i) {
    long at = f.offset(i);
    long next = f.next(i);
    int flags = f.flags(i);
    if (!f.isPlain(i)) {
      if ((flags & RecordFormat.RESERVED) != 0 && reservedFlagAt < 0) {
        reservedFlagAt = at;
      }
      if ((flags & RecordFormat.BATCHED) != 0) {
        if (pending.isBlockOnly()) {
          dropPending(at);
        }
        if (pending.isEmpty()) {
          pending.beginBatch(at);
        }
        pending.add(f, i);
        records++;
        return true;
      }
      if ((flags & (FrameRun.COMMIT | FrameRun.SYNC | FrameRun.HIDDEN)) != 0) {
        records++;
        return takeHidden(f, i);
      }
      if ((flags & RecordFormat.BLOCK) != 0) {
        dropPending(at);
        pending.beginBlock(at);
        pending.add(f, i);
        records++;
        return true;
      }
    }
    if (!pending.isEmpty()) {
      if (pending.isBlockOnly() && closesBlock(f, i)) {
        pending.add(f, i);
        records++;
        return applyPending(next);
      }
      dropPending(at);
    }
    publish(next);
    if (!g.applyChained(f.hash(i), at, f.previous(i), f.isTombstone(i))) {
      reason = BROKEN_LINK;
      return false;
    }
    g.noteTime(at, f.timestamp(i));
    records++;
    settled = next;
    return true;
  }

  private boolean takeHidden(FrameRun f, int i) {
    if (f.has(i, FrameRun.COMMIT)
        && pending.isBatch()
        && pending.count() == f.hash(i)
        && pending.first() == f.previous(i)) {
      g.noteTime(f.offset(i), f.timestamp(i));
      return applyPending(f.next(i));
    }
    dropPending(f.offset(i));
    if (f.has(i, FrameRun.SYNC)) {
      durableSeen = Math.max(durableSeen, f.previous(i));
    }
    g.noteTime(f.offset(i), f.timestamp(i));
    settled = f.next(i);
    return true;
  }

  /** Whether this ordinary record closes the run whose BLOCK is pending. */
  private boolean closesBlock(FrameRun f, int i) {
    return !f.isTombstone(i) && f.previous(i) == pending.lastOffset() + 1;
  }

  /** What is to be done every MiB. */
  private void lookUp() {
    if (settled - toldAt >= FrameReader.RUN_BYTES) {
      toldAt = settled;
      progress.accept(settled);
      if (mode != Mode.FOLLOW) {
        foresee();
        // What was scanned is valid: mapping it makes comparing keys with it cheap.
        if (g.mappingIsDue(settled)) {
          g.extendMapping(settled);
        }
      }
    }
  }

  /** Makes room in the directory for the keys that are to come, if it goes on as it did. */
  private void foresee() {
    long scanned = settled - start;
    if (scanned < nextForesight) {
      return;
    }
    nextForesight = Math.max(MIN_FORESIGHT, scanned * 2);
    long keys = g.directory().keys();
    double more = (double) (keys - startKeys) / scanned * (limit - settled);
    double most =
        Math.max(7.0 * keys, Runtime.getRuntime().maxMemory() / MIN_HEAP_PER_FORESEEN_KEY);
    g.directory().reserve(keys + (long) Math.min(more, most));
    hasForeseen = true;
  }

  /** Lets readers, if there are any, load what the directory is about to lead to. */
  private void publish(long end) {
    if (mode == Mode.FOLLOW) {
      g.setEnd(end);
    }
  }

  @Override
  public boolean keyEquals(long offset, byte[] key) {
    return reader.keyEquals(offset, key);
  }

  @Override
  public byte[] keyAt(long offset) {
    return reader.keyAt(offset);
  }

  @Override
  public RuntimeException damagedKey(long offset) {
    return g.damagedKey(offset);
  }

  // ---- what counts

  /** Takes an intact record that was looked at whole; false if it is one that cannot stand here. */
  private boolean accept(long at, long next) {
    if (mode == Mode.SALVAGE) {
      return acceptAlone(at, next);
    }
    RecordBuffer r = record;
    boolean checked = r.has(RecordFormat.CHECKED);
    if (checked && (r.timestamp() < 0 || r.timestamp() > LogClock.MAX_TIMESTAMP)) {
      reason = "its time is " + r.timestamp();
      return false;
    }
    if (r.has(RecordFormat.RESERVED) && checked && reservedFlagAt < 0) {
      reservedFlagAt = at;
    }
    dropPending(at);
    if (r.isReserved()) {
      return acceptReserved(at, next, checked);
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
    if (checked && r.isKey(RecordFormat.formatKey())) {
      acceptFormat(at);
    } else if (checked && r.isKey(RecordFormat.syncKey())) {
      if (r.extraLength() >= SyncRecord.BYTES) {
        durableSeen = Math.max(durableSeen, SyncRecord.decode(r.value(), r.extraAt()).durableEnd());
      }
    } else if (!r.isKey(RecordFormat.padKey()) && !r.isKey(RecordFormat.commitKey())) {
      g.applyReserved(r.key(), at, this);
    }
    noteTime(at, r);
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
        reason = BROKEN_LINK;
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
    long blockPrevious = -1;
    for (int i = 0; i < p.count(); i++) {
      if (i % TOGETHER == 0) {
        long touched = 0;
        for (int k = i; k < Math.min(i + TOGETHER, p.count()); k++) {
          touched += g.directory().touch(p.hash(k));
        }
        sink = touched;
      }
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
    settled = next;
    return true;
  }

  /** A batch without commit, or a BLOCK without its record, in the middle of the log: dead. */
  private void dropPending(long at) {
    if (!pending.isEmpty()) {
      problems.add(
          new FileProblem(
              pending.first(),
              at - pending.first(),
              pending.isBatch()
                  ? "an uncommitted batch of " + pending.count() + " records"
                  : "a packed history without the record that closes it"));
      g.addSkippedBytes(at - pending.first());
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
      s = new Resync(reader, limit);
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

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb;

import ai.synadb.error.KeyNotFoundException;
import ai.synadb.error.TypeMismatchException;
import ai.synadb.internal.format.RecordFormat;
import ai.synadb.internal.format.Utf8;
import ai.synadb.internal.log.LogReads;
import ai.synadb.internal.log.MappedBytes;
import java.nio.channels.SeekableByteChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.IntConsumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * What {@link SynaDB} and {@link Snapshot} have in common: strings and atoms on top of bytes and
 * records.
 */
abstract class AbstractReader implements SynaReader {

  /** What to read from; throws if this is closed. */
  abstract LogReads reads();

  /** What makes atoms of records. */
  abstract Atoms.Decoder decoder();

  private @Nullable Atom find(String key) {
    return reads().get(Keys.encode(key), decoder());
  }

  @Override
  public Optional<Atom> get(String key) {
    return Optional.ofNullable(find(key));
  }

  @Override
  public Atom require(String key) {
    Atom a = find(key);
    if (a == null) {
      throw new KeyNotFoundException(key);
    }
    return a;
  }

  @Override
  public boolean exists(String key) {
    return reads().exists(Keys.encode(key));
  }

  @Override
  public Optional<AtomType> typeOf(String key) {
    byte[] k = Keys.encode(key);
    LogReads r = reads();
    return r.isLongBytes(k)
        ? Optional.of(AtomType.BYTES)
        : Optional.ofNullable(r.get(k, Atoms.TypeDecoder.INSTANCE));
  }

  private @Nullable Atom find(String key, AtomType type) {
    Atom a = find(key);
    if (a != null && a.type() != type) {
      throw new TypeMismatchException(type, a.type(), key);
    }
    return a;
  }

  @Override
  public OptionalDouble getFloat(String key) {
    Atom a = find(key, AtomType.FLOAT);
    return a == null ? OptionalDouble.empty() : OptionalDouble.of(a.asFloat());
  }

  @Override
  public OptionalLong getInt(String key) {
    Atom a = find(key, AtomType.INT);
    return a == null ? OptionalLong.empty() : OptionalLong.of(a.asInt());
  }

  @Override
  public Optional<String> getText(String key) {
    Atom a = find(key, AtomType.TEXT);
    return a == null ? Optional.empty() : Optional.of(a.asText());
  }

  @Override
  public Optional<byte[]> getBytes(String key) {
    byte[] b = reads().get(Keys.encode(key), decoder().bytes());
    if (b == Atoms.OTHER_TYPE) { // the way around says which, or finds what was written meanwhile
      Atom a = find(key, AtomType.BYTES);
      b = a == null ? null : ((Atom.Bytes) a).owned();
    }
    return Optional.ofNullable(b);
  }

  @Override
  public Optional<float[]> getVector(String key) {
    Atom a = find(key, AtomType.VECTOR);
    return a == null ? Optional.empty() : Optional.of(((Atom.Vector) a).owned());
  }

  private static MappedBytes require(@Nullable MappedBytes bytes, String key) {
    if (bytes == null) {
      throw new KeyNotFoundException(key);
    }
    return bytes;
  }

  private static IntConsumer refuse(String key) {
    return tag -> {
      throw new TypeMismatchException(AtomType.BYTES, AtomType.ofTag(tag), key);
    };
  }

  private MappedBytes located(String key) {
    return require(MappedBytes.locate(reads(), Keys.encode(key), refuse(key)), key);
  }

  @Override
  public SeekableByteChannel openBytes(String key) {
    return new BytesChannel(require(MappedBytes.find(reads(), Keys.encode(key), refuse(key)), key));
  }

  @Override
  public BytesLease mapBytes(String key) {
    return new BytesLease(located(key), false);
  }

  @Override
  public BytesLease mapBytesCopyOnWrite(String key) {
    return new BytesLease(located(key), true);
  }

  // ---- history

  @Override
  public Stream<HistoryEntry> history(String key, HistoryQuery query) {
    Objects.requireNonNull(query, "query");
    Iterator<HistoryEntry> newest = newestFirst(reads().history(Keys.encode(key)), query);
    if (query.isNewestFirst()) {
      return stream(newest);
    }
    // Laid out oldest first only when somebody asks for the first entry.
    return Stream.of(newest)
        .flatMap(
            walk -> {
              Deque<HistoryEntry> stack = new ArrayDeque<>();
              walk.forEachRemaining(stack::push);
              return stack.stream();
            });
  }

  private static <T> Stream<T> stream(Iterator<T> iterator) {
    return StreamSupport.stream(
        Spliterators.spliteratorUnknownSize(
            iterator, Spliterator.ORDERED | Spliterator.NONNULL | Spliterator.IMMUTABLE),
        false);
  }

  private Iterator<HistoryEntry> newestFirst(LogReads.HistoryEntries walk, HistoryQuery query) {
    Atoms.Decoder decoder = decoder();
    return new Iterator<>() {
      private long left = query.limit();
      private @Nullable HistoryEntry ready;
      private boolean isDone;

      @Override
      public boolean hasNext() {
        while (ready == null && !isDone) {
          if (left == 0 || !walk.next() || walk.timestamp() < query.fromPosition()) {
            isDone = true;
          } else if (walk.timestamp() <= query.toPosition() || walk.isDelete()) {
            take();
          }
        }
        return ready != null;
      }

      private void take() {
        boolean delete = walk.isDelete();
        if (delete && query.isSinceLastDelete()) {
          isDone = true;
        }
        if ((delete && !query.includesDeletes()) || walk.timestamp() > query.toPosition()) {
          return;
        }
        left--;
        ready =
            new HistoryEntry(
                walk.timestamp(),
                delete || query.omitsValues() ? Atom.ofNull() : walk.value(decoder),
                delete,
                walk.hasStep() ? OptionalLong.of(walk.step()) : OptionalLong.empty(),
                walk.hasTime() ? OptionalLong.of(walk.time()) : OptionalLong.empty());
      }

      @Override
      public HistoryEntry next() {
        if (!hasNext() || ready == null) {
          throw new NoSuchElementException();
        }
        HistoryEntry e = ready;
        ready = null;
        return e;
      }
    };
  }

  @Override
  public double[] getHistoryFloats(String key) {
    LogReads.NumberHistory h = reads().numbers(Keys.encode(key), false);
    double[] all = new double[arrayLength(h.count(), key)];
    h.values(all, 0, all.length);
    return all;
  }

  private static int arrayLength(long count, String key) {
    if (count > Integer.MAX_VALUE - 16) {
      throw new IllegalStateException(
          "The history of "
              + SynaException.quoted(key)
              + " has "
              + count
              + " numbers, more than an array holds");
    }
    return (int) count;
  }

  @Override
  public int getHistoryFloats(String key, double[] target, int offset) {
    Objects.checkIndex(offset, target.length + 1);
    LogReads.NumberHistory h = reads().numbers(Keys.encode(key), false);
    int n = (int) Math.min(h.count(), target.length - offset);
    h.values(target, offset, n);
    return n;
  }

  @Override
  public long countHistoryFloats(String key) {
    return reads().numbers(Keys.encode(key), false).count();
  }

  @Override
  public Series series(String key) {
    LogReads.NumberHistory h = reads().numbers(Keys.encode(key), true);
    int n = arrayLength(h.count(), key);
    double[] values = new double[n];
    long[] positions = new long[n];
    long[] steps = new long[n];
    long[] times = new long[n];
    h.values(values, 0, n);
    h.columns(positions, steps, times);
    return new Series(positions, steps, times, values);
  }

  // ---- keys

  private static byte[] prefix(String prefix) {
    return Utf8.encode(prefix, "The prefix");
  }

  @Override
  public List<String> keys() {
    return keys("");
  }

  @Override
  public List<String> keys(String prefix) {
    return keys(prefix, null, Integer.MAX_VALUE);
  }

  @Override
  public List<String> keys(String prefix, @Nullable String after, int limit) {
    return keys(prefix, after, limit, false);
  }

  @Override
  public List<String> keysWithHistory(String prefix, @Nullable String after, int limit) {
    return keys(prefix, after, limit, true);
  }

  private List<String> keys(String prefix, @Nullable String after, int limit, boolean withDeleted) {
    if (limit < 1) {
      throw new IllegalArgumentException("A page has 1 or more keys, not " + limit);
    }
    byte[] p = prefix(prefix);
    byte[] from = p;
    if (after != null) {
      byte[] a = Utf8.encode(after, "The key");
      // The smallest byte string behind a key is the key and a zero.
      byte[] behind = Arrays.copyOf(a, a.length + 1);
      from = Arrays.compareUnsigned(behind, p) > 0 ? behind : p;
    }
    LogReads.KeyWalk walk = withDeleted ? reads().keysWithHistory(from) : reads().keys(from);
    List<String> keys = new ArrayList<>();
    while (keys.size() < limit && walk.next() && startsWith(walk, p)) {
      keys.add(Keys.decode(walk.key(), walk.length()));
    }
    return keys;
  }

  private static boolean startsWith(LogReads.KeyWalk walk, byte[] prefix) {
    return RecordFormat.startsWith(walk.key(), 0, walk.length(), prefix);
  }

  @Override
  public List<String> glob(String pattern) {
    Glob glob = Glob.compile(pattern);
    if (glob.isLiteral()) {
      return glob.prefix().isEmpty() || !exists(glob.prefix()) ? List.of() : List.of(glob.prefix());
    }
    List<String> keys = new ArrayList<>();
    byte[] p = prefix(glob.prefix());
    LogReads.KeyWalk walk = reads().keys(p);
    while (walk.next() && startsWith(walk, p)) {
      String key = Keys.decode(walk.key(), walk.length());
      if (glob.matches(key)) {
        keys.add(key);
      }
    }
    return keys;
  }

  @Override
  public Stream<String> keyStream(String prefix) {
    byte[] p = prefix(prefix);
    LogReads.KeyWalk walk = reads().keys(p);
    return stream(
        new Iterator<>() {
          private @Nullable String ready;
          private boolean isDone;

          @Override
          public boolean hasNext() {
            if (ready == null && !isDone) {
              if (walk.next() && startsWith(walk, p)) {
                ready = Keys.decode(walk.key(), walk.length());
              } else {
                isDone = true;
              }
            }
            return ready != null;
          }

          @Override
          public String next() {
            if (!hasNext() || ready == null) {
              throw new NoSuchElementException();
            }
            String key = ready;
            ready = null;
            return key;
          }
        });
  }

  @Override
  public long size() {
    return reads().size();
  }

  @Override
  public long countKeys(String prefix) {
    return prefix.isEmpty() ? reads().size() : reads().count(prefix(prefix));
  }

  @Override
  public long position() {
    return reads().position();
  }

  @Override
  public Optional<RecordRef> ref(String key) {
    return Optional.ofNullable(reads().ref(Keys.encode(key)));
  }

  @Override
  public int readVector(RecordRef ref, float[] target) {
    Objects.requireNonNull(target, "target");
    LogReads r = reads();
    if (ref.generation() != r.generationNumber()) {
      throw new IllegalStateException(
          "The place is of generation "
              + ref.generation()
              + " of the file, which is at generation "
              + r.generationNumber()
              + " now: a compaction moved the records");
    }
    int n = r.readVector(ref.offset(), target);
    if (n < 0) {
      throw new TypeMismatchException(AtomType.VECTOR, AtomType.ofTag(-1 - n));
    }
    return n;
  }
}

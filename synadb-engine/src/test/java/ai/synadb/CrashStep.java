/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb;

import ai.synadb.testing.StateHash;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * One thing that a {@link CrashHistory} does to a database.
 *
 * @param kind what
 * @param writes what it writes; a batch has any number, other writes have one
 * @param policy of a compaction, else null
 */
record CrashStep(Kind kind, List<Write> writes, CompactionPolicy policy) {

  /** What a step does. Those before FLUSH change the state. */
  enum Kind {
    PUT,
    TYPED_PUT,
    DELETE,
    BATCH,
    NUMBERS,
    STREAM,
    COMPACT,
    FLUSH,
    SYNC,
    CHECKPOINT,
    SNAPSHOT,
    REOPEN,
    CRASH,
    KILL;

    boolean changesState() {
      return ordinal() < FLUSH.ordinal();
    }
  }

  static CrashStep of(Kind kind) {
    return new CrashStep(kind, List.of(), null);
  }

  static CrashStep of(Kind kind, Write... writes) {
    return new CrashStep(kind, List.of(writes), null);
  }

  static CrashStep compact(CompactionPolicy policy) {
    return new CrashStep(Kind.COMPACT, List.of(), policy);
  }

  /**
   * A value, some numbers, or a delete.
   *
   * @param value null if there are numbers, or it is a delete
   * @param floats null unless it is a run of them
   * @param ints null unless it is a run of them
   * @param steps of the floats, or null
   * @param times of the floats, or null
   */
  record Write(String key, Atom value, double[] floats, long[] ints, long[] steps, long[] times) {
    static Write value(String key, Atom value) {
      return new Write(key, value, null, null, null, null);
    }

    static Write delete(String key) {
      return new Write(key, null, null, null, null, null);
    }

    static Write floats(String key, double[] values) {
      return new Write(key, null, values, null, null, null);
    }

    static Write series(String key, long[] steps, long[] times, double[] values) {
      return new Write(key, null, values, null, steps, times);
    }

    static Write ints(String key, long[] values) {
      return new Write(key, null, null, values, null, null);
    }

    boolean isDelete() {
      return value == null && floats == null && ints == null;
    }

    int count() {
      return floats != null ? floats.length : ints != null ? ints.length : 1;
    }

    /** The hash of entry {@code i} of the history, without its position. */
    long hash(int i) {
      if (isDelete()) {
        return DELETE_HASH;
      }
      Atom a = value;
      if (floats != null) {
        a = Atom.of(floats[i]);
      } else if (ints != null) {
        a = Atom.of(ints[i]);
      }
      long h = hashOf(a);
      if (steps != null) {
        h = withStep(h, steps[i]);
      }
      if (times != null) {
        h = withTime(h, times[i]);
      }
      return h;
    }

    @Override
    public String toString() {
      if (isDelete()) {
        return key + " deleted";
      }
      if (value != null) {
        String s = value.toString();
        return key + "=" + (s.length() > 60 ? s.substring(0, 60) + "..." : s);
      }
      String what = floats != null ? "floats" : "ints";
      return key + "=" + count() + " " + what + (steps != null ? " with steps" : "");
    }
  }

  /** Makes the calls of a step that changes the state. */
  void perform(SynaDB db) throws IOException {
    switch (kind) {
      case PUT -> db.append(writes.get(0).key(), writes.get(0).value());
      case TYPED_PUT -> typedPut(db, writes.get(0).key(), writes.get(0).value());
      case DELETE -> db.delete(writes.get(0).key());
      case BATCH -> db.write(batch(writes));
      case NUMBERS -> {
        Write w = writes.get(0);
        if (w.ints() != null) {
          db.putInts(w.key(), w.ints());
        } else if (w.steps() != null) {
          db.putFloats(w.key(), w.steps(), w.times(), w.floats());
        } else {
          db.putFloats(w.key(), w.floats());
        }
      }
      case STREAM -> {
        Write w = writes.get(0);
        byte[] bytes = w.value().asBytes();
        db.putBytes(w.key(), new ByteArrayInputStream(bytes), bytes.length);
      }
      case COMPACT -> db.compact(policy, ProgressListener.none());
      default -> throw new AssertionError(this);
    }
  }

  private static void typedPut(SynaDB db, String key, Atom a) {
    switch (a.type()) {
      case NULL -> db.append(key, a);
      case FLOAT -> db.putFloat(key, a.asFloat());
      case INT -> db.putInt(key, a.asInt());
      case TEXT -> db.putText(key, a.asText());
      case BYTES -> db.putBytes(key, a.asBytes());
      case VECTOR -> db.putVector(key, a.asVector());
    }
  }

  private static WriteBatch batch(List<Write> writes) {
    WriteBatch b = new WriteBatch();
    for (Write w : writes) {
      if (w.isDelete()) {
        b.delete(w.key());
      } else if (w.ints() != null) {
        b.putInts(w.key(), w.ints());
      } else if (w.steps() != null) {
        b.putFloats(w.key(), w.steps(), w.times(), w.floats());
      } else if (w.floats() != null) {
        b.putFloats(w.key(), w.floats());
      } else {
        b.put(w.key(), w.value());
      }
    }
    return b;
  }

  static final long DELETE_HASH = 0x5DE1E7ED;

  static long hashOf(Atom a) {
    return switch (a.type()) {
      case NULL -> 1;
      case FLOAT -> StateHash.mix(Double.doubleToRawLongBits(a.asFloat()) + 2);
      case INT -> StateHash.mix(a.asInt() * 31 + 3);
      case TEXT -> {
        byte[] b = a.asText().getBytes(StandardCharsets.UTF_8);
        yield StateHash.of(b, b.length, 4);
      }
      case BYTES -> {
        byte[] b = ((Atom.Bytes) a).owned();
        yield StateHash.of(b, b.length, 5);
      }
      case VECTOR -> {
        long h = 6;
        for (float f : ((Atom.Vector) a).owned()) {
          h = StateHash.mix(h * 31 + Float.floatToRawIntBits(f));
        }
        yield h;
      }
    };
  }

  static long withStep(long hash, long step) {
    return StateHash.mix(hash * 31 + step);
  }

  static long withTime(long hash, long time) {
    return StateHash.mix(hash * 37 + time);
  }

  static long withPosition(long hash, long position) {
    return StateHash.mix(hash * 41 + position);
  }

  @Override
  public String toString() {
    return kind + (writes.isEmpty() ? "" : " " + writes) + (policy == null ? "" : " " + policy);
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import ai.synadb.SynaReader;
import ai.synadb.error.CorruptRecordException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * A stored tensor as it is in one state of a database. Segments are found when bytes of theirs are
 * asked for.
 *
 * <p>Thread safety: safe for use by multiple threads.
 */
final class StoredTensor implements TensorBytes {
  /** The bytes that small segments keep, all together. */
  static final int MAX_KEPT_BYTES = 1 << 20;

  private static final int PAGE = 256;

  private final SynaReader state;
  private final String name;
  private final TensorHead head;
  private final long size;
  private final int count;

  /** In pages that are made when they are needed: a head may say what it likes. */
  private final ConcurrentHashMap<Integer, AtomicReferenceArray<@Nullable Segment>> pages =
      new ConcurrentHashMap<>();

  private final AtomicLong room = new AtomicLong(MAX_KEPT_BYTES);

  private StoredTensor(SynaReader state, String name, TensorHead head) {
    this.state = state;
    this.name = name;
    this.head = head;
    this.size = head.shape().sizeBytes(head.dtype());
    if (head.segments() > Integer.MAX_VALUE - 16) {
      throw Descriptors.corrupt(TensorKeys.head(name), "it has " + head.segments() + " segments");
    }
    this.count = (int) head.segments();
  }

  /** A stored tensor, or null if there is none of this name. */
  static @Nullable StoredTensor find(SynaReader state, String name) {
    TensorHead head = head(state, name);
    return head == null ? null : new StoredTensor(state, name, head);
  }

  static @Nullable TensorHead head(SynaReader state, String name) {
    String key = TensorKeys.head(name);
    Optional<byte[]> bytes = state.getBytes(key);
    return bytes.isEmpty() ? null : TensorHead.decode(bytes.get(), key);
  }

  TensorHead head() {
    return head;
  }

  String name() {
    return name;
  }

  long size() {
    return size;
  }

  private Segment segment(int number) {
    AtomicReferenceArray<@Nullable Segment> page = pages.get(number / PAGE);
    Segment s = page == null ? null : page.get(number % PAGE);
    return s != null ? s : find(number);
  }

  private Segment find(int number) {
    String key = TensorKeys.sums(head.id(), number);
    byte[] bytes = state.getBytes(key).orElseThrow(() -> Descriptors.corrupt(key, "it is missing"));
    SegmentSums sums = SegmentSums.decode(bytes, key, size);
    int element = head.dtype().sizeBytes();
    if (sums.first() % element != 0 || sums.bytes() % element != 0) {
      throw Descriptors.corrupt(
          key,
          "the bytes "
              + sums.first()
              + " to "
              + (sums.first() + sums.bytes())
              + " are not elements of "
              + element
              + " bytes");
    }
    Segment made = new Segment(state, name, sums, room);
    AtomicReferenceArray<@Nullable Segment> page =
        pages.computeIfAbsent(number / PAGE, p -> new AtomicReferenceArray<>(PAGE));
    Segment other = page.compareAndExchange(number % PAGE, null, made);
    return other != null ? other : made;
  }

  /**
   * The digest that the tensor had when it was its first bytes; empty if it ended nowhere there.
   */
  Optional<byte[]> digest(long bytes) {
    if (bytes == size) {
      return Optional.of(head.digest());
    }
    byte[] digest = TensorHead.emptyDigest(head.dtype(), head.shape());
    long at = 0;
    for (int i = 0; at < bytes; i++) {
      digest = TensorHead.next(digest, segment(i).sums());
      at += segment(i).size();
    }
    return at == bytes ? Optional.of(digest) : Optional.empty();
  }

  /** The segment that holds a byte. */
  Segment segmentAt(long offset) {
    int low = 0;
    int high = count - 1;
    while (low < high) {
      int mid = (low + high + 1) >>> 1;
      if (segment(mid).first() <= offset) {
        low = mid;
      } else {
        high = mid - 1;
      }
    }
    Segment s = segment(low);
    if (offset < s.first() || offset >= s.first() + s.size()) {
      throw new CorruptRecordException(
          "The tensor '"
              + name
              + "' is damaged: segment "
              + low
              + " has the bytes "
              + s.first()
              + " to "
              + (s.first() + s.size())
              + ", not "
              + offset,
          null,
          -1,
          s.key());
    }
    return s;
  }

  @Override
  public void read(long offset, int length, ByteBuffer target) {
    long at = offset;
    int left = length;
    while (left > 0) {
      Segment s = segmentAt(at);
      int from = (int) (at - s.first());
      int n = Math.min(left, s.size() - from);
      s.read(from, n, target);
      at += n;
      left -= n;
    }
  }

  /** Fills an array of floats with the elements from a byte on. */
  void readFloats(long offset, float[] target) {
    int done = 0;
    while (done < target.length) {
      Segment s = segmentAt(offset + (long) Float.BYTES * done);
      int from = (int) (offset + (long) Float.BYTES * done - s.first());
      int n = (int) Math.min((long) Float.BYTES * (target.length - done), s.size() - from);
      s.readFloats(from, n, target, done);
      done += n / Float.BYTES;
    }
  }

  @Override
  public void requirePresent(long offset, long length) {
    for (long at = offset; at < offset + length; ) {
      Segment s = segmentAt(at);
      s.requirePresent();
      at = s.first() + s.size();
    }
  }

  @Override
  public void verify() {
    for (long at = 0; at < size; ) {
      Segment s = segmentAt(at);
      s.verify();
      at = s.first() + s.size();
    }
  }

  @Override
  public void release() {
    for (AtomicReferenceArray<@Nullable Segment> page : pages.values()) {
      for (int i = 0; i < PAGE; i++) {
        Segment s = page.get(i);
        if (s != null) {
          s.release();
        }
      }
    }
  }
}

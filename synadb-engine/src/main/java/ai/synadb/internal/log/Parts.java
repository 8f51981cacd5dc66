/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.log;

import ai.synadb.internal.format.AtomFormat;
import ai.synadb.internal.format.PartsDescriptor;
import ai.synadb.internal.format.RecordBuffer;

/** A value that lies in parts. Thread safety: immutable. */
public final class Parts {
  private final LogDatabase database;
  private final Generation g;
  private final PartsDescriptor descriptor;

  Parts(LogDatabase database, Generation g, PartsDescriptor descriptor) {
    this.database = database;
    this.g = g;
    this.descriptor = descriptor;
    if (descriptor.totalBytes() > g.end()) {
      throw g.corrupt(
          0, "its value has " + descriptor.totalBytes() + " bytes, more than the file", null);
    }
  }

  public long size() {
    return descriptor.totalBytes();
  }

  int count() {
    return descriptor.parts();
  }

  int partBytes() {
    return descriptor.partBytes();
  }

  /** Loads part {@code n} and checks it. */
  void load(RecordBuffer r, int n) {
    byte[] key = descriptor.keyOf(n);
    KeyDirectory d = g.directory();
    long slot = d.find(key, d.hash(key), g);
    if (slot == 0) {
      throw g.corrupt(
          0, "part " + n + " of " + descriptor.parts() + " of its value is missing", key);
    }
    g.load(r, KeyDirectory.offsetOf(slot), key);
    if (r.atomTag() != AtomFormat.TAG_BYTES || r.payloadCount() != descriptor.sizeOf(n)) {
      throw g.corrupt(r.offset(), "it is not part " + n + " of a value", key);
    }
  }

  /** All of it. The caller has checked the size. */
  public byte[] toArray() {
    database.checkOpen();
    byte[] all = new byte[Math.toIntExact(size())];
    RecordBuffer r = new RecordBuffer();
    int at = 0;
    for (int i = 0; i < descriptor.parts(); i++) {
      load(r, i);
      System.arraycopy(r.value(), r.payloadAt(), all, at, r.payloadCount());
      at += r.payloadCount();
    }
    return all;
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.original;

import ai.synadb.error.FormatTooNewException;
import ai.synadb.error.SynaFormatException;
import ai.synadb.error.UnknownFormatException;
import ai.synadb.internal.format.RecordFormat;
import java.nio.file.Path;

/** What the heads of the formats have in common. */
final class Heads {
  private Heads() {}

  static void requireWhole(int read, int needed, Path file) {
    if (read < needed) {
      throw damaged(
          "it ends after " + read + " bytes, within its head of " + needed + " bytes", read, file);
    }
  }

  static void requireVersion(int version, int at, Path file) {
    if (version == 1) {
      return;
    }
    String what =
        file.getFileName() + " is of version " + Integer.toUnsignedString(version) + " at 0x";
    String known = "; version 1 is known";
    if (version == 0) {
      throw new UnknownFormatException(what + Integer.toHexString(at) + known, file, at, null);
    }
    throw new FormatTooNewException(what + Integer.toHexString(at) + known, file, at, null);
  }

  static int dimensions(byte[] b, int at, Path file) {
    int dimensions = RecordFormat.getUnsignedShort(b, at);
    if (dimensions == 0) {
      throw damaged("its vectors have 0 dimensions", at, file);
    }
    return dimensions;
  }

  /** A metric that is none counts as cosine, as it does for the original. */
  static int metric(byte[] b, int at, Findings findings) {
    int metric = b[at] & 0xff;
    if (OriginalIndex.isMetric(metric)) {
      return metric;
    }
    findings.damaged(at, 1, "The metric is " + metric + ", which is none; taken for cosine");
    return OriginalIndex.COSINE;
  }

  static SynaFormatException damaged(String what, long offset, Path file) {
    return new SynaFormatException(
        file.getFileName()
            + " cannot be read: "
            + what
            + " (at 0x"
            + Long.toHexString(offset)
            + ")",
        null,
        file,
        offset,
        null);
  }
}

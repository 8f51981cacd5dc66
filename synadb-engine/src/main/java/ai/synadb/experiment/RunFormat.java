/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.experiment;

/**
 * How runs are written to leave a database and read to come into one, with nothing lost: UTF-8 text
 * that other programs can take apart.
 *
 * <p>Both are a list of records: the format and its version; of each run {@code run}, then {@code
 * parent}, {@code commit}, {@code note}, {@code tag}, {@code param}, {@code input}, {@code metric}
 * (one for each point), {@code artifact} and {@code bytes} (its bytes in base64, in pieces), then
 * {@code end}; at last {@code done}, so that a file that was cut is known.
 *
 * <p>Thread safety: immutable.
 *
 * @since 0.1.0
 */
public enum RunFormat {
  /**
   * A JSON object in each line. Numbers are numbers, but for {@code "NaN"}, {@code "Infinity"} and
   * {@code "-Infinity"}; times are microseconds since 1970.
   */
  JSON_LINES,
  /**
   * Comma-separated values by RFC 4180 with the columns {@code
   * type,run,name,context,kind,step,time,value}. Texts may have line breaks, in quotes.
   */
  CSV;

  /** The version that is written, and the newest that is read. */
  static final int VERSION = 1;

  /** What the first record names. */
  static final String NAME = "synadb-runs";

  /** The longest text of one record, in characters. */
  static final int MAX_CHARS = 8 << 20;

  /** How many bytes of an artifact are in one record. */
  static final int PIECE_BYTES = 48 << 10;
}

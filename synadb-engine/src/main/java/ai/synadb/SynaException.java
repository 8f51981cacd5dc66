/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb;

import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The root of everything that a database throws for reasons other than a wrong call.
 *
 * <p>Wrong calls stay the JDK's own: a null argument is a {@link NullPointerException}, a bad
 * argument an {@link IllegalArgumentException}, a closed handle an {@link IllegalStateException}.
 *
 * @since 0.1.0
 */
public class SynaException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;
  private final transient @Nullable Path file;
  private final long offset;
  private final @Nullable String key;

  /** An error without file or key. */
  public SynaException(ErrorCode code, String message) {
    this(code, message, null, null, -1, null);
  }

  /**
   * An error with all that is known of it.
   *
   * @param offset the byte in the file, or -1
   */
  public SynaException(
      ErrorCode code,
      String message,
      @Nullable Throwable cause,
      @Nullable Path file,
      long offset,
      @Nullable String key) {
    super(message, cause);
    this.code = code;
    this.file = file;
    this.offset = offset;
    this.key = key;
  }

  /**
   * A name in quotes, for a message: control characters are escaped and what is behind 100
   * characters is left out.
   */
  public static String quoted(String name) {
    StringBuilder s = new StringBuilder("'");
    int n = 0;
    for (int i = 0; i < name.length() && n < 100; i++, n++) {
      char c = name.charAt(i);
      if (Character.isISOControl(c)) {
        s.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        s.append(c);
      }
    }
    return s.append(n < name.length() ? "...'" : "'").toString();
  }

  /** What went wrong, as one number. */
  public final ErrorCode code() {
    return code;
  }

  /** The file, where one is known. Lost when the exception is serialised. */
  public final @Nullable Path file() {
    return file;
  }

  /** The byte offset in {@link #file()}, or -1 where none is known. */
  public final long offset() {
    return offset;
  }

  /** The key, where one is known. */
  public final @Nullable String key() {
    return key;
  }
}

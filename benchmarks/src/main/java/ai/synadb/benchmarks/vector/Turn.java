/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.benchmarks.vector;

import ai.synadb.benchmarks.Fork;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The worker's side of a {@link Fork}'s turns. Thread safety: confined to one thread. */
final class Turn {
  private final @Nullable BufferedReader in;

  /**
   * Waits for the first turn.
   *
   * @param isShared whether there are turns; if not, nothing ever waits
   */
  Turn(boolean isShared) throws IOException {
    in =
        isShared
            ? new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))
            : null;
    await();
  }

  /** Lets the others have theirs. */
  void next() throws IOException {
    if (in != null) {
      System.out.println(Fork.TURN_OVER);
      System.out.flush();
      await();
    }
  }

  private void await() throws IOException {
    if (in != null && in.readLine() == null) {
      throw new EOFException("Nobody gives turns any more");
    }
  }
}

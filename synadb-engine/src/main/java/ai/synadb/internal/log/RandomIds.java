/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.log;

import java.security.SecureRandom;
import java.util.SplittableRandom;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Random identities, drawn from the machine or, for tests, from a seed. Thread safety: safe. */
final class RandomIds {
  private static final SecureRandom SECURE = new SecureRandom();

  private final @Nullable SplittableRandom seeded;

  RandomIds(long seed) {
    this.seeded = seed == 0 ? null : new SplittableRandom(seed);
  }

  synchronized long next() {
    long id;
    do {
      id = seeded == null ? SECURE.nextLong() : seeded.nextLong();
    } while (id == 0);
    return id;
  }

  UUID uuid() {
    return seeded == null ? UUID.randomUUID() : new UUID(next(), next());
  }
}

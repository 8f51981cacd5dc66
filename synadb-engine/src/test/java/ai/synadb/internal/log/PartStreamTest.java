/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.log;

import static org.assertj.core.api.Assertions.assertThat;

import ai.synadb.internal.io.BufferInput;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

final class PartStreamTest {
  /** Bytes that lie in buffers of all sizes. */
  private static final class Buffers extends ByteArrayInputStream implements BufferInput {
    private final Random random;

    Buffers(byte[] all, Random random) {
      super(all);
      this.random = random;
    }

    @Override
    public @Nullable ByteBuffer nextBuffer() {
      int n = Math.min(1 + random.nextInt(400_000), available());
      int at = pos;
      pos += n;
      return n == 0 ? null : ByteBuffer.wrap(buf, at, n).slice();
    }

    @Override
    public synchronized int read(byte[] b, int off, int len) {
      throw new AssertionError("the buffers were to be had");
    }
  }

  /** Gives fewer bytes than it is asked for, as streams may. */
  private static InputStream hesitating(byte[] all, Random random) {
    return new FilterInputStream(new ByteArrayInputStream(all)) {
      @Override
      public int read(byte[] b, int off, int len) throws IOException {
        return super.read(b, off, len == 0 ? 0 : 1 + random.nextInt(len));
      }
    };
  }

  @RepeatedTest(60)
  void givesAllBytesInTheirOrderAndTakesNoMoreThanItMay(RepetitionInfo repetition)
      throws IOException {
    Random random = new Random(repetition.getCurrentRepetition());
    byte[] all = new byte[random.nextInt(3_000_000)];
    random.nextBytes(all);
    int most = random.nextInt(all.length + 2);
    boolean isInBuffers = random.nextBoolean();
    InputStream in = isInBuffers ? new Buffers(all, random) : hesitating(all, random);
    PartStream stream =
        new PartStream(in, repetition.getCurrentRepetition() % 3 == 0 ? Long.MAX_VALUE : most);
    int want = repetition.getCurrentRepetition() % 3 == 0 ? all.length : Math.min(most, all.length);
    int part = 1 + random.nextInt(1_000_000);

    ByteArrayOutputStream found = new ByteArrayOutputStream();
    int n = stream.available(random.nextInt(2 * part)); // looking further ahead takes nothing
    assertThat(n).isLessThanOrEqualTo(want);
    for (n = stream.available(part); n > 0; n = stream.available(part)) {
      List<ByteBuffer> taken = stream.take(n);
      for (ByteBuffer b : taken) {
        byte[] copy = new byte[b.remaining()];
        b.duplicate().get(copy);
        found.write(copy);
      }
      if (found.size() < want) {
        assertThat(n).isEqualTo(part);
      }
      stream.recycle(taken);
    }

    assertThat(found.toByteArray()).isEqualTo(Arrays.copyOf(all, want));
    if (!isInBuffers) {
      assertThat(in.available()).isEqualTo(all.length - want);
    }
  }
}

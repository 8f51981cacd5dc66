/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** Copying on one thread what another one hashes. */
class CopyAheadTest {
  @RepeatedTest(30)
  void theCopyIsWhatTheBuffersHoldAndWhatWasHashed(RepetitionInfo info) {
    Random random = new Random(info.getCurrentRepetition());
    List<ByteBuffer> buffers = new ArrayList<>();
    int size = 0;
    for (int i = 0; i < 1 + random.nextInt(4); i++) {
      byte[] part = new byte[random.nextInt(3) == 0 ? random.nextInt(9) : random.nextInt(3 << 20)];
      random.nextBytes(part);
      buffers.add(ByteBuffer.allocateDirect(part.length).put(part).flip());
      size += part.length;
    }
    byte[] want = new byte[size];
    ByteBuffer all = ByteBuffer.wrap(want);
    buffers.forEach(b -> all.put(b.duplicate()));
    MessageDigest digest = Hashes.sha256();

    byte[] found = new CopyAhead(buffers, size).read(digest);
    assertThat(Arrays.equals(found, want)).isTrue();
    assertThat(digest.digest()).isEqualTo(Hashes.sha256().digest(want));
  }

  @Test
  void anInterruptStaysAndBreaksNothing() {
    ByteBuffer zeros = ByteBuffer.allocate(5 << 20);
    Thread.currentThread().interrupt();
    byte[] found = new CopyAhead(List.of(zeros), zeros.limit()).read(Hashes.sha256());

    assertThat(Thread.interrupted()).isTrue();
    assertThat(found).isEqualTo(zeros.array());
  }
}

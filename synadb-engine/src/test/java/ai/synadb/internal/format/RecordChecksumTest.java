/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

final class RecordChecksumTest {
  private final RecordChecksum sum = new RecordChecksum();

  private static int crc(byte[] b, int from, int length) {
    CRC32C crc = new CRC32C();
    crc.update(b, from, length);
    return (int) crc.getValue();
  }

  @RepeatedTest(200)
  void partsWithKnownChecksumsCountAsIfTheirBytesWereTaken(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    byte[] all = new byte[random.nextInt(300_000)];
    random.nextBytes(all);
    for (int round = 0; round < 2; round++) { // what came before does not count
      sum.begin(random.nextLong(), 7, 8, 9, 2);
      RecordChecksum plain = new RecordChecksum();
      plain.begin(0, 7, 8, 9, 2);
      long offset = random.nextLong();
      sum.begin(offset, 7, 8, 9, 2);
      plain.begin(offset, 7, 8, 9, 2);
      for (int at = 0; at < all.length; ) {
        int most = random.nextBoolean() ? 40 : 70_000;
        int n = Math.min(random.nextInt(most), all.length - at);
        switch (random.nextInt(3)) {
          case 0 -> sum.update(all, at, n);
          case 1 -> sum.update(ByteBuffer.wrap(all, at, n));
          default -> sum.append(crc(all, at, n), n);
        }
        plain.update(all, at, n);
        at += n;
        assertThat(sum.value()).isEqualTo(plain.value());
      }
    }
  }
}

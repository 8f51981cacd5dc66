/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class TempDirectoryTest {
  /** Nobody can delete a class of the JDK that is running. */
  private static final Path STAYS = Path.of(URI.create("jrt:/java.base/java/lang/ref"));

  @Test
  void whatCannotBeDeletedHidesNoFailureAndMakesNone() {
    assertThatThrownBy(() -> TempDirectory.delete(STAYS)).isInstanceOf(RuntimeException.class);
    TempDirectory.deleteQuietly(STAYS);
    IOException failure = new IOException("the first");
    TempDirectory.deleteAfter(failure, STAYS);

    assertThat(STAYS).isDirectory();
    assertThat(failure.getSuppressed()).hasSize(1);
  }

  @Test
  void whatCanBeDeletedIs() throws IOException {
    IOException failure = new IOException("the first");
    Path first = Files.createDirectory(TempDirectory.make().resolve("below"));
    TempDirectory.deleteQuietly(first.getParent());
    Path second = TempDirectory.make();
    TempDirectory.deleteAfter(failure, second);

    assertThat(first.getParent()).doesNotExist();
    assertThat(second).doesNotExist();
    assertThat(failure.getSuppressed()).isEmpty();
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.synadb.SynaException;
import ai.synadb.error.SynaFormatException;
import ai.synadb.internal.io.DiskStorage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Directories as one payload, and payloads that only look like one. */
class UntarTest {
  @TempDir Path dir;
  private Path root;

  @BeforeEach
  void makeRoot() throws IOException {
    root = Files.createDirectories(dir.resolve("inner/root"));
  }

  private void unpack(byte[] tar) throws IOException {
    unpack(tar, root);
  }

  private static void unpack(byte[] tar, Path into) throws IOException {
    NewTree tree = new NewTree(DiskStorage.INSTANCE, into);
    Untar.unpack(new ByteArrayInputStream(tar), tree, "The payload");
  }

  private static byte[] tar(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
      all.writeBytes(new byte[(int) (Tar.padded(part.length) - part.length)]);
    }
    all.writeBytes(new byte[Tar.END_BYTES]);
    return all.toByteArray();
  }

  private static byte[] entry(String name, byte[] content) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(Tar.header(name, content.length));
    all.writeBytes(content);
    return all.toByteArray();
  }

  /** A header of another kind, with its checksum made right. */
  private static byte[] changed(byte[] header, int at, int value) {
    byte[] h = header.clone();
    h[at] = (byte) value;
    byte[] sum =
        String.format(Locale.ROOT, "%06o", Tar.checksum(h)).getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(sum, 0, h, Tar.CHECKSUM_AT, sum.length);
    return h;
  }

  private List<String> outside() throws IOException {
    try (var walk = Files.walk(dir)) {
      return walk.filter(p -> !p.startsWith(root)).map(Path::toString).sorted().toList();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../x",
        "a/../../x",
        "..",
        "/etc/x",
        "a//b",
        "./x",
        "a/./b",
        "C:/x",
        "a\\..\\x",
        "",
        "/",
        "a/..",
        "x:y"
      })
  void noNameLeadsOut(String name) throws IOException {
    List<String> before = outside();
    assertThatThrownBy(() -> unpack(tar(entry(name, new byte[] {1}))))
        .isInstanceOf(SynaFormatException.class)
        .hasMessageContaining("not safe");
    assertThat(outside()).isEqualTo(before);
  }

  @Test
  void longNamesAreCheckedToo() {
    String name = "x/".repeat(80) + "../".repeat(90) + "y";
    assertThatThrownBy(() -> unpack(tar(entry(name, new byte[1]))))
        .isInstanceOf(SynaFormatException.class)
        .hasMessageContaining("not safe");
  }

  @Test
  void whatStandsInThePrefixBelongsToTheName() throws IOException {
    byte[] plain = Tar.header("name.bin", 0);
    byte[] before = "deep/er".getBytes(StandardCharsets.UTF_8);
    System.arraycopy(before, 0, plain, Tar.PREFIX_AT, before.length);
    unpack(tar(changed(plain, 0, 'N')));
    assertThat(root.resolve("deep/er/Name.bin")).exists();

    byte[] out = Tar.header("x", 0);
    System.arraycopy("../..".getBytes(StandardCharsets.UTF_8), 0, out, Tar.PREFIX_AT, 5);
    assertThatThrownBy(() -> unpack(tar(changed(out, 0, 'x'))))
        .isInstanceOf(SynaFormatException.class)
        .hasMessageContaining("'../../x'");
    byte[] gnu = changed(plain, Tar.MAGIC_AT + 5, ' '); // has times where the prefix is
    unpack(tar(changed(gnu, Tar.MAGIC_AT + 6, ' ')));
    assertThat(root.resolve("name.bin")).exists();
  }

  @Test
  @DisabledOnOs(OS.WINDOWS) // has no such names
  void aDirectoryThatCouldNotBeUnpackedIsNotPacked() throws IOException {
    for (String bad : List.of("a:b", "a\\b", "sub/x:", "sub\\/x")) {
      Path tree = Files.createDirectory(dir.resolve("bad" + bad.hashCode()));
      Path file = tree.resolve(bad);
      Files.createDirectories(file.getParent());
      Files.write(file, new byte[10]);
      assertThatThrownBy(() -> DirectoryPieces.of(tree))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(tree.relativize(file).getName(0).toString());
      assertThatThrownBy(() -> ContentSource.of(tree).size()).isInstanceOf(IOException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(chars = {'1', '2', '3', '4', '6', 'L', 'g'})
  void linksDevicesAndUnknownEntriesAreRefused(char type) {
    byte[] h = changed(Tar.header("x", 0), Tar.TYPE_AT, type);
    assertThatThrownBy(() -> unpack(tar(h)))
        .isInstanceOf(SynaFormatException.class)
        .hasMessageContaining("neither");
  }

  @Test
  void anEntryThatIsThereTwiceIsRefused() {
    byte[] one = entry("x", new byte[10]);
    assertThatThrownBy(() -> unpack(tar(one, one))).isInstanceOf(FileAlreadyExistsException.class);
    assertThatThrownBy(() -> unpack(tar(entry("y", new byte[1]), entry("y/z", new byte[1]))))
        .isInstanceOf(FileSystemException.class);
  }

  @Test
  void everyTruncationIsAnErrorOrWhole() throws IOException {
    byte[] all = tar(entry("d/a", new byte[700]), entry("\u00fc", new byte[3]));
    for (int n = 0; n < all.length - Tar.END_BYTES + Tar.BLOCK; n += 61) {
      byte[] cut = Arrays.copyOf(all, n);
      Path fresh = Files.createDirectory(dir.resolve("t" + n));
      assertThatThrownBy(() -> unpack(cut, fresh))
          .isInstanceOf(SynaFormatException.class)
          .hasMessageContaining("ends early");
    }
    unpack(all);
    assertThat(Files.size(root.resolve("d/a"))).isEqualTo(700);
  }

  @Test
  void randomBytesAndRandomChangesGiveTypedErrors() throws IOException {
    byte[] good = tar(entry("d/a", new byte[300]), entry("\u00fc".repeat(60), new byte[3]));
    for (long seed = 0; seed < 150; seed++) {
      Random random = new Random(seed);
      byte[] bad = good.clone();
      for (int i = 0; i < 1 + seed % 4; i++) {
        bad[random.nextInt(bad.length - Tar.END_BYTES)] = (byte) random.nextInt();
      }
      Path fresh = Files.createDirectory(dir.resolve("r" + seed));
      try {
        unpack(bad, fresh);
      } catch (SynaException | FileSystemException e) {
        assertThat(e).as("seed " + seed).hasMessageNotContaining("null");
      }
    }
  }

  @Test
  void hugeLengthsAreRefusedBeforeAnythingIsAllocated() {
    byte[] pax = Tar.header("\u00fc".repeat(60), 1);
    byte[] first = Arrays.copyOf(pax, Tar.BLOCK);
    for (int i = 0; i < Tar.SIZE_DIGITS; i++) {
      first[Tar.SIZE_AT + i] = '7';
    }
    byte[] huge = changed(first, Tar.SIZE_AT, '7');
    assertThatThrownBy(() -> unpack(tar(huge)))
        .isInstanceOf(SynaFormatException.class)
        .hasMessageContaining("more than");
    byte[] file = Tar.header("x", Long.MAX_VALUE);
    assertThatThrownBy(() -> unpack(tar(file)))
        .isInstanceOf(SynaFormatException.class)
        .hasMessageContaining("ends early");
  }

  @Test
  void sizesBeyondEightGibibytesStandInAPaxHeader() {
    long large = 1L << 33;

    assertThat(Tar.header("x", large - 1)).hasSize(Tar.BLOCK);
    assertThat(new String(Tar.header("x", large), StandardCharsets.US_ASCII))
        .contains("19 size=8589934592\n");
  }

  @Test
  void aChangedFileFailsTheReading() throws IOException {
    Path tree = Files.createDirectory(dir.resolve("tree"));
    Path file = Files.write(tree.resolve("f"), new byte[100]);
    for (int length : new int[] {50, 150}) {
      try (Pieces pieces = DirectoryPieces.of(tree)) {
        Files.write(file, new byte[length]);
        assertThatThrownBy(
                () -> {
                  for (ByteBuffer b = pieces.next(); b != null; b = pieces.next()) {}
                })
            .isInstanceOf(IOException.class)
            .hasMessageContaining("while it was read");
      }
      Files.write(file, new byte[100]);
    }
  }
}

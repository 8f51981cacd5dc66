/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.synadb.internal.io.DiskStorage;
import ai.synadb.internal.io.Storage;
import ai.synadb.internal.io.StorageFile;
import ai.synadb.testing.PowerCut;
import ai.synadb.testing.SimulatedDisk;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Files and directories that are written out: whole and on the disk, or not there. */
class RestoreTest {
  private static final byte[] BYTES = ContentStoreTest.randomBytes(1, 700_000);

  @TempDir Path dir;

  private static void file(Storage storage, Path target) throws IOException {
    Restore.file(storage, new ByteArrayInputStream(BYTES), target);
  }

  private static byte[] tree() {
    ByteArrayOutputStream tar = new ByteArrayOutputStream();
    tar.writeBytes(Tar.header("d/e/f", 512));
    tar.writeBytes(new byte[512]);
    tar.writeBytes(new byte[Tar.END_BYTES]);
    return tar.toByteArray();
  }

  /** A stream that does something at its end. */
  private static InputStream then(byte[] bytes, Runnable last) {
    InputStream end =
        new InputStream() {
          @Override
          public int read() {
            last.run();
            return -1;
          }
        };
    return new SequenceInputStream(new ByteArrayInputStream(bytes), end);
  }

  @Test
  void aFileOutlivesAPowerCutOnceItIsThere() throws IOException {
    SimulatedDisk disk = new SimulatedDisk();
    file(disk, disk.path("m"));

    assertThat(disk.crash(PowerCut.nothing()).contents("m")).isEqualTo(BYTES);
    assertThat(disk.names()).containsExactly("m");
    assertThatThrownBy(() -> file(disk, disk.path("m")))
        .isInstanceOf(FileAlreadyExistsException.class);
  }

  @Test
  void aPowerCutLeavesAFileWholeOrNotThere() throws IOException {
    SimulatedDisk disk = new SimulatedDisk();
    List<SimulatedDisk> left = new ArrayList<>();
    disk.onChange(
        p -> {
          for (long seed = 0; seed < 5; seed++) {
            left.add(p.crash(seed == 0 ? PowerCut.everything() : PowerCut.random(seed)));
          }
        });
    file(disk, disk.path("m"));

    assertThat(left).hasSizeGreaterThan(20);
    for (SimulatedDisk d : left) {
      if (d.names().contains("m")) {
        assertThat(d.contents("m")).isEqualTo(BYTES);
      }
    }
  }

  @Test
  void aDiskThatFailsAtAnyCallLeavesNothingHalf() throws IOException {
    int failed = 0;
    for (int n = 1; n < 30; n++) {
      SimulatedDisk disk = new SimulatedDisk();
      disk.failAt(n, false, new IOException("on purpose"));
      try {
        file(disk, disk.path("m"));
      } catch (IOException e) {
        assertThat(e).hasMessage("on purpose");
        failed++;
      }
      if (disk.names().contains("m")) {
        assertThat(disk.contents("m")).isEqualTo(BYTES);
      }
      assertThat(disk.names()).as("call %d", n).isSubsetOf("m");
    }
    assertThat(failed).isGreaterThan(6);
  }

  @Test
  void allOfADirectoryIsSyncedBeforeItIsInItsPlace() throws IOException {
    List<String> calls = new ArrayList<>();
    Path target = dir.resolve("t");
    Restore.directory(tracing(calls), new ByteArrayInputStream(tree()), target, "The payload");

    assertThat(target.resolve("d/e/f")).hasBinaryContent(new byte[512]);
    assertThat(calls)
        .containsExactly(
            "sync f",
            "syncDirectory e",
            "syncDirectory d",
            "syncDirectory *",
            "renameToNew *",
            "syncDirectory " + dir.getFileName());
  }

  private static Storage tracing(List<String> calls) {
    InvocationHandler handler =
        (proxy, method, args) -> {
          Object result = invoke(DiskStorage.INSTANCE, method, args);
          if (method.getName().equals("syncDirectory") || method.getName().equals("renameToNew")) {
            calls.add(method.getName() + " " + name((Path) args[0]));
          }
          if (result instanceof StorageFile file) {
            InvocationHandler ofFile =
                (p, m, a) -> {
                  if (m.getName().equals("sync")) {
                    calls.add("sync " + name(file.path()));
                  }
                  return invoke(file, m, a);
                };
            return proxy(StorageFile.class, ofFile);
          }
          return result;
        };
    return proxy(Storage.class, handler);
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }

  private static Object invoke(Object on, java.lang.reflect.Method method, Object[] args)
      throws Throwable {
    try {
      return method.invoke(on, args);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static String name(Path path) {
    String name = path.getFileName().toString();
    return name.endsWith(".partial") ? "*" : name;
  }

  @Test
  void whatAppearsMeanwhileIsNotReplaced() throws IOException {
    Path target = dir.resolve("t");
    Runnable other =
        () -> {
          try {
            Files.writeString(target, "other");
          } catch (IOException e) {
            throw new AssertionError(e);
          }
        };
    assertThatThrownBy(() -> Restore.file(DiskStorage.INSTANCE, then(BYTES, other), target))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(target).hasContent("other");
    Files.delete(target);
    assertThatThrownBy(
            () -> Restore.directory(DiskStorage.INSTANCE, then(tree(), other), target, "It"))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(target).hasContent("other");
    Files.delete(target);
    Runnable directory =
        () -> {
          try {
            Files.createDirectories(target.resolve("x"));
          } catch (IOException e) {
            throw new AssertionError(e);
          }
        };
    assertThatThrownBy(
            () -> Restore.directory(DiskStorage.INSTANCE, then(tree(), directory), target, "It"))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(target.resolve("x")).exists();
    assertThatThrownBy(() -> file(DiskStorage.INSTANCE, target.resolve("missing/x")))
        .isInstanceOf(NoSuchFileException.class);
    try (var names = Files.list(dir)) {
      assertThat(names).containsExactly(target);
    }
  }

  @Test
  @DisabledOnOs(OS.WINDOWS) // needs rights for links, and follows names there
  void upFromALinkIsWhereTheLinkLeads() throws IOException {
    Path real = Files.createDirectories(dir.resolve("real/sub"));
    Path link = Files.createSymbolicLink(dir.resolve("link"), real);
    file(DiskStorage.INSTANCE, link.resolve("../m"));
    assertThat(dir.resolve("real/m")).hasBinaryContent(BYTES);
    assertThat(dir.resolve("m")).doesNotExist();

    Path nowhere = Files.createSymbolicLink(dir.resolve("dangling"), dir.resolve("nowhere"));
    assertThatThrownBy(() -> file(DiskStorage.INSTANCE, nowhere))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(dir.resolve("nowhere")).doesNotExist();
  }
}

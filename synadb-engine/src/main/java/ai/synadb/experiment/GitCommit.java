/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.experiment;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Finds out the commit that a directory is at, by the files of git alone. Whatever is odd about
 * them, the outcome is a commit or none.
 */
final class GitCommit {
  private static final int MAX_BYTES = 1 << 20;
  private static final int MAX_LINKS = 5;
  private static final String REF = "ref: ";
  private static final String GIT_DIR = "gitdir: ";

  private GitCommit() {}

  /** The commit of the repository that a directory is in; null if there is none. */
  static @Nullable String of(Path directory) {
    try {
      for (Path d = directory.toAbsolutePath(); d != null; d = d.getParent()) {
        Path git = d.resolve(".git");
        if (Files.isDirectory(git)) {
          return commit(git);
        } else if (Files.isRegularFile(git)) { // a worktree or a submodule
          String text = read(git).strip();
          return text.startsWith(GIT_DIR)
              ? commit(d.resolve(text.substring(GIT_DIR.length())))
              : null;
        }
      }
    } catch (IOException | InvalidPathException | SecurityException e) {
      return null;
    }
    return null;
  }

  private static @Nullable String commit(Path git) throws IOException {
    Path common = git;
    if (Files.isRegularFile(git.resolve("commondir"))) {
      common = git.resolve(read(git.resolve("commondir")).strip());
    }
    String head = read(git.resolve("HEAD")).strip();
    for (int i = 0; i < MAX_LINKS && head.startsWith(REF); i++) {
      String ref = head.substring(REF.length()).strip();
      if (ref.contains("..") || ref.startsWith("/")) {
        return null;
      }
      if (Files.isRegularFile(git.resolve(ref))) {
        head = read(git.resolve(ref)).strip();
      } else if (Files.isRegularFile(common.resolve(ref))) {
        head = read(common.resolve(ref)).strip();
      } else {
        return packed(common.resolve("packed-refs"), ref);
      }
    }
    return isCommit(head) ? head : null;
  }

  private static @Nullable String packed(Path file, String ref) throws IOException {
    if (!Files.isRegularFile(file)) {
      return null;
    }
    for (String line : read(file).split("\n", -1)) {
      int at = line.indexOf(' ');
      if (at > 0 && line.substring(at + 1).strip().equals(ref)) {
        String commit = line.substring(0, at);
        return isCommit(commit) ? commit : null;
      }
    }
    return null;
  }

  private static boolean isCommit(String s) {
    return s.toLowerCase(Locale.ROOT).matches("[0-9a-f]{40}([0-9a-f]{24})?");
  }

  private static String read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(MAX_BYTES), StandardCharsets.UTF_8);
    }
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.cli;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Starts the program on the process's streams, and ends it cleanly when it is interrupted. */
public final class Main {
  /** The longest wait for a command to give up and clean up. */
  private static final int GRACE_SECONDS = 10;

  private Main() {}

  /** Runs a command line and exits with its code. */
  public static void main(String[] args) {
    OutputStream err = new FileOutputStream(FileDescriptor.err);
    Console console =
        new Console(
            new FileInputStream(FileDescriptor.in),
            new FileOutputStream(FileDescriptor.out),
            err,
            terminals());
    Warnings.to(console.err(), isVerbose(args));
    CountDownLatch done = new CountDownLatch(1);
    Thread main = Thread.currentThread();
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> interrupt(main, console, done), "cancel"));
    int code;
    try {
      code = Syna.run(console, args);
    } finally {
      done.countDown();
    }
    System.exit(code);
  }

  /** On Ctrl-C the JVM stops at once; long work then has a moment to leave files as they were. */
  private static void interrupt(Thread main, Console console, CountDownLatch done) {
    if (done.getCount() == 0) {
      return;
    }
    main.interrupt();
    try {
      boolean isOver = done.await(console.isReading() ? 0 : GRACE_SECONDS, TimeUnit.SECONDS);
      assert isOver || done.getCount() > 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean isVerbose(String... args) {
    for (String a : args) {
      if (a.equals("-v") || a.equals("--verbose")) {
        return true;
      }
    }
    return false;
  }

  /** The launcher tells; the JVM does not know of each stream by itself. */
  private static Console.Terminals terminals() {
    String known = System.getProperty("syna.terminals", "");
    return new Console.Terminals(known.contains("0"), known.contains("1"), known.contains("2"));
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Runs command lines in this process. */
final class Cli {
  /**
   * What a command line did.
   *
   * @param code its exit code
   * @param bytes its standard output
   * @param err its standard error
   */
  @SuppressWarnings("ArrayRecordComponent") // equality is not meant
  record Result(int code, byte[] bytes, String err) {
    String out() {
      return new String(bytes, StandardCharsets.UTF_8);
    }

    /** The lines of standard output. */
    List<String> lines() {
      return out().lines().toList();
    }
  }

  private Cli() {}

  static Result run(Object... args) {
    return run("", Console.Terminals.NONE, args);
  }

  static Result run(String input, Console.Terminals terminals, Object... args) {
    return run(input.getBytes(StandardCharsets.UTF_8), terminals, args);
  }

  static Result run(byte[] input, Console.Terminals terminals, Object... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code = run(input, out, err, terminals, args);
    return new Result(code, out.toByteArray(), err.toString(StandardCharsets.UTF_8));
  }

  static int run(
      byte[] input,
      OutputStream out,
      OutputStream err,
      Console.Terminals terminals,
      Object... args) {
    List<String> texts = new ArrayList<>();
    for (Object a : args) {
      texts.add(a.toString());
    }
    Console console = new Console(new ByteArrayInputStream(input), out, err, terminals);
    return Syna.run(console, texts.toArray(new String[0]));
  }

  /** How many JSON documents a text is made of; fails if it is anything else. */
  static int documents(String json) throws IOException {
    int documents = 0;
    try (JsonParser p = new JsonFactory().createParser(json)) {
      p.enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
      while (p.nextToken() != null) {
        p.skipChildren();
        documents++;
      }
    }
    return documents;
  }
}

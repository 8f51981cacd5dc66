/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.cli;

import ai.synadb.SynaException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Tells of errors: a sentence and what to try on standard error, and in the JSON formats an object
 * {@code {"error": …}} on standard output, if nothing is there yet.
 */
final class Errors {
  private final Console console;

  Errors(Console console) {
    this.console = console;
  }

  /** What a command threw. */
  int handle(Throwable error, String database, Shared shared) {
    if (error instanceof OutputException e && e.isBrokenPipe()) {
      return ExitCodes.BROKEN_PIPE;
    }
    int code = error instanceof OutputException ? ExitCodes.IO : ExitCodes.of(error);
    String message = message(error, code);
    String hint =
        code == ExitCodes.INTERNAL
            ? "the same with --verbose, and report what it shows"
            : Hints.of(error, database);
    tell(message, hint);
    if (shared.isVerbose) {
      error.printStackTrace(new Escaped(console.err()));
      console.err().flush();
    }
    if (shared.output.isJson() && !(error instanceof OutputException)) {
      return object(code, message, hint, error, shared.output);
    }
    return code;
  }

  /** Arguments that picocli could not use. */
  int handle(ParameterException error, boolean isJson, OutputFormat format) {
    String message = firstLine(error.getMessage());
    CommandLine command = error.getCommandLine();
    String hint = command.getCommandSpec().qualifiedName(" ") + " --help";
    List<String> suggestions =
        error instanceof UnmatchedArgumentException u ? u.getSuggestions() : List.of();
    if (!suggestions.isEmpty()) {
      String suggestion = suggestions.get(0);
      hint =
          suggestion.startsWith("-")
              ? command.getCommandSpec().qualifiedName(" ") + " " + suggestion
              : "syna " + suggestion.replaceFirst("^syna ", "");
    }
    tell(message, hint);
    return isJson ? object(ExitCodes.USAGE, message, hint, error, format) : ExitCodes.USAGE;
  }

  private static String firstLine(@Nullable String message) {
    String m = String.valueOf(message);
    int end = m.indexOf('\n');
    return end < 0 ? m : m.substring(0, end);
  }

  private void tell(String message, @Nullable String hint) {
    PrintWriter err = console.err();
    err.println("syna: " + Printable.line(message));
    if (hint != null) {
      err.println("Try: " + Printable.line(hint));
    }
    err.flush();
  }

  private int object(
      int code, String message, @Nullable String hint, Throwable error, OutputFormat format) {
    try {
      if (!console.hasOutput()) {
        Map<String, @Nullable Object> parts = new LinkedHashMap<>();
        parts.put("code", error instanceof SynaException e ? e.code().name() : name(code));
        parts.put("exitCode", code);
        parts.put("message", message);
        parts.put("hint", hint);
        new JsonResults(console.out(), format == OutputFormat.JSONL, false)
            .record(Map.of("error", parts));
        console.out().flush();
      }
      return code;
    } catch (OutputException e) {
      return e.isBrokenPipe() ? ExitCodes.BROKEN_PIPE : code;
    }
  }

  private static String name(int code) {
    switch (code) {
      case ExitCodes.USAGE:
        return "USAGE";
      case ExitCodes.NOT_FOUND:
        return "NOT_FOUND";
      case ExitCodes.IO:
        return "IO";
      case ExitCodes.INTERNAL:
        return "INTERNAL";
      case ExitCodes.INTERRUPTED:
        return "CANCELLED";
      default:
        return "GENERIC";
    }
  }

  private static String message(Throwable error, int code) {
    String m = error.getMessage();
    if (code == ExitCodes.INTERNAL) {
      return "Internal error: " + error;
    }
    if (error.getCause() instanceof FileSystemException cause
        && !(error instanceof SynaException)) {
      return message(cause, code);
    }
    if (error instanceof NoSuchFileException) {
      return "There is no file or directory " + SynaException.quoted(String.valueOf(m));
    }
    if (error instanceof AccessDeniedException) {
      return "Access to " + SynaException.quoted(String.valueOf(m)) + " is denied";
    }
    if (error instanceof FileAlreadyExistsException) {
      return SynaException.quoted(String.valueOf(m)) + " exists already";
    }
    return m == null ? error.toString() : m;
  }

  /** Writes lines escaped: a stack trace repeats messages, which hold names. */
  private static final class Escaped extends PrintWriter {
    Escaped(PrintWriter out) {
      super(out);
    }

    @Override
    public void println(@Nullable Object line) {
      super.println(Printable.lines(String.valueOf(line)));
    }
  }
}

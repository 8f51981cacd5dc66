/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** The program: knows its verbs and runs one. */
@Command(
    name = "syna",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    header = {
      "Looks into SynaDB databases, and changes them.",
      "",
      "Examples:",
      "  syna info my_data.db",
      "  syna get my_data.db temperature --output json",
      ""
    },
    description = {
      "",
      "Commands only read, and create nothing, unless they say that they write.",
      "syna COMMAND --help shows examples and options.",
      ""
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "  0:done",
      "  1:failed",
      "  2:the command line is wrong",
      "  3:key, model or run not found",
      "  4:the file is damaged, or verification failed",
      "  5:another process has the database open for writing",
      "  6:the file cannot be opened, read or written",
      " 70:internal error",
      "130:interrupted",
      "141:the reader of standard output has gone"
    })
final class Syna implements Runnable {
  private static final List<String> VERBS =
      List.of(
          "info", "get", "put", "keys", "search", "export", "compact", "history", "verify", "runs",
          "models", "vectors", "tensor");

  private final Console console;
  @Mixin private Shared shared = new Shared();
  @Spec private CommandSpec spec = CommandSpec.create(); // another takes its place

  private Syna(Console console) {
    this.console = console;
  }

  Console console() {
    return console;
  }

  Shared shared() {
    return shared;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "A command is missing");
  }

  /** Runs a command line and returns the exit code. */
  static int run(Console console, String... args) {
    Errors errors = new Errors(console);
    try {
      int code = commandLine(console, args).execute(args);
      console.out().flush();
      return code;
    } catch (OutputException e) {
      return errors.handle(e, "", new Shared());
    }
  }

  /** With the verb that is asked for alone, if it is one: the others would only take time. */
  static CommandLine commandLine(Console console, String... args) {
    Errors errors = new Errors(console);
    CommandLine line = new CommandLine(new Syna(console));
    boolean isVerb = args.length > 0 && VERBS.contains(args[0]);
    for (String verb : isVerb ? List.of(args[0]) : VERBS) {
      line.addSubcommand(verb, command(verb));
    }
    line.setOut(console.out());
    line.setErr(console.err());
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setUsageHelpAutoWidth(false);
    line.setColorScheme(CommandLine.Help.defaultColorScheme(ansi(console, args)));
    line.setExecutionExceptionHandler(
        (error, command, parsed) -> errors.handle(error, database(parsed), shared(command)));
    line.setParameterExceptionHandler(
        (error, all) -> errors.handle(error, isJson(all), format(all)));
    return line;
  }

  /** Not a map of factories: each would be a class to make at every start. */
  private static Object command(String verb) {
    switch (verb) {
      case "info":
        return new InfoCommand();
      case "get":
        return new GetCommand();
      case "put":
        return new PutCommand();
      case "keys":
        return new KeysCommand();
      case "search":
        return new SearchCommand();
      case "export":
        return new ExportCommand();
      case "compact":
        return new CompactCommand();
      case "history":
        return new HistoryCommand();
      case "verify":
        return new VerifyCommand();
      case "runs":
        return new RunsCommand();
      case "models":
        return new ModelsCommand();
      case "vectors":
        return new VectorsCommand();
      case "tensor":
        return new TensorCommand();
      default:
        throw new AssertionError(verb);
    }
  }

  private static Ansi ansi(Console console, String... args) {
    boolean isOff =
        !console.terminals().out()
            || System.getenv("NO_COLOR") != null
            || Arrays.asList(args).contains("--no-color");
    return isOff ? Ansi.OFF : Ansi.ON;
  }

  private static Shared shared(CommandLine command) {
    return ((Syna) command.getCommandSpec().root().userObject()).shared;
  }

  /** The file that the command was for, as it was given. */
  private static String database(ParseResult parsed) {
    ParseResult last = parsed;
    while (last.subcommand() != null) {
      last = last.subcommand();
    }
    boolean isKnown =
        last.commandSpec().userObject() instanceof SynaCommand c
            && !c.database.toString().isEmpty();
    return isKnown ? ((SynaCommand) last.commandSpec().userObject()).database.toString() : "DB";
  }

  private static boolean isJson(String... args) {
    return format(args).isJson();
  }

  /** The format in arguments that could not be parsed. */
  private static OutputFormat format(String... args) {
    String name = "";
    for (int i = 0; i < args.length; i++) {
      if (args[i].equals("--output") && i + 1 < args.length) {
        name = args[i + 1];
      } else if (args[i].startsWith("--output=")) {
        name = args[i].substring("--output=".length());
      }
    }
    for (OutputFormat f : OutputFormat.values()) {
      if (f.toString().equals(name.toLowerCase(Locale.ROOT))) {
        return f;
      }
    }
    return OutputFormat.TABLE;
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A verb that only has others below it. */
abstract class CommandGroup implements Runnable {
  @Spec CommandSpec spec = CommandSpec.create(); // another takes its place

  @Override
  public final void run() {
    String below = String.join(", ", spec.subcommands().keySet());
    throw new ParameterException(
        spec.commandLine(), "What to do is missing behind '" + spec.name() + "': " + below);
  }
}

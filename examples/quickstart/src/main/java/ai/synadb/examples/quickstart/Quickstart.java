/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.examples.quickstart;

import ai.synadb.SynaDB;

/** Shows what SynaDB does, in one program. */
public final class Quickstart {

  private Quickstart() {}

  /**
   * Runs the example.
   *
   * @param args not used
   */
  public static void main(String[] args) {
    System.out.println(SynaDB.class.getSimpleName() + " is on the class path.");
  }
}

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/** SynaDB: an embedded, append-only database of typed values with their history. */
module ai.synadb {
  requires com.fasterxml.jackson.core;
  requires java.management;
  requires jdk.jfr;
  requires org.lz4.java;
  requires static com.google.errorprone.annotations;
  requires static org.jspecify;

  exports ai.synadb;
  exports ai.synadb.error;
  exports ai.synadb.experiment;
  exports ai.synadb.inspect;
  exports ai.synadb.registry;
  exports ai.synadb.tensor;
  exports ai.synadb.vector;
}

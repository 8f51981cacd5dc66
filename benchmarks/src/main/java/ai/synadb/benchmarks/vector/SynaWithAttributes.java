/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.benchmarks.vector;

import ai.synadb.vector.Attributes;
import ai.synadb.vector.VectorStore;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.List;

/** Builds a store whose vectors have the attributes that filters ask for. */
final class SynaWithAttributes extends VectorPeer {

  @Override
  Built build(Path directory, VectorData data, int threads) throws Exception {
    Method parse = parser();
    long start = System.nanoTime();
    try (VectorStore s =
        VectorStore.builder(directory.resolve(SynaPeer.FILE), data.dim()).threads(threads).open()) {
      for (int row = 0; row < data.rows(); row++) {
        Attributes a = (Attributes) parse.invoke(null, SynaFilters.attributesOf(row));
        s.insert(VectorData.key(row), data.base().row(row), a);
      }
      long put = System.nanoTime();
      s.buildIndex(progress -> {});
      s.sync();
      return new Built((put - start) / 1e9, (System.nanoTime() - put) / 1e9);
    }
  }

  private static Method parser() throws Skipped {
    for (Method m : Attributes.class.getMethods()) {
      if (Modifier.isStatic(m.getModifiers())
          && m.getReturnType() == Attributes.class
          && m.getParameterCount() == 1
          && m.getParameterTypes()[0] == String.class) {
        return m;
      }
    }
    throw new Skipped("the API has no attributes yet");
  }

  @Override
  void open(Path directory, VectorData data) {
    throw new UnsupportedOperationException();
  }

  @Override
  List<String> families() {
    return List.of();
  }

  @Override
  double[] ladder(String family) {
    return new double[0];
  }

  @Override
  Search search(String family, double knob) {
    throw new UnsupportedOperationException();
  }

  @Override
  String version() {
    return "this tree";
  }

  @Override
  String mode() {
    return "with attributes";
  }

  @Override
  String simd() {
    return "";
  }

  @Override
  boolean isSimdAsExpected(boolean newerJdk, boolean withModule) {
    return true;
  }
}

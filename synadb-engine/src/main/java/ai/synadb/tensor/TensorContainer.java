/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import java.util.List;
import java.util.Map;

/**
 * What is in a file.
 *
 * @param sources the tensors, in the order of the file, with names that differ
 * @param unreadable why what else is there cannot be taken, by name
 * @param metadata what the file says of itself
 */
record TensorContainer(
    List<TensorSource> sources, Map<String, String> unreadable, Map<String, String> metadata) {

  static TensorContainer of(TensorSource only) {
    return new TensorContainer(List.of(only), Map.of(), Map.of());
  }
}

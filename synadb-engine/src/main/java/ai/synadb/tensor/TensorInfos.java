/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import java.nio.ByteBuffer;
import java.util.Optional;

/** Makes descriptions of tensors. */
final class TensorInfos {
  private TensorInfos() {}

  static TensorInfo of(String name, TensorHead head, long position) {
    return new TensorInfo(
        name,
        head.dtype(),
        head.shape(),
        head.shape().sizeBytes(head.dtype()),
        RangeFinder.range(head.dtype(), head.minKey(), head.maxKey()),
        head.segments(),
        position,
        head.digestText());
  }

  /** Of a tensor of the original, which is in memory. */
  static TensorInfo of(String name, Tensor tensor, long position) {
    return new TensorInfo(
        name,
        tensor.dtype(),
        tensor.shape(),
        tensor.sizeBytes(),
        Optional.empty(),
        1,
        position,
        "");
  }

  /** The bytes of a tensor that is in memory. */
  static TensorBytes bytes(Tensor tensor) {
    return new TensorBytes() {
      @Override
      public void read(long offset, int length, ByteBuffer target) {
        int limit = target.limit();
        target.limit(target.position() + length);
        tensor.data().read(offset, target);
        target.limit(limit);
      }

      @Override
      public void requirePresent(long offset, long length) {}

      @Override
      public void verify() {} // there is nothing to check it against

      @Override
      public void release() {}
    };
  }
}

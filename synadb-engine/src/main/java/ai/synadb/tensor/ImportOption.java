/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

/**
 * What an import tolerates that it otherwise refuses.
 *
 * <p>Thread safety: immutable.
 *
 * @since 0.1.0
 */
public enum ImportOption {
  /**
   * Takes integers that have no dtype here as the next larger one, which loses nothing: int16 and
   * uint16 as int32, uint32 as int64, and uint64 as int64 where every value fits.
   */
  WIDEN,
  /** Takes a safetensors file with bytes between or behind the tensors that belong to none. */
  ALLOW_HOLES
}

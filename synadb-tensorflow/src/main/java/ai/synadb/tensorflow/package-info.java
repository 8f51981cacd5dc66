/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * Tensors, batches and SavedModels of TensorFlow Java, read from a database and written to it.
 *
 * <p>{@link ai.synadb.tensorflow.SynaTensors} reads and writes single tensors, {@link
 * ai.synadb.tensorflow.SynaTfDataset} reads batches to train with, {@link
 * ai.synadb.tensorflow.SynaSavedModels} keeps what was trained in a model registry.
 */
@NullMarked
package ai.synadb.tensorflow;

import org.jspecify.annotations.NullMarked;

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * The program {@code syna}. One class per verb parses and prints; what is done is the engine's. All
 * output goes through {@link ai.synadb.cli.Results}, so that every verb speaks all formats.
 */
@NullMarked
package ai.synadb.cli;

import org.jspecify.annotations.NullMarked;

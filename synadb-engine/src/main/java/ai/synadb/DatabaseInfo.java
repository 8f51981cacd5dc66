/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb;

import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;

/**
 * What a database is, at one moment.
 *
 * @param path the file
 * @param mode how it is open
 * @param uuid its identity, which compaction keeps; empty for a file of the original that was never
 *     written here
 * @param generation how often it was compacted
 * @param formatVersion the version of the format that it is written in; 0 for a file of the
 *     original
 * @param sizeBytes the length of the log, what waits in memory included
 * @param keys keys that have a value
 * @param deletedKeys keys that are deleted but have a history
 * @param oldestPosition the position from which on the state is complete
 * @param lastPosition the position of the newest record; 0 when there is none
 * @param skippedBytes bytes in the middle of the file that belong to no record
 * @since 0.1.0
 */
public record DatabaseInfo(
    Path path,
    OpenMode mode,
    Optional<UUID> uuid,
    long generation,
    int formatVersion,
    long sizeBytes,
    long keys,
    long deletedKeys,
    long oldestPosition,
    long lastPosition,
    long skippedBytes) {}

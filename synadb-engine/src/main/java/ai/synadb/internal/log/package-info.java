/**
 * The log: appending and group commit, recovery, key directory and key order, checkpoints,
 * snapshots, compaction. Keys are UTF-8 bytes here and values are bytes in records; the public
 * packages above turn them into strings and atoms. Reading order: {@link
 * ai.synadb.internal.log.Generation}, {@link ai.synadb.internal.log.LogWriter}, {@link
 * ai.synadb.internal.log.LogScanner}, {@link ai.synadb.internal.log.LogDatabase}.
 */
@NullMarked
package ai.synadb.internal.log;

import org.jspecify.annotations.NullMarked;

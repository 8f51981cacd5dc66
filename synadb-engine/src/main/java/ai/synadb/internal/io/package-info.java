/**
 * The only door to the disk. {@link ai.synadb.internal.io.Storage} and {@link
 * ai.synadb.internal.io.StorageFile} are what the log is written against; {@link
 * ai.synadb.internal.io.DiskStorage} is the real thing. And between memory and processor, {@link
 * ai.synadb.internal.io.CacheLines}.
 */
@NullMarked
package ai.synadb.internal.io;

import org.jspecify.annotations.NullMarked;

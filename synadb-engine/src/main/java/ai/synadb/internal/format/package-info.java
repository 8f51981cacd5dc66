/**
 * The bytes of the log: records, values, checksums, packed histories. Nothing here knows of files;
 * the layouts are the normative ones of {@code docs/FORMAT.md}, which a test holds against the
 * constants.
 */
@NullMarked
package ai.synadb.internal.format;

import org.jspecify.annotations.NullMarked;

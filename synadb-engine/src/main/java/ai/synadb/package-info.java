/**
 * An embedded database in one append-only file: typed values with their history. Start at {@link
 * ai.synadb.SynaDB}.
 */
@NullMarked
package ai.synadb;

import org.jspecify.annotations.NullMarked;

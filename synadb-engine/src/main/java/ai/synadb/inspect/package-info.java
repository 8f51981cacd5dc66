/** What tools read of a database: its records, and whether they are sound. */
@NullMarked
package ai.synadb.inspect;

import org.jspecify.annotations.NullMarked;

/**
 * The exceptions, one class per thing that can go wrong. All are unchecked and extend {@link
 * ai.synadb.SynaException}.
 */
@NullMarked
package ai.synadb.error;

import org.jspecify.annotations.NullMarked;

/**
 * Vectors as search sees them: rotated at random, as a byte a dimension, and as one-bit codes of
 * their residuals. {@link ai.synadb.internal.codes.Space} says how a metric is reduced to dot
 * products, {@link ai.synadb.internal.codes.ByteRows} holds the rows.
 */
@NullMarked
package ai.synadb.internal.codes;

import org.jspecify.annotations.NullMarked;

/**
 * Gravity wells: rows in cells around centroids, with one-bit codes of their residuals. {@link
 * ai.synadb.internal.gwi.Centroids} draws rows in, {@link ai.synadb.internal.gwi.Cells} holds and
 * searches them.
 */
@NullMarked
package ai.synadb.internal.gwi;

import org.jspecify.annotations.NullMarked;

/**
 * The quantised graph: codes of the neighbours lie in the node, so that one step of a walk reads
 * one place in memory. {@link ai.synadb.internal.hnsw.Graph} says how.
 */
@NullMarked
package ai.synadb.internal.hnsw;

import org.jspecify.annotations.NullMarked;

/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.spark;

import java.util.Collection;
import org.apache.spark.QueryContext;
import org.apache.spark.sql.AnalysisException;
import org.jspecify.annotations.Nullable;
import scala.Option;
import scala.collection.immutable.Map$;

/** What is wrong with a query before anything of it runs, in this data source's words. */
final class SynaAnalysisException extends AnalysisException {
  private static final long serialVersionUID = 1L;

  SynaAnalysisException(String message, @Nullable Throwable cause) {
    super(
        message,
        Option.empty(),
        Option.empty(),
        Option.apply(cause),
        Option.empty(),
        Map$.MODULE$.empty(),
        new QueryContext[0]);
  }

  /** Throws an exception that Spark's interfaces do not declare. */
  static RuntimeException sneaky(AnalysisException e) {
    throw SynaAnalysisException.<RuntimeException>thrown(e);
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // that is the trick
  private static <E extends Exception> E thrown(AnalysisException e) throws E {
    throw (E) e;
  }

  /** Throws what is wrong. */
  static RuntimeException because(String message) {
    throw sneaky(new SynaAnalysisException(message, null));
  }

  /** Throws what is wrong, and why. */
  static RuntimeException because(String message, Throwable cause) {
    throw sneaky(new SynaAnalysisException(message, cause));
  }

  /** Names for a message, sorted as they come. */
  static String list(Collection<String> names) {
    return names.isEmpty() ? "none" : String.join(", ", names);
  }
}

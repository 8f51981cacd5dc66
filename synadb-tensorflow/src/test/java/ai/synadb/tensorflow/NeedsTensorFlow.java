/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensorflow;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.tensorflow.TensorFlow;

/** Skips tests where TensorFlow has no native library for the platform, and says so. */
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(NeedsTensorFlow.Condition.class)
@interface NeedsTensorFlow {

  /** Loads the library once. */
  final class Condition implements ExecutionCondition {
    private static final ConditionEvaluationResult RESULT = probe();

    private static ConditionEvaluationResult probe() {
      try {
        return ConditionEvaluationResult.enabled("TensorFlow " + TensorFlow.version());
      } catch (LinkageError e) {
        return ConditionEvaluationResult.disabled(
            "TensorFlow has no native library for "
                + System.getProperty("os.name")
                + " on "
                + System.getProperty("os.arch")
                + " here: "
                + e);
      }
    }

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      return RESULT;
    }
  }
}

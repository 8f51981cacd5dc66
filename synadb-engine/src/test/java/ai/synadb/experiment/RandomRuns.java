/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.experiment;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Runs with few names and values, so that conditions meet them. */
final class RandomRuns {
  static final Instant EPOCH = Instant.parse("2026-01-01T00:00:00Z");
  static final String[] METRICS = {"loss", "acc", "loss.min", "val/acc", "a b"};
  static final String[] PARAMS = {"lr", "layers", "opt", "amp", "x.y"};
  static final String[] TAGS = {"team", "mlflow.user", "n"};
  static final String[] TEXTS = {
    "",
    "adam",
    "Adam",
    "sgd",
    "4",
    "4.0",
    "1e2",
    "nan",
    "-inf",
    "true",
    "True",
    "ä%_'\"`",
    "9007199254740993",
    "9007199254740992",
    "99999999999999999999",
    "0x10",
    " 4",
    "4 ",
    "+4",
    "4.",
    ".5",
    ".",
    "-",
    "1e",
    "\ud83d\ude00",
    "\uffff",
    "Completed",
    "FINISHED"
  };
  static final double[] NUMBERS = {
    0.0,
    -0.0,
    0.5,
    1,
    4,
    100,
    Double.NaN,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    9007199254740992.0,
    1e300,
    99999999999999999999.0,
    -1e-300
  };
  static final long[] LONGS = {
    0, 1, 4, 100, -7, 9007199254740993L, 9007199254740992L, Long.MAX_VALUE, Long.MIN_VALUE
  };

  private RandomRuns() {}

  static String text(Random r) {
    return TEXTS[r.nextInt(TEXTS.length)];
  }

  static double number(Random r) {
    return NUMBERS[r.nextInt(NUMBERS.length)];
  }

  static long integer(Random r) {
    return LONGS[r.nextInt(LONGS.length)];
  }

  static Map<String, String> context(Random r) {
    return r.nextInt(3) > 0 ? Map.of() : Map.of("subset", r.nextBoolean() ? "val" : "te'st");
  }

  static List<RunInfo> runs(Random r, int count) {
    List<RunInfo> runs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      runs.add(run(r, i));
    }
    return runs;
  }

  static RunInfo run(Random r, int i) {
    Map<MetricId, MetricSummary> metrics = new LinkedHashMap<>();
    Map<String, ParamValue> params = new LinkedHashMap<>();
    Map<String, String> tags = new LinkedHashMap<>();
    List<DatasetInput> inputs = new ArrayList<>();
    for (String m : METRICS) {
      if (r.nextInt(3) > 0) {
        metrics.put(MetricId.of(m, context(r)), summary(r));
      }
    }
    for (String p : PARAMS) {
      if (r.nextInt(3) > 0) {
        params.put(p, param(r));
      }
    }
    for (String t : TAGS) {
      if (r.nextInt(3) > 0) {
        tags.put(t, text(r));
      }
    }
    for (int n = r.nextInt(3); n > 0; n--) {
      DatasetInput d =
          r.nextBoolean()
              ? DatasetInput.of("d" + r.nextInt(2), r.nextInt(3))
              : DatasetInput.of("d" + r.nextInt(2), 5, "x" + r.nextInt(2));
      inputs.add(r.nextBoolean() ? d : d.as("train"));
    }
    Instant start = EPOCH.plusSeconds(r.nextInt(5));
    return new RunInfo(
        "run" + i,
        "exp" + r.nextInt(2),
        r.nextBoolean() ? "" : text(r),
        RunStatus.values()[r.nextInt(4)],
        start,
        r.nextBoolean() ? Optional.empty() : Optional.of(start.plusSeconds(r.nextInt(4))),
        r.nextBoolean() ? Optional.empty() : Optional.of("run" + r.nextInt(9)),
        tags,
        params,
        metrics,
        inputs,
        r.nextBoolean() ? Optional.empty() : Optional.of(text(r)),
        r.nextBoolean() ? Optional.empty() : Optional.of("abc"));
  }

  static MetricSummary summary(Random r) {
    return new MetricSummary(
        1 + r.nextInt(5), number(r), number(r), number(r), number(r), 0, r.nextInt(5), 1, 2);
  }

  static ParamValue param(Random r) {
    return switch (r.nextInt(5)) {
      case 0 -> ParamValue.of(integer(r));
      case 1 -> ParamValue.of(number(r));
      case 2 -> ParamValue.of(r.nextBoolean());
      case 3 -> ParamValue.ofJson("[4,\"x\"]");
      default -> ParamValue.of(text(r));
    };
  }
}

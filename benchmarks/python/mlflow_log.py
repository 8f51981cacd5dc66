# Copyright 2026 The SynaDB Authors.
# SPDX-License-Identifier: Apache-2.0
"""Logs metric points through MLflow's Python client for some seconds and prints how many a second.

mlflow_log.py mlflow-sqlite|mlflow-files DIRECTORY SECONDS
"""
import json
import logging
import os
import sys
import tempfile
import time

os.environ["MLFLOW_ALLOW_FILE_STORE"] = "true"
os.environ["GIT_PYTHON_REFRESH"] = "quiet"

from mlflow.entities import Metric  # noqa: E402
from mlflow.tracking import MlflowClient  # noqa: E402

BATCH = 1000  # the most that log_batch takes


def main(variant, directory, seconds):
    logging.disable(logging.INFO)
    with tempfile.TemporaryDirectory(dir=directory) as folder:
        uri = f"sqlite:///{folder}/mlflow.db" if variant == "mlflow-sqlite" else f"file://{folder}/runs"
        client = MlflowClient(tracking_uri=uri)
        experiment = client.create_experiment("e", artifact_location=f"file://{folder}/artifacts")
        run = client.create_run(experiment).info.run_id

        def log(first):
            now = int(time.time() * 1000)
            client.log_batch(
                run, metrics=[Metric("loss", i * 1e-3, now, i) for i in range(first, first + BATCH)])

        log(0)  # warm
        count, start = 0, time.perf_counter()
        while time.perf_counter() - start < seconds:
            log(BATCH + count)
            count += BATCH
        rate = count / (time.perf_counter() - start)
    print("RESULT " + json.dumps({variant: rate}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], float(sys.argv[3]))
